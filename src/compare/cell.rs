//! Cells of a table that changed places.
//!
//! Rows are aligned by what they say, so a row that moved is no matter. Within
//! aligned rows each cell should be the translation of the cell in its column.
//! Where two cells of a row, or of a column, are not, and each is the
//! translation of the other's, they changed places.
//!
//! Cost: O(cells), and for the cells that do not fit their number squared, row
//! by row and column by column; where they are very many, nothing is looked for.

use std::collections::BTreeMap;
use std::hash::Hasher;

use rustc_hash::{FxHashSet, FxHasher};

use super::sentence::lasts;
use super::{Difference, PageView, characters};
use crate::align::{self, Bead, LengthModel, Model, Profile, Shape, Unit};
use crate::claim::{Claim, ClaimKind};
use crate::page::{BlockKind, TextRange};

/// Two cells that changed places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellSwap {
    /// The first cell's text in the source and what stands in its place.
    pub first: (TextRange, TextRange),
    /// The second cell's.
    pub second: (TextRange, TextRange),
}

/// Whether a difference lies in cells that changed places, which says it all.
pub(super) fn explains(swaps: &[CellSwap], source: &PageView, target: &PageView, difference: &Difference) -> bool {
    let inside = |view: &PageView, claim: Option<u32>, cell: TextRange| {
        claim.is_some_and(|claim| cell.contains(view.claims[claim as usize].text))
    };
    swaps
        .iter()
        .flat_map(|swap| [swap.first, swap.second])
        .any(|(there, here)| inside(source, difference.source, there) || inside(target, difference.target, here))
}

/// Below this two cells do not look like translations of each other.
const MISFIT: f32 = 0.0;

/// By how much two cells must fit better with each other's places.
const MARGIN: f32 = 5.0;

/// What it is worth that a cell stands as it is in the other one's place.
const UNCHANGED: f32 = 4.0;

/// Where more cells than this do not fit their places, the tables are other ones, and cells
/// are not held against each other.
const MOST_SUSPECTS: usize = 600;

/// Longer cells, in bytes, are not compared letter by letter.
const LONGEST_NAME: usize = 96;

/// A cell of the source and the cell in its place.
struct Cell {
    table: u16,
    row: u16,
    column: u16,
    source: Side,
    target: Side,
}

/// A cell on one side.
struct Side {
    text: TextRange,
    blocks: (usize, usize),
    /// Its letters and digits as a number, if it is short; filled in where the two sides differ.
    name: Option<u64>,
}

/// A cell that may have changed places, with all that is known of it.
struct Suspect<'c> {
    cell: &'c Cell,
    source: Profile,
    target: Profile,
    fit: f32,
}

/// The place of a cell: table, row, column.
type Place = (u16, u16, u16);

fn place(view: &PageView, block: usize) -> Option<Place> {
    match view.page.blocks[block].kind {
        BlockKind::TableCell { table, row, column, header: false } => Some((table, row, column)),
        _ => None,
    }
}

/// What the fit of two cells is judged by.
pub(super) struct Cells<'p> {
    pub(super) source: &'p PageView,
    pub(super) target: &'p PageView,
    pub(super) lengths: LengthModel,
    pub(super) model: &'p Model,
}

impl Cells<'_> {
    /// The cells that changed places.
    pub(super) fn swaps(&self, beads: &[Bead], scratch: &mut align::Scratch) -> Vec<CellSwap> {
        let cells = self.pairs(beads);
        let suspects = self.suspects(&cells, scratch);
        if suspects.len() > MOST_SUSPECTS {
            return Vec::new();
        }
        let mut swaps = Vec::new();
        let mut taken = vec![false; suspects.len()];
        for one in 0..suspects.len() {
            for other in one + 1..suspects.len() {
                if !taken[one] && !taken[other] && self.changed_places(&suspects, (one, other), scratch) {
                    let (first, second) = (suspects[one].cell, suspects[other].cell);
                    swaps.push(CellSwap {
                        first: (first.source.text, first.target.text),
                        second: (second.source.text, second.target.text),
                    });
                    (taken[one], taken[other]) = (true, true);
                }
            }
        }
        swaps
    }

    fn changed_places(
        &self,
        suspects: &[Suspect<'_>],
        (one, other): (usize, usize),
        scratch: &mut align::Scratch,
    ) -> bool {
        let (first, second) = (&suspects[one], &suspects[other]);
        let (a, b) = (first.cell, second.cell);
        if a.table != b.table || (a.row == b.row) == (a.column == b.column) {
            return false;
        }
        if !self.cross(first, second, scratch) {
            return false;
        }
        // Two rows that changed places take all their cells with them, and so do two columns.
        let along = |cell: &Cell| if a.row == b.row { (cell.column, cell.row) } else { (cell.row, cell.column) };
        let others = |line: u16| suspects.iter().filter(move |it| it.cell.table == a.table && along(it.cell).0 == line);
        let moved = others(along(a).0).any(|here| {
            along(here.cell).1 != along(a).1
                && others(along(b).0)
                    .any(|there| along(there.cell).1 == along(here.cell).1 && self.cross(here, there, scratch))
        });
        !moved
    }

    /// Whether each of two cells fits the other's place better than its own.
    fn cross(&self, first: &Suspect<'_>, second: &Suspect<'_>, scratch: &mut align::Scratch) -> bool {
        let mut fit = |one: &Suspect<'_>, other: &Suspect<'_>| {
            let fit = align::likeness(&one.source, &other.target, &self.lengths, self.model, scratch);
            let same = one.cell.source.name.is_some() && one.cell.source.name == other.cell.target.name;
            fit + if same { UNCHANGED } else { 0.0 }
        };
        let crossed = [fit(first, second), fit(second, first)];
        crossed[0].min(crossed[1]) > MISFIT && crossed[0] + crossed[1] > first.fit + second.fit + MARGIN
    }

    /// The cells of aligned rows, with the cells in their places, where these differ.
    fn pairs(&self, beads: &[Bead]) -> Vec<Cell> {
        // Which row of the target is which row of the source.
        let mut rows: BTreeMap<(u16, u16), (u16, u16)> = BTreeMap::new();
        for bead in beads.iter().filter(|bead| bead.is_pair() && !bead.moved) {
            let (one, other) = (bead.source.0 as usize, bead.target.0 as usize);
            if let (Some(one), Some(other)) = (place(self.source, one), place(self.target, other)) {
                rows.entry((one.0, one.1)).or_insert((other.0, other.1));
            }
        }
        if rows.is_empty() {
            return Vec::new();
        }
        let (theirs, ours) = (cells(self.source), cells(self.target));
        // A table with more columns on one side has other columns, not other cells.
        let width = |cells: &[(Place, Side)], (table, row): (u16, u16)| {
            let end = cells.partition_point(|(place, _)| (place.0, place.1) <= (table, row));
            cells[..end].last().filter(|(place, _)| (place.0, place.1) == (table, row)).map(|(place, _)| place.2)
        };
        rows.retain(|&one, &mut other| width(&theirs, one) == width(&ours, other));
        let mut ours: Vec<(Place, Option<Side>)> = ours.into_iter().map(|(place, side)| (place, Some(side))).collect();
        let pair = |((table, row, column), mut source): (Place, Side)| {
            let &(its_table, its_row) = rows.get(&(table, row))?;
            let place = (its_table, its_row, column);
            let index = ours.binary_search_by_key(&place, |(place, _)| *place).ok()?;
            let mut target = ours[index].1.take()?;
            let (one, other) =
                (&self.source.page.text[source.text.range()], &self.target.page.text[target.text.range()]);
            if one == other || one.trim().is_empty() || other.trim().is_empty() {
                return None;
            }
            (source.name, target.name) = (name(one), name(other));
            Some(Cell { table, row, column, source, target })
        };
        theirs.into_iter().filter_map(pair).collect()
    }

    /// Cells that do not look like translations of what stands in their place,
    /// or that stand as they are somewhere else in their row or column.
    fn suspects<'c>(&self, cells: &'c [Cell], scratch: &mut align::Scratch) -> Vec<Suspect<'c>> {
        let lines =
            |cell: &Cell, name: u64| [(cell.table, false, cell.row, name), (cell.table, true, cell.column, name)];
        let mut names = [FxHashSet::default(), FxHashSet::default()];
        for cell in cells.iter().filter(|cell| cell.source.name != cell.target.name) {
            names[0].extend(cell.source.name.into_iter().flat_map(|name| lines(cell, name)));
            names[1].extend(cell.target.name.into_iter().flat_map(|name| lines(cell, name)));
        }
        let elsewhere = |cell: &Cell| {
            let found = |name: Option<u64>, names: &FxHashSet<_>| {
                name.is_some_and(|name| lines(cell, name).iter().any(|line| names.contains(line)))
            };
            cell.source.name != cell.target.name
                && (found(cell.source.name, &names[1]) || found(cell.target.name, &names[0]))
        };
        let mut suspects = Vec::new();
        for cell in cells.iter().filter(|cell| cell.source.name.is_none() || cell.source.name != cell.target.name) {
            let source = profile(self.source, &cell.source, |unit| Profile::of_source(unit, self.model));
            let target = profile(self.target, &cell.target, |unit| Profile::of_target(unit, self.model));
            let fit = align::likeness(&source, &target, &self.lengths, self.model, scratch);
            if fit < MISFIT || elsewhere(cell) {
                suspects.push(Suspect { cell, source, target, fit });
            }
        }
        suspects
    }
}

fn profile(view: &PageView, cell: &Side, look: impl FnOnce(&Unit) -> Profile) -> Profile {
    let claims = view.claims[view.claims_of(cell.blocks.0..cell.blocks.1)].iter();
    // In a cell a yes or a no is the fact itself.
    let says = |claim: &&Claim| lasts(claim) || claim.kind == ClaimKind::Polarity && !claim.soft;
    let mut tokens: Vec<u32> = claims.filter(says).map(|claim| claim.value.number()).collect();
    tokens.sort_unstable();
    let text = &view.page.text[cell.text.range()];
    let shape = Shape { kind: BlockKind::Paragraph, list_depth: 0, note: None };
    look(&Unit { shape, length: characters(text), tokens: &tokens, text, section: 0 })
}

/// The cells of a page below the headers, in order of their places.
fn cells(view: &PageView) -> Vec<(Place, Side)> {
    let mut cells: Vec<(Place, Side)> = Vec::new();
    for (index, block) in view.page.blocks.iter().enumerate() {
        if let Some(place) = place(view, index) {
            let side = Side { text: block.text, blocks: (index, index + 1), name: None };
            cells.push((place, side));
        }
    }
    // In order already but for tables within tables.
    cells.sort_by_key(|(place, _)| *place);
    cells.dedup_by(|(place, more), (kept, cell)| {
        let is_one = place == kept;
        if is_one {
            (cell.text.end, cell.blocks.1) = (more.text.end, more.blocks.1);
        }
        is_one
    });
    cells
}

/// The letters and digits of a short text as a number; `None` if it is long or has less than two.
fn name(text: &str) -> Option<u64> {
    if text.len() > LONGEST_NAME {
        return None;
    }
    let mut hasher = FxHasher::default();
    let mut count = 0;
    for character in text.chars().filter(|character| character.is_alphanumeric()) {
        hasher.write_u32(character.to_ascii_lowercase() as u32);
        count += 1;
    }
    (count >= 2).then(|| hasher.finish())
}
