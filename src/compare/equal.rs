//! When a value of one page is the same as another one of the other page, although
//! it is written in another way, and whether a text says a value.

use crate::claim::number::magnitude;
use crate::claim::{ClaimKind, is_known_product};

/// Whether an address is a page of a numbered library, which does not say what it is about.
pub(super) fn is_library(value: &str) -> bool {
    value.contains("/library/")
}

/// The first word of a product's name: "Lync" of "Lync Server".
pub(super) fn family(value: &str) -> &str {
    value.split(' ').next().unwrap_or(value)
}

/// Whether a number is the version of a product that no catalogue knows.
pub(super) fn is_version_of_unknown(version: &str, number: &str) -> bool {
    version
        .strip_suffix(number)
        .is_some_and(|product| number.contains('.') && product.ends_with(' ') && !is_known_product(product.trim_end()))
}

/// Whether a number of hours is a time of day: "17 heures" and "5:00 PM".
pub(super) fn is_hour(number: &str, time: &str) -> bool {
    number.strip_suffix(" h").is_some_and(|hour| {
        time.strip_suffix(":00").is_some_and(|time| time.trim_start_matches('0') == hour.trim_start_matches('0'))
    })
}

/// Whether an ordinal is a number: "line 3" and "the third line".
pub(super) fn is_place(ordinal: &str, number: &str) -> bool {
    ordinal.strip_prefix('#') == Some(number)
}

/// Whether "10K", read as a size, is ten thousand of something else.
pub(super) fn is_thousands(size: &str, number: &str) -> bool {
    size.strip_suffix(" KB").is_some_and(|size| magnitude(number).strip_suffix("000") == Some(size))
}

/// Whether a version is one of a line: `4.5` of `4.x`.
pub(super) fn is_of_line(line: &str, version: &str) -> bool {
    line.strip_suffix("x").is_some_and(|line| line.ends_with('.') && version.starts_with(line))
}

/// A literal without the signs that markup or habit puts around it.
pub(super) fn trimmed(value: &str) -> &str {
    value.trim_matches(|c: char| matches!(c, '"' | '\'' | '`' | '*' | '(' | ')' | '[' | ']' | ',' | '.' | ';' | ':'))
}

/// Whether `text` has `needle` as a word of its own, white space and letter case aside.
///
/// A letter that is glued to the left of a capital does not count as the same
/// word: "frontauxLync".
pub(super) fn holds(text: &str, needle: &str, kind: ClaimKind) -> bool {
    let needle = needle.trim();
    let Some(first) = needle.chars().next() else { return false };
    let mut from = 0;
    while let Some(at) = text[from..]
        .char_indices()
        .find(|(_, character)| character.eq_ignore_ascii_case(&first))
        .map(|(at, _)| from + at)
    {
        if let Some(length) = matches_folded(&text[at..], needle) {
            let before = text[..at].chars().next_back();
            let after = text[at + length..].chars().next();
            // A parameter's hyphen begins a word; behind a letter it joins two.
            let glued = before.is_some_and(|before| joins(before, first) || first == '-' && before.is_alphanumeric())
                && !(first.is_ascii_uppercase() && before.is_some_and(char::is_lowercase));
            let last = needle.chars().next_back().unwrap_or(first);
            let decimal = last.is_ascii_digit()
                && matches!(after, Some('.' | ','))
                && text[at + length..].chars().nth(1).is_some_and(|next| next.is_ascii_digit());
            let before_decimal = first.is_ascii_digit()
                && matches!(before, Some('.' | ','))
                && text[..at].chars().nth_back(1).is_some_and(|previous| previous.is_ascii_digit());
            // "SQL Server 2008 R2" is another version than "SQL Server 2008".
            let behind = text[at + length..].trim_start();
            let goes_on = kind == ClaimKind::Version
                && ["R2", "SP", "Service Pack", "CU"].iter().any(|more| behind.starts_with(more));
            if !goes_on && !glued && !decimal && !before_decimal && !after.is_some_and(|after| joins(last, after)) {
                return true;
            }
        }
        from = at + first.len_utf8();
    }
    false
}

/// Whether two characters belong to one word.
fn joins(a: char, b: char) -> bool {
    let inside = |character: char| character.is_ascii_alphanumeric() || character == '_';
    inside(a) && inside(b)
}

/// The bytes of `text` that equal `needle`, white space and ASCII letter case aside.
fn matches_folded(text: &str, needle: &str) -> Option<usize> {
    let mut there = text.char_indices().peekable();
    let mut wanted = needle.chars().peekable();
    while let Some(character) = wanted.next() {
        let (_, found) = there.next()?;
        if character.is_whitespace() {
            if !found.is_whitespace() {
                return None;
            }
            while wanted.peek().is_some_and(|next| next.is_whitespace()) {
                wanted.next();
            }
            while there.peek().is_some_and(|(_, next)| next.is_whitespace()) {
                there.next();
            }
        } else if !found.eq_ignore_ascii_case(&character) {
            return None;
        }
    }
    Some(there.peek().map_or(text.len(), |(at, _)| *at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_held_whole() {
        let check = |text: &str, needle: &str, expected: bool| {
            assert_eq!(holds(text, needle, ClaimKind::Version), expected, "{needle} in {text}")
        };
        check("运行 get-csuser 命令", "Get-CsUser", true);
        check("Run Get-CsUsers", "Get-CsUser", false);
        check("frontauxLync Server\u{a0}2010.", "Lync Server 2010", true);
        check("25090 users", "2509", false);
        check("2.509", "509", false);
        check("共12个", "12", true);
        check("(C:\\Temp\\a.txt)", "C:\\Temp\\a.txt", true);
        check("SQL Server 2008\u{a0}R2", "SQL Server 2008", false);
    }
}
