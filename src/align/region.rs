//! The evidence for every bead of a region of blocks, as the search asks for it.

use std::ops::Range;

use super::grid::{Band, Beads, Larger};
use super::item::{self, Item};
use super::lexical::Lexical;
use super::score::{self, Length, Rarity, SourceLength};
use super::{Model, Unit};
use crate::page::BlockKind;

/// What is computed once for each unit; kept from page to page for its buffers.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    lengths: Vec<SourceLength>,
    target_log: Vec<f32>,
    /// Where the weights of a source unit's tokens begin.
    weight_start: Vec<u32>,
    weights: Vec<f32>,
}

impl Evidence {
    /// O(units + tokens).
    pub(super) fn fill(&mut self, source: &[Unit], target: &[Unit], length: &Length, rarity: &Rarity) {
        self.lengths.clear();
        self.lengths.extend(source.iter().map(|unit| length.of(unit.length as f32)));
        self.target_log.clear();
        self.target_log.extend(target.iter().map(|unit| score::log_length(unit.length as f32)));
        self.weight_start.clear();
        self.weights.clear();
        for unit in source {
            self.weight_start.push(self.weights.len() as u32);
            self.weights.extend(unit.tokens.iter().map(|&token| rarity.weight(token)));
        }
    }
}

/// What is known of the two pages at hand.
pub(super) struct Pages<'a> {
    pub(super) source: &'a [Unit<'a>],
    pub(super) target: &'a [Unit<'a>],
    pub(super) length: &'a Length,
    pub(super) model: &'a Model,
    pub(super) evidence: &'a Evidence,
}

/// What two units share.
#[derive(Debug, Clone, Copy, Default)]
struct Shared {
    /// The sum of the weights of the tokens that both have.
    weight: f32,
    /// How many these are.
    count: u32,
}

impl Pages<'_> {
    fn shared(&self, one: usize, other: usize) -> Shared {
        let mut shared = Shared::default();
        let (own, its) = (self.source[one].tokens, self.target[other].tokens);
        if own.is_empty() || its.is_empty() {
            return shared;
        }
        let start = self.evidence.weight_start[one] as usize;
        score::intersect(own, its, |index| {
            shared.weight += self.evidence.weights[start + index];
            shared.count += 1;
        });
        shared
    }

    fn tokens(&self, shared: Shared, one: usize, other: usize) -> f32 {
        let (own, its) = (self.source[one].tokens.len() as u32, self.target[other].tokens.len() as u32);
        score::tokens(shared.weight, shared.count, own, its)
    }

    /// The log odds of two units by shape and length.
    fn form(&self, one: usize, other: usize) -> f32 {
        score::shape(self.source[one].shape, self.target[other].shape)
            + self.evidence.lengths[one].odds(self.evidence.target_log[other])
    }

    /// The log odds of two units by shape, length and tokens.
    pub(super) fn unit_odds(&self, one: usize, other: usize) -> f32 {
        self.form(one, other) + self.tokens(self.shared(one, other), one, other)
    }

    /// The log odds of two items by shape, length and tokens.
    pub(super) fn odds(&self, one: Item, other: Item) -> f32 {
        match (one.row, other.row) {
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
                (1, 1) => self.unit_odds(left.start, right.start),
                _ => self.cell_odds(left, right),
            };
            odds += if label { 1.5 * cell } else { cell };
            label = false;
        });
        odds
    }

    /// The log odds of two cells of several units: unit by unit where they are as many and in
    /// step, otherwise by the length and the tokens of the whole. A list that became a paragraph
    /// says nothing against two rows.
    fn cell_odds(&self, left: Range<usize>, right: Range<usize>) -> f32 {
        let sum = |units: &[Unit]| units.iter().map(|unit| unit.length as f32).sum::<f32>();
        let tokens = |units: &[Unit]| units.iter().map(|unit| unit.tokens.len() as u32).sum::<u32>();
        let (source, target) = (&self.source[left.clone()], &self.target[right.clone()]);
        // Each unit's tokens are looked for in the unit that has most of them, in order.
        let mut shared = Shared::default();
        for one in left.clone() {
            let best = right.clone().map(|other| self.shared(one, other)).max_by(|a, b| a.weight.total_cmp(&b.weight));
            let best = best.unwrap_or_default();
            shared.weight += best.weight;
            shared.count += best.count;
        }
        let length = self.length.of(sum(source)).odds(score::log_length(sum(target)));
        let whole = length + score::tokens(shared.weight, shared.count, tokens(source), tokens(target));
        if left.len() != right.len() {
            return whole;
        }
        left.zip(right).map(|(one, other)| self.unit_odds(one, other)).sum::<f32>().max(whole)
    }
}

/// Whether two items next to each other may be one on the other side: text that
/// flows on, not headings, cells, code, or an item of a list after another.
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

/// The numbers of a region, kept from region to region for their buffers.
#[derive(Debug, Default)]
pub(super) struct Cells {
    shared: Vec<Shared>,
    /// Whether each item may be one with the item before it.
    joins: [Vec<bool>; 2],
    /// What every bead needs of the lengths of a run of one or two items, by the place of the run's last.
    source_lengths: Vec<[SourceLength; 2]>,
    target_logs: Vec<[f32; 2]>,
    lexical: Lexical,
}

/// A region of items for the grid.
pub(super) struct Region<'a> {
    pages: &'a Pages<'a>,
    source: &'a [Item],
    target: &'a [Item],
    band: Band,
    cells: &'a mut Cells,
    /// Whether there is a lexicon, so that `cells.lexical` is filled.
    has_words: bool,
}

impl<'a> Region<'a> {
    /// Prepares a region; with a lexicon, looks up all its words.
    pub(super) fn new(
        pages: &'a Pages<'a>,
        source: &'a [Item],
        target: &'a [Item],
        band: Band,
        cells: &'a mut Cells,
    ) -> Region<'a> {
        let has_words = pages.model.lexicon.is_some();
        if let Some(lexicon) = &pages.model.lexicon {
            cells.lexical.fill(
                (lexicon, pages.model.fold),
                source.iter().map(|item| pages.source[item.range()].iter().map(|unit| unit.text)),
                target.iter().map(|item| pages.target[item.range()].iter().map(|unit| unit.text)),
                &band,
                true,
            );
        }
        let size = band.size();
        cells.shared.clear();
        cells.shared.resize(size, Shared::default());
        let joins = |units: &[Unit], items: &[Item], joins: &mut Vec<bool>| {
            joins.clear();
            joins.push(false);
            joins.extend(items.windows(2).map(|pair| may_merge(units, pair[0], pair[1])));
        };
        joins(pages.source, source, &mut cells.joins[0]);
        joins(pages.target, target, &mut cells.joins[1]);
        // Logarithms are asked for in every cell of the band.
        let characters = |units: &[Unit], items: &[Item], last: usize, count: usize| {
            let items = &items[(last + 1).saturating_sub(count)..=last];
            items.iter().map(|item| units[item.first as usize].length as f32).sum::<f32>()
        };
        let of_source =
            |last: usize| [1, 2].map(|count| pages.length.of(characters(pages.source, source, last, count)));
        let of_target =
            |last: usize| [1, 2].map(|count| score::log_length(characters(pages.target, target, last, count)));
        cells.source_lengths.clear();
        cells.source_lengths.extend((0..source.len()).map(of_source));
        cells.target_logs.clear();
        cells.target_logs.extend((0..target.len()).map(of_target));
        Region { pages, source, target, band, cells, has_words }
    }

    fn merged(&self, row: usize, column: usize, rows: usize, columns: usize) -> f32 {
        let source = &self.source[row - rows..row];
        let target = &self.target[column - columns..column];
        let pages = self.pages;
        let (one, other) = (source[0].first as usize, target[0].first as usize);
        let tokens = |units: &[Unit], items: &[Item]| {
            items.iter().map(|item| units[item.first as usize].tokens.len() as u32).sum::<u32>()
        };
        let length = self.cells.source_lengths[row - 1][rows - 1].odds(self.cells.target_logs[column - 1][columns - 1]);
        let mut shared = Shared::default();
        for row in row - rows + 1..=row {
            for column in column - columns + 1..=column {
                let one = self.band.index(row, column).map_or(Shared::default(), |index| self.cells.shared[index]);
                shared.weight += one.weight;
                shared.count += one.count;
            }
        }
        let shape = score::shape(pages.source[one].shape, pages.target[other].shape);
        let (own, its) = (tokens(pages.source, source), tokens(pages.target, target));
        shape + length + score::tokens(shared.weight, shared.count, own, its) + score::MERGE
    }

    /// The words' part of a bead.
    fn words(&self, row: usize, column: usize, rows: usize, columns: usize) -> f32 {
        if self.has_words { self.cells.lexical.odds(&self.band, row, column, rows, columns) } else { 0.0 }
    }

    /// The log odds of two items out of order: nothing unless they share something.
    pub(super) fn out_of_order(&mut self, row: usize, column: usize) -> f32 {
        let (one, other) = (self.source[row], self.target[column]);
        let shares = one.range().zip(other.range()).any(|(one, other)| self.pages.shared(one, other).weight > 1.0);
        let words = self.words(row + 1, column + 1, 1, 1);
        if shares || words > 2.0 { self.pages.odds(one, other) + words } else { f32::NEG_INFINITY }
    }
}

impl Beads for Region<'_> {
    fn pair(&mut self, row: usize, column: usize) -> f32 {
        let (one, other) = (self.source[row - 1], self.target[column - 1]);
        let Some(index) = self.band.index(row, column) else { return f32::NEG_INFINITY };
        let words = self.words(row, column, 1, 1);
        if one.row || other.row {
            return self.pages.odds(one, other) + words;
        }
        let (left, right) = (one.first as usize, other.first as usize);
        let shared = self.pages.shared(left, right);
        self.cells.shared[index] = shared;
        self.pages.form(left, right) + self.pages.tokens(shared, left, right) + words
    }

    fn gap(&self) -> f32 {
        if self.has_words { score::GAP } else { score::GAP_WITHOUT_WORDS }
    }

    fn larger(&self, row: usize, column: usize) -> Larger {
        // A merged bead needs text that flows on both sides; `joins` says so for the side of two.
        let flows = |units: &[Unit], item: Item| {
            matches!(units[item.first as usize].shape.kind, BlockKind::Paragraph | BlockKind::ListItem { .. })
        };
        let two_rows = self.cells.joins[0][row - 1] && flows(self.pages.target, self.target[column - 1]);
        let two_columns = self.cells.joins[1][column - 1] && flows(self.pages.source, self.source[row - 1]);
        Larger { two_rows, two_columns, both: false }
    }

    fn score(&self, row: usize, column: usize, rows: usize, columns: usize) -> f32 {
        self.merged(row, column, rows, columns) + self.words(row, column, rows, columns)
    }
}
