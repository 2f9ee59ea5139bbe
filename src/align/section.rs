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

use std::ops::Range;

use super::grid::Band;
use super::lexical::Lexical;
use super::score::{self, Length, Rarity, SourceLength};
use super::{Model, Shape, Unit};
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
    source: Side,
    target: Side,
    odds: Vec<f32>,
    shares: Vec<f32>,
    order: Order,
    lexical: Lexical,
}

/// The sections of one page.
#[derive(Debug, Default)]
struct Side {
    profiles: Vec<Profile>,
    /// The tokens of all sections, each once in its section, sorted there, with their weights.
    tokens: Vec<u32>,
    weights: Vec<f32>,
}

/// What a section looks like from afar.
#[derive(Debug, Clone)]
struct Profile {
    /// Its units: first, one past the last.
    units: (u32, u32),
    shape: Shape,
    /// The heading's length and the section's, as a source and as a target.
    heading: (SourceLength, f32),
    whole: (SourceLength, f32),
    /// Paragraphs, list items, cells, blocks of code.
    kinds: [u16; 4],
    /// Its tokens: first, one past the last.
    tokens: (u32, u32),
}

impl Profile {
    fn range(&self) -> Range<usize> {
        self.units.0 as usize..self.units.1 as usize
    }
}

impl Side {
    fn fill(&mut self, units: &[Unit], length: &Length, rarity: &Rarity) {
        self.profiles.clear();
        self.tokens.clear();
        let mut first = 0;
        while first < units.len() {
            let section = units[first].section;
            let end = first + units[first..].iter().take_while(|unit| unit.section == section).count();
            let own = &units[first..end];
            let mut kinds = [0u16; 4];
            for unit in own {
                let kind = match unit.shape.kind {
                    BlockKind::Paragraph => 0,
                    BlockKind::ListItem { .. } => 1,
                    BlockKind::TableCell { .. } => 2,
                    BlockKind::Code => 3,
                    BlockKind::Heading(_) => continue,
                };
                kinds[kind] = kinds[kind].saturating_add(1);
            }
            let start = self.tokens.len();
            self.tokens.extend(own.iter().flat_map(|unit| unit.tokens));
            self.tokens[start..].sort_unstable();
            let kept = dedup(&mut self.tokens[start..]);
            self.tokens.truncate(start + kept);
            let both = |characters: f32| (length.of(characters), score::log_length(characters));
            self.profiles.push(Profile {
                units: (first as u32, end as u32),
                shape: own[0].shape,
                heading: both(own[0].length as f32),
                whole: both(own.iter().map(|unit| unit.length as f32).sum()),
                kinds,
                tokens: (start as u32, self.tokens.len() as u32),
            });
            first = end;
        }
        self.weights.clear();
        self.weights.extend(self.tokens.iter().map(|&token| rarity.weight(token)));
    }

    fn tokens(&self, profile: &Profile) -> &[u32] {
        &self.tokens[profile.tokens.0 as usize..profile.tokens.1 as usize]
    }

    /// The log odds that two sections are translations of each other, and the
    /// weight of the tokens that they share.
    fn odds(&self, row: usize, target: &Side, column: usize) -> (f32, f32) {
        let (one, other) = (&self.profiles[row], &target.profiles[column]);
        let (own, its) = (self.tokens(one), target.tokens(other));
        let (mut shared, mut common) = (0.0, 0);
        score::intersect(own, its, |index| {
            shared += self.weights[one.tokens.0 as usize + index];
            common += 1;
        });
        let alone = (own.len() + its.len() - 2 * common) as f32;
        let tokens = shared - (0.7 * alone).min(6.0);
        let different: u16 = one.kinds.iter().zip(&other.kinds).map(|(one, other)| one.abs_diff(*other)).sum();
        let all: u16 = one.kinds.iter().chain(&other.kinds).fold(0, |sum, &count| sum.saturating_add(count));
        let kinds = 1.5 - 6.0 * f32::from(different) / f32::from(all.max(1));
        let lengths = one.heading.0.odds(other.heading.1) + one.whole.0.odds(other.whole.1);
        (score::shape(one.shape, other.shape) + kinds + lengths + tokens, shared)
    }

    /// Whether two sections are a pair beyond doubt, as far as the next ones on
    /// either side show (`step` is 1 or -1).
    fn certain(&self, row: usize, target: &Side, column: usize, step: isize) -> bool {
        let (own, _) = self.odds(row, target, column);
        let rival = |row: Option<usize>, column: Option<usize>| match (row, column) {
            (Some(row), Some(column)) if row < self.profiles.len() && column < target.profiles.len() => {
                self.odds(row, target, column).0 > own - MOVED_MARGIN
            }
            _ => false,
        };
        own >= MOVED_ODDS
            && !rival(row.checked_add_signed(step), Some(column))
            && !rival(Some(row), column.checked_add_signed(step))
    }
}

/// Moves the distinct elements of a sorted slice to its start; gives their number.
fn dedup(tokens: &mut [u32]) -> usize {
    let mut kept = 0;
    for at in 0..tokens.len() {
        if kept == 0 || tokens[at] != tokens[kept - 1] {
            tokens[kept] = tokens[at];
            kept += 1;
        }
    }
    kept
}

/// The order in which to read the target so that its sections follow the
/// source; `None` if they do as they stand.
pub(super) fn order<'s, 'u>(
    source: &'u [Unit<'u>],
    target: &'u [Unit<'u>],
    length: &Length,
    model: &Model,
    rarity: &Rarity,
    scratch: &'s mut SectionScratch,
) -> Option<&'s Order> {
    let SectionScratch { source: one, target: other, odds, shares, order, lexical } = scratch;
    one.fill(source, length, rarity);
    other.fill(target, length, rarity);
    let (rows, columns) = (one.profiles.len(), other.profiles.len());
    if rows < 2 || columns < 2 {
        return None;
    }
    // Sections in step at both ends need not be compared with all others. With a
    // lexicon they are: it tells apart what looks the same from afar.
    let (mut first, mut last) = (0, 0);
    if model.lexicon.is_none() {
        let most = rows.min(columns);
        first = (0..most).take_while(|&at| one.certain(at, other, at, 1)).count();
        let from_end = |at: &usize| one.certain(rows - 1 - at, other, columns - 1 - at, -1);
        last = (0..most - first).take_while(from_end).count();
    }
    let (all_columns, rows, columns) = (columns, rows - first - last, columns - first - last);
    if rows == 0 || columns == 0 || rows * columns > MOST_PAIRS {
        return None;
    }
    odds.clear();
    shares.clear();
    let band = Band::whole(rows, columns);
    if let Some(lexicon) = &model.lexicon {
        let texts = |profile: &Profile, units: &'u [Unit<'u>]| units[profile.range()].iter().map(|unit| unit.text);
        lexical.fill(
            (lexicon, model.fold),
            one.profiles.iter().map(|profile| texts(profile, source)),
            other.profiles.iter().map(|profile| texts(profile, target)),
            &band,
            false,
        );
    }
    for row in 0..rows {
        for column in 0..columns {
            let (all, tokens) = one.odds(first + row, other, first + column);
            let words = if model.lexicon.is_some() { lexical.odds(&band, row + 1, column + 1, 1, 1) } else { 0.0 };
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
        order.moved[other.profiles[first + column].range()].fill(true);
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
    let mut add = |column: usize| order.units.extend(other.profiles[column].units.0..other.profiles[column].units.1);
    (0..first).for_each(&mut add);
    for place in 0..=columns {
        if place > 0 && !is_moved[place - 1] {
            add(first + place - 1);
        }
        behind[place].iter().for_each(|&column| add(first + column));
    }
    (first + columns..all_columns).for_each(add);
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
