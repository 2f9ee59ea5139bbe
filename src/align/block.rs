//! Blocks of a page pair that is not in step.
//!
//! 1. Sections that stand elsewhere in the target are put where the source has
//!    them ([`super::section`]); from here on the target is read in that order.
//! 2. Units become items ([`super::item`]): blocks and whole table rows.
//! 3. What agrees in step from the start and from the end of the pages is
//!    paired, back to the last pair that is certain: the weak pairs next to a
//!    disagreement may be shifted by it.
//! 4. The rest is cut at pairs of items that share tokens which nothing else
//!    has, if it is large, and searched in order ([`super::grid`]).
//! 5. Items that were left alone are tried out of order, by what they share.

use super::grid::{Band, Beads, Grid};
use super::item::{self, Item};
use super::score::{self, Length, Rarity};
use super::walk::{Agreement, agreement};
use super::{Bead, Scratch, Unit, section};
use crate::page::BlockKind;

/// A region of more cells than this is cut at certain pairs first.
const CUT_CELLS: usize = 1 << 14;

/// Log odds that a pair found out of order must have: there are many such
/// pairs to choose from, so chance offers good ones.
const MOVED_ODDS: f32 = 4.0;

/// The buffers of [`align`].
#[derive(Debug, Default)]
pub(super) struct BlockScratch {
    rarity: Rarity,
    source: Vec<Item>,
    target: Vec<Item>,
    found: Vec<Found>,
    pub(super) section: section::SectionScratch,
}

/// A bead over units of the source and of the target as it is read.
#[derive(Debug, Clone, Copy)]
struct Found {
    source: (u32, u32),
    target: (u32, u32),
    odds: f32,
    moved: bool,
}

/// Everything about the two pages that the search reads.
struct Pages<'a> {
    source: &'a [Unit<'a>],
    target: &'a [Unit<'a>],
    length: &'a Length,
    evidence: Evidence,
}

/// What is computed once for each unit.
struct Evidence {
    source_log: Vec<f32>,
    target_log: Vec<f32>,
    /// Where the weights of a source unit's tokens begin.
    weight_start: Vec<u32>,
    weights: Vec<f32>,
}

impl Evidence {
    fn new(source: &[Unit], target: &[Unit], rarity: &Rarity) -> Evidence {
        let logs = |units: &[Unit]| units.iter().map(|unit| score::log_length(unit.length as f32)).collect();
        let mut weights = Vec::new();
        let mut weight_start = Vec::with_capacity(source.len());
        for unit in source {
            weight_start.push(weights.len() as u32);
            weights.extend(unit.tokens.iter().map(|&token| rarity.weight(token)));
        }
        Evidence { source_log: logs(source), target_log: logs(target), weight_start, weights }
    }
}

impl Pages<'_> {
    /// What two units share: the sum of weights and the number of tokens.
    fn shared(&self, one: usize, other: usize) -> (f32, u32) {
        let start = self.evidence.weight_start[one] as usize;
        let (mut sum, mut common) = (0.0, 0);
        score::intersect(self.source[one].tokens, self.target[other].tokens, |index| {
            sum += self.evidence.weights[start + index];
            common += 1;
        });
        (sum, common)
    }

    /// The log odds of two units without what they share.
    fn apart(&self, one: usize, other: usize) -> f32 {
        let (source, target) = (&self.source[one], &self.target[other]);
        let length =
            self.length.score(source.length as f32, self.evidence.source_log[one], self.evidence.target_log[other]);
        score::shape(source.shape, target.shape) + length
    }

    fn unit_odds(&self, one: usize, other: usize) -> f32 {
        let (shared, common) = self.shared(one, other);
        let tokens = |units: &[Unit], index: usize| units[index].tokens.len() as u32;
        self.apart(one, other) + score::tokens(shared, common, tokens(self.source, one), tokens(self.target, other))
    }

    /// The log odds of two items.
    fn odds(&self, one: Item, other: Item) -> f32 {
        match (one.row, other.row) {
            (false, false) => self.unit_odds(one.first as usize, other.first as usize),
            (true, true) => self.row_odds(one, other),
            _ if one.range().len() == 1 && other.range().len() == 1 => {
                self.unit_odds(one.first as usize, other.first as usize)
            }
            _ => -8.0,
        }
    }

    fn row_odds(&self, one: Item, other: Item) -> f32 {
        let (mut odds, mut label) = (0.0, true);
        item::columns(self.source, self.target, one, other, |left, right| {
            let cell = match (left.len(), right.len()) {
                (0, _) | (_, 0) => -1.0,
                (least, most) => {
                    let pairs = left.zip(right).map(|(one, other)| self.unit_odds(one, other)).sum::<f32>();
                    pairs - least.abs_diff(most) as f32
                }
            };
            odds += if label { 1.5 * cell } else { cell };
            label = false;
        });
        odds
    }

    /// Whether two units next to each other may be one on the other side.
    fn may_merge(units: &[Unit], one: Item, other: Item) -> bool {
        let (first, second) = (&units[one.first as usize], &units[other.first as usize]);
        let flows = |unit: &Unit| matches!(unit.shape.kind, BlockKind::Paragraph | BlockKind::ListItem { .. });
        !one.row
            && !other.row
            && flows(first)
            && flows(second)
            && first.section == second.section
            && first.shape.note == second.shape.note
            && !matches!(second.shape.kind, BlockKind::ListItem { .. })
    }
}

/// A region of items for the grid.
struct Region<'a> {
    pages: &'a Pages<'a>,
    source: &'a [Item],
    target: &'a [Item],
    band: Band,
    odds: Vec<f32>,
    shared: Vec<(f32, u32)>,
}

impl<'a> Region<'a> {
    fn new(pages: &'a Pages<'a>, source: &'a [Item], target: &'a [Item]) -> Region<'a> {
        let band = Band::new(source.len(), target.len());
        let size = band.size();
        Region { pages, source, target, band, odds: vec![0.0; size], shared: vec![(0.0, 0); size] }
    }

    fn merged(&self, row: usize, column: usize, rows: usize, columns: usize) -> Option<f32> {
        let source = &self.source[row - rows..row];
        let target = &self.target[column - columns..column];
        let pages = self.pages;
        if (rows == 2 && !Pages::may_merge(pages.source, source[0], source[1]))
            || (columns == 2 && !Pages::may_merge(pages.target, target[0], target[1]))
            || source[0].row
            || target[0].row
        {
            return None;
        }
        let (one, other) = (source[0].first as usize, target[0].first as usize);
        let sum = |units: &[Unit], items: &[Item]| {
            items.iter().map(|item| units[item.first as usize].length as f32).sum::<f32>()
        };
        let tokens = |units: &[Unit], items: &[Item]| {
            items.iter().map(|item| units[item.first as usize].tokens.len() as u32).sum::<u32>()
        };
        let (mut shared, mut common) = (0.0, 0);
        for row in row - rows + 1..=row {
            for column in column - columns + 1..=column {
                let (weight, count) = self.band.index(row, column).map_or((0.0, 0), |index| self.shared[index]);
                shared += weight;
                common += count;
            }
        }
        let (source_length, target_length) = (sum(pages.source, source), sum(pages.target, target));
        let length =
            pages.length.score(source_length, score::log_length(source_length), score::log_length(target_length));
        let shape = score::shape(pages.source[one].shape, pages.target[other].shape);
        let tokens = score::tokens(shared, common, tokens(pages.source, source), tokens(pages.target, target));
        Some(shape + length + tokens + score::MERGE)
    }
}

impl Beads for Region<'_> {
    fn visit(&mut self, row: usize, column: usize) {
        let (one, other) = (self.source[row - 1], self.target[column - 1]);
        let Some(index) = self.band.index(row, column) else { return };
        if one.row || other.row {
            self.odds[index] = self.pages.odds(one, other);
            return;
        }
        let (left, right) = (one.first as usize, other.first as usize);
        let (shared, common) = self.pages.shared(left, right);
        let tokens = |units: &[Unit], index: usize| units[index].tokens.len() as u32;
        let (own, its) = (tokens(self.pages.source, left), tokens(self.pages.target, right));
        self.odds[index] = self.pages.apart(left, right) + score::tokens(shared, common, own, its);
        self.shared[index] = (shared, common);
    }

    fn score(&self, row: usize, column: usize, rows: usize, columns: usize) -> f32 {
        match (rows, columns) {
            (1, 1) => self.band.index(row, column).map_or(f32::NEG_INFINITY, |index| self.odds[index]),
            (0, _) | (_, 0) => score::GAP,
            (2, 2) => f32::NEG_INFINITY,
            _ => self.merged(row, column, rows, columns).unwrap_or(f32::NEG_INFINITY),
        }
    }
}

/// Aligns two pages that are not in step; adds the beads in order of the source.
pub(super) fn align(source: &[Unit], target: &[Unit], length: &Length, scratch: &mut Scratch, beads: &mut Vec<Bead>) {
    let Scratch { block, grid } = scratch;
    block.rarity.count(source, target);
    let order = section::order(source, target, length, &block.rarity, &mut block.section);
    let view: Vec<Unit>;
    let read: &[Unit] = match order {
        Some(order) => {
            view = order.units.iter().map(|&index| target[index as usize]).collect();
            &view
        }
        None => target,
    };
    let pages = Pages { source, target: read, length, evidence: Evidence::new(source, read, &block.rarity) };
    item::items(source, &mut block.source);
    item::items(read, &mut block.target);
    block.found.clear();
    search(&pages, &block.source, &block.target, &block.rarity, grid, &mut block.found);
    out_of_order(&pages, &block.source, &block.target, &mut block.found);
    let order = order.map(|order| (order.units.as_slice(), order.moved.as_slice()));
    write(&block.found, order, source.len(), target.len(), beads);
}

/// The ordered part: ends in step, then the regions between certain pairs.
fn search(pages: &Pages, source: &[Item], target: &[Item], rarity: &Rarity, grid: &mut Grid, found: &mut Vec<Found>) {
    let most = source.len().min(target.len());
    let prefix = in_step(pages, (0..most).map(|index| (source[index], target[index])));
    let rest = most - prefix;
    let from_end = |index: usize| (source[source.len() - 1 - index], target[target.len() - 1 - index]);
    let suffix = in_step(pages, (0..rest).map(from_end));
    for index in 0..prefix {
        emit(pages, source[index], target[index], found);
    }
    let (source_end, target_end) = (source.len() - suffix, target.len() - suffix);
    let (mut row, mut column) = (prefix, prefix);
    let cells = (source_end - row).saturating_mul(target_end - column);
    let mut cuts = Vec::new();
    if cells > CUT_CELLS {
        cuts = certain(pages, &source[row..source_end], &target[column..target_end], rarity);
        for cut in &mut cuts {
            *cut = (cut.0 + row, cut.1 + column);
        }
    }
    cuts.push((source_end, target_end));
    for (next_row, next_column) in cuts {
        region(pages, &source[row..next_row], &target[column..next_column], grid, found);
        if next_row < source_end {
            emit(pages, source[next_row], target[next_column], found);
        }
        (row, column) = (next_row + 1, next_column + 1);
    }
    for index in (0..suffix).rev() {
        let (one, other) = from_end(index);
        emit(pages, one, other, found);
    }
}

/// How many of the pairs agree, up to and with the last certain one before the first that does not.
fn in_step(pages: &Pages, pairs: impl Iterator<Item = (Item, Item)>) -> usize {
    let (mut agreed, mut certain) = (0, 0);
    for (one, other) in pairs {
        if one.range().len() != other.range().len() {
            break;
        }
        let cells = one.range().zip(other.range());
        let worst = cells.map(|(one, other)| agreement(&pages.source[one], &pages.target[other], pages.length)).min();
        agreed += 1;
        match worst {
            Some(Agreement::Strong) => certain = agreed,
            Some(Agreement::Weak) => {}
            _ => break,
        }
    }
    certain
}

/// Pairs of items that share a token which no other item of either side has,
/// the longest chain of them that is in order.
fn certain(pages: &Pages, source: &[Item], target: &[Item], rarity: &Rarity) -> Vec<(usize, usize)> {
    let mut by_token = rustc_hash::FxHashMap::default();
    for (column, item) in target.iter().enumerate() {
        for unit in item.range() {
            let unique = pages.target[unit].tokens.iter().filter(|&&token| rarity.is_unique(token));
            by_token.extend(unique.map(|&token| (token, column)));
        }
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (row, item) in source.iter().enumerate() {
        let tokens = item.range().flat_map(|unit| pages.source[unit].tokens.iter());
        let columns = tokens.filter_map(|token| by_token.get(token).copied());
        let good = |&column: &usize| pages.odds(*item, target[column]) > 2.0;
        // The first good one will do: two different ones would be a doubtful anchor anyway.
        pairs.extend(columns.filter(good).take(1).map(|column| (row, column)));
    }
    longest_rising(&pairs)
}

/// The longest subsequence whose columns rise, O(n log n). Rows rise already.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<usize> = Vec::with_capacity(pairs.len());
    for (index, pair) in pairs.iter().enumerate() {
        let place = ends.partition_point(|&end| pairs[end].1 < pair.1);
        before.push(if place == 0 { usize::MAX } else { ends[place - 1] });
        if place == ends.len() {
            ends.push(index);
        } else {
            ends[place] = index;
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied().unwrap_or(usize::MAX);
    while let Some(&pair) = pairs.get(at) {
        chain.push(pair);
        at = before[at];
    }
    chain.reverse();
    chain
}

/// Searches one region and adds what it finds.
fn region(pages: &Pages, source: &[Item], target: &[Item], grid: &mut Grid, found: &mut Vec<Found>) {
    if source.is_empty() || target.is_empty() {
        return;
    }
    let mut region = Region::new(pages, source, target);
    for step in grid.search(source.len(), target.len(), &mut region) {
        let rows = step.rows.0 as usize..step.rows.1 as usize;
        let columns = step.columns.0 as usize..step.columns.1 as usize;
        match (rows.len(), columns.len()) {
            (0, _) | (_, 0) => {}
            (1, 1) => emit(pages, source[rows.start], target[columns.start], found),
            _ => found.push(Found {
                source: (source[rows.start].first, source[rows.end - 1].end),
                target: (target[columns.start].first, target[columns.end - 1].end),
                odds: step.score,
                moved: false,
            }),
        }
    }
}

/// Adds a pair of items, rows cell by cell.
fn emit(pages: &Pages, one: Item, other: Item, found: &mut Vec<Found>) {
    pair(pages, one, other, false, found);
}

fn pair(pages: &Pages, one: Item, other: Item, moved: bool, found: &mut Vec<Found>) {
    if !one.row || !other.row {
        let odds = pages.odds(one, other);
        found.push(Found { source: (one.first, one.end), target: (other.first, other.end), odds, moved });
        return;
    }
    let row_odds = pages.row_odds(one, other);
    item::columns(pages.source, pages.target, one, other, |left, right| {
        let both = left.len().min(right.len());
        for offset in 0..both {
            let (one, other) = (left.start + offset, right.start + offset);
            let odds = pages.unit_odds(one, other).max(row_odds);
            let range = |at: usize| (at as u32, at as u32 + 1);
            found.push(Found { source: range(one), target: range(other), odds, moved });
        }
    });
}

/// Pairs items that were left alone with each other, wherever they stand, if
/// each is the other's best partner and the evidence is strong.
fn out_of_order(pages: &Pages, source: &[Item], target: &[Item], found: &mut Vec<Found>) {
    let alone = |items: &[Item], ranges: &mut dyn Iterator<Item = (u32, u32)>| {
        let mut taken: Vec<(u32, u32)> = ranges.collect();
        taken.sort_unstable();
        let covered = |item: &Item| {
            let place = taken.partition_point(|range| range.1 <= item.first);
            taken.get(place).is_some_and(|range| range.0 < item.end)
        };
        items.iter().copied().filter(|item| !covered(item)).collect::<Vec<Item>>()
    };
    let left = alone(source, &mut found.iter().map(|bead| bead.source));
    let right = alone(target, &mut found.iter().map(|bead| bead.target));
    if left.is_empty() || right.is_empty() || left.len().saturating_mul(right.len()) > CUT_CELLS {
        return;
    }
    let mut pairs = Vec::new();
    for (row, &one) in left.iter().enumerate() {
        for (column, &other) in right.iter().enumerate() {
            let shares = one.range().zip(other.range()).any(|(one, other)| pages.shared(one, other).0 > 1.0);
            let odds = if shares { pages.odds(one, other) } else { f32::NEG_INFINITY };
            if odds >= MOVED_ODDS {
                pairs.push((odds, row, column));
            }
        }
    }
    pairs.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let (mut rows, mut columns) = (vec![false; left.len()], vec![false; right.len()]);
    for (_, row, column) in pairs {
        if !rows[row] && !columns[column] {
            rows[row] = true;
            columns[column] = true;
            pair(pages, left[row], right[column], true, found);
        }
    }
}

/// Turns what was found into beads that cover both sides.
///
/// `order` is the order in which the target was read, with the units that stand
/// elsewhere on their page marked.
fn write(
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
