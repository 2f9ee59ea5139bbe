//! Literals that one place lost or gained together, told as one.
//!
//! A sentence that was shortened loses every name that its longer form had, and
//! a list that was written out gains all of its items. A reader has one thing to
//! look at there, not one for each name.

use super::code_differs::hull;
use super::{DifferenceContext, Draft, Place};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

/// Literals of one place that are told one by one.
const FEW: usize = 2;

/// Names that a message spells out.
const NAMED: usize = 3;

/// What literals share that are told together: how bad, what happened, and in which block.
type Key = (Severity, Change, u32);

/// What was said of the literals of one bead: those that are missing or extra by the same
/// severity in one draft where they are more than a few, all others as they are; each with
/// the differences that it stands for.
pub(crate) fn told_together<'d, 't>(
    drafts: Vec<(&'d DifferenceContext<'t>, Draft)>,
) -> Vec<(Vec<&'d DifferenceContext<'t>>, Draft)> {
    let mut told = Vec::new();
    let mut groups: Vec<(Key, Vec<(&DifferenceContext<'_>, Draft)>)> = Vec::new();
    for (difference, draft) in drafts {
        let may_join = difference.difference.kind == ClaimKind::Literal && draft.change != Change::Changed;
        if !may_join {
            told.push((vec![difference], draft));
            continue;
        }
        // A place is a block: a bead may hold several.
        let claim = difference.source_claim().or_else(|| difference.target_claim());
        let key = (draft.severity, draft.change, claim.map_or(0, |claim| claim.block));
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push((difference, draft)),
            None => groups.push((key, vec![(difference, draft)])),
        }
    }
    for (_, group) in groups {
        if group.len() <= FEW {
            told.extend(group.into_iter().map(|(difference, draft)| (vec![difference], draft)));
            continue;
        }
        let (differences, drafts): (Vec<&DifferenceContext<'_>>, Vec<Draft>) = group.into_iter().unzip();
        told.extend(joined(&differences, drafts).map(|draft| (differences, draft)));
    }
    told
}

/// One draft for several of the same change.
fn joined(differences: &[&DifferenceContext<'_>], drafts: Vec<Draft>) -> Option<Draft> {
    let all = drafts.len();
    let places = |place: fn(&Draft) -> Option<Place>| hull(drafts.iter().filter_map(place));
    let (source, target) = (places(|draft| draft.source), places(|draft| draft.target));
    let confidence = drafts.iter().map(|draft| draft.confidence).fold(0.0, f32::max);
    let first = drafts.into_iter().next()?;
    let text = |difference: &&DifferenceContext<'_>| match first.change {
        Change::Extra => format!("`{}`", difference.target_text()),
        _ => format!("`{}`", difference.source_text()),
    };
    let mut names: Vec<String> = differences.iter().take(if all > NAMED + 1 { NAMED } else { all }).map(text).collect();
    if names.len() < all {
        names.push(format!("{} others", all - names.len()));
    }
    let last = names.pop()?;
    let what = if first.change == Change::Extra { "are not in the source" } else { "are missing" };
    let message = format!("{} and {last} {what}", names.join(", "));
    Some(Draft { confidence, source, target, message, ..first })
}
