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

use std::ops::Range;

use super::grid::{Band, Grid};
use super::item::{self, Item};
use super::region::{Cells, Evidence, Pages, Region};
use super::score::{self, Length, Rarity};
use super::walk::{Agreement, agreement};
use super::write::{Findings, Found, write};
use super::{Bead, Model, Scratch, Unit, section};
use crate::page::BlockKind;

/// A region of more cells than this is cut at certain pairs first.
const CUT_CELLS: usize = 1 << 6;

/// More pairs of leftovers than this are not compared.
const MOST_LEFT: usize = 1 << 14;

/// Log odds that a pair found out of order must have: there are many such
/// pairs to choose from, so chance offers good ones.
const MOVED_ODDS: f32 = 4.0;

/// The buffers of [`align`] and [`within`].
#[derive(Debug, Default)]
pub(super) struct BlockScratch {
    rarity: Rarity,
    sides: Sides,
    cells: Cells,
    pub(super) section: section::SectionScratch,
}

/// What two pages are searched with, and what is found.
#[derive(Debug, Default)]
struct Sides {
    source: Vec<Item>,
    target: Vec<Item>,
    evidence: Evidence,
    found: Findings,
}

impl Sides {
    /// Takes two pages in; nothing is found yet.
    fn fill(&mut self, source: &[Unit], target: &[Unit], length: &Length, rarity: &Rarity) {
        item::items(source, &mut self.source);
        item::items(target, &mut self.target);
        self.evidence.fill(source, target, length, rarity);
        self.found.clear(source.len(), target.len());
    }
}

/// Aligns two pages that are not in step; adds the beads in order of the source.
pub(super) fn align(
    source: &[Unit],
    target: &[Unit],
    length: &Length,
    model: &Model,
    scratch: &mut Scratch,
    beads: &mut Vec<Bead>,
) {
    let Scratch { block: BlockScratch { rarity, sides, cells, section }, grid, .. } = scratch;
    rarity.count(source, target);
    let order = section::order(source, target, length, model, rarity, section);
    let view: Vec<Unit>;
    let read: &[Unit] = match order {
        Some(order) => {
            view = order.units.iter().map(|&index| target[index as usize]).collect();
            // Tokens are to know their places in this order.
            rarity.count(source, &view);
            &view
        }
        None => target,
    };
    sides.fill(source, read, length, rarity);
    let pages = Pages { source, target: read, length, model, evidence: &sides.evidence };
    search(&pages, &sides.source, &sides.target, rarity, grid, cells, &mut sides.found);
    out_of_order(&pages, &sides.source, &sides.target, cells, &mut sides.found);
    let order = order.map(|order| (order.units.as_slice(), order.moved.as_slice()));
    write(&mut sides.found, order, beads);
}

/// Searches the windows of two pages, as [`super::doubt`] finds them in the beads of a first
/// pass, and keeps the beads between them; adds all beads in order of the source.
pub(super) fn within(
    (source, target): (&[Unit], &[Unit]),
    (first, windows): (&[Bead], &[Range<usize>]),
    length: &Length,
    model: &Model,
    scratch: &mut Scratch,
    beads: &mut Vec<Bead>,
) {
    let Scratch { block: BlockScratch { rarity, sides, cells, .. }, grid, .. } = scratch;
    rarity.count(source, target);
    sides.fill(source, target, length, rarity);
    let pages = Pages { source, target, length, model, evidence: &sides.evidence };
    let keep = |beads: &[Bead], found: &mut Findings| {
        let kept = |bead: &Bead| Found { source: bead.source, target: bead.target, score: bead.score, moved: false };
        found.beads.extend(beads.iter().map(kept));
    };
    let mut at = 0;
    for window in windows {
        keep(&first[at..window.start], &mut sides.found);
        at = window.end;
        let beads = &first[window.clone()];
        let units = |side: fn(&Bead) -> (u32, u32)| {
            (beads.first().map_or(0, |bead| side(bead).0), beads.last().map_or(0, |bead| side(bead).1))
        };
        let own = items_within(&sides.source, units(|bead| bead.source));
        let its = items_within(&sides.target, units(|bead| bead.target));
        search(&pages, own, its, rarity, grid, cells, &mut sides.found);
    }
    keep(&first[at..], &mut sides.found);
    out_of_order(&pages, &sides.source, &sides.target, cells, &mut sides.found);
    write(&mut sides.found, None, beads);
}

/// The items of a run of units that begins and ends with an item.
fn items_within(items: &[Item], (first, end): (u32, u32)) -> &[Item] {
    &items[items.partition_point(|item| item.first < first)..items.partition_point(|item| item.end <= end)]
}

/// The ordered part: ends in step, then the regions between certain pairs.
fn search(
    pages: &Pages,
    source: &[Item],
    target: &[Item],
    rarity: &Rarity,
    grid: &mut Grid,
    cells: &mut Cells,
    found: &mut Findings,
) {
    let most = source.len().min(target.len());
    let prefix = in_step(pages, rarity, End::First, (0..most).map(|index| (source[index], target[index])));
    let rest = most - prefix;
    let from_end = |index: usize| (source[source.len() - 1 - index], target[target.len() - 1 - index]);
    let suffix = in_step(pages, rarity, End::Last, (0..rest).map(from_end));
    for index in 0..prefix {
        pair(pages, source[index], target[index], score::IN_STEP, found);
    }
    let (source_end, target_end) = (source.len() - suffix, target.len() - suffix);
    let (mut row, mut column) = (prefix, prefix);
    let area = (source_end - row).saturating_mul(target_end - column);
    let mut cuts = Vec::new();
    if area > CUT_CELLS {
        cuts = certain(pages, (&source[row..source_end], row), (&target[column..target_end], column), rarity);
    }
    cuts.push((source_end, target_end));
    for (next_row, next_column) in cuts {
        region(pages, &source[row..next_row], &target[column..next_column], grid, cells, found);
        if next_row < source_end {
            pair(pages, source[next_row], target[next_column], score::CERTAIN, found);
        }
        (row, column) = (next_row + 1, next_column + 1);
    }
    for index in (0..suffix).rev() {
        let (one, other) = from_end(index);
        pair(pages, one, other, score::IN_STEP, found);
    }
}

/// The end of the pages that a walk begins at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    First,
    Last,
}

/// How many of the pairs agree, up to and with the last certain one before the first that does not.
///
/// Certain are items that share a token which nothing else has: a table may be there twice,
/// and all its rows agree with either copy. So are headings whose sections agree: walking
/// from the end of the pages that is known, and walking from their start a heading tells of
/// what stands before it.
fn in_step(pages: &Pages, rarity: &Rarity, end: End, pairs: impl Iterator<Item = (Item, Item)>) -> usize {
    let (mut agreed, mut certain) = (0, 0);
    for (one, other) in pairs {
        agreed += 1;
        if !matches!(worst(pages, one, other), Some(Agreement::Strong | Agreement::Weak)) {
            break;
        }
        let mut tokens = one.range().flat_map(|unit| pages.source[unit].tokens);
        let heading = matches!(pages.source[one.first as usize].shape.kind, BlockKind::Heading(_));
        if tokens.any(|&token| rarity.only_place(token).is_some()) || heading && end == End::Last {
            certain = agreed;
        } else if heading {
            certain = agreed - 1;
        }
    }
    certain
}

/// Whether a region is in step; its ends are next to certain pairs.
fn agree_in_step(pages: &Pages, source: &[Item], target: &[Item]) -> bool {
    let mut pairs = source.iter().zip(target);
    source.len() == target.len() && pairs.all(|(one, other)| worst(pages, *one, *other) >= Some(Agreement::Weak))
}

/// How well the units of two items agree at worst; `None` if they have not the same number.
fn worst(pages: &Pages, one: Item, other: Item) -> Option<Agreement> {
    if one.range().len() != other.range().len() {
        return None;
    }
    let cells = one.range().zip(other.range());
    cells.map(|(one, other)| agreement(&pages.source[one], &pages.target[other], pages.length)).min()
}

/// Pairs of items that share a token which no other item of either side has,
/// the longest chain of them that is in order.
fn certain(
    pages: &Pages,
    (source, first_row): (&[Item], usize),
    (target, first_column): (&[Item], usize),
    rarity: &Rarity,
) -> Vec<(usize, usize)> {
    // The item of a unit of the target, by binary search over the items of the region.
    let item_of = |unit: u32| {
        let item = target.partition_point(|item| item.end <= unit);
        target.get(item).filter(|found| found.first <= unit).map(|_| item)
    };
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (row, item) in source.iter().enumerate() {
        let tokens = item.range().flat_map(|unit| pages.source[unit].tokens);
        let columns = tokens.filter_map(|&token| item_of(rarity.only_place(token)?));
        // The first good one will do: two different ones would be a doubtful anchor anyway.
        let mut agrees = columns.filter(|&column| worst(pages, *item, target[column]) >= Some(Agreement::Weak));
        pairs.extend(agrees.next().map(|column| (row + first_row, column + first_column)));
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
fn region(pages: &Pages, source: &[Item], target: &[Item], grid: &mut Grid, cells: &mut Cells, found: &mut Findings) {
    if source.is_empty() || target.is_empty() {
        found.leave(source, target, score::CERTAIN);
        return;
    }
    if pages.model.lexicon.is_none() && agree_in_step(pages, source, target) {
        source.iter().zip(target).for_each(|(one, other)| pair(pages, *one, *other, score::IN_STEP, found));
        return;
    }
    let band = Band::new(source.len(), target.len());
    let mut region = Region::new(pages, source, target, band, cells);
    for step in grid.search(source.len(), target.len(), &mut region) {
        let rows = step.rows.0 as usize..step.rows.1 as usize;
        let columns = step.columns.0 as usize..step.columns.1 as usize;
        let score = score::confidence(step.margin, pages.model.lexicon.is_some());
        match (rows.len(), columns.len()) {
            (1, 1) => pair(pages, source[rows.start], target[columns.start], score, found),
            (0, _) => found.leave(&[], &target[columns], score::confidence_alone(step.margin)),
            (_, 0) => found.leave(&source[rows], &[], score::confidence_alone(step.margin)),
            _ => found.beads.push(Found {
                source: (source[rows.start].first, source[rows.end - 1].end),
                target: (target[columns.start].first, target[columns.end - 1].end),
                score,
                moved: false,
            }),
        }
    }
}

/// Adds a pair of items, rows cell by cell.
fn pair(pages: &Pages, one: Item, other: Item, score: f32, found: &mut Findings) {
    if !one.row || !other.row {
        found.beads.push(Found { source: (one.first, one.end), target: (other.first, other.end), score, moved: false });
        return;
    }
    item::columns(pages.source, pages.target, one, other, |left, right| {
        if left.len() != right.len() && !left.is_empty() && !right.is_empty() && left.len() + right.len() > 3 {
            return cell(pages, left, right, score, found);
        }
        for (one, other) in left.zip(right) {
            let range = |at: usize| (at as u32, at as u32 + 1);
            found.beads.push(Found { source: range(one), target: range(other), score, moved: false });
        }
    });
}

/// Searches two cells that have not the same number of units; the cells belong together with `score`.
fn cell(pages: &Pages, left: Range<usize>, right: Range<usize>, score: f32, found: &mut Findings) {
    let items = |units: Range<usize>| {
        units.map(|unit| Item { first: unit as u32, end: unit as u32 + 1, row: false }).collect::<Vec<Item>>()
    };
    let first = found.beads.len();
    region(pages, &items(left), &items(right), &mut Grid::default(), &mut Cells::default(), found);
    found.beads[first..].iter_mut().for_each(|bead| bead.score = bead.score.min(score));
}

/// Pairs items that were left alone with each other, wherever they stand, if
/// each is the other's best partner and the evidence is strong.
fn out_of_order(pages: &Pages, source: &[Item], target: &[Item], cells: &mut Cells, found: &mut Findings) {
    if found.covers(pages.source.len(), pages.target.len()) {
        return;
    }
    let alone = |items: &[Item], ranges: &mut dyn Iterator<Item = (u32, u32)>| {
        let mut taken: Vec<(u32, u32)> = ranges.collect();
        taken.sort_unstable();
        let covered = |item: &Item| {
            let place = taken.partition_point(|range| range.1 <= item.first);
            taken.get(place).is_some_and(|range| range.0 < item.end)
        };
        items.iter().copied().filter(|item| !covered(item)).collect::<Vec<Item>>()
    };
    let left = alone(source, &mut found.beads.iter().map(|bead| bead.source));
    let right = alone(target, &mut found.beads.iter().map(|bead| bead.target));
    if left.is_empty() || right.is_empty() || left.len().saturating_mul(right.len()) > MOST_LEFT {
        return;
    }
    let mut region = Region::new(pages, &left, &right, Band::whole(left.len(), right.len()), cells);
    let mut pairs = Vec::new();
    for row in 0..left.len() {
        for column in 0..right.len() {
            let odds = region.out_of_order(row, column);
            if odds >= MOVED_ODDS {
                pairs.push((odds, row, column));
            }
        }
    }
    pairs.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let (mut rows, mut columns) = (vec![false; left.len()], vec![false; right.len()]);
    for (odds, row, column) in pairs {
        if !rows[row] && !columns[column] {
            rows[row] = true;
            columns[column] = true;
            let first = found.beads.len();
            let score = score::confidence(odds - MOVED_ODDS, pages.model.lexicon.is_some());
            pair(pages, left[row], right[column], score, found);
            found.beads[first..].iter_mut().for_each(|bead| bead.moved = true);
        }
    }
}
