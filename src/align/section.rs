//! Sections that stand elsewhere in the target.
//!
//! A search in order finds next to nothing of what was moved, and a moved
//! section takes its neighbours' order with it, so moves are looked for first:
//! 1. every section of the source is compared with every one of the target by
//!    its heading's level, what it is made of, its length and the tokens in it;
//! 2. the best set of pairs in order is found by dynamic programming;
//! 3. sections that it leaves over are paired with each other where the
//!    evidence is strong and no other partner comes near: these are moved.
//!
//! The target's units are then read in an order that has each moved section
//! behind the partner of the section before it. Pairs are used for the order
//! alone; which blocks belong together is decided by the search over blocks.
//!
//! Cost: sections of the source times sections of the target, and none at all
//! above [`MOST_PAIRS`] of them.

use super::grid::Band;
use super::lexical::{self, Lexical};
use super::score::{self, Length, Rarity};
use super::{Model, Unit, lexicon};
use crate::page::BlockKind;

/// Pages with more pairs of sections than this are taken as they stand.
const MOST_PAIRS: usize = 1 << 14;

/// The log odds that a pair of sections must have to count as moved.
const MOVED_ODDS: f32 = 4.0;

/// By how much it must be better than any other pair of either section.
const MOVED_MARGIN: f32 = 2.0;

/// By how much two sections must be better off with each other's partners.
const SWAP_MARGIN: f32 = 2.0;

/// What leaving a section alone costs.
const SECTION_GAP: f32 = -1.5;

/// The order in which the target is read.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// Indexes of target units.
    pub(super) units: Vec<u32>,
    /// For each target unit in its own order, whether its section was moved.
    pub(super) moved: Vec<bool>,
}

/// The buffers of [`order`].
#[derive(Debug, Default)]
pub(super) struct SectionScratch {
    source: Vec<Profile>,
    target: Vec<Profile>,
    odds: Vec<f32>,
    order: Order,
}

/// What a section looks like from afar.
#[derive(Debug, Default, Clone)]
struct Profile {
    first: u32,
    end: u32,
    length: f32,
    log_length: f32,
    /// Paragraphs, list items, cells, blocks of code.
    kinds: [u16; 4],
    /// Sorted, each once.
    tokens: Vec<u32>,
}

fn profiles(units: &[Unit], profiles: &mut Vec<Profile>) {
    profiles.clear();
    let mut first = 0;
    while first < units.len() {
        let section = units[first].section;
        let end = first + units[first..].iter().take_while(|unit| unit.section == section).count();
        let mut profile = Profile { first: first as u32, end: end as u32, ..Profile::default() };
        for unit in &units[first..end] {
            profile.length += unit.length as f32;
            let kind = match unit.shape.kind {
                BlockKind::Paragraph => 0,
                BlockKind::ListItem { .. } => 1,
                BlockKind::TableCell { .. } => 2,
                BlockKind::Code => 3,
                BlockKind::Heading(_) => continue,
            };
            profile.kinds[kind] = profile.kinds[kind].saturating_add(1);
        }
        profile.tokens.extend(units[first..end].iter().flat_map(|unit| unit.tokens));
        profile.tokens.sort_unstable();
        profile.tokens.dedup();
        profile.log_length = score::log_length(profile.length);
        profiles.push(profile);
        first = end;
    }
}

impl Profile {
    /// The log odds that two sections are translations of each other, and the
    /// part of it that comes from tokens.
    fn odds(&self, other: &Profile, source: &[Unit], target: &[Unit], length: &Length, rarity: &Rarity) -> (f32, f32) {
        let (one, its) = (&source[self.first as usize], &target[other.first as usize]);
        let (mut shared, mut common) = (0.0, 0);
        score::intersect(&self.tokens, &other.tokens, |index| {
            shared += rarity.weight(self.tokens[index]);
            common += 1;
        });
        let alone = (self.tokens.len() + other.tokens.len() - 2 * common) as f32;
        let tokens = shared - (0.7 * alone).min(6.0);
        let different: u16 = self.kinds.iter().zip(&other.kinds).map(|(one, other)| one.abs_diff(*other)).sum();
        let all: u16 = self.kinds.iter().chain(&other.kinds).fold(0, |sum, &count| sum.saturating_add(count));
        let kinds = 1.5 - 6.0 * f32::from(different) / f32::from(all.max(1));
        let heading = length.of(one.length as f32).odds(score::log_length(its.length as f32));
        let odds = score::shape(one.shape, its.shape)
            + heading
            + kinds
            + length.of(self.length).odds(other.log_length)
            + tokens;
        (odds, shared)
    }
}

/// The order in which to read the target so that its sections follow the
/// source; `None` if they do as they stand.
pub(super) fn order<'s>(
    source: &[Unit],
    target: &[Unit],
    length: &Length,
    model: &Model,
    rarity: &Rarity,
    scratch: &'s mut SectionScratch,
) -> Option<&'s Order> {
    let SectionScratch { source: one, target: other, odds, order } = scratch;
    profiles(source, one);
    profiles(target, other);
    let (rows, columns) = (one.len(), other.len());
    if rows < 2 || columns < 2 || rows * columns > MOST_PAIRS {
        return None;
    }
    odds.clear();
    let mut shares = Vec::with_capacity(rows * columns);
    let band = Band::whole(rows, columns);
    let lexical = model.lexicon.as_ref().map(|lexicon| {
        let side = |units: &[Unit], profiles: &[Profile]| {
            let mut side = lexical::Side::default();
            for profile in profiles {
                let own = &units[profile.first as usize..profile.end as usize];
                side.push(|words| own.iter().for_each(|unit| lexicon::words(unit.text, words)));
            }
            side
        };
        Lexical::new(lexicon, model.fold, &side(source, one), &side(target, other), &band)
    });
    for (row, left) in one.iter().enumerate() {
        for (column, right) in other.iter().enumerate() {
            let (all, tokens) = left.odds(right, source, target, length, rarity);
            let words = lexical.as_ref().map_or(0.0, |lexical| lexical.odds(&band, row + 1, column + 1, 1, 1));
            odds.push(all + words);
            shares.push(tokens + words.max(0.0));
        }
    }
    let mut partner = in_order(odds, rows, columns);
    let mut taken = vec![false; columns];
    for &column in partner.iter().flatten() {
        taken[column] = true;
    }
    let mut moves: Vec<(f32, usize, usize)> = Vec::new();
    for row in (0..rows).filter(|&row| partner[row].is_none()) {
        for column in (0..columns).filter(|&column| !taken[column]) {
            let own = odds[row * columns + column];
            let rival = |at: usize, value: f32| at != row * columns + column && value > own - MOVED_MARGIN;
            let rivals = (0..columns).any(|other| rival(row * columns + other, odds[row * columns + other]))
                || (0..rows).any(|other| rival(other * columns + column, odds[other * columns + column]));
            if own >= MOVED_ODDS && shares[row * columns + column] >= 1.0 && !rivals {
                moves.push((own, row, column));
            }
        }
    }
    let mut is_moved = vec![false; columns];
    swap(odds, columns, &mut partner, &mut is_moved);
    if moves.is_empty() && !is_moved.contains(&true) {
        return None;
    }
    moves.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    order.moved.clear();
    order.moved.resize(target.len(), false);
    let mut is_taken = vec![false; columns];
    for (_, row, column) in moves {
        if partner[row].is_none() && !is_taken[column] {
            partner[row] = Some(column);
            is_taken[column] = true;
            is_moved[column] = true;
        }
    }
    for column in (0..columns).filter(|&column| is_moved[column]) {
        order.moved[other[column].first as usize..other[column].end as usize].fill(true);
    }
    // Where each moved section goes: behind the partner of the section before it.
    let mut behind: Vec<Vec<usize>> = vec![Vec::new(); columns + 1];
    let mut place = 0;
    for column in partner.iter().flatten().copied() {
        if is_moved[column] {
            behind[place].push(column);
        } else {
            place = column + 1;
        }
    }
    order.units.clear();
    for place in 0..=columns {
        if place > 0 && !is_moved[place - 1] {
            order.units.extend(other[place - 1].first..other[place - 1].end);
        }
        for &column in &behind[place] {
            order.units.extend(other[column].first..other[column].end);
        }
    }
    Some(order)
}

/// Exchanges the partners of two sections that look so alike that the pairs in
/// order are good ones, where the pairs out of order are clearly better.
fn swap(odds: &[f32], columns: usize, partner: &mut [Option<usize>], is_moved: &mut [bool]) {
    for first in 0..partner.len() {
        for second in first + 1..partner.len() {
            let (Some(one), Some(other)) = (partner[first], partner[second]) else { continue };
            let in_order = odds[first * columns + one] + odds[second * columns + other];
            let swapped = odds[first * columns + other] + odds[second * columns + one];
            if swapped > in_order + SWAP_MARGIN && !is_moved[one] && !is_moved[other] {
                partner.swap(first, second);
                is_moved[other] = true;
            }
        }
    }
}

/// The set of pairs in order with the highest sum, by row.
fn in_order(odds: &[f32], rows: usize, columns: usize) -> Vec<Option<usize>> {
    let width = columns + 1;
    let mut best = vec![0.0f32; (rows + 1) * width];
    for row in 0..=rows {
        for column in 0..=columns {
            best[row * width + column] = match (row, column) {
                (0, _) | (_, 0) => SECTION_GAP * (row + column) as f32,
                _ => {
                    let pair = best[(row - 1) * width + column - 1] + odds[(row - 1) * columns + column - 1];
                    let up = best[(row - 1) * width + column] + SECTION_GAP;
                    let left = best[row * width + column - 1] + SECTION_GAP;
                    pair.max(up).max(left)
                }
            };
        }
    }
    let mut partner = vec![None; rows];
    let (mut row, mut column) = (rows, columns);
    while row > 0 && column > 0 {
        let here = best[row * width + column];
        let pair = best[(row - 1) * width + column - 1] + odds[(row - 1) * columns + column - 1];
        if here == pair {
            partner[row - 1] = Some(column - 1);
            row -= 1;
            column -= 1;
        } else if here == best[(row - 1) * width + column] + SECTION_GAP {
            row -= 1;
        } else {
            column -= 1;
        }
    }
    partner
}
