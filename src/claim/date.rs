//! Dates and times, one claim each, in the order year, month, day.
//!
//! Every date holds digits, so only runs of digits are looked at, and from each
//! the forms are tried in turn: `2013-02-12`, `2013年2月12日`, `7/3/2012`,
//! "12 février 2013", "February 12, 2013", `5:30 PM`, `23 h 15`, and last a
//! bare year. Values are `2013-02-12`, `2013-02`, `02-12` (no year), `23:15` and
//! `2013`; subjects are `date`, `month`, `day` (no year), `time` and `year`.
//!
//! **Numeric dates.** `7/3/2012` is read in the order of the page's locale, or,
//! where that is no date (`2/28/2012` in French), in the order that makes one.
//! Translations often leave such dates as the source has them. So where day and
//! month could change places, a page in a locale that does not write the month
//! first also gets the English reading as the claim's alternate. `7/3/2012` in
//! French so agrees with `7/3/2012` and with `3/7/2012` in English, and with
//! nothing else: `8/7/2012` never agrees with `7/7/2012`.
//!
//! **Years.** Four digits from 1990 to 2099 are a year unless a unit follows. It
//! is a soft claim unless a word ("since"), a mark (`年`) or its standing alone
//! tells: elsewhere it is a product's year as often, which the versions report.

mod modified;

use std::fmt::Write;
use std::ops::Range;

pub(crate) use self::modified::last_modified;
use super::statement::Taken;
use super::{ClaimKind, Sink};
use crate::locale::Pack;
use crate::locale::lexicon::{Start, is_space, is_spaced_letter, visit_starts};
use crate::locale::pack::DateOrder;
use crate::locale::tables::{AfterNumber, DateWord, Tables};

/// Reads the dates and times of a block, and adds their ranges to `taken`,
/// which holds the sorted ranges of other extractors and stays sorted.
pub(crate) fn extract(text: &str, taken: &mut Vec<Range<usize>>, pack: &Pack, sink: &mut Sink<'_>) {
    let dates = Dates::new(text, pack);
    let mut found = Vec::new();
    let mut others = Taken(taken);
    let mut done = 0;
    visit_starts(text, pack.glued, |at, start| {
        if start != Start::Digits || at < done || others.covers(at) {
            return;
        }
        if let Some(date) = dates.read(at) {
            done = date.end();
            date.push(sink);
            found.push(date.range);
        }
    });
    taken.append(&mut found);
    taken.sort_unstable_by_key(|range| (range.start, range.end));
}

/// What was read, before it is a claim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Date {
    range: Range<usize>,
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    /// Hour, minute, second.
    time: Option<(u32, u32, Option<u32>)>,
    /// Day and month could change places.
    swappable: bool,
    /// A bare year that nothing around it tells to be one.
    soft: bool,
}

impl Date {
    /// One past its last byte.
    pub(super) fn end(&self) -> usize {
        self.range.end
    }

    /// Makes it a claim.
    pub(super) fn push(&self, sink: &mut Sink<'_>) {
        let mut value = String::with_capacity(16);
        let subject = self.write(&mut value);
        if self.soft {
            sink.push_soft(ClaimKind::Date, self.range.clone(), &value, subject);
        } else if self.swappable {
            let swapped = Date { month: self.day, day: self.month, ..self.clone() };
            let mut alternate = String::with_capacity(16);
            swapped.write(&mut alternate);
            sink.push_ambiguous(ClaimKind::Date, self.range.clone(), &value, &alternate, subject);
        } else {
            sink.push(ClaimKind::Date, self.range.clone(), &value, subject);
        }
    }

    /// Writes the canonical value and gives the subject.
    fn write(&self, value: &mut String) -> &'static str {
        // Writing into a string cannot fail.
        let _ = match (self.year, self.month, self.day, self.time) {
            (_, _, _, Some((hour, minute, None))) => write!(value, "{hour:02}:{minute:02}"),
            (_, _, _, Some((hour, minute, Some(second)))) => write!(value, "{hour:02}:{minute:02}:{second:02}"),
            (Some(year), Some(month), Some(day), _) => write!(value, "{year}-{month:02}-{day:02}"),
            (Some(year), Some(month), None, _) => write!(value, "{year}-{month:02}"),
            (Some(year), None, _, _) => write!(value, "{year}"),
            (None, month, day, _) => write!(value, "{:02}-{:02}", month.unwrap_or(0), day.unwrap_or(0)),
        };
        match (self.year, self.month, self.day, self.time) {
            (_, _, _, Some(_)) => "time",
            (Some(_), Some(_), Some(_), _) => "date",
            (Some(_), Some(_), None, _) => "month",
            (Some(_), None, _, _) => "year",
            (None, _, _, _) => "day",
        }
    }
}

/// A run of digits with its value.
#[derive(Debug, Clone, Copy)]
struct Digits {
    value: u32,
    count: usize,
    end: usize,
}

/// Reads the dates of a block.
pub(super) struct Dates<'a> {
    text: &'a str,
    pack: &'a Pack,
    tables: &'a Tables,
}

impl<'a> Dates<'a> {
    pub(super) fn new(text: &'a str, pack: &'a Pack) -> Dates<'a> {
        Dates { text, pack, tables: pack.tables() }
    }

    /// How many digits end at `at`.
    fn digits_before(&self, at: usize) -> usize {
        self.text.as_bytes()[..at].iter().rev().take_while(|byte| byte.is_ascii_digit()).count()
    }

    /// The date or time that the run of digits at `at` belongs to. It may begin
    /// before the digits: "February 2013".
    pub(super) fn read(&self, at: usize) -> Option<Date> {
        let first = self.digits(at)?;
        if first.count > 4 {
            return None;
        }
        let before = self.text[..at].chars().next_back();
        match before {
            Some(c) if is_spaced_letter(c) || matches!(c, '_' | '$' | '.' | ',' | '\\' | '+' | '@') => {
                return None;
            }
            // "发布日期:2013年2月", "Server 2013:2013 年 2 月", but not "12:30".
            Some(':') if !matches!(self.digits_before(at - 1), 0 | 4) => return None,
            // The second half of a range or of a code; `-` before a year is both.
            Some('-' | '/') if self.text[..at - 1].ends_with(|c: char| c.is_ascii_alphanumeric()) => return None,
            _ => {}
        }
        let date = match first.count {
            4 => self
                .year_first(at, first)
                .or_else(|| self.after_month_name(at, first))
                .or_else(|| self.marked(at, first))
                .or_else(|| self.before_bare_month_name(at, first))
                .or_else(|| self.bare_year(at, first)),
            1 | 2 => self
                .time(at, first)
                .or_else(|| self.numeric(at, first))
                .or_else(|| self.marked(at, first))
                .or_else(|| self.before_month_name(at, first))
                .or_else(|| self.after_month_name(at, first)),
            _ => None,
        }?;
        if before == Some(':') && (date.month.is_none() || date.range.start < at) {
            return None;
        }
        let next = self.text[date.range.end..].chars().next();
        (!next.is_some_and(|c| c.is_ascii_digit() || c == '_')).then_some(date)
    }

    fn digits(&self, at: usize) -> Option<Digits> {
        let bytes = self.text.as_bytes().get(at..)?;
        let count = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 || count > 6 {
            return None;
        }
        let value = bytes[..count].iter().fold(0, |value, byte| value * 10 + u32::from(byte - b'0'));
        Some(Digits { value, count, end: at + count })
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    fn skip_space(&self, at: usize) -> usize {
        match self.text[at..].chars().next() {
            Some(c) if is_space(c) && c != '\n' => at + c.len_utf8(),
            _ => at,
        }
    }

    /// `2013-02-12`, `2013/2/12`, `2013. 2. 12`.
    fn year_first(&self, at: usize, year: Digits) -> Option<Date> {
        let separator = self.byte(year.end);
        if !matches!(separator, b'-' | b'/' | b'.') {
            return None;
        }
        let spaced = |at: usize| if separator == b'.' { self.skip_space(at) } else { at };
        let month = self.digits(spaced(year.end + 1)).filter(|month| month.count <= 2)?;
        if self.byte(month.end) != separator {
            return None;
        }
        let day = self.digits(spaced(month.end + 1)).filter(|day| day.count <= 2)?;
        // `2010-1-2` is a date, `10-1-2` a code; a year far from ours is none.
        (is_full_year(year) && is_month(month) && is_day(day)).then(|| Date {
            range: at..day.end,
            year: Some(year.value),
            month: Some(month.value),
            day: Some(day.value),
            ..Date::default()
        })
    }

    /// `7/3/2012`, `12.02.2013`, `12-02-2013`, `7/3/12`, `07.03.12`.
    fn numeric(&self, at: usize, first: Digits) -> Option<Date> {
        let separator = self.byte(first.end);
        if !matches!(separator, b'-' | b'/' | b'.') {
            return None;
        }
        let second = self.digits(first.end + 1).filter(|second| second.count <= 2)?;
        if self.byte(second.end) != separator {
            return None;
        }
        let year = self.digits(second.end + 1)?;
        let full = if is_full_year(year) {
            year.value
        } else if year.count == 2 && (separator == b'/' || separator == b'.' && first.count == 2 && second.count == 2) {
            2000 + year.value
        } else {
            return None;
        };
        // Not the start of a longer dotted number.
        if matches!(self.byte(year.end), b'.' | b'-' | b'/') && self.byte(year.end + 1).is_ascii_digit() {
            return None;
        }
        let month_first = is_month(first) && is_day(second);
        let day_first = is_day(first) && is_month(second);
        // Points and hyphens around a date put the day first wherever they are used.
        let day_leads = self.pack.date_order == DateOrder::DayMonthYear || separator == b'.';
        let (month, day) = match (month_first, day_first) {
            (true, true) if day_leads => (second, first),
            (true, _) => (first, second),
            (false, true) => (second, first),
            (false, false) => return None,
        };
        let swappable = month_first && day_first && month.value != day.value && day_leads && separator != b'.';
        Some(Date {
            range: at..year.end,
            year: Some(full),
            month: Some(month.value),
            day: Some(day.value),
            swappable,
            ..Date::default()
        })
    }

    /// The mark after a part of a date, over at most one space.
    fn mark(&self, at: usize) -> Option<(usize, DateWord)> {
        self.tables.dates.match_at(self.text, self.skip_space(at))
    }

    /// `2013年2月12日`, `2013年2月`, `2月12日`, `2013年`, also with spaces.
    fn marked(&self, at: usize, first: Digits) -> Option<Date> {
        let (mut end, mark) = self.mark(first.end)?;
        let mut date = Date::default();
        let mut month = None;
        match mark {
            DateWord::Year if is_year(first) => {
                date.year = Some(first.value);
                if let Some(digits) = self.digits(self.skip_space(end)).filter(|&digits| is_month(digits))
                    && let Some((mark_end, DateWord::Month)) = self.mark(digits.end)
                {
                    month = Some(digits);
                    end = mark_end;
                }
            }
            DateWord::Month if is_month(first) => month = Some(first),
            _ => return None,
        }
        if let Some(month) = month {
            date.month = Some(month.value);
            match self.digits(self.skip_space(end)) {
                Some(day) if is_day(day) => {
                    if let Some((mark_end, DateWord::Day)) = self.mark(day.end) {
                        date.day = Some(day.value);
                        end = mark_end;
                    }
                }
                // `2月2013`, as machines write it.
                Some(year) if date.year.is_none() && is_year(year) => {
                    date.year = Some(year.value);
                    end = year.end;
                }
                _ => {}
            }
            // A month alone is a number with a counter, not a date.
            if date.year.is_none() && date.day.is_none() {
                return None;
            }
        }
        date.range = at..end;
        Some(date)
    }

    /// "12 February 2013", "12. Februar", "1er avril 2019", "12 de febrero de 2013".
    fn before_month_name(&self, at: usize, day: Digits) -> Option<Date> {
        if !is_day(day) {
            return None;
        }
        let mut next = day.end;
        // `12-Jun-2026`
        if self.byte(next) == b'-' {
            let (end, month) = self.month_name(next + 1)?;
            let year = self.digits(end + 1).filter(|&year| self.byte(end) == b'-' && is_year(year))?;
            return Some(Date {
                range: at..year.end,
                year: Some(year.value),
                month: Some(month),
                day: Some(day.value),
                ..Date::default()
            });
        }
        if self.byte(next) == b'.' {
            next += 1;
        } else if let Some((end, AfterNumber::OrdinalSuffix)) = self.tables.after.match_at(self.text, next) {
            next = end;
        }
        next = self.skip_fillers(next)?;
        let (end, month) = self.month_name(next)?;
        let mut date = Date { range: at..end, month: Some(month), day: Some(day.value), ..Date::default() };
        self.year_after(&mut date);
        Some(date)
    }

    /// "February 2013", "Feb. 12, 2013", "June 4": the digits after a month's name.
    fn after_month_name(&self, at: usize, first: Digits) -> Option<Date> {
        let (start, month) = self.month_name_before(at)?;
        if is_year(first) {
            return Some(Date {
                range: start..first.end,
                year: Some(first.value),
                month: Some(month),
                ..Date::default()
            });
        }
        if !is_day(first) {
            return None;
        }
        let mut end = first.end;
        if let Some((suffix_end, AfterNumber::OrdinalSuffix)) = self.tables.after.match_at(self.text, end) {
            end = suffix_end;
        }
        let mut date = Date { range: start..end, month: Some(month), day: Some(first.value), ..Date::default() };
        self.year_after(&mut date);
        Some(date)
    }

    /// Takes the year that follows a day and a month: ", 2013", " 2013", " de 2013".
    fn year_after(&self, date: &mut Date) {
        let mut next = date.range.end;
        while matches!(self.byte(next), b',' | b'.') {
            next += 1;
        }
        if let Some(next) = self.skip_fillers(next)
            && let Some(year) = self.digits(next)
            && is_year(year)
        {
            date.year = Some(year.value);
            date.range.end = year.end;
        }
    }

    /// Over spaces and words like "of"; `None` where no space and no word is.
    fn skip_fillers(&self, at: usize) -> Option<usize> {
        let mut next = self.skip_space(at);
        while let Some((end, DateWord::Filler)) = self.tables.dates.match_at(self.text, next) {
            next = self.skip_space(end);
        }
        (next > at).then_some(next)
    }

    fn month_name(&self, at: usize) -> Option<(usize, u32)> {
        let (end, month) = self.tables.months.match_at(self.text, at)?;
        // "may" and "march" are months with a capital only.
        let modal = matches!(&self.text[at..end], "may" | "march");
        (!modal).then_some((end, u32::from(month)))
    }

    /// The month name that ends before `at`, with where it begins.
    fn month_name_before(&self, at: usize) -> Option<(usize, u32)> {
        let is_gap = |c: char| is_space(c) && c != '\n' || matches!(c, '.' | ',');
        let before = self.text[..at].trim_end_matches(is_gap);
        if at - before.len() > 4 {
            return None;
        }
        if before.ends_with(is_spaced_letter) {
            if before.len() == at {
                return None;
            }
            let mut start = word_start(before);
            if let Some((end, DateWord::Filler)) = self.tables.dates.match_at(self.text, start)
                && end == before.len()
            {
                start = word_start(self.text[..start].trim_end_matches(is_gap));
            }
            return self.month_name(start).map(|(_, month)| (start, month));
        }
        // `二月2013`: a name in a script without spaces has two to four characters.
        let starts = before.char_indices().rev().map(|(start, _)| start).skip(1).take(3);
        let names = starts.filter(|_| self.pack.glued).filter_map(|start| Some((start, self.month_name(start)?)));
        let (start, (_, month)) = names.filter(|(_, (end, _))| *end == before.len()).last()?;
        Some((start, month))
    }

    /// `23:15`, `5:30:00 PM`, `5 p.m.`, `23 h 15`, `下午 5:00`, `17 Uhr`, `5点30分`.
    fn time(&self, at: usize, hour: Digits) -> Option<Date> {
        if hour.value > 24 {
            return None;
        }
        let mut end = hour.end;
        let mut minute = None;
        let mut second = None;
        let two = |at: usize| self.digits(at).filter(|digits| digits.count == 2 && digits.value < 60);
        let mut marked = false;
        if let Some(after) = self.colon(end) {
            let digits = two(after)?;
            minute = Some(digits.value);
            end = digits.end;
            if let Some(after) = self.colon(end) {
                let digits = two(after)?;
                second = Some(digits.value);
                end = digits.end;
                // The decimals of the seconds say nothing that is compared.
                if self.byte(end) == b'.' && self.byte(end + 1).is_ascii_digit() {
                    let decimals = self.text.as_bytes()[end + 1..].iter();
                    end += 1 + decimals.take_while(|byte| byte.is_ascii_digit()).count();
                }
            }
            // A longer chain is an address.
            if self.colon(end).is_some_and(|after| self.byte(after).is_ascii_hexdigit()) {
                return None;
            }
        } else if let Some((mark_end, DateWord::Hour)) = self.mark(end) {
            // "23 h 15" is a time, "24 h" a duration; `5点` is a time after `下午` only.
            marked = true;
            if let Some(digits) = two(self.skip_space(mark_end)) {
                minute = Some(digits.value);
                end = digits.end;
                match self.mark(end) {
                    Some((minute_end, DateWord::Minute)) => end = minute_end,
                    None => {}
                    _ => return None,
                }
            } else {
                end = mark_end;
            }
        }
        let mut start = at;
        let mut half = None;
        if let Some((word_end, word)) = self.mark(end).filter(|(_, word)| is_half(*word)) {
            half = Some(word);
            end = word_end;
        } else if (marked || minute.is_some())
            && let Some((word_start, word)) = self.half_before(at)
        {
            half = Some(word);
            start = word_start;
        }
        if minute.is_none() && half.is_none() {
            return None;
        }
        let hour = match half {
            Some(DateWord::BeforeNoon | DateWord::Evening) if hour.value == 12 => 0,
            Some(DateWord::AfterNoon | DateWord::Evening) if hour.value < 12 => hour.value + 12,
            _ => hour.value,
        };
        Some(Date {
            range: start..end,
            time: Some((hour, minute.unwrap_or(0), second.filter(|second| *second > 0))),
            ..Date::default()
        })
    }

    /// The place after a colon at `at`, of either width.
    fn colon(&self, at: usize) -> Option<usize> {
        match self.byte(at) {
            b':' => Some(at + 1),
            0xef if self.text[at..].starts_with('：') => Some(at + '：'.len_utf8()),
            _ => None,
        }
    }

    /// `上午`, `午後`, `오전` before a time.
    fn half_before(&self, at: usize) -> Option<(usize, DateWord)> {
        if !self.pack.glued {
            return None;
        }
        let before = self.text[..at].trim_end_matches(is_space);
        let start = before.char_indices().rev().nth(1)?.0;
        let (end, word) = self.tables.dates.match_at(self.text, start)?;
        (end == before.len() && is_half(word)).then_some((start, word))
    }

    fn bare_year(&self, at: usize, year: Digits) -> Option<Date> {
        if !is_year(year) || year.value < 1990 {
            return None;
        }
        let rest = &self.text[year.end..];
        let glued = rest.chars().next().is_some_and(|c| {
            is_spaced_letter(c)
                || matches!(c, '_' | '%' | '％' | '°' | '\\' | '@')
                || matches!(c, '.' | ',' | ':' | '/' | '-' | '–')
                    && rest[c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit())
        });
        if glued || self.tables.after.match_at(self.text, self.skip_space(year.end)).is_some() {
            return None;
        }
        let before = self.text[..at].trim_end_matches(is_space);
        let named = before.ends_with('©')
            || before.len() < at
                && matches!(
                    self.tables.dates.match_at(self.text, word_start(before)),
                    Some((end, DateWord::BeforeYear)) if end == before.len()
                );
        // 2000 and 2048 are quantities nearly always.
        if matches!(year.value, 2000 | 2048) && !named {
            return None;
        }
        // A year that has lost its product is the version's to tell.
        let alone = before.is_empty() && rest.trim_matches(is_space).is_empty();
        Some(Date { range: at..year.end, year: Some(year.value), soft: !named && !alone, ..Date::default() })
    }

    /// "2013 février", as machines turn "February 2013" round.
    fn before_bare_month_name(&self, at: usize, year: Digits) -> Option<Date> {
        if !is_year(year) {
            return None;
        }
        let (end, month) = self.month_name(self.skip_fillers(year.end)?)?;
        // "in 2013 May 4 …" goes on with a date of its own.
        let day_follows = self.digits(self.skip_space(end)).is_some();
        (!day_follows).then(|| Date { range: at..end, year: Some(year.value), month: Some(month), ..Date::default() })
    }
}

fn is_half(word: DateWord) -> bool {
    matches!(word, DateWord::BeforeNoon | DateWord::AfterNoon | DateWord::Evening)
}

fn word_start(text: &str) -> usize {
    text.len() - text.chars().rev().take_while(|&c| is_spaced_letter(c)).map(char::len_utf8).sum::<usize>()
}

fn is_year(digits: Digits) -> bool {
    digits.count == 4 && (1970..2100).contains(&digits.value)
}

/// Beside a month and a day, years far from ours are years too: 1/1/1601 is
/// where Windows begins to count.
fn is_full_year(digits: Digits) -> bool {
    digits.count == 4 && (1500..2200).contains(&digits.value)
}

fn is_month(digits: Digits) -> bool {
    digits.count <= 2 && (1..=12).contains(&digits.value)
}

fn is_day(digits: Digits) -> bool {
    digits.count <= 2 && (1..=31).contains(&digits.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    #[test]
    fn dates_take_their_ranges() {
        let locale: Locale = "en".parse().unwrap();
        let (mut values, mut claims) = (crate::claim::Values::default(), Vec::new());
        let text = "by 5:30 PM on June 4, 2013 at 10 sites";
        let mut taken = vec![0..2, 30..32];
        extract(text, &mut taken, locale.pack(), &mut Sink::new(&mut values, &mut claims, 0, 0));
        assert_eq!(taken, [0..2, 3..10, 14..26, 30..32]);
    }
}
