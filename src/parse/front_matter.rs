//! Front matter: what a page says of itself before its text.
//!
//! Nearly all real front matter is lines of `key: value`, so lines are read by
//! hand, which also tells where each value stands. YAML's own reader is asked
//! only where a line is more than that (escapes, block scalars, lists, anything
//! that YAML might read otherwise): for the values of those lines, and whether
//! the whole is YAML at all. Front matter that it rejects keeps the entries of
//! its lines; people wrote them to be read.
//!
//! Cost: one pass over the lines; YAML at most once, and never on more than
//! [`LARGEST`] bytes, because aliases and nesting can be made to cost much more
//! than their size.

use serde_yaml::Value;

use super::ParseNote;
use super::{entity, html};
use crate::page::{Entry, FrontMatter};
use crate::source::{BYTE_ORDER_MARK, Span};

/// Front matter beyond this size (bytes) is not shown to the YAML reader.
const LARGEST: usize = 64 * 1024;
/// Nor is front matter with more brackets than this.
const MOST_BRACKETS: usize = 500;
/// Entries that are kept; each is looked for among those of the other pages.
const MOST_ENTRIES: usize = 1_000;

/// Reads the front matter of a page: YAML between `---` lines, TOML between
/// `+++` lines, or the `<title>`, `<meta name=… content=…>` and `<html lang>` of
/// an HTML page (as entries `title`, the name, and `lang`).
///
/// `text` is the file's text, byte-order mark included, or its beginning up to
/// the end of the front matter. A page without gives no entries and an empty span.
pub fn front_matter(text: &str) -> (FrontMatter, Vec<ParseNote>) {
    let start = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    let body = &text[start..];
    let (found, notes) = if body.starts_with("---") {
        yaml(text, start)
    } else if body.starts_with("+++") {
        (toml(text, start), Vec::new())
    } else if is_html_page(body) {
        html_head(text)
    } else {
        Default::default()
    };
    within_limit(found, notes)
}

/// Leaves out the entries beyond the limit, and says so.
fn within_limit(mut found: FrontMatter, mut notes: Vec<ParseNote>) -> (FrontMatter, Vec<ParseNote>) {
    if let Some(first) = found.entries.get(MOST_ENTRIES) {
        let message = format!("the front matter has more than {MOST_ENTRIES} entries; the others are not read");
        notes.push(ParseNote { span: first.span, message, is_loss: true });
        found.entries.truncate(MOST_ENTRIES);
    }
    (found, notes)
}

/// Reads the front matter of a file that is an HTML page by its name.
pub(super) fn of_html(text: &str) -> (FrontMatter, Vec<ParseNote>) {
    let (found, notes) = front_matter(text);
    if !found.span.is_empty() {
        return (found, notes);
    }
    let (found, notes) = html_head(text);
    within_limit(found, notes)
}

/// The lines between two fences: each with its offset, without its line end.
struct Fenced<'a> {
    lines: Vec<(usize, &'a str)>,
    /// Where the closing fence ends, without its line end.
    end: usize,
}

fn fenced<'a>(text: &'a str, start: usize, fence: &str) -> Option<Fenced<'a>> {
    let mut lines = Vec::with_capacity(16);
    let mut at = start;
    let mut first = true;
    while at < text.len() {
        let length = memchr::memchr(b'\n', &text.as_bytes()[at..]).unwrap_or(text.len() - at);
        let line = &text[at..at + length];
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.starts_with(fence) || line.starts_with("...") {
            let is_fence = line.trim_end() == fence;
            if first && !is_fence {
                return None;
            }
            if !first && (is_fence || line.trim_end() == "...") {
                return Some(Fenced { lines, end: at + line.trim_end().len() });
            }
        }
        if !first {
            lines.push((at, line));
        }
        first = false;
        at += length + 1;
    }
    None
}

/// What YAML would make of a line.
enum Line<'a> {
    /// Nothing: a blank line, a comment.
    Empty,
    /// `key: value`, the value as it stands, with its offset in the line.
    Plain(&'a str, usize, &'a str),
    /// An entry whose value only YAML can tell.
    Complex(&'a str, usize, &'a str),
    /// Belongs to the entry before: a list item, a line of a block.
    Continuation,
    /// None of these.
    Broken,
}

fn yaml(text: &str, start: usize) -> (FrontMatter, Vec<ParseNote>) {
    let Some(Fenced { lines, end }) = fenced(text, start, "---") else { return Default::default() };
    let mut entries: Vec<Entry> = Vec::with_capacity(lines.len());
    // Indices of the entries whose values YAML has to tell.
    let mut complex: Vec<usize> = Vec::new();
    let mut suspicious = false;
    for &(at, line) in &lines {
        match read_line(line) {
            Line::Empty => {}
            // A page may begin with a thematic break: then what follows is not a key.
            Line::Continuation | Line::Broken if entries.is_empty() => return Default::default(),
            Line::Plain(key, offset, value) => entries.push(entry(key, value, at + offset)),
            Line::Complex(key, offset, value) => {
                complex.push(entries.len());
                entries.push(entry(key, value, at + offset));
            }
            Line::Continuation => {
                let last = entries.len() - 1;
                if complex.last() != Some(&last) {
                    complex.push(last);
                }
                entries[last].span.end = (at + line.trim_end().len()) as u32;
            }
            Line::Broken => suspicious = true,
        }
    }
    let mut notes = Vec::new();
    if suspicious || !complex.is_empty() {
        let from = lines.first().map_or(end, |&(at, _)| at);
        let until = lines.last().map_or(from, |&(at, line)| at + line.len());
        match read_yaml(&text[from..until]) {
            Ok(values) => take_values(&mut entries, &complex, &values),
            Err(refusal) => {
                let (message, is_loss) = match refusal {
                    Refusal::Invalid(why) => (format!("the front matter is not valid YAML: {why}"), false),
                    Refusal::Limit(what) => (
                        format!("the front matter has {what}; its values are taken as they are written, without lists"),
                        true,
                    ),
                };
                notes.push(ParseNote { span: Span::new(start, end), message, is_loss });
                for &index in &complex {
                    entries[index].value = unquoted(&entries[index].value).to_owned();
                }
            }
        }
    }
    (FrontMatter { entries, span: Span::new(start, end) }, notes)
}

fn entry(key: &str, value: &str, at: usize) -> Entry {
    Entry { key: key.to_owned(), value: value.to_owned(), span: Span::new(at, at + value.len()) }
}

fn read_line(line: &str) -> Line<'_> {
    let bytes = line.as_bytes();
    match bytes.first() {
        None | Some(b'#') => return Line::Empty,
        Some(b' ' | b'\t') => return if line.trim().is_empty() { Line::Empty } else { Line::Continuation },
        Some(b'-') if bytes.len() == 1 || bytes[1] == b' ' => return Line::Continuation,
        Some(b'[' | b']' | b'{' | b'}' | b'|' | b'>' | b'?' | b'%' | b'@' | b'`' | b',') => return Line::Broken,
        _ => {}
    }
    // A colon within the key (`ms:assetid`) has no space after it.
    let ends_key = |&at: &usize| matches!(bytes.get(at + 1), None | Some(b' ' | b'\t'));
    let Some(colon) = memchr::memchr_iter(b':', bytes).find(ends_key) else { return Line::Broken };
    let written = line[colon + 1..].trim_start();
    let offset = line.len() - written.len();
    let written = written.trim_end();
    let key = unquoted(line[..colon].trim_end());
    let plain_key = !matches!(bytes[0], b'"' | b'\'' | b'&' | b'*' | b'!');
    match written.as_bytes().first() {
        Some(&quote @ (b'"' | b'\'')) if plain_key => {
            let inside = &written[1..];
            // Without escapes, quotes are just taken off.
            match memchr::memchr2(quote, b'\\', inside.as_bytes()) {
                Some(length) if length + 1 == inside.len() && inside.as_bytes()[length] == quote => {
                    Line::Plain(key, offset + 1, &inside[..length])
                }
                _ => Line::Complex(key, offset, written),
            }
        }
        Some(
            b'"' | b'\'' | b'|' | b'>' | b'[' | b']' | b'{' | b'}' | b'&' | b'*' | b'!' | b'%' | b'@' | b'`' | b'#'
            | b',',
        ) => Line::Complex(key, offset, written),
        Some(b'-' | b'?' | b':') if matches!(written.as_bytes().get(1), None | Some(b' ')) => {
            Line::Complex(key, offset, written)
        }
        _ if !plain_key || has_sign(written) => Line::Complex(key, offset, written),
        _ => Line::Plain(key, offset, written),
    }
}

/// Whether a value holds what begins a value or a comment in it: `: `, ` #`, a colon at its end.
fn has_sign(value: &str) -> bool {
    let bytes = value.as_bytes();
    memchr::memchr2_iter(b':', b'#', bytes).any(|at| match bytes[at] {
        b':' => matches!(bytes.get(at + 1), None | Some(b' ')),
        _ => at > 0 && bytes[at - 1] == b' ',
    })
}

/// Without the quotes around it.
fn unquoted(written: &str) -> &str {
    let stripped = |quote: char| written.strip_prefix(quote)?.strip_suffix(quote);
    stripped('"').or_else(|| stripped('\'')).unwrap_or(written)
}

/// Why YAML has no values.
enum Refusal {
    /// It is no YAML, or no mapping.
    Invalid(String),
    /// There is too much of something for it to be read.
    Limit(String),
}

/// The top-level mapping of a YAML text, or why there is none.
fn read_yaml(text: &str) -> Result<serde_yaml::Mapping, Refusal> {
    let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
    if text.len() > LARGEST {
        return Err(Refusal::Limit(format!("more than {} KiB", LARGEST / 1024)));
    }
    if brackets > MOST_BRACKETS {
        return Err(Refusal::Limit(format!("more than {MOST_BRACKETS} brackets")));
    }
    match serde_yaml::from_str::<Value>(text) {
        Ok(Value::Mapping(mapping)) => Ok(mapping),
        Ok(Value::Null) => Ok(serde_yaml::Mapping::new()),
        Ok(_) => Err(Refusal::Invalid("it is no list of keys and values".to_owned())),
        Err(error) => {
            let message = error.to_string();
            // Its reader has no other way to say so.
            Err(match message.contains("limit exceeded") {
                true => Refusal::Limit("more depth or repetition than is read".to_owned()),
                false => Refusal::Invalid(message),
            })
        }
    }
}

/// Puts YAML's values into the entries that need them. Lists and mappings are no
/// facts that a page states; their entries go.
fn take_values(entries: &mut Vec<Entry>, complex: &[usize], values: &serde_yaml::Mapping) {
    let mut dropped = vec![false; entries.len()];
    for &index in complex {
        let entry = &mut entries[index];
        match values.get(entry.key.as_str()) {
            Some(Value::String(value)) => entry.value.clone_from(value),
            Some(Value::Number(value)) => entry.value = value.to_string(),
            Some(Value::Bool(value)) => entry.value = value.to_string(),
            Some(Value::Null) => entry.value.clear(),
            _ => dropped[index] = true,
        }
        entry.value.truncate(entry.value.trim_end().len());
    }
    let mut dropped = dropped.into_iter();
    entries.retain(|_| dropped.next() != Some(true));
}

/// The entries of TOML front matter: its top-level `key = value` lines.
fn toml(text: &str, start: usize) -> FrontMatter {
    let Some(Fenced { lines, end }) = fenced(text, start, "+++") else { return FrontMatter::default() };
    let mut entries = Vec::with_capacity(lines.len());
    for (at, line) in lines {
        if line.starts_with('[') {
            break;
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        let value = value.trim();
        if key.trim_start().starts_with('#') || value.starts_with(['[', '{']) {
            continue;
        }
        let offset = value.as_ptr() as usize - line.as_ptr() as usize;
        let mut entry = entry(unquoted(key.trim()), value, at + offset);
        if value.starts_with(['"', '\'']) {
            let read = value.parse::<toml::Value>().ok();
            let read = read.as_ref().and_then(toml::Value::as_str);
            entry.value = read.unwrap_or_else(|| unquoted(value)).to_owned();
            let inner = unquoted(value);
            if inner == entry.value {
                // A quote that does not end is part of the value.
                let inside = at + offset + (inner.as_ptr() as usize - value.as_ptr() as usize);
                entry.span = Span::new(inside, inside + inner.len());
            }
        }
        entries.push(entry);
    }
    FrontMatter { entries, span: Span::new(start, end) }
}

fn is_html_page(body: &str) -> bool {
    const BEGINS: [&str; 5] = ["<!doctype", "<html", "<?xml", "<head", "<title"];
    let body = body.trim_start();
    BEGINS
        .iter()
        .any(|begin| body.as_bytes().get(..begin.len()).is_some_and(|text| text.eq_ignore_ascii_case(begin.as_bytes())))
}

/// What the head of an HTML page states.
fn html_head(text: &str) -> (FrontMatter, Vec<ParseNote>) {
    let head = &text[..text.floor_char_boundary(LARGEST)];
    let mut entries = Vec::new();
    let mut in_title = false;
    let mut in_body = false;
    html::tokens(head, html::RawText::AsBrowsers, |token| {
        let written = &head[token.start..token.end];
        let value = |name: &str| {
            let (offset, value) = html::attribute(written, name)?;
            Some((token.start + offset, value))
        };
        let mut push = |key: &str, (start, written): (usize, &str)| {
            let mut value = String::with_capacity(written.len());
            entity::decode(written, &mut value);
            entries.push(Entry { key: key.to_owned(), value, span: Span::new(start, start + written.len()) });
        };
        match token.kind {
            _ if in_body => {}
            html::TokenKind::Text if in_title => {
                let title = written.trim();
                push("title", (token.start + written.len() - written.trim_start().len(), title));
            }
            html::TokenKind::StartTag => match html::tag_name(written).to_ascii_lowercase().as_str() {
                "html" => {
                    if let Some(value) = value("lang").or_else(|| value("xml:lang")) {
                        push("lang", value);
                    }
                }
                "meta" => {
                    let name = value("name").or_else(|| value("property"));
                    if let (Some((_, name)), Some(content)) = (name, value("content")) {
                        push(name, content);
                    }
                }
                "title" => in_title = true,
                "body" => in_body = true,
                _ => {}
            },
            html::TokenKind::EndTag => in_title = false,
            _ => {}
        }
    });
    let mut notes = Vec::new();
    if !in_body && head.len() < text.len() {
        let message = format!("the head of the page has more than {} KiB; the rest of it is not read", LARGEST / 1024);
        notes.push(ParseNote { span: Span::new(head.len(), head.len()), message, is_loss: true });
    }
    (FrontMatter { entries, span: Span::default() }, notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys and values, each value's place checked; then the notes.
    fn check(text: &str, expected: &[(&str, &str)], notes: usize) {
        for text in [text.to_owned(), format!("\u{feff}{}", text.replace('\n', "\r\n"))] {
            let (found, found_notes) = front_matter(&text);
            let entries: Vec<_> =
                found.entries.iter().map(|entry| (entry.key.as_str(), entry.value.as_str())).collect();
            assert_eq!(entries, expected, "{text}");
            assert_eq!(found_notes.len(), notes, "{text}: {found_notes:?}");
            for entry in &found.entries {
                let written = &text[entry.span.range()];
                let plain = !written.contains(['\'', '"', '\\', '\n', '&', '|', '>', '#', '!']);
                assert!(!plain || written == entry.value, "{written} is not {}", entry.value);
            }
        }
    }

    #[test]
    fn entries_beyond_the_limit_are_told_and_not_read() {
        let text = |entries: usize| {
            let lines: String = (0..entries).map(|number| format!("k{number}: v\n")).collect();
            format!("---\n{lines}---\n")
        };
        let read = |entries: usize| {
            let (found, notes) = front_matter(&text(entries));
            (found.entries.len(), notes.len())
        };
        assert_eq!(read(MOST_ENTRIES), (MOST_ENTRIES, 0));
        assert_eq!(read(MOST_ENTRIES + 1), (MOST_ENTRIES, 1));
    }

    #[test]
    fn plain_lines_are_entries() {
        check(
            "---\ntitle: Lync Server 2013：概览\nms:assetid: 72bf8aa5\nms:mtpsurl: https://a.example/x(v=OCS.15)\nms.date: 01/19/2017\nms.reviewer: \nTOCTitle: 'It: is'\nid: \"42\"\n---\n# T",
            &[
                ("title", "Lync Server 2013：概览"),
                ("ms:assetid", "72bf8aa5"),
                ("ms:mtpsurl", "https://a.example/x(v=OCS.15)"),
                ("ms.date", "01/19/2017"),
                ("ms.reviewer", ""),
                ("TOCTitle", "It: is"),
                ("id", "42"),
            ],
            0,
        );
        let (found, _) = front_matter("---\na: b\n---  \ntext");
        assert_eq!(found.span, Span::new(0, 12));
    }

    #[test]
    fn yaml_is_asked_for_the_rest() {
        check("---\ntitle: 'It''s'\nb: \"x\\ty\"\n---\n", &[("title", "It's"), ("b", "x\ty")], 0);
        check(
            "---\na: >-\n  one\n  two\nb: |\n  three\nc: d # note\n---\n",
            &[("a", "one two"), ("b", "three"), ("c", "d")],
            0,
        );
        check("---\nkeywords:\n- one\n- two\ntags: [a, b]\nsidebar:\n  label: x\nlast: y\n---\n", &[("last", "y")], 0);
        check("---\nflag: !!str true\nn: ~\n# c\n\n---\n", &[("flag", "true"), ("n", "~")], 0);
    }

    #[test]
    fn broken_yaml_keeps_its_lines() {
        check(
            "---\ntitle: Server: the guide\nms:assetid: 72bf\n---\n",
            &[("title", "Server: the guide"), ("ms:assetid", "72bf")],
            1,
        );
        check("---\ntitle: \"open\nid: x\n---\n", &[("title", "\"open"), ("id", "x")], 1);
        check("---\na: b\na: 'c''d'\n---\n", &[("a", "b"), ("a", "c''d")], 1);
        check("---\na: b\nnonsense\n---\n", &[("a", "b")], 1);
        check("---\na: *b\n---\n", &[("a", "*b")], 1);
    }

    #[test]
    fn what_is_no_front_matter() {
        check("# Title\n\n---\na: b\n---\n", &[], 0);
        check("---\n\nText after a line.\n\n---\n", &[], 0);
        check("---\na: b\n", &[], 0);
        check("----\na: b\n---\n", &[], 0);
        check("", &[], 0);
    }

    #[test]
    fn toml_and_html() {
        check(
            "+++\ntitle = \"It \\\"is\\\"\"\ndate = 2020-01-02\n# c\ntags = [\"a\"]\nid = 'x'\n[menu]\nname = \"no\"\n+++\ntext",
            &[("title", "It \"is\""), ("date", "2020-01-02"), ("id", "x")],
            0,
        );
        check(
            "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<!-- <title>no</title> -->\n<script>'<title>no</title>'</script>\n<title> Un &amp; deux </title>\n<META name='ms.assetid' content='72bf'>\n</head><body><title>no</title>",
            &[("lang", "fr"), ("title", "Un & deux"), ("ms.assetid", "72bf")],
            0,
        );
    }

    #[test]
    fn hostile_yaml_is_not_read() {
        let deep = format!("---\na: {}\n---\n", "[".repeat(5_000));
        assert_eq!(front_matter(&deep).1.len(), 1);
        let aliases = (1..30)
            .fold("---\na0: &a0 [x, x]\n".to_owned(), |text, n| format!("{text}a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1));
        assert_eq!(front_matter(&(aliases + "---\n")).1.len(), 1);
    }
}
