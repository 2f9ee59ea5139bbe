//! Which words of one language stand for which of the other, learned from a
//! corpus of page pairs.
//!
//! Words are runs of letters and digits in lower case (numbers alone are not:
//! they are tokens of a unit), cut to a stem; scripts without spaces
//! give the pairs of neighbouring characters instead. Latin runs are words in
//! any language, so that a product's name in Chinese text is one word. Only
//! hashes of words are kept.
//!
//! A page that was learned from is compared with what the other pages say: its
//! own pairs may be wrong, and a lexicon that knows them would find them right.
//! For this every count is kept by fold, and the fold of the page is left out.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

/// How many parts the sample is cut into.
pub(super) const FOLDS: usize = 8;

/// A part of the sample.
pub(super) type Fold = u8;

/// Letters that make the stem of a word.
const STEM: usize = 7;

/// A bilingual lexicon, in both directions.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// From source words to target words.
    pub(super) forward: Table,
    /// From target words to source words.
    pub(super) backward: Table,
}

/// A word with translations less likely than this all together is not known well.
const KNOWN: f32 = 0.4;

/// A word that stays as it is more often than this is not translated.
const STAYS: f32 = 0.15;

impl Lexicon {
    /// Whether a word of the source usually becomes another one.
    pub(super) fn changes(&self, word: &str, without: Option<Fold>) -> bool {
        let mut hashes = Vec::new();
        words(word, &mut hashes);
        let [own] = hashes[..] else { return false };
        let (mut other, mut same) = (0.0, 0.0);
        self.forward.translations(own, without, |translation, probability| {
            if translation == own {
                same += probability;
            } else if probability >= 0.05 {
                other += probability;
            }
        });
        other >= KNOWN && same <= STAYS
    }
}

/// How often the words of one language were translated by those of the other.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The place of each word in `starts` and `totals`.
    pub(super) places: FxHashMap<u32, u32>,
    /// Where the entries of each word begin; one more than words.
    pub(super) starts: Vec<u32>,
    /// How often each word was translated, by fold.
    pub(super) totals: Vec<[f32; FOLDS]>,
    pub(super) entries: Vec<Entry>,
    /// How likely each word of the other language is anywhere.
    pub(super) background: FxHashMap<u32, f32>,
}

/// One translation of a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// The other language's word.
    pub(super) word: u32,
    /// How often it was this one, by fold.
    pub(super) counts: [f32; FOLDS],
}

/// Taken off every count: what was seen once proves little.
const DISCOUNT: f32 = 0.3;

impl Table {
    /// Calls `found` with each translation of a word and its probability,
    /// leaving one fold of the sample out.
    pub(super) fn translations(&self, word: u32, without: Option<Fold>, mut found: impl FnMut(u32, f32)) {
        let Some(&place) = self.places.get(&word) else { return };
        let place = place as usize;
        let sum = |counts: &[f32; FOLDS]| {
            let left_out = without.map_or(0.0, |fold| counts[fold as usize % FOLDS]);
            counts.iter().sum::<f32>() - left_out
        };
        let total = sum(&self.totals[place]);
        if total <= 0.0 {
            return;
        }
        let entries = self.starts[place] as usize..self.starts[place + 1] as usize;
        for entry in &self.entries[entries] {
            let probability = (sum(&entry.counts) - DISCOUNT) / (total + DISCOUNT);
            if probability > 0.01 {
                found(entry.word, probability);
            }
        }
    }
}

/// Adds the words of a text.
pub(super) fn words(text: &str, words: &mut Vec<u32>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    // The ideograph before, if it stands right before.
    let mut ideograph: Option<char> = None;
    let mut alone = false;
    while at < bytes.len() {
        let Some(character) = text[at..].chars().next() else { break };
        if is_ideograph(character) {
            if let Some(before) = ideograph {
                words.push(hash([before, character]));
                alone = false;
            } else {
                alone = true;
            }
            ideograph = Some(character);
            at += character.len_utf8();
            continue;
        }
        if let Some(before) = ideograph.take()
            && alone
        {
            words.push(hash([before]));
            alone = false;
        }
        if !character.is_alphanumeric() {
            at += character.len_utf8();
            continue;
        }
        let run = text[at..].find(|next: char| !next.is_alphanumeric() || is_ideograph(next));
        let end = run.map_or(bytes.len(), |length| at + length);
        let word = &text[at..end];
        if word.len() > 1 && !word.bytes().all(|byte| byte.is_ascii_digit()) {
            words.push(hash(word.chars().flat_map(char::to_lowercase).take(STEM)));
        }
        at = end;
    }
    if let Some(before) = ideograph
        && alone
    {
        words.push(hash([before]));
    }
}

/// Whether the character is written without spaces between words.
fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3005}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn hash(characters: impl IntoIterator<Item = char>) -> u32 {
    let mut hasher = FxHasher::default();
    for character in characters {
        hasher.write_u32(character as u32);
    }
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_stems_and_pairs_of_ideographs() {
        let check = |text: &str, expected: &[&str]| {
            let mut found = Vec::new();
            words(text, &mut found);
            let expected: Vec<u32> = expected.iter().map(|word| hash(word.chars())).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("The Servers, 2013 R2", &["the", "servers", "r2"]);
        check("Configuration", &["configu"]);
        check("配置 Lync 服务器", &["配置", "lync", "服务", "务器"]);
        check("在Exchange中", &["在", "exchang", "中"]);
        check("l’Édition", &["édition"]);
        check("", &[]);
    }
}
