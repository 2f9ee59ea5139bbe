//! Blocks without a counterpart, put together to what a reader would call one thing.
//!
//! A run of blocks that stand on one side alone is cut into whole sections,
//! notes, table rows, list items and single blocks, widest first, so that a
//! section that never arrived is one finding and not one for each of its parts.

use std::ops::Range;

use super::{PageView, is_heading};
use crate::align::Bead;
use crate::page::BlockKind;

/// What is missing or extra.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum GapKind {
    Section,
    Note,
    TableRow,
    ListItem,
    Block,
    /// A heading whose section has its counterpart.
    Heading,
}

/// Something that one page has and the other has not.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// What it is.
    pub kind: GapKind,
    /// Whether it stands in the source alone (missing) or in the target alone (extra).
    pub in_source: bool,
    /// Its blocks on the side that has it.
    pub blocks: Range<usize>,
    /// Where it should be: behind this block of the other side.
    pub behind: Option<usize>,
    /// How sure the aligner is that its blocks have no partner, on average, 0.0 to 1.0.
    pub score: f32,
}

/// The gaps of a pair, those of the source first, each side in order.
pub fn gaps(source: &PageView, target: &PageView, beads: &[Bead]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    if beads.iter().all(Bead::is_pair) {
        return gaps;
    }
    side(source, beads, true, Bead::source_range, Bead::target_range, &mut gaps);
    side(target, beads, false, Bead::target_range, Bead::source_range, &mut gaps);
    gaps
}

fn side(
    view: &PageView,
    beads: &[Bead],
    in_source: bool,
    own: fn(&Bead) -> Range<usize>,
    other: fn(&Bead) -> Range<usize>,
    gaps: &mut Vec<Gap>,
) {
    // For each block of this side: whether it stands alone, and the nearest block of the other side before it.
    let count = view.page.blocks.len();
    let mut alone = vec![false; count];
    let mut partner = vec![None; count];
    let mut scores = vec![0.0; count];
    for bead in beads {
        for block in own(bead) {
            alone[block] = other(bead).is_empty();
            scores[block] = bead.score;
            partner[block] = other(bead).end.checked_sub(1).filter(|_| !other(bead).is_empty());
        }
    }
    let mut behind = None;
    let mut at = 0;
    while at < count {
        if !alone[at] {
            behind = partner[at].or(behind);
            at += 1;
            continue;
        }
        let run = at..(at..count).find(|&block| !alone[block]).unwrap_or(count);
        cut(view, run.clone(), |kind, blocks| {
            let score = scores[blocks.clone()].iter().sum::<f32>() / blocks.len() as f32;
            gaps.push(Gap { kind, in_source, blocks, behind, score });
        });
        at = run.end;
    }
}

/// Cuts a run of blocks, widest things first.
fn cut(view: &PageView, run: Range<usize>, mut push: impl FnMut(GapKind, Range<usize>)) {
    let blocks = &view.page.blocks;
    let mut at = run.start;
    while at < run.end {
        let block = &blocks[at];
        let section = &view.page.sections[block.section as usize];
        let (kind, end) = if is_heading(block) {
            if section.blocks.1 as usize <= run.end {
                (GapKind::Section, section.blocks.1 as usize)
            } else {
                (GapKind::Heading, at + 1)
            }
        } else if block.note.is_some() {
            let same_note =
                |other: usize| blocks[other].note == block.note && blocks[other].list_depth >= block.list_depth;
            (GapKind::Note, extent(at, run.end, same_note))
        } else {
            match block.kind {
                BlockKind::TableCell { table, row, .. } => {
                    let same_row = |other: usize| matches!(blocks[other].kind, BlockKind::TableCell { table: t, row: r, .. } if t == table && r == row);
                    let end = extent(at, run.end, same_row);
                    let goes_on = at.checked_sub(1).is_some_and(same_row) || end < blocks.len() && same_row(end);
                    (if goes_on { GapKind::Block } else { GapKind::TableRow }, end)
                }
                BlockKind::ListItem { .. } => {
                    let belongs = |other: usize| {
                        !matches!(blocks[other].kind, BlockKind::ListItem { .. })
                            && blocks[other].list_depth >= block.list_depth
                            && !is_heading(&blocks[other])
                    };
                    (GapKind::ListItem, extent(at, run.end, belongs))
                }
                _ => (GapKind::Block, at + 1),
            }
        };
        push(kind, at..end);
        at = end;
    }
}

/// One past the last block from `at` on for which `belongs` holds, the first one taken for granted.
fn extent(at: usize, limit: usize, belongs: impl Fn(usize) -> bool) -> usize {
    (at + 1..limit).find(|&block| !belongs(block)).unwrap_or(limit)
}
