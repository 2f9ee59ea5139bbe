//! Stretches of a Markdown text that Markdown would cut apart.

use crate::locale::Pack;
use crate::page::NoteClass;
use crate::parse::note;

/// The outermost HTML tables of a text, from `<table` to the `>` of the matching `</table>`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Extents {
    /// In order, disjoint.
    tables: Vec<(usize, usize)>,
    /// Start tags without an end tag, in order.
    unclosed: Vec<usize>,
}

impl Extents {
    /// Finds the tables of a text in one pass. A start tag without an end tag
    /// (or named in a sentence) is no table; tables in comments do not count.
    pub(super) fn new(text: &str) -> Extents {
        let bytes = text.as_bytes();
        // Each tag as its place and whether it is an end tag.
        let mut tags: Vec<(usize, bool)> = Vec::new();
        for ending in [b"able", b"ABLE"] {
            tags.extend(memchr::memmem::find_iter(bytes, ending).filter_map(|at| table_tag(bytes, at)));
        }
        tags.sort_unstable();
        let comments = if tags.is_empty() { Vec::new() } else { comments(bytes) };
        let in_comment = |at: usize| {
            let after = comments.partition_point(|&(start, _)| start <= at);
            after > 0 && at < comments[after - 1].1
        };
        let mut open: Vec<usize> = Vec::new();
        let mut tables: Vec<(usize, usize)> = Vec::new();
        for (at, is_end) in tags {
            if in_comment(at) {
                continue;
            }
            if !is_end {
                open.push(at);
                continue;
            }
            let Some(start) = open.pop() else { continue };
            let end = memchr::memchr(b'>', &bytes[at..]).map_or(bytes.len(), |length| at + length + 1);
            // A table around those found so far takes them in.
            while tables.last().is_some_and(|&(inner, _)| inner > start) {
                tables.pop();
            }
            tables.push((start, end));
        }
        Extents { tables, unclosed: open }
    }

    /// The first start tag in `start..end` whose table nobody ends.
    pub(super) fn unclosed(&self, start: usize, end: usize) -> Option<usize> {
        let index = self.unclosed.partition_point(|&table| table < start);
        self.unclosed.get(index).copied().filter(|&table| table < end)
    }

    /// The first table that begins in `start..end`.
    pub(super) fn first(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let index = self.tables.partition_point(|&(table, _)| table < start);
        self.tables.get(index).copied().filter(|&(table, _)| table < end)
    }
}

/// The tag `<table` or `</table` whose name ends with the four bytes at `at`.
fn table_tag(bytes: &[u8], at: usize) -> Option<(usize, bool)> {
    if bytes.get(at + 4).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    match bytes[..at] {
        [.., b'<', b't' | b'T'] => Some((at - 2, false)),
        [.., b'<', b'/', b't' | b'T'] => Some((at - 3, true)),
        _ => None,
    }
}

/// Begin and end of each comment; one that nobody ends is none.
fn comments(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = memchr::memmem::find(&bytes[from..], b"<!--").map(|length| from + length) {
        let Some(length) = memchr::memmem::find(&bytes[start + 4..], b"-->") else { break };
        from = start + 4 + length + 3;
        found.push((start, from));
    }
    found
}

/// A tag of a site generator's template language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Template {
    /// Its bytes.
    pub(super) length: usize,
    /// The class of the admonition that it begins or ends.
    pub(super) note: Option<NoteClass>,
    /// Whether it ends something.
    pub(super) is_end: bool,
}

/// The template tag that `text` begins with: Hugo's `{{< … >}}` and `{{% … %}}`,
/// Liquid's `{% … %}`. `{{ … }}` is left as text: who writes about templates
/// writes it, too.
pub(super) fn template(text: &str, pack: &Pack) -> Option<Template> {
    /// Longer than any that a person writes.
    const LONGEST: usize = 2000;
    let close = match text.as_bytes() {
        [b'{', b'{', b'<', ..] => ">}}",
        [b'{', b'{', b'%', ..] => "%}}",
        [b'{', b'%', ..] => "%}",
        _ => return None,
    };
    let window = &text[..text.floor_char_boundary(LONGEST)];
    let end = memchr::memmem::find(window.as_bytes(), close.as_bytes())?;
    let inside = window.get(close.len()..end)?.trim_start_matches(['-', ' ']);
    if inside.contains("\n\n") || inside.contains("\n\r\n") {
        return None;
    }
    let slash = inside.strip_prefix('/').or_else(|| inside.strip_prefix("end"));
    let name = slash.unwrap_or(inside).trim_start();
    let name = &name[..name.find(|character: char| !character.is_alphanumeric()).unwrap_or(name.len())];
    let titled = || {
        let (_, title) = inside.split_once("title=\"")?;
        note::class(title.split_once('"')?.0, pack)
    };
    let alert = ["alert", "callout", "admonition", "hint"].contains(&name);
    let note = note::english(name).or_else(|| alert.then(|| titled().unwrap_or(NoteClass::Note)));
    Some(Template { length: end + close.len(), note, is_end: slash.is_some() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    #[test]
    fn tables_are_found_whole() {
        let check = |text: &str, expected: &[&str]| {
            let found = Extents::new(text);
            let found: Vec<&str> = found.tables.iter().map(|&(start, end)| &text[start..end]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("a <table><tr>\n\n</tr></table> b", &["<table><tr>\n\n</tr></table>"]);
        check("<TABLE>1<table>2</table>3</TABLE >", &["<TABLE>1<table>2</table>3</TABLE >"]);
        check("the `<table>` tag\n\n<table>1</table>", &["<table>1</table>"]);
        check("</table><table>1</table><table>2", &["<table>1</table>"]);
        check("<!-- <table> --><table>1</table>", &["<table>1</table>"]);
        check("<!-- <table>1</table>", &["<table>1</table>"]);
        check("<tablespace>1</table>", &[]);
    }

    #[test]
    fn template_tags() {
        let pack = Locale::new("en").unwrap().pack();
        let check = |text: &str, expected: Option<(&str, Option<NoteClass>, bool)>| {
            let found = template(text, pack).map(|found| (&text[..found.length], found.note, found.is_end));
            assert_eq!(found, expected, "{text}");
        };
        check("{{< note >}} x", Some(("{{< note >}}", Some(NoteClass::Note), false)));
        check("{{< /note >}} x", Some(("{{< /note >}}", Some(NoteClass::Note), true)));
        check(
            "{{% alert title=\"Warning\" %}}",
            Some(("{{% alert title=\"Warning\" %}}", Some(NoteClass::Warning), false)),
        );
        check("{% include x.md %}", Some(("{% include x.md %}", None, false)));
        check("{%- endif -%}", Some(("{%- endif -%}", None, true)));
        check("{{ x }}", None);
        check("{{< note", None);
        check("{% a\n\nb %}", None);
    }
}
