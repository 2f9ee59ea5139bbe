//! Quantities: numbers with their units, by value.
//!
//! A run of digits is first asked whether it is a quantity at all: digits inside
//! an identifier (`pool01`, `SP1`, `$1`), a GUID or a codec's name (`G.711`) are
//! not. Then the numeral is read by the marks of the pack's language
//! ([`numeral`]), and what follows may scale it (`8 万`), give it a unit or make
//! an ordinal of it. Numbers that share the unit of the last one (`24-48
//! hours`, `10, 15 or 20 minutes`) all get it.
//!
//! The value of a claim is the number in plain decimal notation and, after a
//! space, the canonical unit: `15000`, `80 %`, `1.5 GB`. Its subject is the unit,
//! empty for a bare number. Addresses (`ip`), telephone numbers (`phone`, digits
//! only) and dotted numbers (`dotted`) keep their digits as written.
//!
//! Where the notation leaves two readings (`15,000` in a French page: fifteen,
//! or fifteen thousand left as the source has it), the other one is the claim's
//! alternate.
//!
//! Soft claims stand for numbers of the other side that have no partner, and
//! nothing follows from their own absence there:
//! * number words, with the values of digits: "two pools" is `2 个池`;
//! * ordinals, `#3` with the subject `ordinal`, since a language may put "first"
//!   where another says nothing;
//! * the digits at the end or the start of a word, since a language may put a
//!   space there and another none: `Pool1` is "pool 1", `H.264` is `H. 264`.
//!
//! Two claims of different unit and equal number are best taken as equal where
//! one of them has no unit ([`magnitude`]).

mod decimal;
mod numeral;
mod word;

use std::ops::Range;

use self::decimal::Decimal;
use self::numeral::Shape;
use super::{ClaimKind, Sink};
use crate::locale::Pack;
use crate::locale::lexicon::{is_space, is_spaced_letter};
use crate::locale::tables::{AfterNumber, DateWord, NumberWord, Tables};

/// Digits at the end of a word that may be a number which lost its space: a port, a version.
const LONGEST_PART: usize = 5;

/// The number in a claim's value, without its unit.
pub(crate) fn magnitude(value: &str) -> &str {
    value.split_once(' ').map_or(value, |(number, _)| number)
}

/// Reads the numbers of a block, in the order of the text.
pub(super) struct Numbers<'a> {
    text: &'a str,
    pack: &'a Pack,
    tables: &'a Tables,
    /// Everything before this byte has been read.
    done: usize,
    /// Bare numbers that the unit of a later number may belong to.
    waiting: Vec<Read>,
}

/// A number as read, before its unit.
#[derive(Clone, Copy)]
struct Read {
    start: usize,
    end: usize,
    value: Decimal,
    alternate: Option<Decimal>,
    soft: bool,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(text: &'a str, pack: &'a Pack) -> Numbers<'a> {
        Numbers { text, pack, tables: pack.tables(), done: 0, waiting: Vec::new() }
    }

    /// Whether what begins at `at` belongs to a number that has been read.
    pub(super) fn has_read(&self, at: usize) -> bool {
        at < self.done
    }

    /// Leaves everything before `end` to another extractor.
    pub(super) fn skip(&mut self, end: usize) {
        self.done = end;
    }

    /// Reads the run of digits that begins at `at`.
    pub(super) fn digits(&mut self, at: usize, sink: &mut Sink<'_>) {
        // The end of a number whose beginning was taken: `IIS 7,5`.
        let before = self.text[..at].trim_end_matches(['.', ',', '。']);
        if before.len() < at && before.len() > self.done && before.ends_with(|c: char| c.is_ascii_digit()) {
            self.done = numeral::identifier_end(self.text, at);
            return;
        }
        match numeral::shape(self.text, at, self.pack) {
            Shape::Identifier(end) => {
                self.flush(None, sink);
                self.done = end;
                self.part_of_word(at, end, sink);
            }
            Shape::Verbatim { range, subject } => {
                self.flush(None, sink);
                self.done = range.end;
                let written = &self.text[range.clone()];
                if subject == "phone" {
                    sink.push(ClaimKind::Number, range, Decimal::digits_of(written).as_str(), subject);
                } else if written.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    sink.push(ClaimKind::Number, range, &written.to_ascii_lowercase(), subject);
                } else {
                    sink.push(ClaimKind::Number, range, written, subject);
                }
            }
            Shape::Number { start, end, value, alternate } => {
                self.after(Read { start, end, value, alternate, soft: false }, sink);
            }
        }
    }

    /// Reads the listed word at `at..end`.
    pub(super) fn word(&mut self, at: usize, end: usize, word: NumberWord, sink: &mut Sink<'_>) {
        match word {
            NumberWord::Ordinal(value) => self.ordinal(at..end, Decimal::whole(value), sink),
            NumberWord::Time(index) => {
                sink.push_soft(ClaimKind::Date, at..end, &self.tables.times[usize::from(index)], "time");
                self.done = end;
            }
            NumberWord::OrdinalPrefix => {
                if let Some((end, value, _)) = self.number_at(end) {
                    self.ordinal(at..end, value, sink);
                }
            }
            NumberWord::UnitPrefix(unit) => {
                if let Some((end, value, soft)) = self.number_at(end) {
                    self.take(Read { start: at, end, value, alternate: None, soft }, Some(unit), sink);
                }
            }
            NumberWord::Cardinal(_) | NumberWord::Scale(_) => self.cardinal(at, sink),
        }
    }

    /// Gives out what waits for a unit.
    pub(super) fn finish(&mut self, sink: &mut Sink<'_>) {
        self.flush(None, sink);
    }

    /// The number in digits or words after a prefix that ends at `at`, and
    /// whether it is in words.
    fn number_at(&self, at: usize) -> Option<(usize, Decimal, bool)> {
        let start = skip_one_space(self.text, at);
        if !self.text.as_bytes().get(start).is_some_and(u8::is_ascii_digit) {
            let (end, value) = word::read(self.text, start, self.tables)?;
            return Some((end, Decimal::whole(value), true));
        }
        match numeral::shape(self.text, start, self.pack) {
            Shape::Number { end, value, .. } => Some((end, value, false)),
            _ => None,
        }
    }

    fn cardinal(&mut self, at: usize, sink: &mut Sink<'_>) {
        let Some((end, value)) = word::read(self.text, at, self.tables) else { return };
        // In Chinese a lone numeral is more often part of another word
        // (`统一`, `万一`, `十分`) than a number, unless something is counted.
        if self.pack.glued && self.text[at..end].chars().nth(1).is_none() {
            let next = skip_one_space(self.text, end);
            if self.tables.after.match_at(self.text, next).is_none() {
                return;
            }
        }
        self.after(Read { start: at, end, value: Decimal::whole(value), alternate: None, soft: true }, sink);
    }

    /// The digits of an identifier as a soft number, if they end its first part
    /// (`Pool1`, `H.264`, `bureau-1`) or are a version (`v5.0`).
    fn part_of_word(&mut self, at: usize, end: usize, sink: &mut Sink<'_>) {
        let before = &self.text[..at];
        if !before.ends_with(|c| is_spaced_letter(c) || matches!(c, '.' | '-')) {
            return;
        }
        // `E9-1-1` is named after the number to call.
        if numeral::short_code_end(self.text.as_bytes(), at) == Some(end) {
            sink.push_soft(ClaimKind::Number, at..end, &self.text[at..end], "phone");
            return;
        }
        let version = before.strip_suffix(['v', 'V']).is_some_and(|rest| !rest.ends_with(is_spaced_letter));
        let digits = at + self.text.as_bytes()[at..end].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == end && digits - at <= LONGEST_PART && digits > at {
            let value = Decimal::digits_of(&self.text[at..digits]);
            sink.push_soft(ClaimKind::Number, at..digits, value.as_str(), "");
        } else if version
            && let Shape::Number { end: number_end, value, .. } = numeral::number(self.text, at, at, self.pack)
            && number_end == end
        {
            sink.push_soft(ClaimKind::Number, at..end, value.as_str(), "");
        }
    }

    /// Reads what follows a number: factors, a unit, an ordinal's ending.
    fn after(&mut self, mut read: Read, sink: &mut Sink<'_>) {
        let text = self.text;
        let number_end = read.end;
        loop {
            let (next, hyphen) = match text[read.end..].chars().next() {
                Some(hyphen @ ('-' | '\u{2010}' | '\u{2011}')) => (read.end + hyphen.len_utf8(), true),
                _ => (skip_one_space(text, read.end), false),
            };
            match self.tables.after.match_at(text, next) {
                Some((end, AfterNumber::Unit(unit))) if self.unit_fits(&read, next, end, unit, hyphen) => {
                    read.end = end;
                    return self.take(read, Some(unit), sink);
                }
                Some((end, AfterNumber::Scale(factor))) if !hyphen && !read.soft => {
                    read.value = read.value.scaled(factor);
                    read.alternate = read.alternate.map(|alternate| alternate.scaled(factor));
                    read.end = end;
                }
                Some((end, AfterNumber::OrdinalSuffix)) if (next == read.end || self.pack.glued) && !read.soft => {
                    return self.ordinal(read.start..end, read.value, sink);
                }
                _ => break,
            }
        }
        let mut rest = text[read.end..].chars();
        if let Some(next) = rest.next().filter(|&next| is_spaced_letter(next) || next == '_')
            && !read.soft
            && !(matches!(next, 'x' | 'X') && rest.next().is_some_and(|c| c.is_ascii_digit()))
        {
            // Digits that go on as a word are no quantity: `7z`, `3G`, `0x80`. A
            // number may have lost its space: `2Lync`, `4Not`, `5061from`, `1080p`.
            self.flush(None, sink);
            self.done = numeral::identifier_end(text, read.end);
            let digits = number_end - read.start;
            let tail = &text[number_end..self.done];
            let is_word = tail.bytes().all(|byte| byte.is_ascii_alphabetic());
            if digits <= 2 && tail.len() > 2 || is_word && (digits > 2 || matches!(tail, "x" | "X")) {
                sink.push_soft(ClaimKind::Number, read.start..number_end, read.value.as_str(), "");
            }
            return;
        }
        // "7月" is a month, which other languages name.
        let in_year = |value: &str| value.parse().is_ok_and(|month: u8| (1..=12).contains(&month));
        if self.pack.glued
            && in_year(read.value.as_str())
            && let Some((_, DateWord::Month)) = self.tables.dates.match_at(text, skip_one_space(text, read.end))
        {
            read.soft = true;
        }
        self.take(read, None, sink);
    }

    /// Whether what was found after a number is its unit.
    fn unit_fits(&self, read: &Read, start: usize, end: usize, unit: u16, hyphen: bool) -> bool {
        let name = self.tables.units[usize::from(unit)].as_str();
        let written = &self.text[start..end];
        let rest = &self.text[end..];
        match written {
            // 位 is a bit after a power of two, and a digit, a place or a person otherwise.
            "位" if name == "bit" => {
                let width = ["8", "16", "32", "64", "128", "256", "512", "1024", "2048", "4096"];
                let other = ['址', '置', '于', '於', '数', '數', '用', '使', '参', '參', '成', '元', '字'];
                width.contains(&read.value.as_str()) && !rest.starts_with(other)
            }
            // "5 K" is rarely a size, "64K" is; a lone letter after a hyphen never is.
            "K" | "B" | "d" | "j" | "o" | "s" | "h" if hyphen => false,
            "K" => start == read.end,
            _ => !hyphen || written.starts_with(char::is_alphabetic),
        }
    }

    fn ordinal(&mut self, range: Range<usize>, value: Decimal, sink: &mut Sink<'_>) {
        self.flush(None, sink);
        self.done = range.end;
        let mut marked = Decimal::default();
        marked.push(b'#');
        marked.push_str(value.as_str());
        sink.push_soft(ClaimKind::Number, range, marked.as_str(), "ordinal");
    }

    /// Takes a number with its unit, and gives that unit to the numbers before
    /// it in the same range or list.
    fn take(&mut self, read: Read, unit: Option<u16>, sink: &mut Sink<'_>) {
        self.done = read.end;
        let connected = self.waiting.last().is_some_and(|last| {
            let between = self.text.get(last.end..read.start).unwrap_or(" . ");
            self.connects(between)
        });
        if !connected {
            self.flush(None, sink);
        }
        self.waiting.push(read);
        if unit.is_some() {
            self.flush(unit, sink);
        }
    }

    /// Whether the text between two numbers makes them a range or a list.
    fn connects(&self, between: &str) -> bool {
        let trimmed = between.trim_matches(is_space).trim_start_matches([',', '、', '，']).trim_matches(is_space);
        // "34-by-44 inches"
        let word = trimmed.trim_matches('-');
        matches!(trimmed, "-" | "–" | "—" | "~" | "～" | "－" | "/" | "x" | "X" | "×" | "\u{2011}")
            || trimmed.is_empty() && between.contains([',', '、', '，'])
            || self.tables.range_words.match_at(word, 0).is_some_and(|(end, ())| end == word.len())
    }

    fn flush(&mut self, unit: Option<u16>, sink: &mut Sink<'_>) {
        let name = unit.map_or("", |unit| self.tables.units[usize::from(unit)].as_str());
        for mut read in self.waiting.drain(..) {
            read.value.push_unit(name);
            let range = read.start..read.end;
            match read.alternate {
                _ if read.soft => sink.push_soft(ClaimKind::Number, range, read.value.as_str(), name),
                Some(mut alternate) => {
                    alternate.push_unit(name);
                    let (value, alternate) = (read.value.as_str(), alternate.as_str());
                    sink.push_ambiguous(ClaimKind::Number, range, value, alternate, name);
                }
                None => sink.push(ClaimKind::Number, range, read.value.as_str(), name),
            }
        }
    }
}

/// The place after at most one space at `at` (not a line end).
fn skip_one_space(text: &str, at: usize) -> usize {
    match text[at..].chars().next() {
        Some(c) if is_space(c) && c != '\n' && c != '\r' => at + c.len_utf8(),
        _ => at,
    }
}
