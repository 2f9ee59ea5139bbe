//! Text from strangers, made fit for a terminal: harmless, and cut to what the
//! reader has to see.

use std::borrow::Cow;
use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// Characters that stand for what was cut off.
const CUT: char = '…';

/// Bytes beyond which a line is not searched for a place in it.
const LONGEST_LINE: usize = 256 * 1024;

/// Whether a character could do something to a terminal or to the order in which
/// text is shown, or cannot be seen at all.
fn is_harmful(character: char) -> bool {
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

/// What is shown of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// Part of the line, harmless.
    pub(super) text: String,
    /// The bytes of `text` that are marked.
    pub(super) mark: Range<usize>,
}

/// Cuts a line to `columns` columns around the characters `mark` (0-based, end
/// exclusive). A mark that is too long itself is cut at its end. `None` if the
/// line is too long to look at, or does not have the place.
pub(super) fn excerpt(line: &str, mark: Range<usize>, columns: usize) -> Option<Excerpt> {
    if line.len() > LONGEST_LINE {
        return None;
    }
    let line = line.trim_end();
    let characters: Vec<char> = line.strip_prefix('\u{feff}').unwrap_or(line).chars().collect();
    let mark = mark.start.min(characters.len())..mark.end.min(characters.len());
    let mark = mark.start..mark.end.max(mark.start);
    let columns = columns.max(20);
    let all: usize = characters.iter().copied().map(width_of).sum();
    // First the mark, then what stands around it in turn, so that the mark is never pushed out.
    let mut window = mark.start..mark.start;
    let mut room = if all <= columns { all } else { columns - 2 };
    let take = |character: char, room: &mut usize| match room.checked_sub(width_of(character)) {
        Some(left) => {
            *room = left;
            true
        }
        None => false,
    };
    while window.end < mark.end && take(characters[window.end], &mut room) {
        window.end += 1;
    }
    let (mut before, mut behind) = (true, true);
    while before || behind {
        before = before && window.start > 0 && take(characters[window.start - 1], &mut room);
        window.start -= usize::from(before);
        behind = behind && window.end < characters.len() && take(characters[window.end], &mut room);
        window.end += usize::from(behind);
    }
    let mut text = String::new();
    if window.start > 0 {
        text.push(CUT);
    }
    let (mut start, mut end) = (text.len(), text.len());
    for (index, &character) in characters.iter().enumerate().take(window.end).skip(window.start) {
        if index == mark.start {
            start = text.len();
        }
        if index == mark.end {
            end = text.len();
        }
        push(&mut text, character);
    }
    if mark.start == window.end {
        start = text.len();
    }
    if mark.end >= window.end {
        end = text.len();
    }
    if window.end < characters.len() {
        text.push(CUT);
    }
    Some(Excerpt { text, mark: start..end.max(start) })
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
    fn a_line_is_cut_around_its_mark() {
        let check = |line: &str, mark: Range<usize>, text: &str, marked: &str| {
            let excerpt = excerpt(line, mark, 20).unwrap();
            assert_eq!((excerpt.text.as_str(), &excerpt.text[excerpt.mark]), (text, marked), "{line}");
        };
        check("short line", 0..5, "short line", "short");
        check("short line", 6..10, "short line", "line");
        check("short line", 3..3, "short line", "");
        check("short line", 90..95, "short line", "");
        check("\u{feff}short", 0..5, "short", "short");
        check("", 0..0, "", "");
        check("0123456789012345678901234567890123456789", 20..22, "…234567890123456789…", "01");
        check("0123456789012345678901234567890123456789", 0..40, "012345678901234567…", "012345678901234567");
        check("0123456789012345678901234567890123456789", 40..40, "…234567890123456789", "");
        check("一二三四五六七八九十甲乙丙丁", 5..6, "…二三四五六七八九十…", "六");
        check("a\u{1b}[1mb", 1..2, "a\\u{1b}[1mb", "\\u{1b}");
    }

    #[test]
    fn an_excerpt_fits_and_keeps_the_mark() {
        proptest::proptest!(|(line in ".{0,80}", start in 0_usize..90, len in 0_usize..90, columns in 0_usize..60)| {
            let shown = excerpt(&line, start..start + len, columns).unwrap();
            // One escaped character may be wider than the whole of a narrow terminal.
            proptest::prop_assert!(width(&shown.text) <= columns.max(20), "{shown:?}");
            proptest::prop_assert!(shown.text.get(shown.mark.clone()).is_some());
            proptest::prop_assert!(!shown.text.chars().any(is_harmful));
        });
    }
}
