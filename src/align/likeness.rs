//! How much two units look like translations of each other, by themselves.
//!
//! The same evidence that the search adds up (length, tokens, words by the
//! lexicon in both directions), for a single pair out of any order: the cell of
//! a table against another one that may have taken its place.
//!
//! Cost: O(words × their translations) of the two units.

use super::lexical::{BELIEF, MOST_GAIN, UNCHANGED, UNEXPLAINED, UNKNOWN};
use super::lexicon::{self, Fold, NOT_KNOWN, Table, Word};
use super::score::{self, Length};
use super::{LengthModel, Model, Scratch, Unit};

/// What a shared token is worth.
const SHARED: f32 = 2.0;

/// A unit with its words, to be compared more than once.
#[derive(Debug, Clone)]
pub struct Profile {
    length: f32,
    tokens: Vec<u32>,
    /// Each once, sorted.
    words: Vec<Word>,
}

impl Profile {
    /// Looks at a unit of the source.
    pub fn of_source(unit: &Unit, model: &Model) -> Profile {
        match &model.lexicon {
            Some(lexicon) => Profile::new(unit, |hash| lexicon.source_word(hash)),
            None => Profile::new(unit, Word::unknown),
        }
    }

    /// Looks at a unit of the target.
    pub fn of_target(unit: &Unit, model: &Model) -> Profile {
        match &model.lexicon {
            Some(lexicon) => Profile::new(unit, |hash| lexicon.target_word(hash)),
            None => Profile::new(unit, Word::unknown),
        }
    }

    fn new(unit: &Unit, word: impl Fn(u32) -> Word) -> Profile {
        let mut words = Vec::with_capacity(unit.text.len() / 4);
        lexicon::each_word(unit.text, |hash| words.push(word(hash)));
        words.sort_unstable_by_key(|word| word.rank());
        words.dedup();
        Profile { length: unit.length as f32, tokens: unit.tokens.to_vec(), words }
    }
}

/// The log odds that two units are translations of each other: above 0 if they
/// look like it.
pub fn likeness(source: &Profile, target: &Profile, length: &LengthModel, model: &Model, scratch: &mut Scratch) -> f32 {
    let length = Length::new(length, &[], &[]);
    let by_length = length.of(source.length).odds(score::log_length(target.length));
    let mut common = 0;
    score::intersect(&source.tokens, &target.tokens, |_| common += 1);
    let (own, its) = (source.tokens.len() as u32, target.tokens.len() as u32);
    let by_tokens = score::tokens(SHARED * common as f32, common, own, its);
    by_length + by_tokens + BELIEF * by_words(source, target, model, &mut scratch.places)
}

fn by_words(source: &Profile, target: &Profile, model: &Model, places: &mut Places) -> f32 {
    let tables = model.lexicon.as_ref().map(|lexicon| [&lexicon.forward, &lexicon.backward]);
    let [forward, backward] = tables.map_or([None; 2], |tables| tables.map(|table| Some((table, model.fold))));
    direction(forward, &source.words, &target.words, places) + direction(backward, &target.words, &source.words, places)
}

/// Where each word of a text stands in its list, and how much of it is explained; kept for its buffers.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// By the place of a known word in its table, one more than its index in the list; 0 for others.
    of: Vec<u32>,
    explained: Vec<f32>,
}

/// The log odds of the words of `to` given those of `from`; both are sorted.
fn direction(table: Option<(&Table, Option<Fold>)>, from: &[Word], to: &[Word], places: &mut Places) -> f32 {
    let Places { of, explained } = places;
    explained.clear();
    explained.resize(to.len(), 0.0);
    // Known words come first.
    let known = to.partition_point(|word| word.own < NOT_KNOWN);
    for (index, word) in (1..).zip(&to[..known]) {
        let place = word.own as usize;
        if of.len() <= place {
            of.resize(place + 1, 0);
        }
        of[place] = index;
    }
    let mut explain = |other: u32, probability: f32| {
        let index = match other < NOT_KNOWN {
            true => (of.get(other as usize).copied().unwrap_or_default() as usize).checked_sub(1),
            false => to[known..].binary_search_by_key(&other, |word| word.own).ok().map(|index| known + index),
        };
        if let Some(index) = index {
            explained[index] += probability;
        }
    };
    for word in from {
        explain(word.same, UNCHANGED);
        if let Some((table, without)) = table
            && word.own < NOT_KNOWN
        {
            table.by_place(word.own, without, &mut explain);
        }
    }
    to[..known].iter().for_each(|word| of[word.own as usize] = 0);
    let size = from.len() as f32 + 1.0;
    let cost = UNEXPLAINED.ln();
    let odds = |(word, &explained): (&Word, &f32)| {
        // A word that the lexicon does not know costs nothing where it is not explained.
        let known = table.and_then(|(table, _)| table.likely.get(word.own as usize));
        let (likely, cost) = known.map_or((UNKNOWN, 0.0), |&likely| (likely, cost));
        if explained == 0.0 {
            return cost;
        }
        let odds = UNEXPLAINED + (1.0 - UNEXPLAINED) * explained / size / likely;
        odds.ln().min(MOST_GAIN).max(cost)
    };
    to.iter().zip(explained.iter()).map(odds).sum()
}
