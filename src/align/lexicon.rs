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

use rustc_hash::{FxBuildHasher, FxHashMap, FxHasher};
use serde::{Deserialize, Serialize};

use super::lexical::UNKNOWN;

/// How many parts the sample is cut into.
pub(super) const FOLDS: usize = 8;

/// A part of the sample.
pub(super) type Fold = u8;

/// Letters that make the stem of a word.
const STEM: usize = 7;

/// A bilingual lexicon, in both directions.
#[derive(Debug, Serialize)]
pub struct Lexicon {
    /// From source words to target words.
    pub(super) forward: Table,
    /// From target words to source words.
    pub(super) backward: Table,
    #[serde(skip)]
    words: Words,
}

/// A word that is at least so likely is a translation.
const LIKELY: f32 = 0.05;

/// A word with translations less likely than this all together is not known well.
const KNOWN: f32 = 0.4;

/// A word that stays as it is more often than this is not translated.
const STAYS: f32 = 0.15;

impl Lexicon {
    /// Whether a word of the target is a translation of a word of the source.
    pub(super) fn pairs(&self, source: &str, target: &str, without: Option<Fold>) -> bool {
        let (Some(own), Some(other)) = (only_word(source), only_word(target)) else { return false };
        let mut found = false;
        self.forward.translations(own, without, |word, probability| found |= word == other && probability >= LIKELY);
        found && own != other
    }

    /// Whether a word of the source usually becomes another one.
    pub(super) fn changes(&self, word: &str, without: Option<Fold>) -> bool {
        let Some(own) = only_word(word) else { return false };
        let Some(&place) = self.forward.places.get(&own) else { return false };
        match without {
            None => self.forward.changes[place as usize],
            Some(_) => self.forward.does_change(own, place as usize, without),
        }
    }
}

/// A lexicon as it is written: what can be worked out again is not.
#[derive(Deserialize)]
struct Written {
    forward: Table,
    backward: Table,
}

impl<'de> Deserialize<'de> for Lexicon {
    /// Reads a lexicon that may be damaged: one whose places lead nowhere is an error.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Lexicon, D::Error> {
        let Written { forward, backward } = Written::deserialize(deserializer)?;
        match forward.is_sound(backward.places.len()) && backward.is_sound(forward.places.len()) {
            true => Ok(Lexicon::new(forward, backward)),
            false => Err(serde::de::Error::custom("the lexicon is damaged")),
        }
    }
}

/// How often the words of one language were translated by those of the other.
#[derive(Debug, Default, Serialize, Deserialize)]
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
    /// The same by the word's place in the other direction's table.
    #[serde(skip)]
    pub(super) likely: Vec<f32>,
    /// The translations of each word with no fold left out: the place of the
    /// other language's word in its table, and the probability.
    #[serde(skip)]
    pub(super) plain: Vec<(u32, f32)>,
    /// Where the plain translations of each word begin; one more than words.
    #[serde(skip)]
    pub(super) plain_starts: Vec<u32>,
    /// Whether each word usually becomes another one, with no fold left out.
    #[serde(skip)]
    pub(super) changes: Vec<bool>,
}

/// A word of one side as both tables know it: its place in a table, or its hash
/// with the highest bit set where the table has no such word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word {
    /// In the table of its own language.
    pub(super) own: u32,
    /// In the table of the other one: the word that is spelt like it.
    pub(super) same: u32,
}

impl Word {
    /// By what words are sorted: known ones first.
    #[inline]
    pub(super) fn rank(self) -> u64 {
        u64::from(self.own) << 32 | u64::from(self.same)
    }

    /// A word where there is no lexicon.
    pub(super) fn unknown(hash: u32) -> Word {
        Word { own: hash | NOT_KNOWN, same: hash | NOT_KNOWN }
    }
}

/// Marks a word that a table does not have.
pub(super) const NOT_KNOWN: u32 = 1 << 31;

/// The words of both languages by their hashes, with their places in the source's table and in
/// the target's. Words are looked up more often than anything else, and mostly in vain as a word
/// of the other language: so one look-up tells of both.
#[derive(Debug)]
struct Words(FxHashMap<u32, (u32, u32)>);

impl Words {
    fn new(source: &FxHashMap<u32, u32>, target: &FxHashMap<u32, u32>) -> Words {
        let mut words = FxHashMap::with_capacity_and_hasher(source.len() + target.len(), FxBuildHasher);
        words.extend(source.iter().map(|(&hash, &place)| (hash, (place, hash | NOT_KNOWN))));
        for (&hash, &place) in target {
            words.entry(hash).or_insert((hash | NOT_KNOWN, place)).1 = place;
        }
        Words(words)
    }

    /// The places of a word in the tables of source and target.
    #[inline]
    fn places(&self, hash: u32) -> (u32, u32) {
        self.0.get(&hash).copied().unwrap_or((hash | NOT_KNOWN, hash | NOT_KNOWN))
    }
}

impl Lexicon {
    /// Prepares what the search over whole regions reads: everything by places
    /// instead of by hashes.
    pub(super) fn new(mut forward: Table, mut backward: Table) -> Lexicon {
        forward.prepare(&backward.places);
        backward.prepare(&forward.places);
        let words = Words::new(&forward.places, &backward.places);
        Lexicon { forward, backward, words }
    }

    /// The source's word with this hash.
    #[inline]
    pub(super) fn source_word(&self, hash: u32) -> Word {
        let (own, same) = self.words.places(hash);
        Word { own, same }
    }

    /// The target's word with this hash.
    #[inline]
    pub(super) fn target_word(&self, hash: u32) -> Word {
        let (same, own) = self.words.places(hash);
        Word { own, same }
    }
}

/// One translation of a word.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The other language's word.
    pub(super) word: u32,
    /// Its place in its own table.
    pub(super) place: u32,
    /// How often it was this one, by fold.
    pub(super) counts: [f32; FOLDS],
}

/// Taken off every count: what was seen once proves little.
const DISCOUNT: f32 = 0.3;

impl Table {
    /// Whether every place leads somewhere, in this table and in one of `others` words.
    fn is_sound(&self, others: usize) -> bool {
        let words = self.places.len();
        let mut taken = vec![false; words];
        self.places
            .values()
            .all(|&place| taken.get_mut(place as usize).is_some_and(|taken| !std::mem::replace(taken, true)))
            && self.totals.len() == words
            && self.starts.len() == words + 1
            && self.starts.is_sorted()
            && self.starts.last().is_some_and(|&end| end as usize == self.entries.len())
            && self.entries.iter().all(|entry| (entry.place as usize) < others)
    }

    fn prepare(&mut self, other: &FxHashMap<u32, u32>) {
        let place = |hash: u32| other.get(&hash).copied().unwrap_or(hash | NOT_KNOWN);
        self.likely = vec![UNKNOWN; other.len()];
        for (hash, likely) in &self.background {
            if let Some(slot) = other.get(hash).and_then(|&place| self.likely.get_mut(place as usize)) {
                *slot = *likely;
            }
        }
        let mut hashes = vec![0; self.places.len()];
        for (&hash, &own) in &self.places {
            hashes[own as usize] = hash;
        }
        let mut plain = Vec::new();
        let mut starts = vec![0];
        for own in 0..hashes.len() {
            self.at(own, None, |entry, probability| plain.push((place(entry.word), probability)));
            starts.push(plain.len() as u32);
        }
        self.changes = (0..).zip(&hashes).map(|(own, &hash)| self.does_change(hash, own, None)).collect();
        (self.plain, self.plain_starts) = (plain, starts);
    }

    /// Whether a word, given by its hash and its place, usually becomes another one.
    fn does_change(&self, hash: u32, place: usize, without: Option<Fold>) -> bool {
        let (mut other, mut same) = (0.0, 0.0);
        self.at(place, without, |entry, probability| {
            if entry.word == hash {
                same += probability;
            } else if probability >= LIKELY {
                other += probability;
            }
        });
        other >= KNOWN && same <= STAYS
    }

    /// Calls `found` with the place of each translation of the word at `own` and its probability.
    #[inline]
    pub(super) fn by_place(&self, own: u32, without: Option<Fold>, mut found: impl FnMut(u32, f32)) {
        let own = own as usize;
        if without.is_none() {
            let Some(&[first, end]) = self.plain_starts.get(own..own + 2) else { return };
            for &(place, probability) in &self.plain[first as usize..end as usize] {
                found(place, probability);
            }
        } else if own < self.totals.len() {
            self.at(own, without, |entry, probability| found(entry.place, probability));
        }
    }

    /// Calls `found` with each translation of a word and its probability,
    /// leaving one fold of the sample out.
    pub(super) fn translations(&self, word: u32, without: Option<Fold>, mut found: impl FnMut(u32, f32)) {
        let Some(&place) = self.places.get(&word) else { return };
        self.at(place as usize, without, |entry, probability| found(entry.word, probability));
    }

    fn at(&self, place: usize, without: Option<Fold>, mut found: impl FnMut(&Entry, f32)) {
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
                found(entry, probability);
            }
        }
    }
}

/// The word of a text that has no other.
fn only_word(text: &str) -> Option<u32> {
    let (mut word, mut count) = (0, 0);
    each_word(text, |hash| {
        word = hash;
        count += 1;
    });
    (count == 1).then_some(word)
}

/// Adds the words of a text.
pub(super) fn words(text: &str, words: &mut Vec<u32>) {
    each_word(text, |word| words.push(word));
}

/// Calls `found` with the hash of each word of a text, in order.
#[inline]
pub(super) fn each_word(text: &str, mut found: impl FnMut(u32)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    // The ideograph before, if it stands right before.
    let mut ideograph: Option<char> = None;
    let mut alone = false;
    while at < bytes.len() {
        if bytes[at] < 0x80 {
            if let Some(before) = ideograph.take()
                && alone
            {
                found(hash([before]));
                alone = false;
            }
            let run = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            // A run that goes on with other letters is a word with them.
            if bytes.get(at + run).is_none_or(u8::is_ascii) {
                let word = &bytes[at..at + run];
                if run > 1 && !word.iter().all(u8::is_ascii_digit) {
                    found(ascii_hash(&word[..run.min(STEM)]));
                }
                at += run.max(1);
                continue;
            }
        }
        let Some(character) = text[at..].chars().next() else { break };
        if is_ideograph(character) {
            if let Some(before) = ideograph {
                found(hash([before, character]));
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
            found(hash([before]));
            alone = false;
        }
        if !is_letter_or_digit(character) {
            at += character.len_utf8();
            continue;
        }
        let run = text[at..].find(|next: char| !is_letter_or_digit(next) || is_ideograph(next));
        let end = run.map_or(bytes.len(), |length| at + length);
        let word = &text[at..end];
        if word.len() > 1 && !word.bytes().all(|byte| byte.is_ascii_digit()) {
            found(stem_hash(word));
        }
        at = end;
    }
    if let Some(before) = ideograph
        && alone
    {
        found(hash([before]));
    }
}

/// Whether the character is written without spaces between words.
fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3005}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// What [`char::is_alphanumeric`] says; it searches a table for whatever is not ASCII, and
/// nearly all of that is an accented letter or punctuation of Chinese.
#[inline]
fn is_letter_or_digit(character: char) -> bool {
    match character {
        '\0'..='\x7f' => character.is_ascii_alphanumeric(),
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ' => true,
        '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}' => false,
        '！'..='／' | '：'..='＠' => false,
        _ => character.is_alphanumeric(),
    }
}

/// The hash of a word's stem in lower case.
fn stem_hash(word: &str) -> u32 {
    let mut stem = [0; STEM];
    let mut length = 0;
    let mut lower = word.chars().flat_map(char::to_lowercase).take(STEM);
    let ascii = lower.by_ref().all(|character| {
        stem[length] = character as u8;
        length += 1;
        character.is_ascii()
    });
    if ascii { ascii_hash(&stem[..length]) } else { hash(word.chars().flat_map(char::to_lowercase).take(STEM)) }
}

/// The hash of at most [`STEM`] letters or digits of ASCII, in any letter case.
fn ascii_hash(stem: &[u8]) -> u32 {
    let mut packed = [0; 8];
    for (slot, byte) in packed.iter_mut().zip(stem) {
        *slot = byte.to_ascii_lowercase();
    }
    let mut hasher = FxHasher::default();
    hasher.write_u64(u64::from_le_bytes(packed));
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
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
    fn letters_and_digits_are_those_of_unicode() {
        let differs = |character: &char| is_letter_or_digit(*character) != character.is_alphanumeric();
        assert_eq!(('\0'..=char::MAX).find(differs), None);
    }

    #[test]
    fn a_word_is_known_to_both_tables_or_to_neither() {
        let place = |word: &str| stem_hash(word);
        let source = FxHashMap::from_iter([(place("server"), 0), (place("lync"), 1), (0, 2)]);
        let target = FxHashMap::from_iter([(place("serveur"), 0), (place("lync"), 1)]);
        let words = Words::new(&source, &target);
        let unknown = |hash: u32| hash | NOT_KNOWN;
        for (hash, expected) in [
            (place("server"), (0, unknown(place("server")))),
            (place("lync"), (1, 1)),
            (place("serveur"), (unknown(place("serveur")), 0)),
            (place("other"), (unknown(place("other")), unknown(place("other")))),
            (0, (2, NOT_KNOWN)),
        ] {
            assert_eq!(words.places(hash), expected);
        }
        assert_eq!(Words::new(&FxHashMap::default(), &FxHashMap::default()).places(0), (NOT_KNOWN, NOT_KNOWN));
    }

    #[test]
    fn words_are_runs_stems_and_pairs_of_ideographs() {
        let check = |text: &str, expected: &[&str]| {
            let mut found = Vec::new();
            words(text, &mut found);
            let expected: Vec<u32> = expected
                .iter()
                .map(
                    |word| {
                        if is_ideograph(word.chars().next().unwrap()) { hash(word.chars()) } else { stem_hash(word) }
                    },
                )
                .collect();
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
