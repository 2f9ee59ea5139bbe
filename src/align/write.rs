//! What was found, made into beads that cover both sides.

use super::item::Item;
use super::{Bead, score};

/// A bead over units of the source and of the target as it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) source: (u32, u32),
    pub(super) target: (u32, u32),
    pub(super) score: f32,
    pub(super) moved: bool,
}

/// The beads of a page pair with units on both sides, and how sure it is of
/// each unit that it has no partner, should it be left alone.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) beads: Vec<Found>,
    source_alone: Vec<f32>,
    target_alone: Vec<f32>,
    /// For each target unit in its own order, its bead.
    taken: Vec<u32>,
    /// Target units without a partner, with the bead that they stand behind.
    alone: Vec<(u32, u32)>,
}

/// Marks in [`Findings::taken`].
const NONE: u32 = u32::MAX;

impl Findings {
    /// Forgets everything and makes room for so many units.
    pub(super) fn clear(&mut self, source: usize, target: usize) {
        self.beads.clear();
        for (alone, count) in [(&mut self.source_alone, source), (&mut self.target_alone, target)] {
            alone.clear();
            alone.resize(count, score::CERTAIN);
        }
    }

    /// Notes how sure it is that items have no partner where they stand.
    pub(super) fn leave(&mut self, source: &[Item], target: &[Item], score: f32) {
        source.iter().for_each(|item| self.source_alone[item.range()].fill(score));
        target.iter().for_each(|item| self.target_alone[item.range()].fill(score));
    }

    /// Whether the beads take all units of one side.
    pub(super) fn covers(&self, source: usize, target: usize) -> bool {
        let (mut own, mut its) = (0, 0);
        for bead in &self.beads {
            own += (bead.source.1 - bead.source.0) as usize;
            its += (bead.target.1 - bead.target.0) as usize;
        }
        own == source || its == target
    }
}

/// Turns what was found into beads that cover both sides, in order of the source.
///
/// `order` is the order in which the target was read, with the units that stand
/// elsewhere on their page marked.
pub(super) fn write(found: &mut Findings, order: Option<(&[u32], &[bool])>, beads: &mut Vec<Bead>) {
    let Findings { beads: pairs, source_alone, target_alone, taken, alone } = found;
    if let Some((units, moved)) = order {
        for bead in pairs.iter_mut() {
            let first = units[bead.target.0 as usize];
            bead.moved |= moved[first as usize];
            bead.target = (first, first + (bead.target.1 - bead.target.0));
        }
        // The scores were noted in the order of reading.
        let read = target_alone.clone();
        units.iter().zip(read).for_each(|(&unit, score)| target_alone[unit as usize] = score);
    }
    if !pairs.is_sorted_by_key(|bead| bead.source) {
        pairs.sort_unstable_by_key(|bead| bead.source);
    }
    taken.clear();
    taken.resize(target_alone.len(), NONE);
    for (index, bead) in pairs.iter().enumerate() {
        taken[bead.target.0 as usize..bead.target.1 as usize].fill(index as u32);
    }
    alone.clear();
    let mut behind = 0;
    for (unit, &bead) in taken.iter().enumerate() {
        if bead == NONE {
            alone.push((behind, unit as u32));
        } else if !pairs[bead as usize].moved {
            behind = bead + 1;
        }
    }
    alone.sort_unstable();
    let mut alone = alone.iter().copied().peekable();
    let mut add = |source, target, score, moved| beads.push(Bead { source, target, score, moved });
    let (mut at, mut target_at) = (0, 0);
    for (index, bead) in pairs.iter().enumerate() {
        while let Some((_, unit)) = alone.next_if(|&(behind, _)| behind <= index as u32) {
            add((at, at), (unit, unit + 1), target_alone[unit as usize], false);
            target_at = unit + 1;
        }
        for unit in at..bead.source.0 {
            add((unit, unit + 1), (target_at, target_at), source_alone[unit as usize], false);
        }
        add(bead.source, bead.target, bead.score, bead.moved);
        at = bead.source.1;
        if !bead.moved {
            target_at = bead.target.1;
        }
    }
    for (_, unit) in alone {
        add((at, at), (unit, unit + 1), target_alone[unit as usize], false);
        target_at = unit + 1;
    }
    for unit in at..source_alone.len() as u32 {
        add((unit, unit + 1), (target_at, target_at), source_alone[unit as usize], false);
    }
}
