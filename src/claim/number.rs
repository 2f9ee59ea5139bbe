//! Quantities: numbers with their units, by value.
//!
//! One pass over the places where a run of digits or a word begins. A run of
//! digits is first asked whether it is a quantity at all: digits inside an
//! identifier (`pool01`, `SP1`, `$1`), a GUID or a codec's name (`G.711`) are
//! not. Then the numeral is read by the marks of the pack's language
//! ([`numeral`]), and what follows may scale it (`8 万`), give it a unit or make
//! an ordinal of it. Numbers that share the unit of the last one (`24-48
//! hours`, `10, 15 or 20 minutes`) all get it.
//!
//! The value of a claim is the number in plain decimal notation and, after a
//! space, the canonical unit: `15000`, `80 %`, `1.5 GB`. Its subject is the unit,
//! empty for a bare number. Addresses (`ip`), telephone numbers (`phone`) and
//! dotted numbers (`dotted`) keep their digits as written.
//!
//! Number words are soft claims of the same values: "two pools" stands for
//! `2 个池` on the other side, while nothing follows from a missing "one".
//! Ordinals are soft too, `#3` with the subject `ordinal`, since a language may
//! put "first" where another says nothing.
//!
//! Two claims of different unit and equal number are best taken as equal where
//! one of them has no unit: `every 30` in a table whose heading says "days".

mod numeral;
mod word;

use std::ops::Range;

use self::numeral::Shape;
use super::{ClaimKind, Sink};
use crate::locale::Pack;
use crate::locale::lexicon::{Starts, is_space, is_spaced_letter, visit_starts};
use crate::locale::tables::{AfterNumber, NumberWord, Tables};

/// Reads the numbers of a block.
///
/// `taken` are the ranges of `text` that other extractors have read, sorted.
pub(crate) fn extract(text: &str, taken: &[Range<usize>], pack: &Pack, sink: &mut Sink<'_>) {
    let tables = pack.tables();
    let mut reader =
        Reader { text, taken, pack, tables, sink, done: 0, waiting: Waiting::default(), buffer: String::new() };
    visit_starts(text, Starts::DigitsAndWords, pack.glued, |at| {
        if at < reader.done {
            return;
        }
        if text.as_bytes()[at].is_ascii_digit() {
            if !reader.is_taken(at) {
                reader.digits(at);
            }
        } else if let Some((end, word)) = tables.numbers.match_at(text, at)
            && !reader.is_taken(at)
        {
            reader.word(at, end, word);
        }
    });
    reader.flush(None);
}

/// The number in a claim's value, without its unit.
pub(crate) fn magnitude(value: &str) -> &str {
    value.split_once(' ').map_or(value, |(number, _)| number)
}

struct Reader<'a, 'b> {
    text: &'a str,
    taken: &'a [Range<usize>],
    pack: &'a Pack,
    tables: &'a Tables,
    sink: &'a mut Sink<'b>,
    /// Everything before this byte has been read.
    done: usize,
    waiting: Waiting,
    buffer: String,
}

/// Bare numbers that the unit of a later number may belong to.
#[derive(Default)]
struct Waiting {
    numbers: Vec<Waited>,
}

struct Waited {
    range: Range<usize>,
    value: String,
    alternate: Option<String>,
    soft: bool,
}

/// A number as read, before its unit.
struct Read {
    start: usize,
    end: usize,
    value: String,
    alternate: Option<String>,
    soft: bool,
}

impl Reader<'_, '_> {
    fn is_taken(&mut self, at: usize) -> bool {
        while let Some((first, rest)) = self.taken.split_first()
            && first.end <= at
        {
            self.taken = rest;
        }
        self.taken.first().is_some_and(|range| range.start <= at)
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn digits(&mut self, at: usize) {
        let text = self.text;
        match numeral::shape(text, at, self.pack) {
            Shape::Identifier(end) => {
                self.done = end;
                self.flush(None);
            }
            Shape::Verbatim { range, subject } => {
                self.done = range.end;
                self.flush(None);
                self.buffer.clear();
                if subject == "phone" {
                    self.buffer.extend(text[range.clone()].chars().filter(|c| c.is_ascii_digit() || *c == '+'));
                } else {
                    self.buffer.extend(text[range.clone()].chars().map(|c| c.to_ascii_lowercase()));
                }
                self.sink.push(ClaimKind::Number, range, &self.buffer, subject);
            }
            Shape::Number { start, end, value, alternate } => {
                self.after(Read { start, end, value, alternate, soft: false });
            }
        }
    }

    fn word(&mut self, at: usize, end: usize, word: NumberWord) {
        match word {
            NumberWord::Ordinal(value) => self.ordinal(at..end, &value.to_string()),
            NumberWord::Time(index) => {
                let time = &self.tables.times[usize::from(index)];
                self.sink.push_soft(ClaimKind::Date, at..end, time, "time");
                self.done = end;
            }
            NumberWord::OrdinalPrefix => {
                let start = skip_one_space(self.text, end);
                let digits = self.text[start..].bytes().take_while(u8::is_ascii_digit).count();
                if digits > 0 {
                    let value = self.text[start..start + digits].to_owned();
                    self.ordinal(at..start + digits, &value);
                } else if let Some((end, value)) = word::read(self.text, start, self.tables) {
                    self.ordinal(at..end, &value.to_string());
                }
            }
            NumberWord::UnitPrefix(unit) => {
                let start = skip_one_space(self.text, end);
                if self.text.as_bytes().get(start).is_some_and(u8::is_ascii_digit) {
                    if let Shape::Number { end, value, alternate, .. } = numeral::shape(self.text, start, self.pack) {
                        self.push(Read { start: at, end, value, alternate, soft: false }, Some(unit));
                    }
                } else if let Some((end, value)) = word::read(self.text, start, self.tables) {
                    let value = value.to_string();
                    self.push(Read { start: at, end, value, alternate: None, soft: true }, Some(unit));
                }
            }
            NumberWord::Cardinal(_) | NumberWord::Scale(_) => self.cardinal(at),
        }
    }

    fn cardinal(&mut self, at: usize) {
        let Some((end, value)) = word::read(self.text, at, self.tables) else { return };
        // In Chinese a lone numeral is more often part of another word
        // (`统一`, `万一`, `十分`) than a number, unless something is counted.
        if self.pack.glued {
            let next = skip_one_space(self.text, end);
            let counted = self.tables.after.match_at(self.text, next).is_some();
            let numerals = self.text[at..end].chars().count();
            if !counted && numerals < 2 {
                return;
            }
        }
        self.after(Read { start: at, end, value: value.to_string(), alternate: None, soft: true });
    }

    /// Reads what follows a number: factors, a unit, an ordinal's ending.
    fn after(&mut self, mut read: Read) {
        let text = self.text;
        loop {
            let (next, hyphen) = match text[read.end..].chars().next() {
                Some('-' | '\u{2010}' | '\u{2011}') => {
                    (read.end + text[read.end..].chars().next().map_or(0, char::len_utf8), true)
                }
                _ => (skip_one_space(text, read.end), false),
            };
            let found = self.tables.after.match_at(text, next);
            let glued = next == read.end;
            match found {
                Some((end, AfterNumber::Unit(unit))) if self.unit_fits(&read, next, end, unit, hyphen) => {
                    read.end = end;
                    return self.push(read, Some(unit));
                }
                Some((end, AfterNumber::Scale(factor))) if !hyphen && !read.soft => {
                    read.value = numeral::scaled(&read.value, factor);
                    read.alternate = None;
                    read.end = end;
                }
                Some((end, AfterNumber::OrdinalSuffix)) if glued && !read.soft => {
                    return self.ordinal(read.start..end, &read.value);
                }
                _ => break,
            }
        }
        let mut rest = text[read.end..].chars();
        match rest.next() {
            // Digits that go on as a word are no quantity: `7z`, `3G`, `0x80`.
            Some(next) if !read.soft && (is_spaced_letter(next) || next == '_') => {
                let resolution = matches!(next, 'x' | 'X') && rest.next().is_some_and(|c| c.is_ascii_digit());
                if !resolution {
                    self.done = numeral::identifier_end(text, read.end);
                    return self.flush(None);
                }
            }
            _ => {}
        }
        self.push(read, None);
    }

    /// Whether what was found after a number is its unit.
    fn unit_fits(&self, read: &Read, start: usize, end: usize, unit: u16, hyphen: bool) -> bool {
        let name = self.tables.units[usize::from(unit)].as_str();
        let written = &self.text[start..end];
        let rest = &self.text[end..];
        match written {
            // 位 is a bit after a power of two, and a digit, a place or a person otherwise.
            "位" | "ビット" | "비트" if name == "bit" => {
                matches!(
                    read.value.as_str(),
                    "8" | "16" | "32" | "64" | "128" | "256" | "512" | "1024" | "2048" | "4096"
                ) && !rest.starts_with(['址', '置', '于', '於', '数', '數', '用', '使', '参', '參', '成', '元', '字'])
            }
            // A month's number is no count of months.
            "月" => false,
            // "5 K" is rarely a size, "64K" is; a lone letter after a hyphen never is.
            "K" | "B" | "d" | "j" | "o" | "s" | "h" if hyphen => false,
            "K" => start == read.end,
            "°" => true,
            _ => !hyphen || written.chars().next().is_some_and(char::is_alphabetic),
        }
    }

    fn ordinal(&mut self, range: Range<usize>, value: &str) {
        self.done = range.end;
        self.flush(None);
        self.buffer.clear();
        self.buffer.push('#');
        self.buffer.push_str(value);
        self.sink.push_soft(ClaimKind::Number, range, &self.buffer, "ordinal");
    }

    /// Takes a number with its unit, and gives that unit to the numbers before
    /// it in the same range or list.
    fn push(&mut self, read: Read, unit: Option<u16>) {
        self.done = read.end;
        let connected = self.waiting.numbers.last().is_some_and(|last| {
            let between = self.text.get(last.range.end..read.start).unwrap_or(" . ");
            self.connects(between)
        });
        if !connected {
            self.flush(None);
        }
        self.waiting.numbers.push(Waited {
            range: read.start..read.end,
            value: read.value,
            alternate: read.alternate,
            soft: read.soft,
        });
        if unit.is_some() {
            self.flush(unit);
        }
    }

    /// Whether the text between two numbers makes them a range or a list.
    fn connects(&self, between: &str) -> bool {
        let trimmed = between.trim_matches(is_space).trim_start_matches([',', '、', '，']).trim_matches(is_space);
        matches!(trimmed, "-" | "–" | "—" | "~" | "～" | "－" | "/" | "x" | "X" | "×" | "\u{2011}")
            || trimmed.is_empty() && between.contains([',', '、', '，'])
            || self.tables.range_words.match_at(trimmed, 0).is_some_and(|(end, ())| end == trimmed.len())
    }

    fn flush(&mut self, unit: Option<u16>) {
        if self.waiting.numbers.is_empty() {
            return;
        }
        let name = unit.map_or("", |unit| self.tables.units[usize::from(unit)].as_str());
        for waited in self.waiting.numbers.drain(..) {
            let mut value = waited.value;
            let mut alternate = waited.alternate;
            if !name.is_empty() {
                for number in [Some(&mut value), alternate.as_mut()].into_iter().flatten() {
                    number.push(' ');
                    number.push_str(name);
                }
            }
            match alternate {
                _ if waited.soft => self.sink.push_soft(ClaimKind::Number, waited.range, &value, name),
                Some(alternate) => {
                    self.sink.push_ambiguous(ClaimKind::Number, waited.range, &value, &alternate, name);
                }
                None => self.sink.push(ClaimKind::Number, waited.range, &value, name),
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
