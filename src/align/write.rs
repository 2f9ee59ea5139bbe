//! What was found, made into beads that cover both sides.

use super::{Bead, score};

/// A bead over units of the source and of the target as it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) source: (u32, u32),
    pub(super) target: (u32, u32),
    pub(super) odds: f32,
    pub(super) moved: bool,
}

/// Turns what was found into beads that cover both sides.
///
/// `order` is the order in which the target was read, with the units that stand
/// elsewhere on their page marked.
pub(super) fn write(
    found: &[Found],
    order: Option<(&[u32], &[bool])>,
    source_len: usize,
    target_len: usize,
    beads: &mut Vec<Bead>,
) {
    let mut sorted: Vec<Found> = found.to_vec();
    for bead in &mut sorted {
        if let Some((units, moved)) = order {
            let first = units[bead.target.0 as usize];
            bead.moved |= moved[first as usize];
            bead.target = (first, first + (bead.target.1 - bead.target.0));
        }
    }
    sorted.sort_unstable_by_key(|bead| bead.source);
    // Target units without a partner go behind the bead of the unit before them.
    let mut taken = vec![u32::MAX; target_len];
    for (index, bead) in sorted.iter().enumerate() {
        taken[bead.target.0 as usize..bead.target.1 as usize].fill(index as u32);
    }
    let mut alone: Vec<(u32, u32)> = Vec::new();
    let mut behind = 0;
    for (unit, &bead) in taken.iter().enumerate() {
        if bead == u32::MAX {
            alone.push((behind, unit as u32));
        } else if !sorted[bead as usize].moved {
            behind = bead + 1;
        }
    }
    alone.sort_unstable();
    let mut alone = alone.into_iter().peekable();
    let gap = |source: (u32, u32), target: (u32, u32)| Bead { source, target, score: 0.8, moved: false };
    let (mut at, mut target_at) = (0, 0);
    for (index, bead) in sorted.iter().enumerate() {
        while let Some((_, unit)) = alone.next_if(|&(behind, _)| behind <= index as u32) {
            beads.push(gap((at, at), (unit, unit + 1)));
            target_at = unit + 1;
        }
        for unit in at..bead.source.0 {
            beads.push(gap((unit, unit + 1), (target_at, target_at)));
        }
        let score = score::probability(bead.odds - 2.0 * score::GAP * 0.5);
        beads.push(Bead { source: bead.source, target: bead.target, score, moved: bead.moved });
        at = bead.source.1;
        if !bead.moved {
            target_at = bead.target.1;
        }
    }
    for (_, unit) in alone {
        beads.push(gap((at, at), (unit, unit + 1)));
        target_at = unit + 1;
    }
    for unit in at..source_len as u32 {
        beads.push(gap((unit, unit + 1), (target_at, target_at)));
    }
}
