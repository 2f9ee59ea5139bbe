//! Segments within a pair of blocks.
//!
//! Nearly all block pairs have one segment on each side, or the same number of
//! them in the same order: these are paired in step. The rest is searched in
//! order over 1–1, 1–0, 0–1, 2–1, 1–2 and 2–2 beads by length (Gale and Church
//! 1993) and tokens. Nothing is moved inside a block.

use super::grid::{Band, Beads, Larger, Step};
use super::lexical::Lexical;
use super::score::{self, Length, SourceLength};
use super::{Bead, Model, Scratch, Unit};

/// What leaving a segment alone costs: inside a pair of blocks that is rare.
const GAP: f32 = -3.5;

/// How much of its confidence a gap keeps: what has no partner inside a pair of
/// blocks is mostly part of a segment that the other language cuts elsewhere.
const ALONE: f32 = 0.4;

/// What a bead of three segments costs, and one of four.
const MERGE: f32 = -4.0;
const CROSS: f32 = -18.0;

/// What a shared token is worth inside a block.
const SHARED: f32 = 2.0;

/// Aligns the segments of one block bead, in order; nothing is moved.
///
/// `source` and `target` are the segments of each side in order; their shapes
/// do not matter. The mean length ratio is best learned: two blocks are too
/// little to take it from, so without one it comes from them all the same.
pub fn segments<'u>(source: &'u [Unit<'u>], target: &'u [Unit<'u>], model: &Model, scratch: &mut Scratch) -> Vec<Bead> {
    let bead = |source, target, score| Bead { source, target, score, moved: false };
    let (rows, columns) = (source.len(), target.len());
    if rows == 1 && columns == 1 {
        return vec![bead((0, 1), (0, 1), 0.99)];
    }
    if rows == 0 || columns == 0 {
        let left = (0..rows as u32).map(|row| bead((row, row + 1), (0, 0), 0.9));
        let right = (0..columns as u32).map(|column| bead((0, 0), (column, column + 1), 0.9));
        return left.chain(right).collect();
    }
    let length = Length::new(&model.length, source, target);
    if rows == columns {
        let fits = |one: &Unit, other: &Unit| one.tokens == other.tokens && length.agree(one.length, other.length);
        if source.iter().zip(target).all(|(one, other)| fits(one, other)) {
            return (0..rows as u32).map(|row| bead((row, row + 1), (row, row + 1), 0.98)).collect();
        }
    }
    let band = Band::new(rows, columns);
    let Scratch { grid, words: lexical, runs, .. } = scratch;
    if let Some(lexicon) = &model.lexicon {
        let texts = |units: &'u [Unit<'u>]| units.iter().map(|unit| std::iter::once(unit.text));
        lexical.fill((lexicon, model.fold), texts(source), texts(target), &band, true);
    }
    runs.fill(source, target, &length, &band);
    let lexical = model.lexicon.is_some().then_some(&*lexical);
    let mut search = Segments { source, target, band, runs, lexical };
    let path = grid.search(rows, columns, &mut search);
    let words = model.lexicon.is_some();
    let score = |step: &Step| {
        let gap = step.rows.0 == step.rows.1 || step.columns.0 == step.columns.1;
        if gap { ALONE * score::confidence_alone(step.margin) } else { score::confidence(step.margin, words) }
    };
    path.iter().map(|step| bead(step.rows, step.columns, score(step))).collect()
}

/// What every bead is judged by that takes a run of one or two segments of a
/// side, worked out once per run: a search looks at each run in many beads. By
/// the place one past the run's last segment. Kept from search to search for
/// its buffers.
#[derive(Debug, Default)]
pub(super) struct Runs {
    source: Vec<[(SourceLength, u32); 2]>,
    target: Vec<[(f32, u32); 2]>,
    /// How many tokens each pair of segments shares, by the band's index of its node.
    common: Vec<u32>,
}

impl Runs {
    fn fill(&mut self, source: &[Unit], target: &[Unit], length: &Length, band: &Band) {
        let run = |units: &[Unit], end: usize, count: usize| {
            let units = &units[end.saturating_sub(count)..end];
            let characters = units.iter().map(|unit| unit.length as f32).sum::<f32>();
            (characters, units.iter().map(|unit| unit.tokens.len() as u32).sum::<u32>())
        };
        let of_source = |end: usize, count: usize| {
            let (characters, tokens) = run(source, end, count);
            (length.of(characters), tokens)
        };
        let of_target = |end: usize, count: usize| {
            let (characters, tokens) = run(target, end, count);
            (score::log_length(characters), tokens)
        };
        self.source.clear();
        self.source.extend((0..=source.len()).map(|end| [of_source(end, 1), of_source(end, 2)]));
        self.target.clear();
        self.target.extend((0..=target.len()).map(|end| [of_target(end, 1), of_target(end, 2)]));
        self.common.clear();
        self.common.resize(band.size(), 0);
    }

    /// The log odds by length and tokens of the bead that ends at this node and
    /// takes so many rows and columns, which share `common` tokens.
    fn odds(&self, (row, rows): (usize, usize), (column, columns): (usize, usize), common: u32) -> f32 {
        let (length, own) = self.source[row][rows - 1];
        let (target_log, its) = self.target[column][columns - 1];
        length.odds(target_log) + score::tokens(SHARED * common as f32, common, own, its)
    }
}

struct Segments<'a> {
    source: &'a [Unit<'a>],
    target: &'a [Unit<'a>],
    band: Band,
    runs: &'a mut Runs,
    lexical: Option<&'a Lexical>,
}

impl Segments<'_> {
    fn words(&self, row: usize, column: usize, rows: usize, columns: usize) -> f32 {
        self.lexical.as_ref().map_or(0.0, |lexical| lexical.odds(&self.band, row, column, rows, columns))
    }
}

impl Beads for Segments<'_> {
    fn pair(&mut self, row: usize, column: usize) -> f32 {
        let Some(index) = self.band.index(row, column) else { return f32::NEG_INFINITY };
        let mut common = 0;
        score::intersect(self.source[row - 1].tokens, self.target[column - 1].tokens, |_| common += 1);
        self.runs.common[index] = common;
        self.runs.odds((row, 1), (column, 1), common) + self.words(row, column, 1, 1)
    }

    fn gap(&self) -> f32 {
        GAP
    }

    fn larger(&self, _: usize, _: usize) -> Larger {
        Larger { two_rows: true, two_columns: true, both: true }
    }

    fn score(&self, row: usize, column: usize, rows: usize, columns: usize) -> f32 {
        let price = match (rows, columns) {
            (2, 2) => CROSS,
            _ => MERGE,
        };
        let mut common = 0;
        // What one side has none of, both cannot share.
        if self.runs.source[row][rows - 1].1 > 0 && self.runs.target[column][columns - 1].1 > 0 {
            for row in row - rows + 1..=row {
                for column in column - columns + 1..=column {
                    common += self.band.index(row, column).map_or(0, |index| self.runs.common[index]);
                }
            }
        }
        self.runs.odds((row, rows), (column, columns), common) + self.words(row, column, rows, columns) + price
    }
}
