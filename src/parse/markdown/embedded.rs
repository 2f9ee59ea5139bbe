//! HTML in Markdown, and Markdown in HTML tables in Markdown.

use std::ops::Range;

use super::{NO_TAGS, Reader, Rules, read};
use crate::parse::ParseNote;
use crate::parse::extent::Extents;
use crate::parse::html::{self, Element, Tag};
use crate::parse::places::Places;
use crate::source::Span;

/// Longer than what anybody hides inside of a paragraph.
const LONGEST_HIDDEN: usize = 4000;

impl<'a> Reader<'a, '_> {
    pub(super) fn inline_html(&mut self, range: Range<usize>) {
        let Range { start, end } = range;
        let text: &'a str = self.text;
        let tag = &text[range.clone()];
        if tag.starts_with("<!") || tag.starts_with("<?") {
            return;
        }
        let is_end = tag.starts_with("</");
        match self.names.element(tag) {
            None => self.inline_text(tag, start),
            Some(element) if is_end => {
                self.builder.end_tag(element, start, end);
            }
            Some(Element::Table) => {
                if let Some((_, table_end)) = self.tables().first(start, end) {
                    self.builder.interrupt();
                    self.html(start..table_end);
                }
            }
            Some(Element::Preformatted) => {
                let length = if self.no_pre_end { None } else { html::end_tag(&self.text[end..], "pre") };
                self.no_pre_end = length.is_none();
                if let Some(length) = length {
                    self.builder.interrupt();
                    self.html(start..end + length);
                }
            }
            Some(Element::Hidden) => {
                let window = self.text.floor_char_boundary(end + LONGEST_HIDDEN);
                let name = html::tag_name(tag);
                let from = if self.no_hidden_end.0 == name { end.max(self.no_hidden_end.1) } else { end };
                match self.text.get(from..window).and_then(|rest| html::end_tag(rest, name)) {
                    Some(length) => self.skip_until = self.skip_until.max(from + length),
                    // A placeholder such as `<title>`.
                    None => {
                        // The end tag may begin shortly before the end of the window.
                        let searched = window.saturating_sub(name.len() + 2).max(end);
                        self.no_hidden_end = (name, self.text.floor_char_boundary(searched));
                        self.inline_text(tag, start);
                    }
                }
            }
            Some(element) => self.builder.start_tag(element, Tag::Source(tag), start, end),
        }
    }

    pub(super) fn tables(&mut self) -> &Extents {
        self.tables.get_or_insert_with(|| Extents::new(self.text))
    }

    /// Reads a stretch of HTML, and to their ends the tables that begin in it.
    pub(super) fn html(&mut self, range: Range<usize>) {
        let mut start = range.start;
        let mut end = range.end.min(self.text.len());
        // Most pages have HTML, but no tables; they need not be searched for any.
        let may_have = self.tables.is_some() || begins_table(self.text.as_bytes(), start..end);
        while may_have && let Some((table, table_end)) = self.tables().first(start, end) {
            self.html_run(start, table);
            self.html_table(table, table_end, table_end > end);
            start = table_end;
            end = end.max(table_end);
        }
        if may_have && let Some(table) = self.tables().unclosed(start, end) {
            self.complain(table..end, "this table is never closed; it is read to the end of its paragraph", false);
        }
        let html = &self.text[start..end];
        if html.trim_ascii_start().starts_with("<!--") && !html.contains("-->") {
            self.complain(start..end, "this comment is never closed; nothing after it is read", true);
        }
        self.html_run(start, end);
        self.builder.interrupt();
        self.skip_until = self.skip_until.max(end);
    }

    fn complain(&mut self, range: Range<usize>, message: &str, is_loss: bool) {
        let span = Span::new(self.builder.places.start(range.start), self.builder.places.end(range.end));
        self.notes.push(ParseNote { span, message: message.to_owned(), is_loss });
    }

    /// Reads an HTML table. `cut` says whether a blank line in it ended the HTML
    /// block: then what follows may be Markdown, up to the next line of tags.
    pub(super) fn html_table(&mut self, start: usize, end: usize, cut: bool) {
        self.builder.interrupt();
        let before = self.builder.checkpoint();
        let mut tangled = false;
        let mut at = start;
        let mut from = start;
        let mut plain = true;
        while cut && !self.nested && self.quotes == 0 {
            let Some(stretch) = markdown_stretch(&self.text[..end], from) else { break };
            from = stretch.end;
            let html = &self.text[at..stretch.start];
            if html.rfind("<!--") > html.rfind("-->") {
                continue;
            }
            tangled |= self.html_run(at, stretch.start).tangled;
            at = stretch.start;
            if !self.builder.in_code() {
                self.builder.interrupt();
                self.nested(stretch.clone());
                plain = false;
                at = stretch.end;
            }
        }
        tangled |= self.html_run(at, end).tangled;
        self.builder.interrupt();
        self.builder.close_to(&before);
        if tangled {
            self.complain(start..end, "the tags of this table do not fit together", false);
        }
        // What stood in quotes or was Markdown is no HTML for a browser.
        if tangled && plain && self.quotes == 0 {
            self.builder.go_back(&before);
            if !html::tangled(self.builder, &self.text[start..end], start) {
                self.html_run(start, end);
            }
            self.builder.interrupt();
            self.builder.close_to(&before);
        }
    }

    /// Reads Markdown that stands in an HTML table.
    pub(super) fn nested(&mut self, range: Range<usize>) {
        let (text, places) = dedented(&self.text[range.clone()], range.start, &self.builder.places);
        let outer = self.builder.exchange_places(places);
        read(&text, self.builder, self.notes, Rules { names: self.names, nested: true, tags: NO_TAGS });
        self.builder.exchange_places(outer);
    }

    pub(super) fn html_run(&mut self, start: usize, end: usize) -> html::Outcome {
        let Some(html) = self.text.get(start..end) else { return html::Outcome::default() };
        if self.quotes == 0 {
            return html::read(self.builder, html, start, self.names);
        }
        let (html, places) = without_quote_marks(html, start, self.quotes, &self.builder.places);
        let outer = self.builder.exchange_places(places);
        let outcome = html::read(self.builder, &html, 0, self.names);
        self.builder.interrupt();
        self.builder.exchange_places(outer);
        outcome
    }
}

/// Whether a start tag of a table stands in `range`.
fn begins_table(bytes: &[u8], range: Range<usize>) -> bool {
    let html = bytes.get(range).unwrap_or(&[]);
    let named = |at: usize| html.get(at + 1..at + 6).is_some_and(|name| name.eq_ignore_ascii_case(b"table"));
    memchr::memchr_iter(b'<', html).any(named)
}

/// The next stretch of Markdown in the HTML table that ends where `text` does:
/// it begins after a blank line with anything but a tag, and ends before a tag
/// that follows a blank line.
fn markdown_stretch(text: &str, from: usize) -> Option<Range<usize>> {
    let mut start = None;
    let mut after_blank = false;
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        let content = line.trim_ascii_start();
        if content.is_empty() {
            after_blank = true;
        } else if after_blank {
            let is_tag = content.starts_with('<');
            match start {
                None if !is_tag => start = Some(at + line.len() - content.len()),
                Some(start) if is_tag => return Some(start..at),
                _ => {}
            }
            after_blank = false;
        }
        at += line.len();
    }
    start.map(|start| start..text.len())
}

/// HTML that stands in quotes, without the `>` at the begin of each line but the first.
fn without_quote_marks(html: &str, start: usize, quotes: usize, places: &Places) -> (String, Places) {
    rewritten(html, start, places, |line| {
        let mut content = line;
        for _ in 0..quotes {
            let Some(after) = content.trim_start_matches([' ', '\t']).strip_prefix('>') else { break };
            content = after.strip_prefix(' ').unwrap_or(after);
        }
        content
    })
}

/// Markdown whose first line begins at `start` without its indentation: the
/// other lines lose as much.
fn dedented(markdown: &str, start: usize, places: &Places) -> (String, Places) {
    let indentation = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let lines = markdown.split('\n').skip(1).filter(|line| !line.trim_ascii().is_empty());
    let common = lines.map(indentation).min().unwrap_or(0);
    rewritten(markdown, start, places, |line| &line[indentation(line).min(common)..])
}

/// A text with something taken off the begin of each line but the first.
fn rewritten(text: &str, start: usize, places: &Places, content: impl Fn(&str) -> &str) -> (String, Places) {
    let mut out = String::with_capacity(text.len());
    let mut runs = vec![(0, places.start(start) as u32)];
    let mut at = start;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let mut kept = if index == 0 { line } else { content(line) };
        at += line.len() - kept.len();
        while !kept.is_empty() {
            let length = places.unbroken(at, kept.len());
            runs.push((out.len() as u32, places.start(at) as u32));
            out.push_str(&kept[..length]);
            kept = &kept[length..];
            at += length;
        }
    }
    (out, Places::of_runs(runs))
}
