//! What a run of digits is: a number in a locale's notation, an address, a
//! telephone number, or part of an identifier.

use std::ops::Range;

use super::decimal::Decimal;
use crate::locale::Pack;
use crate::locale::lexicon::{is_space, is_spaced_letter};

/// What begins at a run of digits.
pub(super) enum Shape {
    /// No quantity; it reaches to this byte.
    Identifier(usize),
    /// An address or a code that is compared as written.
    Verbatim {
        /// What it covers, which may begin before the digits.
        range: Range<usize>,
        /// `ip`, `phone`, `dotted` or `hex`.
        subject: &'static str,
    },
    /// A number.
    Number {
        /// Its first byte, the sign included.
        start: usize,
        /// One past its last digit.
        end: usize,
        /// In plain decimal notation.
        value: Decimal,
        /// The value in the notation that has point and comma the other way round.
        alternate: Option<Decimal>,
    },
}

/// Reads what begins at the digit at byte `at`.
pub(super) fn shape(text: &str, at: usize, pack: &Pack) -> Shape {
    let bytes = text.as_bytes();
    let mut before = text[..at].chars().rev();
    let (last, last_but_one) = (before.next(), before.next());
    let mut start = at;
    if !last.is_some_and(is_spaced_letter)
        && let Some(end) = hexadecimal_end(bytes, at)
    {
        return Shape::Verbatim { range: at..end, subject: "hex" };
    }
    match last {
        Some(c) if is_spaced_letter(c) => {
            let resolution = matches!(c, 'x' | 'X') && last_but_one.is_some_and(|c| c.is_ascii_digit());
            if !resolution {
                return address(text, at).unwrap_or_else(|| Shape::Identifier(identifier_end(text, at)));
            }
        }
        Some('_' | '\\' | '^' | '{' | '@' | '`' | '~') => return Shape::Identifier(identifier_end(text, at)),
        Some('$') if digits_end(bytes, at) < at + 2 => return Shape::Identifier(identifier_end(text, at)),
        // `G.711`, `COM-1`: a name with a number in it.
        Some('.' | '-' | '\u{2011}') if last_but_one.is_some_and(is_spaced_letter) && !goes_on(text, at, pack) => {
            return Shape::Identifier(identifier_end(text, at));
        }
        // `.05`: the zero before the point is left out.
        Some('.') if begins_decimals(last_but_one) => start -= 1,
        Some(sign @ ('-' | '\u{2212}')) if is_sign(&text[..at - sign.len_utf8()]) => start -= sign.len_utf8(),
        Some('+') => {
            if let Some(end) = phone_end(bytes, at, 7) {
                return Shape::Verbatim { range: at - 1..end, subject: "phone" };
            }
        }
        Some(':') => {
            if let Some(shape) = address(text, at) {
                return shape;
            }
        }
        _ => {}
    }
    let end = digits_end(bytes, at);
    match bytes.get(end) {
        Some(b'-') => {
            if is_guid(bytes, at) {
                return Shape::Identifier(at + 36);
            }
            if let Some(end) = hyphenated_phone_end(bytes, at).or_else(|| short_code_end(bytes, at)) {
                return Shape::Verbatim { range: at..end, subject: "phone" };
            }
        }
        Some(b' ' | b'.' | 0xc2 | 0xe2) => {
            if let Some(end) = paired_phone_end(text, at) {
                return Shape::Verbatim { range: at..end, subject: "phone" };
            }
            if let Some(shape) = dotted(text, at, pack) {
                return shape;
            }
        }
        Some(b')') if last == Some('(') && end == at + 3 => {
            let local = if bytes.get(end + 1) == Some(&b' ') { end + 2 } else { end + 1 };
            if bytes.get(local).is_some_and(u8::is_ascii_digit)
                && let Some(end) = hyphenated_phone_end(bytes, local)
            {
                return Shape::Verbatim { range: at - 1..end, subject: "phone" };
            }
        }
        Some(b':' | b'a'..=b'f' | b'A'..=b'F') => {
            if let Some(shape) = address(text, at) {
                return shape;
            }
        }
        _ => {}
    }
    if end - at >= 11 {
        return Shape::Verbatim { range: at..end, subject: "phone" };
    }
    number(text, start, at, pack)
}

/// Where a number such as `0x4000` ends.
fn hexadecimal_end(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes[at] != b'0' || !matches!(bytes.get(at + 1), Some(b'x' | b'X')) {
        return None;
    }
    let digits = bytes[at + 2..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let end = at + 2 + digits;
    (digits > 0 && !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric)).then_some(end)
}

/// Whether the number at `at` is the second of a range or a measure in one word: `34-by-44`.
fn goes_on(text: &str, at: usize, pack: &Pack) -> bool {
    let Some(before) = text[..at].strip_suffix('-') else { return false };
    let first = before.trim_end_matches(is_spaced_letter);
    let word = &before[first.len()..];
    let measured = first.strip_suffix('-').is_some_and(|first| first.ends_with(|c: char| c.is_ascii_digit()));
    measured && pack.range_words.iter().any(|known| known == word)
}

/// Whether a point after this character begins the decimals of a number without a whole part.
fn begins_decimals(before: Option<char>) -> bool {
    before.is_none_or(|before| is_space(before) || matches!(before, '(' | '（' | '>' | '<' | '=' | '~' | '≤' | '≥'))
}

/// Whether a minus after this text is a sign, and not the dash of a range ("3 -4").
fn is_sign(before: &str) -> bool {
    let word = before.trim_end_matches(is_space);
    let stands_alone = word.len() < before.len() || word.is_empty() || word.ends_with(['(', '（', '=', '"', '“', ',']);
    stands_alone && !word.ends_with(|c: char| c.is_ascii_digit())
}

/// Reads a number in the pack's notation: groups of three digits, decimals.
pub(super) fn number(text: &str, start: usize, at: usize, pack: &Pack) -> Shape {
    let bytes = text.as_bytes();
    let first_end = digits_end(bytes, at);
    let mut value = Decimal::default();
    if text[start..at].ends_with('.') {
        value.push_str("0.");
        value.push_str(&text[at..first_end]);
        return Shape::Number { start, end: first_end, value: value.whole_if_zero(), alternate: None };
    }
    if start < at {
        value.push(b'-');
    }
    // "09" is nine; longer runs with a leading zero are codes, and kept.
    let padded = first_end == at + 2 && bytes[at] == b'0';
    value.push_str(&text[at + usize::from(padded)..first_end]);
    let Some(mark) = text[first_end..].chars().next().filter(|&c| is_space(c) || matches!(c, '.' | ',')) else {
        return Shape::Number { start, end: first_end, value, alternate: None };
    };
    let decimal_mark = pack.decimal_mark.unwrap_or('.');
    let mut end = first_end;
    let mut alternate = None;
    let groups = first_end - at <= 3 && bytes[at] != b'0';
    if let Some(group) = group_after(text, end, mark).filter(|_| groups) {
        // `1,000,000` and `1,000.5` are groups in every language.
        let other = if mark == ',' { b'.' } else { b',' };
        let sure = group_after(text, group.end, mark).is_some()
            || bytes.get(group.end) == Some(&other) && bytes.get(group.end + 1).is_some_and(u8::is_ascii_digit);
        let grouped = match mark {
            ',' => sure || mark != decimal_mark,
            '.' => sure || mark != decimal_mark && pack.group_marks.contains(&mark),
            space => pack.group_marks.contains(&space),
        };
        let mut other_reading = value;
        if grouped {
            // In a page that groups by points, `1.500` may be an English decimal.
            if mark == '.' && !sure {
                other_reading.push(b'.');
                other_reading.push_str(&text[group]);
                alternate = Some(other_reading.whole_if_zero());
            }
            while let Some(group) = group_after(text, end, mark) {
                end = group.end;
                value.push_str(&text[group]);
            }
        } else if mark == ',' {
            // The decimals of `15,000` are groups in English.
            other_reading.push_str(&text[group]);
            alternate = Some(other_reading);
        }
    }
    let decimals = match text[end..].chars().next() {
        // Arguments (`decimal(5,4)`) are no decimals.
        Some(',') if end == first_end => decimal_mark == ',' && !is_listed(text, start, end),
        Some('.') if end == first_end => true,
        Some(next @ (',' | '.')) => next != mark,
        _ => false,
    };
    if decimals && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        let decimals_end = digits_end(bytes, end + 1);
        value.push(b'.');
        value.push_str(&text[end + 1..decimals_end]);
        end = decimals_end;
        value = value.whole_if_zero();
    }
    Shape::Number { start, end, value, alternate }
}

/// Whether the comma at `comma` is one between arguments (`decimal(5,4)`) or
/// whole numbers in a row (`{2,3,7}`), and no decimal mark.
fn is_listed(text: &str, start: usize, comma: usize) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let before = &text[..start];
    let argument = before.strip_suffix('(').is_some_and(|name| name.ends_with(is_spaced_letter));
    let later = before.strip_suffix(',').is_some_and(|first| first.ends_with(|c: char| c.is_ascii_digit()));
    let decimals_end = digits_end(bytes, comma + 1);
    argument || later || bytes.get(decimals_end) == Some(&b',') && is_digit(decimals_end + 1)
}

/// The three digits after `mark` at byte `at`, if they are exactly three.
fn group_after(text: &str, at: usize, mark: char) -> Option<Range<usize>> {
    let digits = text[at..].strip_prefix(mark)?.as_bytes();
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let start = at + mark.len_utf8();
    (count == 3).then_some(start..start + 3)
}

fn digits_end(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Where the identifier ends that goes on at `at`: letters, digits and what
/// joins them without a space.
pub(super) fn identifier_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    loop {
        end += bytes[end..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let joined = matches!(bytes.get(end), Some(b'-' | b'.' | b'@' | b'\\' | b'_'))
            && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
        if !joined {
            return end;
        }
        end += 1;
    }
}

/// `8-4-4-4-12` hexadecimal digits.
fn is_guid(bytes: &[u8], at: usize) -> bool {
    bytes.get(at..at + 36).is_some_and(|guid| {
        guid.iter().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    })
}

/// An IPv6 or hardware address around `at`: hexadecimal groups with colons.
fn address(text: &str, at: usize) -> Option<Shape> {
    let bytes = text.as_bytes();
    let part = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b':';
    let start = at - bytes[..at].iter().rev().take_while(|byte| part(byte)).count();
    let mut end = at + bytes[at..].iter().take_while(|byte| part(byte)).count();
    let token = &text[start..end];
    let colons = token.bytes().filter(|&byte| byte == b':').count();
    let bounded = !text[..start].chars().next_back().is_some_and(|c| is_spaced_letter(c) || c == '_')
        && !text[end..].chars().next().is_some_and(|c| is_spaced_letter(c) || c == '_');
    if !bounded || colons < 2 || !(token.contains("::") || colons >= 4) || token.starts_with(':') && colons < 3 {
        return None;
    }
    if bytes.get(end) == Some(&b'/') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end = digits_end(bytes, end + 1);
    }
    Some(Shape::Verbatim { range: start..end, subject: "ip" })
}

/// Numbers with more than one dot: an IPv4 address or network, or a version.
fn dotted(text: &str, at: usize, pack: &Pack) -> Option<Shape> {
    let bytes = text.as_bytes();
    let mut end = digits_end(bytes, at);
    let mut parts = 1;
    let mut octets = end - at <= 3 && text[at..end].parse::<u16>().is_ok_and(|part| part <= 255);
    let mut triples = end - at <= 3;
    while bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        let part_end = digits_end(bytes, end + 1);
        let part = &text[end + 1..part_end];
        octets &= part.len() <= 3 && part.parse::<u16>().is_ok_and(|part| part <= 255);
        triples &= part.len() == 3;
        parts += 1;
        end = part_end;
    }
    // `3.10.x`, `4.x`
    if bytes.get(end) == Some(&b'.')
        && matches!(bytes.get(end + 1), Some(b'x' | b'X'))
        && !bytes.get(end + 2).is_some_and(u8::is_ascii_alphanumeric)
    {
        return Some(Shape::Verbatim { range: at..end + 2, subject: "dotted" });
    }
    if parts < 3 {
        return None;
    }
    // 1.000.000 in languages that group by points.
    if triples && pack.group_marks.contains(&'.') && !(parts == 4 && octets) {
        return None;
    }
    if parts == 4 && octets {
        if bytes.get(end) == Some(&b'/') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
            end = digits_end(bytes, end + 1);
        }
        return Some(Shape::Verbatim { range: at..end, subject: "ip" });
    }
    Some(Shape::Verbatim { range: at..end, subject: "dotted" })
}

/// Where a telephone number after `+` ends; `None` if it has fewer than `least` digits.
fn phone_end(bytes: &[u8], at: usize, least: usize) -> Option<usize> {
    let mut end = at;
    let mut digits = 0;
    let mut position = at;
    while let Some(byte) = bytes.get(position) {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                end = position + 1;
            }
            b' ' | b'-' | b'(' | b')' | b'.' => {
                // One mark, or a bracket and a space, between two groups.
                if position > end + 1 {
                    break;
                }
            }
            _ => break,
        }
        position += 1;
    }
    (digits >= least && digits <= 15).then_some(end)
}

/// Where `9-1-1` ends: a number to call, digit by digit.
pub(super) fn short_code_end(bytes: &[u8], at: usize) -> Option<usize> {
    let code = bytes.get(at..at + 5)?;
    let spelled = code.iter().enumerate().all(|(place, byte)| match place {
        1 | 3 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let goes_on = at > 1 && bytes[at - 1] == b'-' && bytes[at - 2].is_ascii_digit();
    let apart = !goes_on && !matches!(bytes.get(at + 5), Some(b'-' | b'0'..=b'9' | b'.' | b'/')) && code[0] != b'0';
    (spelled && apart).then_some(at + 5)
}

/// Where `01 23 45 67 89` ends, as French numbers are written.
fn paired_phone_end(text: &str, at: usize) -> Option<usize> {
    let pair = |at: usize| text.as_bytes().get(at..at + 2).is_some_and(|pair| pair.iter().all(u8::is_ascii_digit));
    if !pair(at) || !text[at..].starts_with('0') {
        return None;
    }
    let mark = text[at + 2..].chars().next().filter(|&mark| is_space(mark) || mark == '.')?;
    let mut end = at + 2;
    for _ in 0..4 {
        let next = text[end..].strip_prefix(mark).map(|_| end + mark.len_utf8()).filter(|&next| pair(next))?;
        end = next + 2;
    }
    (!text.as_bytes().get(end).is_some_and(u8::is_ascii_digit)).then_some(end)
}

/// Where `555-0100`, `425-555-0100` or `1-425-555-0100` ends.
fn hyphenated_phone_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut groups = [0usize; 5];
    let mut count = 0;
    let mut end = at;
    loop {
        let group_end = digits_end(bytes, end);
        *groups.get_mut(count)? = group_end - end;
        count += 1;
        end = group_end;
        if bytes.get(end) == Some(&b'-') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
            end += 1;
        } else {
            break;
        }
    }
    // Seven digits alone are more often a range, but for the prefix of examples.
    let example = groups[..count] == [3, 4] && bytes[at..].starts_with(b"555");
    (example || matches!(groups[..count], [3, 3, 4] | [1, 3, 3, 4])).then_some(end)
}
