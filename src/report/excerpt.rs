//! Text from strangers, made fit for a terminal.

use std::borrow::Cow;
use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// Characters that stand for what was cut off.
const CUT: char = '…';

/// Bytes beyond which a line is not shown: all of it would have to be looked at
/// for each finding in it.
const LONGEST_LINE: usize = 64 * 1024;

/// Whether a character could do something to a terminal or to the order in which
/// text is shown, or cannot be seen at all.
pub(super) fn is_harmful(character: char) -> bool {
    matches!(character,
        // C0 with escape, DEL and C1.
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        // Soft hyphen, Arabic letter mark, and what has no width.
        | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{feff}'
        // Line and paragraph separator, bidirectional embeddings, overrides and isolates.
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        // Interlinear annotation and tags.
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Adds a character as it can be shown.
fn push(shown: &mut String, character: char) {
    match character {
        '\t' => shown.push(' '),
        '\u{a0}' | '\u{202f}' => shown.push(' '),
        character if is_harmful(character) => shown.extend(character.escape_unicode()),
        character => shown.push(character),
    }
}

/// A text without anything that a terminal would obey, on one line: control
/// characters, escape sequences and bidirectional overrides become `\u{…}`.
pub fn harmless(text: &str) -> Cow<'_, str> {
    let plain = |byte: &u8| (b' '..=b'~').contains(byte);
    if text.as_bytes().iter().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|character| match character {
        '\n' => shown.push(' '),
        '\r' => {}
        character => push(&mut shown, character),
    });
    Cow::Owned(shown)
}

/// Columns that a text takes on a terminal.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

fn width_of(character: char) -> usize {
    match character {
        '\t' => 1,
        character if is_harmful(character) => character.escape_unicode().count(),
        character => character.width().unwrap_or(0),
    }
}

/// The beginning of a text, harmless, in at most `columns` columns.
pub(super) fn shortened(text: &str, columns: usize) -> String {
    let text = harmless(text);
    if width(&text) <= columns {
        return text.into_owned();
    }
    let mut shown = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += width_of(character);
        if used > columns {
            break;
        }
        shown.push(character);
    }
    shown.push(CUT);
    shown
}

/// A line with its characters 0-based `mark` (end exclusive) as the bytes of
/// what is shown: each harmful character becomes one replacement character, so
/// that columns stay what they are. `None` if the line is too long to look at.
pub(super) fn marked(line: &str, mark: Range<usize>) -> Option<(String, Range<usize>)> {
    if line.len() > LONGEST_LINE {
        return None;
    }
    let line = line.trim_end();
    // A byte-order mark takes no column.
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    let mut shown = String::with_capacity(line.len());
    let mut bytes = None..None;
    for (column, character) in line.chars().enumerate() {
        if column == mark.start {
            bytes.start = Some(shown.len());
        }
        if column == mark.end {
            bytes.end = Some(shown.len());
        }
        shown.push(match character {
            '\t' | '\u{a0}' | '\u{202f}' => ' ',
            character if is_harmful(character) => char::REPLACEMENT_CHARACTER,
            character => character,
        });
    }
    let start = bytes.start.unwrap_or(shown.len());
    let end = bytes.end.unwrap_or(shown.len()).max(start);
    Some((shown, start..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_page_reaches_the_terminal_as_a_command() {
        let check = |text: &str, expected: &str| assert_eq!(harmless(text), expected, "{text:?}");
        check("plain", "plain");
        check("中文 é", "中文 é");
        check("a\u{1b}[31mred", "a\\u{1b}[31mred");
        check("a\u{1b}]8;;http://x\u{7}b", "a\\u{1b}]8;;http://x\\u{7}b");
        check("\u{9b}2J", "\\u{9b}2J");
        check("user\u{202e}txt.exe", "user\\u{202e}txt.exe");
        check("a\r\nb\tc\u{a0}d", "a b c d");
        check("\u{200b}\u{feff}\u{2066}", "\\u{200b}\\u{feff}\\u{2066}");
    }

    #[test]
    fn a_mark_stays_on_its_words() {
        let check = |line: &str, mark: Range<usize>, text: &str, words: &str| {
            let (shown, bytes) = marked(line, mark).unwrap();
            assert_eq!((shown.as_str(), &shown[bytes]), (text, words), "{line}");
        };
        check("short line", 0..5, "short line", "short");
        check("short line", 6..usize::MAX, "short line", "line");
        check("short line", 3..3, "short line", "");
        check("short line", 90..95, "short line", "");
        check("\u{feff}short\r", 0..5, "short", "short");
        check("", 0..0, "", "");
        check("一二\t三\u{a0}四", 3..4, "一二 三 四", "三");
        check("a\u{1b}[1mb\u{202e}c", 5..6, "a\u{fffd}[1mb\u{fffd}c", "b");
        assert_eq!(marked(&"x".repeat(LONGEST_LINE + 1), 0..1), None);
    }

    #[test]
    fn any_line_keeps_its_characters_and_loses_what_is_harmful() {
        proptest::proptest!(|(line in ".{0,80}", start in 0_usize..90, len in 0_usize..90)| {
            let (shown, bytes) = marked(&line, start..start + len).unwrap();
            proptest::prop_assert!(shown.get(bytes).is_some());
            proptest::prop_assert!(!shown.chars().any(is_harmful));
            let expected = line.trim_end().trim_start_matches('\u{feff}').chars().count();
            proptest::prop_assert!(shown.chars().count().abs_diff(expected) <= 1);
            proptest::prop_assert!(width(&shortened(&line, start)) <= start.max(1));
        });
    }
}
