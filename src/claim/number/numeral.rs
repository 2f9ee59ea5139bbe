//! What a run of digits is: a number in a locale's notation, an address, a
//! telephone number, or part of an identifier.

use std::ops::Range;

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
        /// `ip`, `phone` or `dotted`.
        subject: &'static str,
    },
    /// A number.
    Number {
        /// Its first byte, the sign included.
        start: usize,
        /// One past its last digit.
        end: usize,
        /// In plain decimal notation.
        value: String,
        /// The value in the notation that has point and comma the other way round.
        alternate: Option<String>,
    },
}

/// Reads what begins at the digit at byte `at`.
pub(super) fn shape(text: &str, at: usize, pack: &Pack) -> Shape {
    let bytes = text.as_bytes();
    let mut before = text[..at].chars().rev();
    let (last, last_but_one) = (before.next(), before.next());
    let mut start = at;
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
        Some('.' | '-' | '\u{2011}') if last_but_one.is_some_and(is_spaced_letter) => {
            return Shape::Identifier(identifier_end(text, at));
        }
        Some('-' | '\u{2212}')
            if last_but_one.is_none_or(|c| is_space(c) || matches!(c, '(' | '（' | '=' | '"' | '“' | ',')) =>
        {
            start -= last.map_or(0, char::len_utf8);
        }
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
            if let Some(end) = hyphenated_phone_end(bytes, at) {
                return Shape::Verbatim { range: at..end, subject: "phone" };
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
        Some(b'.') => {
            if let Some(shape) = dotted(text, at, pack) {
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

/// Reads a number in the pack's notation: groups of three digits, decimals.
fn number(text: &str, start: usize, at: usize, pack: &Pack) -> Shape {
    let bytes = text.as_bytes();
    let first_end = digits_end(bytes, at);
    let decimal = pack.decimal_mark.unwrap_or('.');
    let mut value = String::with_capacity(16);
    if start < at {
        value.push('-');
    }
    value.push_str(&text[at..first_end]);
    let mark = text[first_end..].chars().next().unwrap_or(' ');
    let groupable = first_end - at <= 3 && bytes[at] != b'0';
    let mut end = first_end;
    let mut alternate = None;
    if groupable && is_space(mark) {
        if pack.group_marks.contains(&mark) {
            while let Some(group) = group_after(text, end, mark) {
                value.push_str(&text[group.clone()]);
                end = group.end;
            }
        }
    } else if groupable && matches!(mark, ',' | '.') {
        let first = group_after(text, end, mark);
        let second = first.clone().and_then(|group| group_after(text, group.end, mark));
        let other = if mark == ',' { b'.' } else { b',' };
        match first {
            Some(group) => {
                let decimals_follow =
                    bytes.get(group.end) == Some(&other) && bytes.get(group.end + 1).is_some_and(u8::is_ascii_digit);
                let sure = second.is_some() || decimals_follow;
                if sure || (mark != decimal && (mark == ',' || pack.group_marks.contains(&mark))) {
                    if !sure && decimal == ',' {
                        let as_decimal = format!("{value}.{}", &text[group.clone()]);
                        alternate = Some(plain(&as_decimal));
                    }
                    while let Some(group) = group_after(text, end, mark) {
                        value.push_str(&text[group.clone()]);
                        end = group.end;
                    }
                } else if mark == decimal && decimal == ',' {
                    let grouped = format!("{value}{}", &text[group.clone()]);
                    alternate = Some(grouped);
                }
            }
            None => {}
        }
    }
    let mark = text[end..].chars().next().unwrap_or(' ');
    let after_mark = end + 1;
    let is_decimal = mark == decimal
        || (mark == '.' && end == first_end)
        || (end > first_end && matches!(mark, '.' | ',') && Some(mark) != text[first_end..].chars().next());
    if matches!(mark, '.' | ',') && is_decimal && bytes.get(after_mark).is_some_and(u8::is_ascii_digit) {
        let decimals_end = digits_end(bytes, after_mark);
        value.push('.');
        value.push_str(&text[after_mark..decimals_end]);
        end = decimals_end;
        value = plain(&value);
    }
    Shape::Number { start, end, value, alternate }
}

/// The three digits after `mark` at byte `at`, if they are exactly three.
fn group_after(text: &str, at: usize, mark: char) -> Option<Range<usize>> {
    let digits = text[at..].strip_prefix(mark)?.as_bytes();
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let start = at + mark.len_utf8();
    (count == 3).then_some(start..start + 3)
}

/// A decimal number without zeros at the end of its decimals.
fn plain(number: &str) -> String {
    if !number.contains('.') {
        return number.to_owned();
    }
    number.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A decimal number times a power of ten (any other factor leaves it alone).
pub(super) fn scaled(number: &str, factor: u64) -> String {
    let places = factor.ilog10() as usize;
    if 10u64.checked_pow(places as u32) != Some(factor) {
        return number.to_owned();
    }
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let mut digits = String::with_capacity(number.len() + places);
    digits.push_str(whole);
    let moved = decimals.len().min(places);
    digits.push_str(&decimals[..moved]);
    digits.extend(std::iter::repeat_n('0', places - moved));
    if moved < decimals.len() {
        digits.push('.');
        digits.push_str(&decimals[moved..]);
    }
    let trimmed = digits.trim_start_matches('0');
    if trimmed.is_empty() || trimmed.starts_with('.') { digits } else { trimmed.to_owned() }
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
