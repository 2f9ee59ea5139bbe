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
//! no-break hyphen, and a `*` at the end for the rest of the word.

use rustc_hash::FxHashMap;

/// Binary logarithm of the size of the table that is asked first: 8 KiB.
const FILTER_BITS: u32 = 16;

/// Phrases with what they mean.
#[derive(Debug)]
pub(crate) struct Lexicon<T> {
    filter: Box<[u64]>,
    /// Indexes of phrases by the key of their first bytes, longest first.
    buckets: FxHashMap<u32, Vec<u32>>,
    phrases: Vec<Phrase<T>>,
}

#[derive(Debug)]
struct Phrase<T> {
    text: Box<str>,
    /// The rest of the word belongs to it (`*`).
    stem: bool,
    /// Letter case must be as written.
    exact: bool,
    meaning: T,
}

impl<T: Copy> Lexicon<T> {
    /// An empty lexicon.
    pub(crate) fn new() -> Lexicon<T> {
        let filter = vec![0; 1 << (FILTER_BITS - 6)].into();
        Lexicon { filter, buckets: FxHashMap::default(), phrases: Vec::new() }
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
        self.phrases.push(Phrase { text: text.into(), stem: text.len() < written.len(), exact, meaning });
        for key in keys(text) {
            self.filter[key as usize >> 6] |= 1 << (key & 63);
            let bucket = self.buckets.entry(key).or_default();
            if !bucket.contains(&index) {
                let phrases = &self.phrases;
                let place = bucket.partition_point(|&other| phrases[other as usize].text.len() >= text.len());
                bucket.insert(place, index);
            }
        }
    }

    /// The longest phrase that begins at byte `at` of `text`, with the byte
    /// where it ends. Whether a word begins at `at` is the caller's to know.
    #[inline]
    pub(crate) fn match_at(&self, text: &str, at: usize) -> Option<(usize, T)> {
        let key = key(text.as_bytes(), at);
        if self.filter[key as usize >> 6] & (1 << (key & 63)) == 0 {
            return None;
        }
        self.match_in_bucket(key, text, at)
    }

    #[inline(never)]
    fn match_in_bucket(&self, key: u32, text: &str, at: usize) -> Option<(usize, T)> {
        self.buckets.get(&key)?.iter().find_map(|&index| {
            let phrase = &self.phrases[index as usize];
            Some((phrase.end(text, at)?, phrase.meaning))
        })
    }
}

impl<T> Phrase<T> {
    /// Where the phrase ends in `text` if it begins at `at`.
    fn end(&self, text: &str, at: usize) -> Option<usize> {
        let mut end = at;
        for wanted in self.text.chars() {
            let found = text.get(end..)?;
            let first = found.chars().next()?;
            if wanted == ' ' {
                let rest = found.trim_start_matches(is_space);
                if rest.len() == found.len() {
                    return None;
                }
                end = text.len() - rest.len();
                continue;
            }
            let equal = first == wanted
                || match wanted {
                    '\'' => first == '\u{2019}',
                    '-' => matches!(first, '\u{2010}' | '\u{2011}'),
                    _ if self.exact => false,
                    _ if first.is_ascii() => first.to_ascii_lowercase() == wanted,
                    _ => first.to_lowercase().eq([wanted]),
                };
            if !equal {
                return None;
            }
            end += first.len_utf8();
        }
        let rest = &text[end..];
        if self.stem {
            return Some(text.len() - rest.trim_start_matches(char::is_alphabetic).len());
        }
        let last_is_letter = self.text.chars().next_back().is_some_and(is_spaced_letter);
        let goes_on = rest.chars().next().is_some_and(|next| is_spaced_letter(next) || next == '_');
        (!(last_is_letter && goes_on)).then_some(end)
    }
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

/// The keys under which a phrase is found, for every letter case of a text.
fn keys(phrase: &str) -> Vec<u32> {
    let mut chars = phrase.chars();
    let capitalised: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    let mut keys = Vec::new();
    for variant in [phrase.to_owned(), capitalised, phrase.to_uppercase()] {
        let bytes = variant.as_bytes();
        keys.push(key(bytes, 0));
        // A lone two-byte letter, or a stem or particle shorter than three
        // bytes: what follows it in the text is part of the key there.
        if bytes.len() < 3 {
            let nexts = (b'a'..=b'z').chain(0x80..=0xff);
            keys.extend(nexts.map(|next| key(&[bytes, &[next, next]].concat(), 0)));
            if bytes.len() == 2 {
                continue;
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// A number below `1 << FILTER_BITS` for the first three bytes at `at`,
/// without ASCII letter case. Bytes count up to the first that is of another
/// sort, letters of ASCII or bytes of other letters, than the first one.
#[inline]
fn key(bytes: &[u8], at: usize) -> u32 {
    let byte = |offset: usize| bytes.get(at + offset).copied().unwrap_or(0);
    let (first, second, third) = (byte(0), byte(1), byte(2));
    let mut word = u32::from(fold(first));
    if same_sort(first, second) {
        word |= u32::from(fold(second)) << 8;
        if same_sort(first, third) {
            word |= u32::from(fold(third)) << 16;
        }
    }
    word.wrapping_mul(0x9e37_79b1) >> (32 - FILTER_BITS)
}

#[inline]
fn same_sort(first: u8, other: u8) -> bool {
    if first >= 0x80 { other >= 0x80 } else { first.is_ascii_alphabetic() && other.is_ascii_alphabetic() }
}

#[inline]
fn fold(byte: u8) -> u8 {
    if byte.is_ascii_alphabetic() { byte | 0x20 } else { byte }
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
    let bytes = text.as_bytes();
    let digits_wanted = if starts == Starts::Words { 0 } else { u64::MAX };
    let words_wanted = if starts == Starts::Digits { 0 } else { u64::MAX };
    let mut letter_before = 0u64;
    let mut digit_before = 0u64;
    // Bytes of a punctuation mark that reach into the next group of eight.
    let mut mark_bytes = 0u64;
    let mut offset = 0;
    while offset < bytes.len() {
        let group = match bytes.get(offset..offset + 8).and_then(|group| <[u8; 8]>::try_from(group).ok()) {
            Some(group) => u64::from_le_bytes(group),
            None => {
                let mut group = [0; 8];
                group[..bytes.len() - offset].copy_from_slice(&bytes[offset..]);
                u64::from_le_bytes(group)
            }
        };
        let high = group & HIGH;
        let low = group & LOW;
        let digits = if digits_wanted == 0 { 0 } else { move_mask(between(low, b'0', b'9') & !high) };
        let mut starts = digits & !(digits << 1 | digit_before);
        digit_before = digits >> 7;
        if words_wanted != 0 {
            let ascii = between(low | (ONES * 0x20), b'a', b'z') & !high;
            let mut letters = move_mask(ascii);
            if glued {
                // Lead bytes of three and four byte characters.
                let leads = move_mask((low + ONES * (0x80 - 0x62)) & high);
                starts |= leads;
            } else if high | mark_bytes != 0 {
                let two = move_mask(equal(group, 0xc2));
                let three = move_mask(equal(group, 0xe2));
                let marks = two | two << 1 | three | three << 1 | three << 2 | mark_bytes;
                mark_bytes = marks >> 8;
                letters |= move_mask(high) & !marks;
            }
            starts |= letters & !(letters << 1 | letter_before);
            letter_before = letters >> 7 & 1;
        }
        starts &= 0xff;
        while starts != 0 {
            visit(offset + starts.trailing_zeros() as usize);
            starts &= starts - 1;
        }
        offset += 8;
    }
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
        for phrase in ["not", "not yet", "n'est pas", "élevé", "support*", "no", "不", "不支持", "нет", "с", "h", "%"]
        {
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
