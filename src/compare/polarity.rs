//! Yes against no, sentence by sentence.
//!
//! A paragraph says that one thing is supported and another is not; only in
//! aligned sentences do the two words speak of the same thing. So where a bead's
//! polarities differ, its blocks are cut into segments, these are aligned, and
//! the segments of one bead are compared: they contradict each other where each
//! says one thing only about a subject, and these are opposites.
//!
//! Few beads get that far, so that cutting and aligning costs little over a set.

use std::ops::Range;

use super::sentence::Sentences;
use super::{Difference, PageView, Standing};
use crate::claim::{ClaimKind, Value, Values};
use crate::finding::Change;
use crate::page::TextRange;

/// Subject of a negation that belongs to no pair of opposites.
const GENERAL: &str = "negation";

/// Finds contradictions in one bead and adds them to `out`.
pub(super) fn contradictions(
    source: &PageView,
    target: &PageView,
    blocks: (Range<usize>, Range<usize>),
    sentences: &Sentences,
    index: u32,
    values: &Values,
    out: &mut Vec<Difference>,
) {
    for pair in sentences.beads.iter().filter(|pair| pair.is_pair()) {
        let theirs = polarities(source, blocks.0.clone(), sentences.source.range(pair.source_range()));
        let ours = polarities(target, blocks.1.clone(), sentences.target.range(pair.target_range()));
        for &there in &theirs {
            let subject = source.claims[there as usize].subject;
            if only(source, &theirs, subject).is_some()
                && let Some(here) = only(target, &ours, subject)
                && source.claims[there as usize].value != target.claims[here as usize].value
                && values.text(subject) != GENERAL
                && !denies_otherwise(source, &theirs, there, values)
                && !denies_otherwise(target, &ours, here, values)
            {
                out.push(difference(Some(there), Some(here), Change::Changed, index));
            }
        }
    }
}

/// Whether a sentence that affirms the claim's subject also denies something:
/// "recommended *not* to" may well be what the other side puts as "not recommended".
fn denies_otherwise(view: &PageView, claims: &[u32], claim: u32, values: &Values) -> bool {
    let affirms = values.text(view.claims[claim as usize].value).ends_with(":yes");
    let denies = |other: &u32| {
        let value = values.text(view.claims[*other as usize].value);
        *other != claim && (value.ends_with(":no") || value.ends_with(":maybe"))
    };
    affirms && claims.iter().any(denies)
}

/// The one claim of a subject, if there is exactly one and it says yes or no for sure.
fn only(view: &PageView, claims: &[u32], subject: Value) -> Option<u32> {
    let mut found = claims.iter().copied().filter(|claim| view.claims[*claim as usize].subject == subject);
    let first = found.next()?;
    (found.next().is_none() && !view.claims[first as usize].soft).then_some(first)
}

fn difference(source: Option<u32>, target: Option<u32>, change: Change, bead: u32) -> Difference {
    Difference { kind: ClaimKind::Polarity, change, source, target, bead, standing: Standing::Nowhere, narrowed: false }
}

/// The polarity claims in a range of the text of some blocks, as indices.
fn polarities(view: &PageView, blocks: Range<usize>, text: TextRange) -> Vec<u32> {
    let said = |index: &usize| {
        let claim = &view.claims[*index];
        claim.kind == ClaimKind::Polarity && text.contains(claim.text)
    };
    view.claims_of(blocks).filter(said).map(|index| index as u32).collect()
}
