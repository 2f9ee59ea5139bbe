//! What a first pass without words was not sure of.
//!
//! Lengths, shapes and facts settle nearly all blocks of nearly all pages. Where they
//! leave a doubt, the words decide, and only there are they looked up: in *windows*,
//! runs of beads around those in doubt.

use std::ops::Range;

use super::{Bead, Unit, item};
use crate::page::BlockKind;

/// The score from which a bead is taken without looking at its words.
const SURE: f32 = 0.7;

/// How many beads on either side of one in doubt are looked at with it.
const NEIGHBOURS: usize = 3;

/// If windows hold more than this share of the beads, all of them are looked at.
const MOST: f32 = 0.5;

/// Whether a bead needs no second look: one unit on each side, and a good score.
pub(super) fn is_sure(bead: &Bead) -> bool {
    let one_to_one = bead.source.1 - bead.source.0 == 1 && bead.target.1 - bead.target.0 == 1;
    one_to_one && !bead.moved && bead.score >= SURE
}

/// The windows of two pages, as index ranges of the beads, in order and apart from
/// each other; `None` if the pages are better aligned anew.
pub(super) fn windows(beads: &[Bead], source: &[Unit], target: &[Unit]) -> Option<Vec<Range<usize>>> {
    if beads.iter().any(|bead| bead.moved) || may_have_moved(beads, source, target) {
        return None;
    }
    let is_boundary = |at: usize| {
        let (one, other) = match beads.get(at) {
            Some(bead) => (bead.source.0, bead.target.0),
            None => return true,
        };
        item::begins(source, one as usize) && item::begins(target, other as usize)
    };
    let mut windows: Vec<Range<usize>> = Vec::new();
    for (index, bead) in beads.iter().enumerate().filter(|(_, bead)| !is_sure(bead)) {
        let is_lone_heading = !bead.is_pair() && has_heading(bead, source, target);
        if !is_lone_heading && windows.last().is_some_and(|last| index + NEIGHBOURS < last.end) {
            continue;
        }
        let (mut start, mut end) = (index.saturating_sub(NEIGHBOURS), (index + NEIGHBOURS + 1).min(beads.len()));
        if is_lone_heading {
            // Which of several headings it is that has no partner, what their sections hold must tell.
            let before = beads[..index].iter().rposition(|bead| has_heading(bead, source, target));
            start = start.min(before.unwrap_or_default());
            let mut behind = (index + 1..beads.len()).filter(|&at| has_heading(&beads[at], source, target));
            end = end.max(behind.nth(1).unwrap_or(beads.len()));
        }
        while start > 0 && !is_boundary(start) {
            start -= 1;
        }
        while !is_boundary(end) {
            end += 1;
        }
        while let Some(last) = windows.pop_if(|last| start <= last.end) {
            (start, end) = (start.min(last.start), end.max(last.end));
        }
        windows.push(start..end);
    }
    let total: usize = windows.iter().map(Range::len).sum();
    (total as f32 <= MOST * beads.len() as f32).then_some(windows)
}

/// Whether both sides have a heading without a partner: a section may stand elsewhere.
fn may_have_moved(beads: &[Bead], source: &[Unit], target: &[Unit]) -> bool {
    let is_alone = |bead: &&Bead| !bead.is_pair() && has_heading(bead, source, target);
    let mut alone = beads.iter().filter(is_alone).map(|bead| bead.source.0 < bead.source.1);
    alone.next().is_some_and(|first| alone.any(|other| other != first))
}

/// Whether a heading is among the units of a bead.
fn has_heading(bead: &Bead, source: &[Unit], target: &[Unit]) -> bool {
    let is_heading = |unit: &Unit| matches!(unit.shape.kind, BlockKind::Heading(_));
    source[bead.source_range()].iter().any(is_heading) || target[bead.target_range()].iter().any(is_heading)
}
