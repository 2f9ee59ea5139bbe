//! Code blocks, line by line.
//!
//! A line's value is the line with white space folded and comments left out;
//! its subject is the line without what a translation may change: the text in
//! quotes and in `<placeholders>`. Two lines of one subject differ in example
//! values alone.

use std::ops::Range;

use super::{ClaimKind, Sink};

/// How lines that are comments begin, in the languages that documentation shows.
const COMMENT_STARTS: &[&str] = &["#", "//", "--", ";", "REM ", "rem ", "::", "/*", "* ", "*/", "<!--", "{/*", "'"];

/// Extracts the lines of a code block's text.
pub(super) fn extract(text: &str, sink: &mut Sink<'_>, value: &mut String, subject: &mut String) {
    for line in lines(text) {
        canonical(&text[line.clone()], value);
        if value.is_empty() {
            continue;
        }
        skeleton(value, subject);
        sink.push(ClaimKind::CodeLine, line, value, subject);
    }
}

/// The lines of a code block without the white space around them, empty ones left out.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let trimmed = line.trim();
        (!trimmed.is_empty()).then(|| start..start + trimmed.len())
    })
}

/// Whether a code block is running text that an indentation made code of.
///
/// TechNet indents the paragraphs of a list item by four spaces; where the list
/// is interrupted they read as code in one locale and as text in another.
pub(super) fn is_prose(text: &str) -> bool {
    let mut words = 0;
    let mut signs = 0;
    let mut wide = 0;
    for character in text.chars() {
        match character {
            ' ' | '\u{a0}' => words += 1,
            '$' | '=' | '{' | '}' | ';' | '|' | '\\' | '<' | '>' | '_' | '"' | '[' | ']' | '*' | '/' | '@' | '#'
            | '`' => signs += 1,
            '\u{2e80}'.. => wide += 1,
            _ => {}
        }
    }
    let has_parameter = text.contains(" -") || text.contains(" –") || text.contains(" '") || text.contains(" ‘");
    let length = text.chars().count();
    let is_command = text.split_whitespace().next().is_some_and(|word| super::command::cmdlet(word).is_some());
    !has_parameter
        && !is_command
        && signs * 12 <= words + wide
        && (words >= 6 || wide * 3 > length)
        && !text.trim_end().contains('\n')
}

/// Words in small letters that make a line of a text a sentence.
const PROSE: usize = 3;

/// Whether a code block shows a text for people: most of its lines are sentences, headings or
/// items of a list. Such a text is translated.
pub(crate) fn is_text(text: &str) -> bool {
    let (mut all, mut prose) = (0, 0);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        all += 1;
        prose += usize::from(is_text_line(line));
    }
    all > 1 && prose * 2 > all
}

/// Whether a line of a text that is shown as code is a sentence, a heading or an item of a list.
pub(crate) fn is_text_line(line: &str) -> bool {
    let line = line.trim();
    let text = line.trim_start_matches(['#', '-', '*']).trim_start();
    let is_marked = text.len() < line.len() && line[..line.len() - text.len()].ends_with(' ');
    let words = text.split_whitespace().filter(|word| word.len() > 1);
    let small =
        words.filter(|word| word.trim_end_matches(['.', ',']).bytes().all(|byte| byte.is_ascii_lowercase())).count();
    let wide = text.chars().filter(|character| *character >= '\u{2e80}').count();
    let code = text.contains(['=', '{', '}', ';', '|', '$', '\\'])
        || !is_marked && text.starts_with(|c: char| !c.is_alphabetic());
    !code && (is_marked || small >= PROSE || wide * 3 > text.chars().count())
}

/// Writes the line with white space folded, without a comment at its end or a prompt at its start.
fn canonical(line: &str, out: &mut String) {
    out.clear();
    if COMMENT_STARTS.iter().any(|start| line.starts_with(start)) && !line.starts_with("--%") {
        return;
    }
    let uncommented = without_inner_comment(line);
    let line = uncommented.as_deref().unwrap_or(line);
    let mut quote = None;
    let mut spaced = true;
    for (at, character) in line.char_indices() {
        match quote {
            None if matches!(character, '"' | '\'') => quote = Some(character),
            Some(open) if character == open => quote = None,
            None if character == '#' && spaced && line[at + 1..].starts_with(' ') => break,
            None if character == '/' && spaced && line[at..].starts_with("// ") => break,
            None if character == '<' && spaced && line[at..].starts_with("<!-- ") => break,
            _ => {}
        }
        let is_space = character.is_whitespace();
        if !is_space {
            // Some write `}}` and some `} }`.
            let between = quote.is_none() && matches!(character, '}' | ')') && out.ends_with(['}', ')']);
            if spaced && !out.is_empty() && !between {
                out.push(' ');
            }
            out.push(character);
        }
        spaced = is_space;
    }
}

/// A line without a comment within it: `run(/* the task */)`.
fn without_inner_comment(line: &str) -> Option<String> {
    let (before, rest) = line.split_once("/* ")?;
    let (_, after) = rest.split_once(" */")?;
    Some(format!("{before}{after}"))
}

/// Writes what is left of a line without example values.
fn skeleton(line: &str, out: &mut String) {
    out.clear();
    let mut closing = None;
    for character in line.chars() {
        match closing {
            Some(close) if character == close => {
                closing = None;
                out.push(character);
            }
            Some(_) => {}
            None => {
                closing = match character {
                    '"' | '\'' => Some(character),
                    '<' => Some('>'),
                    _ => None,
                };
                out.push(character);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Values;

    #[test]
    fn lines_are_folded_and_comments_left_out() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let (mut values, mut claims) = (Values::default(), Vec::new());
            extract(text, &mut Sink::new(&mut values, &mut claims, 0, 0), &mut String::new(), &mut String::new());
            let found: Vec<(&str, &str)> =
                claims.iter().map(|claim| (values.text(claim.value), values.text(claim.subject))).collect();
            assert_eq!(found, expected, "{text}");
        };
        check(
            "Get-CsUser   -Identity \"Ken Myer\"\n\n# a comment\n",
            &[("Get-CsUser -Identity \"Ken Myer\"", "Get-CsUser -Identity \"\"")],
        );
        check("run(/* the task */ 1)", &[("run( 1)", "run( 1)")]);
        check("cd <folder> # go there", &[("cd <folder>", "cd <>")]);
        check("[Home](/) <!-- the first page -->\n{/* no line */}", &[("[Home](/)", "[Home](/)")]);
        check("f({ a: { b: 1 } })", &[("f({ a: { b: 1 }})", "f({ a: { b: 1 }})")]);
        check("$x = 'a # b'", &[("$x = 'a # b'", "$x = ''")]);
    }

    #[test]
    fn running_text_is_told_from_code() {
        assert!(is_prose("The wizard then shows the list of the users that it has found."));
        assert!(is_prose("此向导随后显示它找到的用户列表。"));
        assert!(!is_prose("Get-CsUser -Identity \"Ken Myer\" and some more words here"));
        assert!(!is_prose("dir"));
        assert!(!is_prose("one two three four five six seven\neight nine ten eleven twelve thirteen"));
    }
}
