//! A block's text into segments: sentence-sized units.
//!
//! The boundaries are those of Unicode's text segmentation (UAX #29, sentence
//! boundaries, as the `unicode-segmentation` crate has them), less the ones
//! that technical text does not mean: inside addresses, file names, versions
//! and code, and behind abbreviations and list labels. A line end inside a
//! block ends a segment.
//!
//! Running the library over every text would cost more than parsing it, so
//! boundaries are looked for where they can be. UAX #29 has them only behind a
//! terminator (`.`, `!`, `。` and their like, then closing marks and spaces) or
//! a line end. So the bytes are scanned for these, and the neighbours are
//! judged by the rules SB6 to SB11 where their classes are known here, which is
//! so for nearly all text (`class`); where one is not, the library is asked
//! for its next boundary from the last one. A test holds the outcome against
//! the library, for every character of Unicode and for random text.
//!
//! Cost: O(bytes), mostly one table look-up for a byte, and no allocation.

mod class;
mod mask;

use unicode_segmentation::UnicodeSegmentation;

use crate::locale::Pack;
use crate::page::TextRange;

use class::{Class, class};

/// Splits a block's text into its segments and adds their ranges (bytes of
/// `text`, white space at both ends left out, empty ones too) to `segments`.
///
/// `pack` is the text's language, for its abbreviations. `code` are byte ranges
/// of `text` in which no segment ends (code spans), sorted by start.
pub fn segments(text: &str, pack: &Pack, code: &[TextRange], segments: &mut Vec<TextRange>) {
    each(text, pack, code, |range| segments.push(range));
}

/// How many segments [`segments`] gives.
pub fn count(text: &str, pack: &Pack, code: &[TextRange]) -> usize {
    let mut count = 0;
    each(text, pack, code, |_| count += 1);
    count
}

fn each(text: &str, pack: &Pack, code: &[TextRange], mut found: impl FnMut(TextRange)) {
    let mut start = 0;
    let shows = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let mut give = |start: usize, end: usize| {
        let part = &text[start..end];
        // Nothing to take off, as nearly always.
        if shows(part.as_bytes().first()) && shows(part.as_bytes().last()) {
            return found(TextRange::new(start, end));
        }
        let trimmed = part.trim_start();
        let first = start + part.len() - trimmed.len();
        let length = trimmed.trim_end().len();
        if length > 0 {
            found(TextRange::new(first, first + length));
        }
    };
    if let Some(end) = last_modified(text, pack) {
        give(0, end);
        start = end;
    }
    let base = start;
    let boundaries = Boundaries::new(&text[base..]);
    for boundary in boundaries {
        let boundary = Boundary { terminator: boundary.terminator + base, at: boundary.at + base, ..boundary };
        if mask::hides(text, start, boundary, pack, code) {
            continue;
        }
        let end = before_opening(text, boundary);
        give(start, end);
        start = end;
    }
    give(start, text.len());
}

/// Where the line that tells when a topic was last modified ends, if the block
/// begins with it and goes on: it has no full stop, and other text may follow.
fn last_modified(text: &str, pack: &Pack) -> Option<usize> {
    let is_letter = text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric);
    let start = if is_letter { 0 } else { text.find(char::is_alphanumeric)? };
    if !pack.tables().label_starts[usize::from(text.as_bytes()[start])] {
        return None;
    }
    let first = text[start..].chars().next()?.to_lowercase().next()?;
    let begins = |phrase: &String| {
        let head = text[start..].get(..phrase.len()).filter(|_| phrase.starts_with(first));
        head.is_some_and(|head| head.eq_ignore_ascii_case(phrase))
    };
    if !pack.last_modified.iter().any(begins) {
        return None;
    }
    let digit = start + text[start..].find(|character: char| character.is_ascii_digit())?;
    let date =
        |character: char| character.is_ascii_digit() || matches!(character, '-' | '/' | '.' | '年' | '月' | '日');
    let end = digit + text[digit..].find(|character| !date(character))?;
    (end - start < LAST_MODIFIED_LENGTH).then_some(end)
}

/// The line is not longer than this, in bytes.
const LAST_MODIFIED_LENGTH: usize = 120;

/// UAX #29 takes opening brackets behind a terminator for closing marks, so
/// that `第一句。（第二句）` would end behind `（`: the segment ends before it.
fn before_opening(text: &str, boundary: Boundary) -> usize {
    let Boundary { terminator, at, .. } = boundary;
    if at - terminator <= 1 {
        return at;
    }
    let opening = ['(', '[', '{', '（', '［', '｛', '〈', '《', '「', '『', '【', '〔', '“'];
    text[terminator..at].find(opening).map_or(at, |offset| terminator + offset)
}

/// A place where a sentence ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Boundary {
    /// The byte offset of the terminator or line end that it stands behind.
    terminator: usize,
    /// The byte offset of the boundary.
    at: usize,
    /// Whether it is one that UAX #29 does not have; see [`ends_all_the_same`].
    tailored: bool,
}

/// The boundaries of UAX #29 inside a text, without its start and end.
struct Boundaries<'a> {
    text: &'a str,
    /// Where the scan goes on.
    next: usize,
    /// The last boundary: the library may begin there, since no rule looks back
    /// across a boundary.
    last: usize,
}

/// What the rules say of a terminator.
enum Verdict {
    /// A boundary at this offset.
    Boundary(usize),
    /// A boundary at this offset, for us.
    Tailored(usize),
    /// None before this offset.
    None(usize),
    /// A character that this module has no class for is involved.
    Unknown,
}

impl<'a> Boundaries<'a> {
    fn new(text: &'a str) -> Boundaries<'a> {
        Boundaries { text, next: 0, last: 0 }
    }

    fn judge(&self, terminator: usize, class: Class, behind: usize) -> Verdict {
        let text = self.text;
        let after = class_at(text, behind);
        let (after_class, _) = match after {
            Some((Class::Unknown, _)) => return Verdict::Unknown,
            Some(after) => after,
            None => return Verdict::None(text.len()),
        };
        if class == Class::ATerm {
            // SB6: 4.5
            if after_class == Class::Numeric {
                return Verdict::None(behind);
            }
            // SB7: Web.Config
            if after_class == Class::Upper {
                match text[..terminator].chars().next_back().map(class::class) {
                    Some(Class::Unknown) => return Verdict::Unknown,
                    Some(Class::Upper | Class::Lower) => return Verdict::None(behind),
                    _ => {}
                }
            }
        }
        // SB9 and SB10: Close* Sp*
        let mut at = behind;
        let mut spaces = false;
        let next = loop {
            match class_at(text, at) {
                Some((Class::Close, length)) if !spaces => at += length,
                Some((Class::Space, length)) => {
                    spaces = true;
                    at += length;
                }
                Some((Class::Unknown, _)) => return Verdict::Unknown,
                Some((next, _)) => break next,
                None => return Verdict::None(text.len()),
            }
        };
        match next {
            // SB9, SB10 and SB4: the line end belongs to the sentence, and is found as the next candidate.
            Class::LineEnd => return Verdict::None(at),
            // SB8a
            Class::Continue | Class::ATerm | Class::STerm => return Verdict::None(at),
            _ => {}
        }
        // SB8: a small letter comes before any other letter, terminator or line end.
        if class == Class::ATerm {
            let mut ahead = at;
            loop {
                match class_at(text, ahead) {
                    Some((Class::Lower, _)) => {
                        let tailored = spaces && ends_all_the_same(text, terminator, at);
                        return if tailored { Verdict::Tailored(at) } else { Verdict::None(at) };
                    }
                    Some((Class::Unknown, _)) => return Verdict::Unknown,
                    Some((Class::Upper | Class::Letter | Class::LineEnd | Class::ATerm | Class::STerm, _)) | None => {
                        break;
                    }
                    Some((_, length)) => ahead += length,
                }
            }
        }
        Verdict::Boundary(at)
    }

    /// The library's next boundary, from the last one.
    fn ask(&self, terminator: usize) -> Option<Boundary> {
        let (_, first) = self.text[self.last..].split_sentence_bound_indices().next()?;
        let at = self.last + first.len();
        (at < self.text.len()).then_some(Boundary { terminator, at, tailored: false })
    }
}

impl Iterator for Boundaries<'_> {
    type Item = Boundary;

    fn next(&mut self) -> Option<Boundary> {
        let bytes = self.text.as_bytes();
        loop {
            let terminator = class::next_candidate(bytes, self.next)?;
            let (class, length) = class_at(self.text, terminator)?;
            let behind = terminator + length;
            let verdict = match class {
                Class::LineEnd => {
                    // SB3: no boundary inside "\r\n".
                    let pair = bytes[terminator] == b'\r' && bytes.get(behind) == Some(&b'\n');
                    let at = behind + usize::from(pair);
                    if at < bytes.len() { Verdict::Boundary(at) } else { Verdict::None(at) }
                }
                Class::ATerm | Class::STerm => self.judge(terminator, class, behind),
                Class::Other if self.text[terminator..].starts_with('…') => {
                    let spaces = self.text[behind..].len() - self.text[behind..].trim_start_matches(' ').len();
                    let at = behind + spaces;
                    if spaces > 0 && at < bytes.len() { Verdict::Tailored(at) } else { Verdict::None(behind) }
                }
                _ if bytes[terminator] == b';' => match sentence_behind(self.text, terminator) {
                    Some(at) => Verdict::Tailored(at),
                    None => Verdict::None(behind),
                },
                Class::Unknown if class::may_end(self.text, terminator) => Verdict::Unknown,
                _ => Verdict::None(behind),
            };
            match verdict {
                Verdict::Boundary(at) => {
                    (self.next, self.last) = (at, at);
                    return Some(Boundary { terminator, at, tailored: false });
                }
                Verdict::Tailored(at) => {
                    self.next = at;
                    return Some(Boundary { terminator, at, tailored: true });
                }
                Verdict::None(at) => self.next = at,
                Verdict::Unknown => {
                    let boundary = self.ask(terminator)?;
                    (self.next, self.last) = (boundary.at, boundary.at);
                    return Some(boundary);
                }
            }
        }
    }
}

/// Whether a full stop ends a segment although the next letter, at `next` or
/// later, is a small one: an ellipsis, a full stop behind a bracket, and one
/// before a bracket or a quote (`are installed. (for example, a.b).`) unless
/// what it stands behind is as short as an abbreviation, and one behind a word
/// that is too long for one. Translations do not agree on the letter case there,
/// and scripts without it always end there.
fn ends_all_the_same(text: &str, terminator: usize, next: usize) -> bool {
    let before = &text.as_bytes()[..terminator];
    let word = before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte >= 0x80).count();
    let opens = text[next..].starts_with(['(', '[', '"', '“', '«']);
    let spelt = before[before.len() - word..].iter().all(|byte| byte.is_ascii_lowercase() || *byte >= 0x80);
    before.ends_with(b")") || before.ends_with(b"..") || (opens && word > 3) || (spelt && word >= LONG_WORD)
}

/// Where the sentence behind a semicolon begins: French sets a space before it and
/// goes on in small letters, so that a capital behind it begins a sentence.
fn sentence_behind(text: &str, semicolon: usize) -> Option<usize> {
    let is_french = text[..semicolon].ends_with([' ', '\u{a0}', '\u{202f}']);
    let rest = &text[semicolon + 1..];
    let next = rest.trim_start_matches([' ', '\u{a0}']);
    let mut letters = next.chars();
    let capital = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    (is_french && capital && next.len() < rest.len()).then(|| text.len() - next.len())
}

/// No abbreviation in small letters has so many bytes.
const LONG_WORD: usize = 9;

/// The class of the character at a byte offset and its length in bytes; `None` at the end.
fn class_at(text: &str, at: usize) -> Option<(Class, usize)> {
    let &byte = text.as_bytes().get(at)?;
    if byte < 0x80 {
        return Some((class::ASCII[byte as usize], 1));
    }
    let character = text[at..].chars().next()?;
    Some((class(character), character.len_utf8()))
}

#[cfg(test)]
mod tests;
