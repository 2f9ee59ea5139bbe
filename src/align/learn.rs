//! Learning a [`Model`] from page pairs that were aligned without one.
//!
//! The lexicon is IBM model 1 (Brown et al. 1993), both directions at once, a
//! few rounds of expectation maximisation over the pairs of segments that the
//! first pass was sure of. Words that stand in one pair only teach nothing and
//! are left out, and so are words that stand nearly everywhere.
//!
//! Cost: O(pairs × source words × target words × rounds), on one thread for each
//! direction, so that the sums do not depend on how many there are. Every word
//! pair of the sample gets its slot once, without hashing.

use rustc_hash::FxHashMap;

use super::lexicon::{Entry, FOLDS, Lexicon, Table, words};
use super::{LengthModel, Model};

/// Two segments that are translations of each other, as far as one can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example<'a> {
    /// The source's text.
    pub source: &'a str,
    /// The target's text.
    pub target: &'a str,
    /// The topic that it comes from, counted over the sample; see [`Model::held_out`].
    pub topic: u32,
}

/// Rounds of expectation maximisation.
const ROUNDS: usize = 4;

/// Word pairs that are less likely than this are forgotten.
const LEAST: f32 = 0.02;

/// Words in more than this share of the pairs say nothing.
const EVERYWHERE: f32 = 0.4;

/// With fewer pairs than this nothing is learned.
const FEWEST: usize = 100;

/// From fewer topics than this no lexicon is learned: a topic is judged with its own part
/// left out, and the words of one or two others are not those of the language.
const FEWEST_TOPICS: usize = 5;

/// The longest segment that is learned from, in distinct words.
const LONGEST: usize = 80;

/// One pair of segments: ranges of the word lists, and where its slots begin.
struct Pair {
    source: (u32, u32),
    target: (u32, u32),
    slots: u32,
    fold: u8,
}

/// One side of the sample.
#[derive(Default)]
struct Side {
    /// Words of all pairs, each once per pair; first hashes, then dense numbers.
    words: Vec<u32>,
    hashes: Vec<u32>,
    frequency: Vec<u32>,
}

impl Side {
    /// Numbers the words that are worth learning and drops the others from each range.
    fn number(&mut self, ranges: &mut [(u32, u32)]) {
        // First all words get a number, and then those that are kept.
        let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
        let mut counts: Vec<u32> = Vec::new();
        let mut distinct = Vec::new();
        for word in &mut self.words {
            let next = counts.len() as u32;
            let number = *numbers.entry(*word).or_insert(next);
            if number == next {
                counts.push(0);
                distinct.push(*word);
            }
            counts[number as usize] += 1;
            *word = number;
        }
        let most = (ranges.len() as f32 * EVERYWHERE) as u32;
        let mut kept_as = vec![u32::MAX; counts.len()];
        let mut kept = 0;
        for range in ranges {
            let start = kept;
            for at in range.0 as usize..range.1 as usize {
                let word = self.words[at] as usize;
                let count = counts[word];
                if count < 2 || count > most.max(2) {
                    continue;
                }
                if kept_as[word] == u32::MAX {
                    kept_as[word] = self.hashes.len() as u32;
                    self.hashes.push(distinct[word]);
                    self.frequency.push(count);
                }
                self.words[kept as usize] = kept_as[word];
                kept += 1;
            }
            *range = (start, kept);
        }
        self.words.truncate(kept as usize);
    }

    fn of(&self, range: (u32, u32)) -> &[u32] {
        &self.words[range.0 as usize..range.1 as usize]
    }
}

impl Model {
    /// Learns the length ratio and a lexicon from examples, and how to hold a
    /// topic of the sample out. With few examples it learns less.
    ///
    /// The same examples in the same order give the same model.
    pub fn learn(examples: &[Example]) -> Model {
        let mut model = Model::default();
        if let Some(length) = learn_length(examples) {
            model.length = length;
        }
        // Examples come topic by topic.
        let topics = examples.chunk_by(|one, other| one.topic == other.topic).count();
        if examples.len() >= FEWEST && topics >= FEWEST_TOPICS {
            model.lexicon = Some(learn_lexicon(examples).into());
        }
        model
    }
}

/// Mean and variance of the logarithm of the ratio, from the examples that are not outliers.
fn learn_length(examples: &[Example]) -> Option<LengthModel> {
    let lengths = |example: &Example| {
        let count = |text: &str| text.chars().count() as f32 + 2.0;
        (count(example.source), count(example.target))
    };
    let mut ratios: Vec<(f32, f32)> = examples
        .iter()
        .map(lengths)
        .filter(|&(source, target)| source + target > 12.0)
        .map(|(source, target)| (source, (target / source).ln()))
        .collect();
    if ratios.len() < 30 {
        return None;
    }
    // The mean of long texts: short ones are names that stay as they are.
    let weight: f32 = ratios.iter().map(|&(source, _)| source.min(200.0)).sum();
    let mean = ratios.iter().map(|&(source, ratio)| ratio * source.min(200.0)).sum::<f32>() / weight;
    ratios.retain(|&(_, ratio)| (ratio - mean).abs() < 1.0);
    // Least squares of the squared deviation on 1 / length.
    let (mut n, mut x, mut y, mut xx, mut xy) = (0.0f64, 0.0, 0.0, 0.0, 0.0);
    for &(source, ratio) in &ratios {
        let inverse = f64::from(1.0 / source);
        let square = f64::from((ratio - mean) * (ratio - mean));
        n += 1.0;
        x += inverse;
        y += square;
        xx += inverse * inverse;
        xy += inverse * square;
    }
    let slope = ((n * xy - x * y) / (n * xx - x * x).max(1e-9)).clamp(0.3, 6.0);
    let variance = ((y - slope * x) / n).clamp(0.008, 0.2);
    Some(LengthModel { mean: Some(mean), variance: variance as f32, variance_per_length: slope as f32 })
}

fn learn_lexicon(examples: &[Example]) -> Lexicon {
    let (mut source, mut target) = (Side::default(), Side::default());
    let (mut source_ranges, mut target_ranges) = (Vec::new(), Vec::new());
    let mut folds = Vec::new();
    for example in examples {
        let add = |side: &mut Side, text: &str| {
            let start = side.words.len();
            words(text, &mut side.words);
            side.words[start..].sort_unstable();
            let distinct = dedup(&mut side.words, start);
            (start as u32, distinct as u32)
        };
        let own = add(&mut source, example.source);
        let its = add(&mut target, example.target);
        if own.1 - own.0 > LONGEST as u32 || its.1 - its.0 > LONGEST as u32 {
            source.words.truncate(own.0 as usize);
            target.words.truncate(its.0 as usize);
            continue;
        }
        source_ranges.push(own);
        target_ranges.push(its);
        folds.push((example.topic as usize % FOLDS) as u8);
    }
    source.number(&mut source_ranges);
    target.number(&mut target_ranges);
    let mut slot = 0;
    let pair = |((source, target), fold)| {
        let pair = Pair { source, target, slots: slot, fold };
        slot += (source.1 - source.0) * (target.1 - target.0);
        pair
    };
    let pairs: Vec<Pair> = source_ranges.into_iter().zip(target_ranges).zip(folds).map(pair).collect();
    let slots = number_slots(&source, &target, &pairs, slot as usize);
    let weights = maximise(&source, &target, &pairs, &slots);
    tables(&source, &target, &pairs, &slots, &weights)
}

/// Removes doubles from a sorted tail; gives its new end.
fn dedup(words: &mut Vec<u32>, start: usize) -> usize {
    let mut kept = start;
    for at in start..words.len() {
        if at == start || words[at] != words[kept - 1] {
            words[kept] = words[at];
            kept += 1;
        }
    }
    words.truncate(kept);
    kept
}

/// Every distinct pair of words has a slot.
struct Slots {
    /// The slot of each source word and target word of each pair, row by row.
    of: Vec<u32>,
    /// The words of each slot.
    words: Vec<(u32, u32)>,
}

/// Numbers the distinct word pairs: source word by source word, with a table of
/// the target words that were seen with it, so that nothing is hashed.
fn number_slots(source: &Side, target: &Side, pairs: &[Pair], count: usize) -> Slots {
    let mut starts = vec![0u32; source.hashes.len() + 1];
    for &word in &source.words {
        starts[word as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    // Where each source word stands: its pair and its row there.
    let mut places = vec![(0u32, 0u32); source.words.len()];
    let mut next = starts.clone();
    for (index, pair) in pairs.iter().enumerate() {
        for (row, &word) in source.of(pair.source).iter().enumerate() {
            places[next[word as usize] as usize] = (index as u32, row as u32);
            next[word as usize] += 1;
        }
    }
    // Room for all: what is never written costs nothing, and moving what was written does.
    let mut slots = Slots { of: vec![0; count], words: Vec::with_capacity(count) };
    let mut seen = vec![u32::MAX; target.hashes.len()];
    for word in 0..source.hashes.len() {
        let first = slots.words.len() as u32;
        for &(index, row) in &places[starts[word] as usize..starts[word + 1] as usize] {
            let pair = &pairs[index as usize];
            let width = pair.target.1 - pair.target.0;
            let start = (pair.slots + row * width) as usize;
            for (column, &other) in target.of(pair.target).iter().enumerate() {
                let known = seen[other as usize];
                let slot = if known != u32::MAX && known >= first {
                    known
                } else {
                    let slot = slots.words.len() as u32;
                    slots.words.push((word as u32, other));
                    seen[other as usize] = slot;
                    slot
                };
                slots.of[start + column] = slot;
            }
        }
    }
    slots
}

/// The probability of each slot in both directions.
struct Weights {
    forward: Vec<f32>,
    backward: Vec<f32>,
}

/// The share of a word that its pair does not explain: what the empty word of IBM model 1 takes.
const EMPTY: f32 = 0.02;

/// One direction of the model: the words of one side are explained by those of the other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// A target word by the source words of its pair.
    Forward,
    /// A source word by the target words of its pair.
    Backward,
}

/// Calls `slot` for every word pair with its pair's fold and the part of the
/// explained word that goes to it.
fn expect(
    direction: Direction,
    (source, target): (&Side, &Side),
    pairs: &[Pair],
    slots: &Slots,
    weights: &[f32],
    mut slot: impl FnMut(u8, usize, f32),
) {
    let mut columns: Vec<f32> = Vec::new();
    for pair in pairs {
        let (height, width) = (source.of(pair.source).len(), target.of(pair.target).len());
        if height == 0 || width == 0 {
            continue;
        }
        let of = &slots.of[pair.slots as usize..pair.slots as usize + height * width];
        if direction == Direction::Backward {
            for row in of.chunks_exact(width) {
                let all = EMPTY + row.iter().map(|&at| weights[at as usize]).sum::<f32>();
                row.iter().for_each(|&at| slot(pair.fold, at as usize, weights[at as usize] / all));
            }
            continue;
        }
        columns.clear();
        columns.resize(width, EMPTY);
        for row in of.chunks_exact(width) {
            for (sum, &at) in columns.iter_mut().zip(row) {
                *sum += weights[at as usize];
            }
        }
        for row in of.chunks_exact(width) {
            for (sum, &at) in columns.iter().zip(row) {
                slot(pair.fold, at as usize, weights[at as usize] / sum);
            }
        }
    }
}

/// The two directions know nothing of each other, and are worked out side by side.
fn maximise(source: &Side, target: &Side, pairs: &[Pair], slots: &Slots) -> Weights {
    let sides = (source, target);
    let (forward, backward) = rayon::join(
        || direction(Direction::Forward, sides, pairs, slots, source.hashes.len(), |words| words.0),
        || direction(Direction::Backward, sides, pairs, slots, target.hashes.len(), |words| words.1),
    );
    Weights { forward, backward }
}

/// The probability of each slot in one direction; `explaining` is the word of a slot that explains,
/// of which there are `words`.
fn direction(
    direction: Direction,
    sides: (&Side, &Side),
    pairs: &[Pair],
    slots: &Slots,
    words: usize,
    explaining: impl Fn(&(u32, u32)) -> u32,
) -> Vec<f32> {
    let mut weights = vec![1.0f32; slots.words.len()];
    let mut counts = vec![0.0f32; weights.len()];
    let mut totals = vec![0.0f32; words];
    for _ in 0..ROUNDS {
        counts.fill(0.0);
        totals.fill(0.0);
        expect(direction, sides, pairs, slots, &weights, |_, at, part| counts[at] += part);
        for (words, count) in slots.words.iter().zip(&counts) {
            totals[explaining(words) as usize] += count;
        }
        for ((words, count), weight) in slots.words.iter().zip(&counts).zip(&mut weights) {
            *weight = count / totals[explaining(words) as usize].max(1e-9);
        }
    }
    weights
}

/// The last expectation, kept by fold, for the word pairs that are likely enough.
fn tables(source: &Side, target: &Side, pairs: &[Pair], slots: &Slots, weights: &Weights) -> Lexicon {
    let sides = (source, target);
    let (forward, backward) = rayon::join(
        || table(Direction::Forward, sides, pairs, slots, &weights.forward, |words| *words),
        || table(Direction::Backward, sides, pairs, slots, &weights.backward, |&(one, other)| (other, one)),
    );
    Lexicon::new(forward, backward)
}

/// The table of one direction; `words` are those of a slot, the explaining one first.
fn table(
    direction: Direction,
    sides: (&Side, &Side),
    pairs: &[Pair],
    slots: &Slots,
    weights: &[f32],
    words: impl Fn(&(u32, u32)) -> (u32, u32),
) -> Table {
    let (from, to) = if direction == Direction::Forward { sides } else { (sides.1, sides.0) };
    // The slots that are likely enough, sorted by their words: by the first one by counting.
    let likely = || (0..).zip(&slots.words).zip(weights).filter(|(_, weight)| **weight >= LEAST).map(|(slot, _)| slot);
    let mut starts = vec![0u32; from.hashes.len() + 1];
    likely().for_each(|(_, pair)| starts[words(pair).0 as usize + 1] += 1);
    for word in 1..starts.len() {
        starts[word] += starts[word - 1];
    }
    let mut next = starts.clone();
    let mut sorted = vec![(0u32, 0u32); starts.last().copied().unwrap_or_default() as usize];
    for (at, pair) in likely() {
        let (one, other) = words(pair);
        let place = &mut next[one as usize];
        sorted[*place as usize] = (other, at);
        *place += 1;
    }
    for own in starts.windows(2) {
        sorted[own[0] as usize..own[1] as usize].sort_unstable();
    }
    let mut places = vec![u32::MAX; weights.len()];
    for (place, &(_, at)) in (0..).zip(&sorted) {
        places[at as usize] = place;
    }
    let new = |&(other, _): &(u32, u32)| Entry { word: to.hashes[other as usize], place: other, counts: [0.0; FOLDS] };
    let mut entries: Vec<Entry> = sorted.iter().map(new).collect();
    let mut totals = vec![[0.0f32; FOLDS]; from.hashes.len()];
    expect(direction, sides, pairs, slots, weights, |fold, at, part| {
        totals[words(&slots.words[at]).0 as usize][fold as usize] += part;
        if let Some(entry) = entries.get_mut(places[at] as usize) {
            entry.counts[fold as usize] += part;
        }
    });
    let all: f32 = to.frequency.iter().map(|&count| count as f32).sum();
    let background = to.hashes.iter().zip(&to.frequency).map(|(&word, &count)| (word, count as f32 / all)).collect();
    Table {
        places: from.hashes.iter().zip(0..).map(|(&word, place)| (word, place)).collect(),
        starts,
        totals,
        entries,
        background,
        ..Table::default()
    }
}
