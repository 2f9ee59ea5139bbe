//! What the lexicon says of every pair of items in a region.
//!
//! For a source item and a target item it is the log odds of the target's
//! words under IBM model 1 given the source's, against how likely the words are
//! anywhere, and the same the other way round. A word that both have is its own
//! translation with some probability, known to the lexicon or not.
//!
//! Most word pairs have nothing to do with each other. So a source word is
//! looked up once and its gain goes to the items that have the translation (an
//! inverted index); every other known word costs a constant. Cost: O(words ×
//! their translations + items that have them), words that stand in very many
//! items left out.

use rustc_hash::FxHashMap;

use super::grid::Band;
use super::lexicon::{Fold, Lexicon, Table};

/// The share of a text that its partner does not explain.
pub(super) const UNEXPLAINED: f32 = 0.25;

/// How likely a word stays as it is.
pub(super) const UNCHANGED: f32 = 0.3;

/// A single word proves no more than this.
pub(super) const MOST_GAIN: f32 = 4.0;

/// Words in more items than this are left out: they would make a large region's cost quadratic.
const MOST_ITEMS: usize = 200;

/// How likely a word is anywhere that the lexicon does not know.
pub(super) const UNKNOWN: f32 = 1e-4;

/// How much of the odds to believe: words are not independent of each other, and
/// both directions tell much the same.
pub(super) const BELIEF: f32 = 0.35;

/// The words of the items of one side of a region.
#[derive(Debug, Default)]
pub(super) struct Side {
    words: Vec<u32>,
    /// Where the words of each item begin; one more than items.
    starts: Vec<u32>,
}

impl Side {
    /// Adds an item; `add` gives its words.
    pub(super) fn push(&mut self, add: impl FnOnce(&mut Vec<u32>)) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        let start = self.words.len();
        add(&mut self.words);
        self.words[start..].sort_unstable();
        let mut kept = start;
        for at in start..self.words.len() {
            if at == start || self.words[at] != self.words[kept - 1] {
                self.words[kept] = self.words[at];
                kept += 1;
            }
        }
        self.words.truncate(kept);
        self.starts.push(kept as u32);
    }

    fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    fn of(&self, item: usize) -> &[u32] {
        &self.words[self.starts[item] as usize..self.starts[item + 1] as usize]
    }
}

/// Sums for every pair of a region, by the band's index of its node.
#[derive(Debug, Default)]
pub(super) struct Lexical {
    /// Given one source item; given it and the one before it.
    forward: [Vec<f32>; 2],
    /// Given one target item; given it and the one before it.
    backward: [Vec<f32>; 2],
    /// What the words of each item cost if nothing explains them.
    source_cost: Vec<f32>,
    target_cost: Vec<f32>,
}

impl Lexical {
    /// Looks everything up.
    pub(super) fn new(lexicon: &Lexicon, without: Option<Fold>, source: &Side, target: &Side, band: &Band) -> Lexical {
        let empty = || [vec![0.0; band.size()], vec![0.0; band.size()]];
        let (mut forward, mut backward) = (empty(), empty());
        let target_cost = direction(&lexicon.forward, without, source, target, |many, row, column, gain| {
            if let Some(index) = band.index(row + 1, column + 1) {
                forward[many][index] += gain;
            }
        });
        let source_cost = direction(&lexicon.backward, without, target, source, |many, column, row, gain| {
            if let Some(index) = band.index(row + 1, column + 1) {
                backward[many][index] += gain;
            }
        });
        Lexical { forward, backward, source_cost, target_cost }
    }

    /// The log odds of the bead that ends at this node and takes so many rows and columns.
    pub(super) fn odds(&self, band: &Band, row: usize, column: usize, rows: usize, columns: usize) -> f32 {
        let at = |sums: &[f32], row: usize, column: usize| band.index(row, column).map_or(0.0, |index| sums[index]);
        let mut odds = 0.0;
        for column in column - columns + 1..=column {
            odds += at(&self.forward[rows - 1], row, column) + self.target_cost[column - 1];
        }
        for row in row - rows + 1..=row {
            odds += at(&self.backward[columns - 1], row, column) + self.source_cost[row - 1];
        }
        odds * BELIEF
    }
}

/// Calls `add` with 0 or 1 (given one item of `from`, or it and the one before
/// it), the item of `from`, the item of `to` and what a word of it gains; gives
/// the cost of the words of each item of `to` without gains.
fn direction(
    table: &Table,
    without: Option<Fold>,
    from: &Side,
    to: &Side,
    mut add: impl FnMut(usize, usize, usize, f32),
) -> Vec<f32> {
    // The words of `to`, each with its likelihood anywhere, its cost, and the items that have it.
    // A word that the lexicon does not know costs nothing where it is not explained.
    let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
    let mut background: Vec<(f32, f32)> = Vec::new();
    let mut items: Vec<Vec<u32>> = Vec::new();
    let mut costs = Vec::with_capacity(to.len());
    let cost = UNEXPLAINED.ln();
    for item in 0..to.len() {
        let mut sum = 0.0;
        for &word in to.of(item) {
            let number = *numbers.entry(word).or_insert_with(|| {
                let known = table.background.get(&word);
                background.push(known.map_or((UNKNOWN, 0.0), |&likely| (likely, cost)));
                items.push(Vec::new());
                items.len() as u32 - 1
            });
            items[number as usize].push(item as u32);
            sum += background[number as usize].1;
        }
        costs.push(sum);
    }
    let mut explained = vec![0.0f32; items.len()];
    let mut touched: Vec<u32> = Vec::new();
    // What the item before explains: its words and its number of words.
    let mut before: (Vec<(u32, f32)>, f32) = (Vec::new(), 0.0);
    let mut own: Vec<(u32, f32)> = Vec::new();
    for item in 0..from.len() {
        let words = from.of(item);
        touched.clear();
        for &word in words {
            let mut explain = |number: u32, probability: f32| {
                if explained[number as usize] == 0.0 {
                    touched.push(number);
                }
                explained[number as usize] += probability;
            };
            if let Some(&number) = numbers.get(&word) {
                explain(number, UNCHANGED);
            }
            table.translations(word, without, |other, probability| {
                if let Some(&number) = numbers.get(&other) {
                    explain(number, probability);
                }
            });
        }
        own.clear();
        own.extend(touched.iter().map(|&number| (number, explained[number as usize])));
        let size = words.len() as f32 + 1.0;
        let mut gain = |many: usize, number: u32, explained: f32, size: f32| {
            let having = &items[number as usize];
            if having.len() > MOST_ITEMS {
                return;
            }
            let (likely, cost) = background[number as usize];
            let odds = UNEXPLAINED + (1.0 - UNEXPLAINED) * explained / size / likely;
            let gain = odds.ln().min(MOST_GAIN) - cost;
            if gain > 0.0 {
                having.iter().for_each(|&other| add(many, item, other as usize, gain));
            }
        };
        for &(number, probability) in &own {
            gain(0, number, probability, size);
        }
        if item > 0 {
            for &(number, probability) in &before.0 {
                if explained[number as usize] == 0.0 {
                    touched.push(number);
                }
                explained[number as usize] += probability;
            }
            for &number in &touched {
                gain(1, number, explained[number as usize], size + before.1);
            }
        }
        for &number in &touched {
            explained[number as usize] = 0.0;
        }
        std::mem::swap(&mut before.0, &mut own);
        before.1 = size;
    }
    costs
}
