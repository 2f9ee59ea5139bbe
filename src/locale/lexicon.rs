//! Finding the words of a language in a text.
//!
//! A [`Lexicon`] holds some hundred phrases and answers two questions: which
//! phrase begins at this byte, and where could one begin at all. The second is
//! what makes it quick: a pass over the text, eight bytes at a time, marks the
//! places where a word, a number or a Chinese character starts
//! ([`visit_starts`]), and a bit table over the first three bytes of every
//! phrase throws nearly all of them out again. Only the rest is compared,
//! longest phrase first. Cost: about a third of a nanosecond per byte, and
//! nothing else for a text without any of the words.
//!
//! A general multi-pattern automaton would walk through every byte of every
//! word and could not do what phrases need here: letter case beyond ASCII, any
//! kind of space between words, both apostrophes, and word boundaries only in
//! scripts that have them.
//!
//! Phrases are written in lower case. In a phrase, a space stands for one or
//! more spaces of any kind, `'` for either apostrophe, `-` for a hyphen or a
//! no-break hyphen, `_` for any one word, and a `*` at the end for the rest of
//! the word.

mod starts;

use starts::between;
pub(crate) use starts::{Start, visit_starts};

/// Phrases with what they mean.
#[derive(Debug)]
pub(crate) struct Lexicon<T> {
    /// One bit for every key that some phrase begins with, by its place: asked
    /// for every word.
    filter: Box<[u64; 1 << (FILTER_BITS - 6)]>,
    /// How many bits are set in the filter before each of its words.
    ranks: Vec<u32>,
    /// For every bit that is set, where its entries begin; and their end.
    starts: Vec<u32>,
    /// The phrases by place, longest first.
    entries: Vec<Entry>,
    phrases: Vec<Phrase<T>>,
}

/// What the phrases that begin with the same letters have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key(u32);

impl Key {
    /// The key of the word that begins at byte `at`; the same for every lexicon.
    #[inline]
    pub(crate) fn at(text: &str, at: usize, start: Start) -> Key {
        let word = load(text.as_bytes(), at);
        Key(if start == Start::Wide { wide_key(word) } else { letter_key(word) })
    }
}

/// A phrase under one of its keys, with enough of it to reject it without
/// looking it up.
#[derive(Debug, Clone, Copy)]
struct Entry {
    key: u32,
    /// The bytes after the first character, in lower case.
    next: u32,
    /// Which of them are the same in every text that the phrase is found in.
    mask: u32,
    phrase: u32,
    /// Where the first space of the phrase is, if there is one, and the byte after it.
    space: Option<(u8, u8)>,
}

#[derive(Debug)]
struct Phrase<T> {
    text: Box<str>,
    /// The rest of the word belongs to it (`*`).
    stem: bool,
    /// Letter case must be as written.
    exact: bool,
    /// It ends in a letter of a script with word boundaries.
    spaced: bool,
    meaning: T,
}

impl<T: Copy> Lexicon<T> {
    /// The longest phrase that begins at byte `at` of `text`, with the byte
    /// where it ends. Whether a word begins at `at` is the caller's to know.
    pub(crate) fn match_at(&self, text: &str, at: usize) -> Option<(usize, T)> {
        let wide = text.as_bytes().get(at).is_some_and(|byte| *byte >= 0x80);
        let key = self.key_at(text, at, if wide { Start::Wide } else { Start::Letter })?;
        self.match_key(key, text, at)
    }

    /// What to ask [`match_key`](Self::match_key) for where a word begins at
    /// `at`; `None` where no phrase begins with these letters.
    #[inline]
    fn key_at(&self, text: &str, at: usize, start: Start) -> Option<Key> {
        let key = Key::at(text, at, start);
        self.has(key).then_some(key)
    }

    /// Whether a phrase may begin with these letters; most words are dismissed by that.
    #[inline]
    pub(crate) fn has(&self, Key(key): Key) -> bool {
        let (place, bit) = filter_place(key);
        self.filter[place] & bit != 0
    }

    /// The longest phrase that begins at byte `at` of `text`, whose key is known.
    pub(crate) fn match_key(&self, key: Key, text: &str, at: usize) -> Option<(usize, T)> {
        self.matches(key, text, at).next()
    }

    /// Every phrase that begins at byte `at` of `text`, whose key is known, the longest first.
    #[inline]
    pub(crate) fn matches(&self, Key(key): Key, text: &str, at: usize) -> impl Iterator<Item = (usize, T)> {
        let (word, bit) = filter_place(key);
        let slot = self.ranks[word] as usize + (self.filter[word] & (bit - 1)).count_ones() as usize;
        let entries = &self.entries[self.starts[slot] as usize..self.starts[slot + 1] as usize];
        let bytes = text.as_bytes();
        let next = load(bytes, at + character_length(bytes[at]));
        let likely = entries.iter().filter(move |entry| {
            entry.key == key
                && next & entry.mask == entry.next
                && entry.space.is_none_or(|space| goes_on(bytes, at, space))
        });
        likely.filter_map(move |entry| {
            let phrase = &self.phrases[entry.phrase as usize];
            Some((phrase.end(text, at)?, phrase.meaning))
        })
    }
}

/// Phrases on their way into a [`Lexicon`].
#[derive(Debug)]
pub(crate) struct Builder<T> {
    entries: Vec<Entry>,
    phrases: Vec<Phrase<T>>,
}

impl<T> Default for Builder<T> {
    fn default() -> Builder<T> {
        Builder { entries: Vec::new(), phrases: Vec::new() }
    }
}

impl<T: Copy> Builder<T> {
    /// Adds a phrase that is found in any letter case. Of equal phrases the
    /// first that was added counts.
    pub(crate) fn add(&mut self, phrase: &str, meaning: T) {
        self.insert(phrase, false, meaning);
    }

    /// Adds a phrase that is found in this letter case only: `MB` is not `Mb`.
    pub(crate) fn add_exact(&mut self, phrase: &str, meaning: T) {
        self.insert(phrase, true, meaning);
    }

    fn insert(&mut self, written: &str, exact: bool, meaning: T) {
        let text = written.strip_suffix('*').unwrap_or(written);
        if text.is_empty() {
            return;
        }
        let phrase = self.phrases.len() as u32;
        let stem = text.len() < written.len();
        let spaced = text.chars().next_back().is_some_and(is_spaced_letter);
        self.phrases.push(Phrase { text: text.into(), stem, exact, spaced, meaning });
        let (next, mask) = next_bytes(text);
        let space = first_space(text);
        let entries = keys(text, stem).into_iter().map(|key| Entry { key, next, mask, phrase, space });
        self.entries.extend(entries);
    }

    /// The lexicon of all that was added.
    pub(crate) fn build(mut self) -> Lexicon<T> {
        let phrases = self.phrases;
        let longest_first = |entry: &Entry| std::cmp::Reverse(phrases[entry.phrase as usize].text.len());
        self.entries.sort_by_key(|entry| (filter_place(entry.key), longest_first(entry)));
        let mut filter = Box::new([0u64; 1 << (FILTER_BITS - 6)]);
        let mut starts = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            let (word, bit) = filter_place(entry.key);
            if filter[word] & bit == 0 {
                starts.push(index as u32);
                filter[word] |= bit;
            }
        }
        starts.push(self.entries.len() as u32);
        let ranks = filter.iter().scan(0, |rank, word| {
            let before = *rank;
            *rank += word.count_ones();
            Some(before)
        });
        Lexicon { ranks: ranks.collect(), filter, starts, entries: self.entries, phrases }
    }
}

/// Whether the text has a space, and behind it the byte, where a phrase has them.
#[inline]
fn goes_on(bytes: &[u8], at: usize, (space, byte): (u8, u8)) -> bool {
    let space = at + usize::from(space);
    match bytes.get(space) {
        Some(b' ') => {
            bytes.get(space + 1).is_some_and(|found| *found == byte || *found | 0x20 == byte || *found == b' ')
        }
        // A space of another kind.
        Some(b'\t' | b'\n' | b'\r' | 0xc2 | 0xe2 | 0xe3) => true,
        _ => false,
    }
}

impl<T> Phrase<T> {
    /// Where the phrase ends in `text` if it begins at `at`.
    fn end(&self, text: &str, at: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let phrase = self.text.as_bytes();
        let (mut wanted, mut end) = (0, at);
        while let Some(&byte) = phrase.get(wanted) {
            let found = *bytes.get(end)?;
            match byte {
                b' ' => end = after_spaces(text, end)?,
                b'_' => end = after_word(text, end)?,
                _ if found == byte => end += 1,
                b'\'' => end = text[end..].starts_with('\u{2019}').then_some(end + 3)?,
                b'-' => end = text[end..].starts_with(['\u{2010}', '\u{2011}']).then_some(end + 3)?,
                _ if self.exact => return None,
                0..0x80 if found.is_ascii_uppercase() && found | 0x20 == byte => end += 1,
                0x80.. => {
                    // Both may be inside a character whose first bytes were equal.
                    wanted = self.text.floor_char_boundary(wanted);
                    let character = self.text[wanted..].chars().next()?;
                    let found = text[text.floor_char_boundary(end)..].chars().next()?;
                    if found >= '\u{1100}' || !found.to_lowercase().eq([character]) {
                        return None;
                    }
                    end = text.floor_char_boundary(end) + found.len_utf8();
                    wanted += character.len_utf8();
                    continue;
                }
                _ => return None,
            }
            wanted += 1;
        }
        let rest = text.get(end..)?;
        if self.stem {
            return Some(text.len() - rest.trim_start_matches(char::is_alphabetic).len());
        }
        let goes_on = |next: char| is_spaced_letter(next) || next == '_';
        (!(self.spaced && rest.chars().next().is_some_and(goes_on))).then_some(end)
    }
}

/// The place after one or more spaces at `at`.
fn after_spaces(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    // One space before a letter is the rule.
    if bytes.get(at) == Some(&b' ') && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric) {
        return Some(at + 1);
    }
    let rest = text.get(at..)?;
    let trimmed = rest.trim_start_matches(is_space);
    (trimmed.len() < rest.len()).then_some(text.len() - trimmed.len())
}

/// The place after the word at `at`.
fn after_word(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let trimmed = rest.trim_start_matches(char::is_alphanumeric);
    (trimmed.len() < rest.len()).then_some(text.len() - trimmed.len())
}

/// Whether `c` is a space of any width.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{3000}')
}

/// Whether `c` is a letter of a script that puts spaces between words: Latin,
/// Greek, Cyrillic. Chinese, Japanese and Korean letters are not, since words
/// and endings of those languages are glued to one another.
pub(crate) fn is_spaced_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || (('\u{c0}'..'\u{1100}').contains(&c) && c.is_alphabetic())
}

/// Binary logarithm of the size of the table that is asked first: 4 KiB.
const FILTER_BITS: u32 = 15;

/// Where a key's bit is in the filter.
#[inline]
fn filter_place(key: u32) -> (usize, u64) {
    let place = key.wrapping_mul(0x9e37_79b1) >> (32 - FILTER_BITS);
    ((place >> 6) as usize, 1 << (place & 63))
}

/// A number for what a text begins with, given its first four bytes: up to
/// four letters of ASCII, without letter case, or else one byte.
#[inline]
fn letter_key(word: u32) -> u32 {
    let lower = word | 0x2020_2020;
    let letters = between(u64::from(lower & 0x7f7f_7f7f), b'a', b'z') as u32 & !word;
    // The bytes before the first that is no letter.
    let other = !letters & 0x8080_8080;
    let kept = ((other & other.wrapping_neg()) >> 7).wrapping_sub(1);
    if kept == 0 { word & 0xff } else { lower & kept }
}

/// The same for a character that is not ASCII: the bytes of the character, up to three.
#[inline]
fn wide_key(word: u32) -> u32 {
    word & if word as u8 >= 0xe0 { 0xff_ffff } else { 0xffff }
}

/// The key of a phrase's first letters or its first character.
fn key(phrase: &str) -> u32 {
    let word = load(phrase.as_bytes(), 0);
    if phrase.starts_with(|first: char| first.is_ascii()) { letter_key(word) } else { wide_key(word) }
}

/// Four bytes from `at`, zeros after the end.
#[inline]
fn load(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..at + 4) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
        _ => {
            let byte = |offset: usize| bytes.get(at + offset).copied().unwrap_or(0);
            u32::from_le_bytes([byte(0), byte(1), byte(2), byte(3)])
        }
    }
}

/// Bytes of the character that begins with this byte.
#[inline]
fn character_length(byte: u8) -> usize {
    match byte {
        0x00..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

/// The keys of every text that a phrase can be found in.
fn keys(phrase: &str, stem: bool) -> Vec<u32> {
    let bytes = phrase.as_bytes();
    let letters = bytes.iter().take(4).take_while(|byte| byte.is_ascii_alphabetic()).count();
    if letters == 0 {
        let first = phrase.chars().next().unwrap_or_default();
        let cases = [first].into_iter().chain(first.to_uppercase());
        let mut keys: Vec<u32> = cases.map(|first| key(first.encode_utf8(&mut [0; 4]))).collect();
        keys.dedup();
        return keys;
    }
    let mut keys = vec![key(phrase)];
    // A stem shorter than the key goes on with any letters, or ends there.
    if stem && letters == bytes.len() {
        for length in letters..4 {
            let shorter = keys.clone();
            let ended = |key: u32| key >> (8 * length.saturating_sub(1)) == 0;
            let open = shorter.into_iter().filter(|&key| !ended(key) && key >> (8 * length) == 0);
            let longer: Vec<u32> =
                open.flat_map(|key| (b'a'..=b'z').map(move |letter| key | u32::from(letter) << (8 * length))).collect();
            keys.extend(longer);
        }
    }
    keys
}

/// The bytes after the first character of a phrase that every text with it has,
/// and a mask for them: up to the first that may be another there. Of letters
/// only the bits count that their capitals have too.
fn next_bytes(phrase: &str) -> (u32, u32) {
    let bytes = phrase.as_bytes();
    let mut next = [0; 4];
    let mut mask = [0; 4];
    let mut before = 0;
    for (index, &byte) in bytes[character_length(bytes[0])..].iter().take(4).enumerate() {
        mask[index] = match byte {
            b' ' | b'\'' | b'-' | b'_' => break,
            // The second byte of `é` and of `É`; `÷` and `ß` are no harm.
            0x80.. if before == 0xc3 => !0x20,
            _ if byte.is_ascii_alphabetic() => !0x20,
            // Characters that have no case, and the first byte of Latin letters.
            0..0xc0 | 0xc3 | 0xe3.. => 0xff,
            _ => break,
        };
        next[index] = byte & mask[index];
        before = byte;
    }
    (u32::from_le_bytes(next), u32::from_le_bytes(mask))
}

/// Where the first space of a phrase is and the byte after it, if all before it
/// has the same length in every text, and the byte is of ASCII and no sign.
fn first_space(phrase: &str) -> Option<(u8, u8)> {
    let space = phrase.find(' ')?;
    let same_length =
        |c: char| !matches!(c, '\'' | '-' | '_') && c.to_uppercase().map(char::len_utf8).sum::<usize>() == c.len_utf8();
    let next = *phrase.as_bytes().get(space + 1)?;
    let plain = next.is_ascii_alphanumeric() && phrase[..space].chars().all(same_length);
    plain.then_some((u8::try_from(space).ok()?, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_in_any_case_and_with_any_space() {
        let mut lexicon = Builder::default();
        for phrase in [
            "not",
            "not yet",
            "n'est pas",
            "ne _ plus",
            "élevé",
            "support*",
            "no",
            "不",
            "不支持",
            "нет",
            "с",
            "h",
            "%",
        ] {
            lexicon.add(phrase, phrase.len());
        }
        lexicon.add_exact("MB", 99);
        let lexicon = lexicon.build();
        let check = |text: &str, expected: Option<&str>| {
            let found = lexicon.match_at(text, 0).map(|(end, _)| &text[..end]);
            assert_eq!(found, expected, "{text}");
        };
        check("Not supported", Some("Not"));
        check("NOT\u{a0} yet.", Some("NOT\u{a0} yet"));
        check("nothing", None);
        check("not_null", None);
        check("no", Some("no"));
        check("no\u{a0}more", Some("no"));
        check("N\u{2019}EST pas", Some("N\u{2019}EST pas"));
        check("Ne sera plus là", Some("Ne sera plus"));
        check("ne plus", None);
        check("ÉLEVÉ", Some("ÉLEVÉ"));
        check("Élevée", None);
        check("Supportability.", Some("Supportability"));
        check("不支持的", Some("不支持"));
        check("不能", Some("不"));
        check("Нет", Some("Нет"));
        check("с ", Some("с"));
        check("h", Some("h"));
        check("hi", None);
        check("%，", Some("%"));
        check("MB/s", Some("MB"));
        check("Mb", None);
    }
}
