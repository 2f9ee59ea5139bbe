//! Aligned text in columns, for a terminal.
//!
//! One column for each locale; what a locale lacks is a dash, `~` marks what
//! stands elsewhere on its page and `?` what the aligner is not sure of.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::bitext::{AlignedTopic, Passage, UnitKind};

/// Below this score a variant is marked as unsure.
const UNSURE: f32 = 0.5;

/// The narrowest column that is still readable.
const NARROWEST: usize = 20;

/// The columns of a line number with its mark and the space behind it.
const MARGIN: usize = 7;

pub(super) fn topic(topic: &AlignedTopic, width: usize, out: &mut String) {
    let locales: Vec<_> = std::iter::once(topic.source_locale()).chain(topic.target_locales()).collect();
    let column = (width / locales.len().max(1)).saturating_sub(MARGIN).max(NARROWEST);
    out.push_str(&visible(topic.id));
    out.push('\n');
    for locale in topic.unrelated() {
        out.push_str(&format!("The {locale} page does not look like a translation of this page.\n"));
    }
    let heads = locales.iter().map(|locale| Cell { margin: String::new(), lines: vec![locale.to_string()] });
    write(&heads.collect::<Vec<_>>(), column, out);
    for unit in topic.units() {
        if let UnitKind::Heading(_) = unit.kind {
            out.push('\n');
        }
        let source = unit.source.as_ref().map(|passage| cell(passage, ' ', column));
        let variants = unit.variants.iter().map(|variant| {
            let variant = variant.as_ref()?;
            let mark = match (variant.moved, variant.score < UNSURE) {
                (true, _) => '~',
                (false, true) => '?',
                _ => ' ',
            };
            Some(cell(&variant.passage, mark, column))
        });
        let missing = || Cell { margin: String::new(), lines: vec!["–".to_owned()] };
        let cells = std::iter::once(source).chain(variants).map(|cell| cell.unwrap_or_else(missing));
        write(&cells.collect::<Vec<_>>(), column, out);
    }
    out.push('\n');
}

struct Cell {
    margin: String,
    lines: Vec<String>,
}

fn cell(passage: &Passage, mark: char, column: usize) -> Cell {
    let margin = format!("{:>5}{mark}", passage.lines.0);
    Cell { margin, lines: passage.text.lines().flat_map(|line| wrap(&visible(line), column)).collect() }
}

/// Writes cells side by side.
fn write(cells: &[Cell], column: usize, out: &mut String) {
    let height = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
    for row in 0..height {
        let start = out.len();
        for cell in cells {
            let margin = if row == 0 { cell.margin.as_str() } else { "" };
            let line = cell.lines.get(row).map_or("", String::as_str);
            out.push_str(&format!("{margin:>width$} {line}", width = MARGIN - 1));
            out.extend(std::iter::repeat_n(' ', column.saturating_sub(line.width())));
        }
        out.truncate(start + out[start..].trim_end().len());
        out.push('\n');
    }
}

/// Breaks a line at spaces, and between wide characters, so that no part is wider than `column`.
fn wrap(line: &str, column: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut start, mut width) = (0, 0);
    // The last place where the line may break.
    let mut place = None;
    for (at, character) in line.char_indices() {
        let own = character.width().unwrap_or(0);
        if own == 2 && at > start {
            place = Some(at);
        }
        if width + own > column && at > start {
            let end = place.filter(|&place| place > start).unwrap_or(at);
            lines.push(line[start..end].trim_end().to_owned());
            start = end;
            width = line[start..at].width();
            place = None;
        }
        width += own;
        if character == ' ' {
            place = Some(at + 1);
        }
    }
    lines.push(line[start..].trim_end().to_owned());
    lines
}

/// Control characters and marks that change the direction of text would let a
/// page write what it likes on a terminal: they are shown as U+FFFD.
fn visible(text: &str) -> String {
    let hidden = |character: char| {
        character.is_control()
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|character| if hidden(character) { '\u{fffd}' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_between_wide_characters() {
        let check = |line: &str, column, expected: &[&str]| {
            assert_eq!(wrap(line, column), expected);
            assert!(wrap(line, column).iter().all(|line| line.width() <= column.max(2)));
        };
        check("one two three", 8, &["one two", "three"]);
        check("在服务器上安装", 6, &["在服务", "器上安", "装"]);
        check("unbreakable", 5, &["unbre", "akabl", "e"]);
        check("", 5, &[""]);
    }

    #[test]
    fn nothing_reaches_the_terminal_as_a_command() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c"), "a\u{fffd}[31mb\u{fffd}c");
    }
}
