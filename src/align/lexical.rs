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
use super::lexicon::{self, Fold, Lexicon, NOT_KNOWN, Table, Word};

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
struct Side {
    words: Vec<Word>,
    /// Where the words of each item begin; one more than items.
    starts: Vec<u32>,
}

impl Side {
    /// Takes each item's texts; the words that stand in it, each once.
    fn fill<'t, T: Iterator<Item = &'t str>>(
        &mut self,
        items: impl Iterator<Item = T>,
        word: impl Fn(u32) -> Word,
        hashes: &mut Vec<u32>,
    ) {
        self.words.clear();
        self.starts.clear();
        self.starts.push(0);
        for item in items {
            hashes.clear();
            item.for_each(|text| lexicon::words(text, hashes));
            hashes.sort_unstable();
            hashes.dedup();
            self.words.extend(hashes.iter().map(|&hash| word(hash)));
            self.starts.push(self.words.len() as u32);
        }
    }

    fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    fn of(&self, item: usize) -> &[Word] {
        &self.words[self.starts[item] as usize..self.starts[item + 1] as usize]
    }
}

/// Sums for every pair of a region, by the band's index of its node; kept from
/// region to region for its buffers.
#[derive(Debug, Default)]
pub(super) struct Lexical {
    /// Given one source item; given it and the one before it.
    forward: [Vec<f32>; 2],
    /// Given one target item; given it and the one before it.
    backward: [Vec<f32>; 2],
    /// What the words of each item cost if nothing explains them.
    source_cost: Vec<f32>,
    target_cost: Vec<f32>,
    source: Side,
    target: Side,
    hashes: Vec<u32>,
    numbers: Numbers,
    search: Search,
}

impl Lexical {
    /// Looks everything up: `source` and `target` give the texts of each item.
    ///
    /// `merges` says whether beads of more than two items will be asked for.
    pub(super) fn fill<'t, S, T>(
        &mut self,
        (lexicon, without): (&Lexicon, Option<Fold>),
        source: impl Iterator<Item = S>,
        target: impl Iterator<Item = T>,
        band: &Band,
        merges: bool,
    ) where
        S: Iterator<Item = &'t str>,
        T: Iterator<Item = &'t str>,
    {
        self.source.fill(source, |hash| lexicon.source_word(hash), &mut self.hashes);
        self.target.fill(target, |hash| lexicon.target_word(hash), &mut self.hashes);
        for sums in self.forward.iter_mut().chain(&mut self.backward) {
            sums.clear();
            sums.resize(band.size(), 0.0);
        }
        let Lexical { forward, backward, source_cost, target_cost, source, target, numbers, search, .. } = self;
        search.direction(
            &lexicon.forward,
            without,
            (source, target),
            merges,
            numbers,
            target_cost,
            |many, row, column, gain| {
                if let Some(index) = band.index(row + 1, column + 1) {
                    forward[many][index] += gain;
                }
            },
        );
        search.direction(
            &lexicon.backward,
            without,
            (target, source),
            merges,
            numbers,
            source_cost,
            |many, column, row, gain| {
                if let Some(index) = band.index(row + 1, column + 1) {
                    backward[many][index] += gain;
                }
            },
        );
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

/// The words of one side of a region, numbered.
#[derive(Debug, Default)]
struct Numbers {
    /// The number of each word that the table has, by its place.
    known: Vec<u32>,
    unknown: FxHashMap<u32, u32>,
    /// For each number its word, its likelihood anywhere and its cost.
    words: Vec<(u32, f32, f32)>,
    /// Where the items of each number begin in `items`; one more than numbers.
    starts: Vec<u32>,
    items: Vec<u32>,
    /// The number of each word of the side, in order.
    of: Vec<u32>,
}

/// Not numbered.
const NONE: u32 = u32::MAX;

impl Numbers {
    /// Numbers the words of `to`; gives the cost of each item's words.
    fn fill(&mut self, table: &Table, to: &Side, costs: &mut Vec<f32>) {
        for &(word, _, _) in &self.words {
            if word < NOT_KNOWN {
                self.known[word as usize] = NONE;
            }
        }
        self.words.clear();
        self.unknown.clear();
        self.of.clear();
        if self.known.len() < table.likely.len() {
            self.known.resize(table.likely.len(), NONE);
        }
        costs.clear();
        let cost = UNEXPLAINED.ln();
        for item in 0..to.len() {
            let mut sum = 0.0;
            for word in to.of(item) {
                let next = self.words.len() as u32;
                let slot = match word.own < NOT_KNOWN {
                    true => &mut self.known[word.own as usize],
                    false => self.unknown.entry(word.own).or_insert(NONE),
                };
                if *slot == NONE {
                    *slot = next;
                    // A word that the lexicon does not know costs nothing where it is not explained.
                    let known = table.likely.get(word.own as usize);
                    let (likely, cost) = known.map_or((UNKNOWN, 0.0), |&likely| (likely, cost));
                    self.words.push((word.own, likely, cost));
                }
                self.of.push(*slot);
                sum += self.words[*slot as usize].2;
            }
            costs.push(sum);
        }
        // The items of each word, one after the other, by counting.
        self.starts.clear();
        self.starts.resize(self.words.len() + 1, 0);
        self.of.iter().for_each(|&number| self.starts[number as usize + 1] += 1);
        for at in 1..self.starts.len() {
            self.starts[at] += self.starts[at - 1];
        }
        self.items.clear();
        self.items.resize(self.of.len(), 0);
        for item in 0..to.len() {
            for at in to.starts[item]..to.starts[item + 1] {
                let next = &mut self.starts[self.of[at as usize] as usize];
                self.items[*next as usize] = item as u32;
                *next += 1;
            }
        }
        // Each start has moved to its end.
        self.starts.rotate_right(1);
        if let Some(first) = self.starts.first_mut() {
            *first = 0;
        }
    }

    fn get(&self, word: u32) -> Option<u32> {
        let number = match word < NOT_KNOWN {
            true => self.known.get(word as usize).copied(),
            false => self.unknown.get(&word).copied(),
        };
        number.filter(|&number| number != NONE)
    }

    fn having(&self, number: u32) -> &[u32] {
        &self.items[self.starts[number as usize] as usize..self.starts[number as usize + 1] as usize]
    }
}

/// The buffers of [`Search::direction`].
#[derive(Debug, Default)]
struct Search {
    /// How much of each numbered word is explained.
    explained: Vec<f32>,
    touched: Vec<u32>,
    own: Vec<(u32, f32)>,
    before: Vec<(u32, f32)>,
}

impl Search {
    /// Calls `add` with 0 or 1 (given one item of `from`, or it and the one before
    /// it), the item of `from`, the item of `to` and what a word of it gains;
    /// `costs` are of the words of each item of `to` without gains.
    #[allow(clippy::too_many_arguments)]
    fn direction(
        &mut self,
        table: &Table,
        without: Option<Fold>,
        (from, to): (&Side, &Side),
        merges: bool,
        numbers: &mut Numbers,
        costs: &mut Vec<f32>,
        mut add: impl FnMut(usize, usize, usize, f32),
    ) {
        numbers.fill(table, to, costs);
        let Search { explained, touched, own, before } = self;
        explained.clear();
        explained.resize(numbers.words.len(), 0.0);
        before.clear();
        // How many words the item before has.
        let mut size_before = 0.0;
        for item in 0..from.len() {
            let words = from.of(item);
            touched.clear();
            for word in words {
                let mut explain = |number: u32, probability: f32| {
                    if explained[number as usize] == 0.0 {
                        touched.push(number);
                    }
                    explained[number as usize] += probability;
                };
                if let Some(number) = numbers.get(word.same) {
                    explain(number, UNCHANGED);
                }
                if word.own < NOT_KNOWN {
                    table.by_place(word.own, without, |other, probability| {
                        if let Some(number) = numbers.get(other) {
                            explain(number, probability);
                        }
                    });
                }
            }
            own.clear();
            own.extend(touched.iter().map(|&number| (number, explained[number as usize])));
            let size = words.len() as f32 + 1.0;
            let mut gain = |many: usize, number: u32, explained: f32, size: f32| {
                let having = numbers.having(number);
                if having.len() > MOST_ITEMS {
                    return;
                }
                let (_, likely, cost) = numbers.words[number as usize];
                let odds = UNEXPLAINED + (1.0 - UNEXPLAINED) * explained / size / likely;
                let gain = odds.ln().min(MOST_GAIN) - cost;
                if gain > 0.0 {
                    having.iter().for_each(|&other| add(many, item, other as usize, gain));
                }
            };
            for &(number, probability) in own.iter() {
                gain(0, number, probability, size);
            }
            if item > 0 && merges {
                for &(number, probability) in before.iter() {
                    if explained[number as usize] == 0.0 {
                        touched.push(number);
                    }
                    explained[number as usize] += probability;
                }
                for &number in touched.iter() {
                    gain(1, number, explained[number as usize], size + size_before);
                }
            }
            for &number in touched.iter() {
                explained[number as usize] = 0.0;
            }
            std::mem::swap(before, own);
            size_before = size;
        }
    }
}
