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

use rustc_hash::FxHashMap;

/// Phrases with what they mean.
#[derive(Debug)]
pub(crate) struct Lexicon<T> {
    /// One bit for every key that some phrase begins with: asked for every word.
    filter: Box<[u64]>,
    /// The phrases by key, longest first.
    buckets: FxHashMap<u32, Vec<Entry>>,
    phrases: Vec<Phrase<T>>,
}

/// A phrase in a bucket, with enough of it to reject it without looking it up.
#[derive(Debug, Clone, Copy)]
struct Entry {
    phrase: u32,
    /// The bytes after the first character, in lower case.
    next: u32,
    /// Which of them are the same in every text that the phrase is found in.
    mask: u32,
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
    /// An empty lexicon.
    pub(crate) fn new() -> Lexicon<T> {
        Lexicon { filter: vec![0; 1 << (FILTER_BITS - 6)].into(), buckets: FxHashMap::default(), phrases: Vec::new() }
    }

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
        let index = self.phrases.len() as u32;
        let stem = text.len() < written.len();
        let spaced = text.chars().next_back().is_some_and(is_spaced_letter);
        self.phrases.push(Phrase { text: text.into(), stem, exact, spaced, meaning });
        let (next, mask) = next_bytes(text);
        for key in keys(text, stem) {
            let (word, bit) = filter_place(key);
            self.filter[word] |= bit;
            let bucket = self.buckets.entry(key).or_default();
            let phrases = &self.phrases;
            let place = bucket.partition_point(|other| phrases[other.phrase as usize].text.len() >= text.len());
            bucket.insert(place, Entry { phrase: index, next, mask });
        }
    }

    /// The longest phrase that begins at byte `at` of `text`, with the byte
    /// where it ends. Whether a word begins at `at` is the caller's to know.
    #[inline]
    pub(crate) fn match_at(&self, text: &str, at: usize) -> Option<(usize, T)> {
        let key = key(text.as_bytes(), at);
        let (word, bit) = filter_place(key);
        if self.filter[word] & bit == 0 {
            return None;
        }
        self.match_key(key, text, at)
    }

    #[inline(never)]
    fn match_key(&self, key: u32, text: &str, at: usize) -> Option<(usize, T)> {
        let bucket = self.buckets.get(&key)?;
        let bytes = text.as_bytes();
        let next = load(bytes, at + first_length(bytes[at]));
        bucket.iter().filter(|entry| next & entry.mask == entry.next).find_map(|entry| {
            let phrase = &self.phrases[entry.phrase as usize];
            Some((phrase.end(text, at)?, phrase.meaning))
        })
    }
}

impl<T> Phrase<T> {
    /// Where the phrase ends in `text` if it begins at `at`.
    fn end(&self, text: &str, at: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let phrase = self.text.as_bytes();
        let mut wanted = 0;
        let mut end = at;
        while let Some(&byte) = phrase.get(wanted) {
            let found = bytes.get(end).copied()?;
            match byte {
                b' ' => end = after_spaces(text, end)?,
                b'_' => end = after_word(text, end)?,
                0xc0.. => {
                    let character = self.text[wanted..].chars().next()?;
                    let found = text.get(end..)?.chars().next()?;
                    let equal = found == character
                        || (!self.exact && found < '\u{1100}' && found.to_lowercase().eq([character]));
                    if !equal {
                        return None;
                    }
                    end += found.len_utf8();
                    wanted += character.len_utf8();
                    continue;
                }
                _ if found == byte || (!self.exact && found.is_ascii_uppercase() && found | 0x20 == byte) => end += 1,
                b'\'' => end = text[end..].starts_with('\u{2019}').then_some(end + 3)?,
                b'-' => end = text[end..].starts_with(['\u{2010}', '\u{2011}']).then_some(end + 3)?,
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

/// The letters of ASCII by number, from 1 in either case; 0 for every other byte.
const LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut letter = 0;
    while letter < 26 {
        letters[b'a' as usize + letter] = letter as u8 + 1;
        letters[b'A' as usize + letter] = letter as u8 + 1;
        letter += 1;
    }
    letters
};

/// A number for what begins at byte `at`: up to four letters of ASCII, without
/// letter case, or else the character.
#[inline]
fn key(bytes: &[u8], at: usize) -> u32 {
    let word = load(bytes, at);
    let [first, second, third, fourth] = word.to_le_bytes();
    let letter = |byte: u8| u32::from(LETTERS[usize::from(byte)]);
    if first.is_ascii_alphabetic() {
        let (second, third, fourth) = (letter(second), letter(third), letter(fourth));
        let third = if second == 0 { 0 } else { third };
        let fourth = if third == 0 { 0 } else { fourth };
        return letter(first) << 15 | second << 10 | third << 5 | fourth;
    }
    let character = match first {
        0x00..0x80 => u32::from(first),
        0x80..0xe0 => u32::from(first & 0x1f) << 6 | u32::from(second & 0x3f),
        _ => u32::from(first & 0x0f) << 12 | u32::from(second & 0x3f) << 6 | u32::from(third & 0x3f),
    };
    character | 0x10_0000
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
fn first_length(byte: u8) -> usize {
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
    if letters > 0 {
        // A stem shorter than the key goes on with any letters.
        let free = if stem && letters == bytes.len() { 5 * (4 - letters) } else { 0 };
        let first = key(bytes, 0);
        return (first..first + (1 << free)).collect();
    }
    let first = phrase.chars().next().unwrap_or_default();
    let mut keys: Vec<u32> = [first].into_iter().chain(first.to_uppercase()).map(key_of).collect();
    keys.dedup();
    keys
}

fn key_of(character: char) -> u32 {
    key(character.encode_utf8(&mut [0; 4]).as_bytes(), 0)
}

/// The bytes after the first character of a phrase that every text with it has,
/// and a mask for them: up to the first that may be another there. Of letters
/// only the bits count that their capitals have too.
fn next_bytes(phrase: &str) -> (u32, u32) {
    let bytes = phrase.as_bytes();
    let mut next = [0; 4];
    let mut mask = [0; 4];
    let mut before = 0;
    for (index, &byte) in bytes[first_length(bytes[0])..].iter().take(4).enumerate() {
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

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;
const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// What [`visit_starts`] looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Starts {
    /// The first digit of every run of ASCII digits.
    Digits,
    /// The first letter of every word, and every letter of a script without
    /// word boundaries.
    Words,
    /// Both.
    DigitsAndWords,
}

/// Calls `visit` with the byte offset of every place in `text` where a word or
/// a number may start, in order. `glued` tells that the text is in a script
/// without spaces between words (Chinese, Japanese) or with endings glued on
/// (Korean): then Latin words begin after any letter of that script.
///
/// In the other scripts a byte that is not ASCII is taken for a letter, but for
/// the two blocks that hold Latin and general punctuation.
#[inline]
pub(crate) fn visit_starts(text: &str, starts: Starts, glued: bool, mut visit: impl FnMut(usize)) {
    let mut chunks = text.as_bytes().chunks_exact(64);
    let mut carry = Carry::default();
    let mut offset = 0;
    let mut report = |mut found: u64, offset: usize| {
        while found != 0 {
            visit(offset + found.trailing_zeros() as usize);
            found &= found - 1;
        }
    };
    for chunk in &mut chunks {
        report(starts_in(chunk, starts, glued, &mut carry), offset);
        offset += 64;
    }
    let rest = chunks.remainder();
    if !rest.is_empty() {
        let mut chunk = [0; 64];
        chunk[..rest.len()].copy_from_slice(rest);
        let groups = rest.len().div_ceil(8) * 8;
        report(starts_in(&chunk[..groups], starts, glued, &mut carry), offset);
    }
}

/// What a chunk has to know of the one before it.
#[derive(Default)]
struct Carry {
    /// 1 if the last byte was a letter.
    letter: u64,
    /// 1 if the last byte was a digit.
    digit: u64,
    /// The first bytes that belong to a punctuation mark begun before.
    mark: u64,
}

/// The starts among at most 64 bytes (a multiple of eight), one bit each.
#[inline]
fn starts_in(chunk: &[u8], starts: Starts, glued: bool, carry: &mut Carry) -> u64 {
    let (mut digits, mut letters, mut high, mut leads) = (0u64, 0u64, 0u64, 0u64);
    let (mut two, mut three) = (0u64, 0u64);
    for (index, group) in chunk.as_chunks::<8>().0.iter().enumerate() {
        let group = u64::from_le_bytes(*group);
        let (high_bits, low) = (group & HIGH, group & LOW);
        let shift = index * 8;
        if starts != Starts::Words {
            digits |= move_mask(between(low, b'0', b'9') & !high_bits) << shift;
        }
        if starts != Starts::Digits {
            letters |= move_mask(between(low | (ONES * 0x20), b'a', b'z') & !high_bits) << shift;
            if high_bits != 0 {
                if glued {
                    // Lead bytes of three and four byte characters.
                    leads |= move_mask((low + ONES * (0x80 - 0x62)) & high_bits) << shift;
                } else {
                    high |= move_mask(high_bits) << shift;
                    two |= move_mask(equal(group, 0xc2)) << shift;
                    three |= move_mask(equal(group, 0xe2)) << shift;
                }
            }
        }
    }
    if high != 0 {
        let marks = two | two << 1 | three | three << 1 | three << 2 | carry.mark;
        carry.mark = (two >> 63) | ((three >> 63) * 0b11) | (three >> 62 & 1);
        letters |= high & !marks;
    }
    let found = leads | (letters & !(letters << 1 | carry.letter)) | (digits & !(digits << 1 | carry.digit));
    carry.letter = letters >> 63;
    carry.digit = digits >> 63;
    found
}

/// The high bit of every byte of `low` (all below 0x80) from `first` to `last`.
#[inline]
fn between(low: u64, first: u8, last: u8) -> u64 {
    let from = low + ONES * u64::from(0x80 - first);
    let past = low + ONES * u64::from(0x7f - last);
    from & !past & HIGH
}

/// The high bit of every byte of `group` that is `byte`.
#[inline]
fn equal(group: u64, byte: u8) -> u64 {
    let difference = group ^ (ONES * u64::from(byte));
    !(((difference & LOW) + LOW) | difference) & HIGH
}

/// The high bits of eight bytes as the low eight bits of a number.
#[inline]
fn move_mask(high_bits: u64) -> u64 {
    (high_bits & HIGH).wrapping_mul(0x0002_0408_1020_4081) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_in_any_case_and_with_any_space() {
        let mut lexicon = Lexicon::new();
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

    #[test]
    fn starts_are_where_words_and_numbers_begin() {
        let check = |text: &str, starts, glued, expected: &[&str]| {
            let mut found = Vec::new();
            visit_starts(text, starts, glued, |at| found.push(text[at..].chars().next().unwrap().to_string()));
            assert_eq!(found, expected, "{text}");
        };
        check("one 22 three4 five", Starts::DigitsAndWords, false, &["o", "2", "t", "4", "f"]);
        check("0123456789 123456789 5", Starts::Digits, false, &["0", "1", "5"]);
        check("l’été «\u{a0}bébé\u{202f}a – b", Starts::Words, false, &["l", "é", "b", "a", "b"]);
        check("支持SIP协议", Starts::Words, true, &["支", "持", "S", "协", "议"]);
        check("共12个，Пять", Starts::Digits, true, &["1"]);
        check("Пять не", Starts::Words, false, &["П", "н"]);
        check("", Starts::DigitsAndWords, false, &[]);
    }
}
