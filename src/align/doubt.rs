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
    let mut total = 0;
    for (index, _) in beads.iter().enumerate().filter(|(_, bead)| !is_sure(bead)) {
        if windows.last().is_some_and(|last| index + NEIGHBOURS < last.end) {
            continue;
        }
        let mut start = index.saturating_sub(NEIGHBOURS);
        while start > 0 && !is_boundary(start) {
            start -= 1;
        }
        let mut end = (index + NEIGHBOURS + 1).min(beads.len());
        while !is_boundary(end) {
            end += 1;
        }
        match windows.last_mut().filter(|last| start <= last.end) {
            Some(last) => last.end = end.max(last.end),
            None => windows.push(start..end),
        }
    }
    windows.iter().for_each(|window| total += window.len());
    (total as f32 <= MOST * beads.len() as f32).then_some(windows)
}

/// Whether a heading has no partner. On both sides, a section may stand elsewhere; on one, what its
/// section holds must tell which of several headings is the one, not the blocks beside it.
fn may_have_moved(beads: &[Bead], source: &[Unit], target: &[Unit]) -> bool {
    let heading = |units: &[Unit], (first, end): (u32, u32)| {
        units[first as usize..end as usize].iter().any(|unit| matches!(unit.shape.kind, BlockKind::Heading(_)))
    };
    let alone = || beads.iter().filter(|bead| !bead.is_pair());
    alone().any(|bead| heading(source, bead.source) || heading(target, bead.target))
}
