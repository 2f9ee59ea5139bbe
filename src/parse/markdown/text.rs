//! Running text and code of Markdown, and the lines in it that mean something
//! to a site generator or mark a note.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag as MarkdownTag, TagEnd};

use super::Reader;
use crate::page::InlineKind;
use crate::parse::builder::{FrameKind, Origin};
use crate::parse::extent::template;
use crate::parse::html::Tag;
use crate::parse::note::{self, Directive};
use crate::parse::places::Places;

impl<'a> Reader<'a, '_> {
    /// Where a text that was borrowed from the page stands in it.
    pub(super) fn place(&self, text: &str) -> Option<usize> {
        let at = (text.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        (at + text.len() <= self.text.len()).then_some(at)
    }

    pub(super) fn other_text(&mut self, text: &CowStr<'a>, range: Range<usize>) {
        self.line_start = false;
        match text {
            CowStr::Borrowed(borrowed) => match self.place(borrowed) {
                Some(at) => self.inline_text(borrowed, at),
                None => self.builder.replacement(borrowed, range.start, range.end),
            },
            _ => self.builder.replacement(text, range.start, range.end),
        }
    }

    /// Hands over the tags of MDX that stand before an event.
    pub(super) fn tags_before(&mut self, event: &Event<'a>, range: &Range<usize>) {
        if self.in_code {
            // A fence that only Markdown sees: `<A>``` `. What was taken out of it stays out.
            self.drop_tags(range.end);
        }
        match event {
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image | TagEnd::Strikethrough) => {}
            // An end event has the range of the whole container.
            Event::End(_) => self.tags_until(self.content_end(range) + 1),
            // A tag at the very begin of a block of text stands in it.
            Event::Start(
                MarkdownTag::Emphasis
                | MarkdownTag::Strong
                | MarkdownTag::Link { .. }
                | MarkdownTag::Image { .. }
                | MarkdownTag::CodeBlock(_),
            ) => self.tags_until(range.start + 1),
            Event::Start(_) => self.tags_until(range.start),
            _ => self.tags_until(range.start + 1),
        }
    }

    /// Forgets the tags of MDX that stand before `until`.
    pub(super) fn drop_tags(&mut self, until: usize) {
        let inside = self.tags.tags.iter().take_while(|tag| tag.at < until).count();
        self.tags.tags = &self.tags.tags[inside..];
    }

    /// Hands over the tags of MDX that stand before `until`.
    pub(super) fn tags_until(&mut self, until: usize) {
        while let Some((tag, rest)) = self.tags.tags.split_first().filter(|(tag, _)| tag.at < until) {
            self.tags.tags = rest;
            if tag.at < self.skip_until {
                // It stood in something that was read as a whole.
                continue;
            }
            let written = &self.tags.source[tag.start..tag.end];
            // The tag is not in the Markdown: its places are the file's.
            let places = self.builder.exchange_places(Places::default());
            match self.names.element(written) {
                Some(element) if written.starts_with("</") => {
                    self.builder.end_tag(element, tag.start, tag.end);
                }
                Some(element) => self.builder.start_tag(element, Tag::Source(written), tag.start, tag.end),
                None => {}
            }
            self.builder.exchange_places(places);
        }
    }

    /// Adds running text that stands at `at` as it is.
    pub(super) fn inline_text(&mut self, text: &str, at: usize) {
        let mut text = text;
        let mut at = at;
        while let Some(tag) = self.tags.tags.first().filter(|tag| tag.at < at + text.len()) {
            let (before, after) = text.split_at(tag.at.saturating_sub(at));
            self.plain_text(before, at);
            at += before.len();
            text = after;
            if self.skip_until > at {
                // More was read than the text up to the tag.
                self.drop_tags(self.skip_until);
                text = text.get(self.skip_until - at..).unwrap_or("");
                at = self.skip_until;
            } else {
                self.tags_until(at + 1);
            }
        }
        self.plain_text(text, at);
    }

    pub(super) fn plain_text(&mut self, text: &str, at: usize) {
        if self.in_indented_text {
            return self.builder.html_text(text, at);
        }
        if self.has_directives && self.line_start && text.starts_with(":::") && self.directive(at) {
            return;
        }
        if self.line_start && text.starts_with('<') && self.text[at..].starts_with("<<< ") {
            // VitePress puts a file of code here.
            let line = &self.text.as_bytes()[at..];
            self.skip_until = at + memchr::memchr(b'\n', line).unwrap_or(line.len());
            return;
        }
        self.line_start = false;
        // "the last sentence. :::"
        if self.has_directives
            && let Some(before) = text.trim_end().strip_suffix(":::").filter(|before| before.ends_with([' ', '\u{a0}']))
        {
            self.plain_text(before, at);
            self.builder.interrupt();
            self.builder.close_directive();
            return;
        }
        if !self.has_templates {
            return self.builder.words(text, at);
        }
        let mut start = 0;
        let end = at + text.len();
        while let Some(brace) = memchr::memchr(b'{', &text.as_bytes()[start..]).map(|length| start + length) {
            self.builder.words(&text[start..brace], at + start);
            let Some(found) = template(&self.text[at + brace..], self.builder.pack) else {
                self.builder.text("{", at + brace);
                start = brace + 1;
                continue;
            };
            if found.note.is_some() {
                self.builder.interrupt();
                if found.is_end {
                    self.builder.close_directive();
                } else {
                    self.builder.open_frame(FrameKind::Quote, Origin::Directive, found.note);
                }
            }
            let after = at + brace + found.length;
            if after >= end {
                self.skip_until = self.skip_until.max(after);
                return;
            }
            start = after - at;
        }
        self.builder.words(&text[start..], at + start);
    }

    /// Reads the line at `at` if it is a directive.
    pub(super) fn directive(&mut self, at: usize) -> bool {
        let rest = &self.text[at..];
        let line = &rest[..memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len())];
        let Some(directive) = note::directive(line, self.builder.pack) else { return false };
        self.builder.interrupt();
        match directive {
            Directive::Begin(class, title) => {
                let kind = if class.is_some() { FrameKind::Quote } else { FrameKind::Other };
                self.builder.open_frame(kind, Origin::Directive, class);
                if let Some((offset, title)) = title {
                    self.builder.text(title, at + offset);
                    self.builder.interrupt();
                }
            }
            Directive::End => {
                self.builder.close_directive();
            }
        }
        self.skip_until = self.skip_until.max(at + line.len());
        true
    }

    /// Opens a quote, and reads its marker if it is an admonition.
    pub(super) fn quote(&mut self, start: usize, end: usize) {
        self.builder.interrupt();
        self.quotes += 1;
        let quote = self.text.get(start..end).unwrap_or("");
        let line =
            quote.trim_start_matches([' ', '\t']).strip_prefix('>').unwrap_or("").trim_start_matches([' ', '\t']);
        self.open_quote(admonition_mark(line));
    }

    /// Opens the frame of a quote whose text begins with `[!mark]`, if it does.
    fn open_quote(&mut self, mark: Option<&'a str>) {
        let class = mark.map(|word| note::marked(word, self.builder.pack));
        self.builder.open_frame(FrameKind::Quote, Origin::Markdown, class);
        if let Some(at) = mark.and_then(|word| self.place(word)) {
            let after = at + mark.map_or(0, str::len) + 1;
            self.skip_until = self.skip_until.max(after);
        }
    }

    /// Whether the line behind the break at `at` in a quote is no more of the quote, although
    /// Markdown goes on with its paragraph. Two things are lost in translations that were put
    /// together by a program: the empty line between two admonitions, and the one between an
    /// admonition and the text behind it, where spaces before the line end are left.
    pub(super) fn leaves_quote(&mut self, at: usize, hard: bool) -> bool {
        let Some(length) = self.text.get(at..).and_then(|rest| memchr::memchr(b'\n', rest.as_bytes())) else {
            return false;
        };
        let next = at + length + 1;
        let line = self.text[next..].trim_start_matches([' ', '\t']);
        let content = line.trim_start_matches(['>', ' ', '\t']);
        let quoted = line.starts_with('>');
        let mark = if quoted { admonition_mark(content) } else { None };
        // Spaces alone make the break: `\` and `<br>` go on with what is said.
        let by_spaces = hard && self.text[at..next].trim().is_empty();
        let in_note = self.builder.note().is_some() && self.builder.has_text();
        let directly = self.builder.innermost() == Some((FrameKind::Quote, Origin::Markdown));
        if !directly || mark.is_none() && (quoted || !by_spaces || !in_note) {
            return false;
        }
        self.builder.interrupt();
        self.builder.close_markdown();
        match mark {
            Some(word) => self.open_quote(Some(word)),
            // In the place of the frame that the end of the quote closes.
            None => self.builder.open_frame(FrameKind::Other, Origin::Markdown, None),
        }
        self.builder.begin_paragraph(self.text.len() - content.len());
        true
    }

    /// Adds a line of a block of code. Its line end is `\n`, whatever the file has.
    pub(super) fn code(&mut self, text: &CowStr<'a>, range: Range<usize>) {
        let Some(at) = self.place(text) else {
            return self.builder.replacement(text, range.start, range.end);
        };
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
            if text[start..end].ends_with('\r') {
                self.builder.text(&text[start..end - 1], at + start);
                self.builder.line_end(at + end - 1, at + end + 1);
                start = end + 1;
            }
        }
        self.builder.text(&text[start..], at + start);
    }

    pub(super) fn code_span(&mut self, text: &CowStr<'a>, range: Range<usize>) {
        self.line_start = false;
        self.builder.open_inline(InlineKind::Code, None, range.start, range.end, (0, 0));
        let written = self.text.get(range.clone()).unwrap_or("");
        let ticks = written.len() - written.trim_start_matches('`').len();
        let inside = range.start + ticks..range.end.saturating_sub(ticks).max(range.start + ticks);
        match text {
            CowStr::Borrowed(borrowed) if self.place(borrowed).is_some() => {
                self.builder.text(borrowed, self.place(borrowed).unwrap_or(inside.start));
            }
            // Line ends became spaces, one byte for one.
            _ if is_same_but_line_ends(text, self.text.get(inside.clone())) => self.builder.text(text, inside.start),
            _ => self.builder.replacement(text, inside.start, inside.end),
        }
        self.builder.close_inline(None, None);
    }
}

/// The word of `[!word]` at the begin of a line of a quote.
fn admonition_mark(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("[!")?;
    let length = memchr::memchr3(b']', b'\n', b'[', &rest.as_bytes()[..rest.len().min(80)])?;
    (rest.as_bytes()[length] == b']').then(|| &rest[..length])
}

fn is_same_but_line_ends(text: &str, written: Option<&str>) -> bool {
    let same = |(a, b): (u8, u8)| a == b || a == b' ' && b == b'\n';
    written.is_some_and(|written| text.len() == written.len() && text.bytes().zip(written.bytes()).all(same))
}
