//! Markdown to blocks, by one pass over pulldown-cmark's events.
//!
//! Events come with byte ranges of the text. Some stretches of that text are
//! not Markdown's to read: an HTML table is one thing for its author although a
//! blank line in it ends the HTML block and makes paragraphs of the rest; a
//! site generator's `{{< … >}}` is no text. Such a stretch is read (or passed
//! over) as a whole where it begins, and the events inside of it are skipped:
//! leaves by their place, containers that begin inside together with their ends,
//! wherever those are.
//!
//! Extensions that are on: tables, footnotes, strikethrough and task lists, as
//! GitHub has them and every generator after it. Off, with reasons: alerts
//! (`> [!NOTE]`) since pulldown-cmark knows five English names alone and wants
//! them on a line of their own; heading attributes, since it takes any braces
//! at the end of a heading for them; definition lists, mathematics, smart
//! punctuation and wiki links, since CommonMark pages write `: `, `$`, quotes
//! and `[[` as text.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag as MarkdownTag, TagEnd};

use super::builder::{Builder, FrameKind, Origin, Space};
use super::extent::{Extents, template};
use super::html::{self, Element, Names, Tag};
use super::mdx::{self, JsxTag};
use super::note::{self, Directive};
use super::places::Places;
use super::{Markup, ParseNote};
use crate::locale::Pack;
use crate::page::{BlockKind, InlineKind, NoteClass};
use crate::source::Span;

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// Reads a Markdown page, whose body begins at byte `start` of the file.
pub(super) fn page(
    source: &str,
    start: usize,
    pack: &'static Pack,
    markup: Markup,
    notes: &mut Vec<ParseNote>,
) -> Builder {
    if markup == Markup::Mdx {
        let markdown = mdx::markdown(source, start);
        let mut builder = Builder::new(markdown.places, pack, markdown.text.len());
        let tags = Tags { source, tags: &markdown.tags };
        read(&markdown.text, &mut builder, notes, Rules { names: Names::All, nested: false, tags });
        return builder;
    }
    let text = &source[start..];
    let mut builder = Builder::new(Places::shifted(start), pack, text.len());
    read(text, &mut builder, notes, Rules { names: Names::Html, nested: false, tags: NO_TAGS });
    builder
}

/// How a Markdown text is to be read.
#[derive(Clone, Copy)]
struct Rules<'b> {
    names: Names,
    /// Whether it stands in an HTML table.
    nested: bool,
    tags: Tags<'b>,
}

/// The tags that were taken out of MDX and are still to come.
#[derive(Clone, Copy)]
struct Tags<'b> {
    /// The whole file.
    source: &'b str,
    tags: &'b [JsxTag],
}

/// Reads a Markdown text, whose places are those of the builder.
fn read(text: &str, builder: &mut Builder, notes: &mut Vec<ParseNote>, rules: Rules<'_>) {
    let mut reader = Reader {
        text,
        builder,
        notes,
        names: rules.names,
        nested: rules.nested,
        tags: rules.tags,
        has_templates: memchr::memchr(b'{', text.as_bytes()).is_some(),
        has_directives: memchr::memmem::find(text.as_bytes(), b":::").is_some(),
        tables: None,
        header: false,
        skip_until: 0,
        skipped: Vec::new(),
        html_end: 0,
        in_code: false,
        in_indented_text: false,
        line_start: true,
        quotes: 0,
        last_note: None,
        no_pre_end: false,
    };
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        if (range.start < reader.skip_until || !reader.skipped.is_empty()) && reader.skip(&event, &range) {
            continue;
        }
        if !reader.tags.tags.is_empty() {
            reader.tags_before(&event, &range);
        }
        reader.event(event, range);
    }
    reader.builder.interrupt();
    reader.tags_until(usize::MAX);
    reader.builder.interrupt();
}

struct Reader<'a, 'b> {
    text: &'a str,
    builder: &'b mut Builder,
    notes: &'b mut Vec<ParseNote>,
    names: Names,
    nested: bool,
    tags: Tags<'b>,
    has_templates: bool,
    has_directives: bool,
    /// The HTML tables of the page, looked for when the first one is met.
    tables: Option<Extents>,
    /// Whether the row of a Markdown table is its header.
    header: bool,
    /// Events that begin before this place were read already.
    skip_until: usize,
    /// The containers that are open since the first that began in a skipped
    /// stretch: whether each is skipped.
    skipped: Vec<bool>,
    /// Where the HTML block that began in a skipped stretch ends.
    html_end: usize,
    in_code: bool,
    /// Whether Markdown takes for code what MDX does not.
    in_indented_text: bool,
    /// Whether the next text is the first of its line.
    line_start: bool,
    quotes: usize,
    /// Where the last quote that was a note ended, and its class.
    last_note: Option<(usize, NoteClass)>,
    /// Whether `</pre` was looked for and is nowhere after.
    no_pre_end: bool,
}

impl<'a, 'b> Reader<'a, 'b> {
    /// Whether an event belongs to what was read already. What stands behind the
    /// skipped stretch is read here.
    fn skip(&mut self, event: &Event<'a>, range: &Range<usize>) -> bool {
        let inside = range.start < self.skip_until;
        match event {
            Event::Start(tag) => {
                self.skipped.push(inside);
                if inside && matches!(tag, MarkdownTag::HtmlBlock) {
                    self.html_end = range.end;
                }
                inside
            }
            Event::End(_) => self.skipped.pop().unwrap_or(false),
            Event::Html(_) => {
                // A line of an HTML block that began in the stretch.
                if range.end > self.skip_until {
                    let start = range.start.max(self.skip_until);
                    self.html(start..self.html_end.max(range.end));
                }
                true
            }
            Event::Text(_) if inside && range.end > self.skip_until => {
                let rest = self.skip_until..range.end;
                if let Some(text) = self.text.get(rest.clone()) {
                    self.inline_text(text, rest.start);
                }
                true
            }
            _ => inside,
        }
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Text(text) if self.in_code => self.code(&text, range),
            Event::Text(CowStr::Borrowed(text)) if text.len() == range.len() => self.inline_text(text, range.start),
            Event::Text(text) => self.other_text(&text, range),
            Event::Code(text) => self.code_span(&text, range),
            Event::SoftBreak => {
                self.builder.gap(Space::LineEnd, range.start, range.end);
                self.line_start = true;
            }
            Event::HardBreak => {
                self.builder.gap(Space::Break, range.start, range.end);
                self.line_start = true;
            }
            Event::InlineHtml(_) => self.inline_html(range),
            Event::Html(_) => self.html(range),
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Rule => self.builder.interrupt(),
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.builder.replacement(&text, range.start, range.end);
            }
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: MarkdownTag<'a>, range: Range<usize>) {
        let Range { start, end } = range;
        let nowhere = (0, 0);
        match tag {
            MarkdownTag::Paragraph | MarkdownTag::DefinitionListTitle => {
                self.builder.begin_paragraph(start);
                self.line_start = true;
            }
            MarkdownTag::Heading { level, .. } => self.builder.begin(BlockKind::Heading(level_number(level)), start),
            // In MDX, indentation makes no code.
            MarkdownTag::CodeBlock(CodeBlockKind::Indented) if self.names == Names::All => {
                self.builder.begin_paragraph(start);
                self.in_indented_text = true;
            }
            MarkdownTag::CodeBlock(_) => {
                self.builder.begin(BlockKind::Code, start);
                self.in_code = true;
            }
            MarkdownTag::HtmlBlock => {
                self.builder.interrupt();
                let note = self.note_before(start);
                if note.is_some() {
                    self.builder.open_frame(FrameKind::Quote, Origin::Markdown, note);
                }
                self.html(range);
                if note.is_some() {
                    self.builder.interrupt();
                    self.builder.close_markdown();
                }
                self.pass_over(end);
            }
            MarkdownTag::BlockQuote(_) => self.quote(start, end),
            MarkdownTag::List(number) => {
                self.builder.interrupt();
                let kind = FrameKind::List { ordered: number.is_some() };
                self.builder.open_frame(kind, Origin::Markdown, None);
            }
            MarkdownTag::Item => {
                self.builder.interrupt();
                self.builder.open_item(Origin::Markdown, start);
                self.line_start = true;
            }
            MarkdownTag::FootnoteDefinition(_)
            | MarkdownTag::DefinitionList
            | MarkdownTag::DefinitionListDefinition
            | MarkdownTag::MetadataBlock(_) => {
                self.builder.interrupt();
                self.builder.open_frame(FrameKind::Other, Origin::Markdown, None);
            }
            MarkdownTag::Table(_) => {
                self.builder.interrupt();
                self.builder.open_table(Origin::Markdown);
            }
            MarkdownTag::TableHead | MarkdownTag::TableRow => {
                if let Some(table) = self.builder.tables.last_mut() {
                    table.begin_row();
                }
                self.header = matches!(tag, MarkdownTag::TableHead);
            }
            MarkdownTag::TableCell => {
                self.builder.interrupt();
                if let Some(table) = self.builder.tables.last_mut() {
                    table.begin_cell(self.header, 1, 1);
                }
                self.builder.begin(BlockKind::Paragraph, start);
            }
            MarkdownTag::Emphasis | MarkdownTag::Strong => {
                let kind = if matches!(tag, MarkdownTag::Strong) { InlineKind::Strong } else { InlineKind::Emphasis };
                self.builder.open_inline(kind, None, start, end, nowhere);
                self.line_start = false;
            }
            MarkdownTag::Strikethrough | MarkdownTag::Superscript | MarkdownTag::Subscript => {}
            MarkdownTag::Link { dest_url, .. } => {
                let destination = self.builder.destination(&dest_url);
                self.builder.open_inline(InlineKind::Link, None, start, end, destination);
                self.line_start = false;
            }
            MarkdownTag::Image { dest_url, .. } => {
                let destination = self.builder.destination(&dest_url);
                self.builder.image(start, end, destination);
                // Its alternative text is no text of the page.
                self.pass_over(end);
                self.line_start = false;
            }
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link => self.builder.close_inline(None, None),
            TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript | TagEnd::Image | TagEnd::HtmlBlock => {}
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::DefinitionListTitle => {
                self.finish(&range);
            }
            TagEnd::CodeBlock => {
                self.finish(&range);
                self.in_code = false;
                self.in_indented_text = false;
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                self.builder.interrupt();
                if let Some(table) = self.builder.tables.last_mut() {
                    table.end_row();
                }
            }
            TagEnd::BlockQuote(_) => {
                self.builder.interrupt();
                self.quotes = self.quotes.saturating_sub(1);
                self.last_note = self.builder.note().map(|class| (range.end, class));
                self.builder.close_markdown();
            }
            TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::Table
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListDefinition
            | TagEnd::MetadataBlock(_) => {
                self.builder.interrupt();
                self.builder.close_markdown();
            }
        }
    }

    /// The note that HTML at `start` goes on with: one whose quote ended on the
    /// line before. Translators lost the `>` of such lines; CommonMark lets a
    /// paragraph go on without it, but not HTML.
    fn note_before(&self, start: usize) -> Option<NoteClass> {
        let (end, class) = self.last_note?;
        let between = self.text.get(end..start)?;
        let line_ends = |text: &str| text.bytes().filter(|&byte| byte == b'\n').count();
        // The range of a quote takes its last line end in, or does not.
        let last = line_ends(self.text.get(end.saturating_sub(1)..end).unwrap_or(""));
        (between.trim_ascii().is_empty() && line_ends(between) + last <= 1).then_some(class)
    }

    /// Skips what stands inside of the container whose start event is being
    /// read, up to `end`, and its end event.
    fn pass_over(&mut self, end: usize) {
        self.skip_until = self.skip_until.max(end);
        // Within a skipped stretch `skip` has entered this container already.
        match self.skipped.last_mut() {
            Some(skipped) => *skipped = true,
            None => self.skipped.push(true),
        }
    }

    /// Closes the block of the container at `range`, without the line ends after it.
    fn finish(&mut self, range: &Range<usize>) {
        self.builder.finish(self.content_end(range));
    }

    /// Where the container at `range` ends, without the line ends after it.
    fn content_end(&self, range: &Range<usize>) -> usize {
        let markup = self.text.as_bytes().get(range.clone()).unwrap_or(&[]);
        let last = markup.iter().rposition(|byte| !byte.is_ascii_whitespace());
        range.start + last.map_or(0, |last| last + 1)
    }

    /// Where a text that was borrowed from the page stands in it.
    fn place(&self, text: &str) -> Option<usize> {
        let at = (text.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        (at + text.len() <= self.text.len()).then_some(at)
    }

    fn other_text(&mut self, text: &CowStr<'a>, range: Range<usize>) {
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
    fn tags_before(&mut self, event: &Event<'a>, range: &Range<usize>) {
        if self.in_code {
            // A fence that only Markdown sees: `<A>``` `. What was taken out of it stays out.
            self.drop_tags(range.end);
        }
        match event {
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
    fn drop_tags(&mut self, until: usize) {
        let inside = self.tags.tags.iter().take_while(|tag| tag.at < until).count();
        self.tags.tags = &self.tags.tags[inside..];
    }

    /// Hands over the tags of MDX that stand before `until`.
    fn tags_until(&mut self, until: usize) {
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
    fn inline_text(&mut self, text: &str, at: usize) {
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

    fn plain_text(&mut self, text: &str, at: usize) {
        if self.in_indented_text {
            return self.builder.html_text(text, at);
        }
        if self.has_directives && self.line_start && text.starts_with(":::") && self.directive(at) {
            return;
        }
        self.line_start = false;
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
    fn directive(&mut self, at: usize) -> bool {
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
    fn quote(&mut self, start: usize, end: usize) {
        self.builder.interrupt();
        self.quotes += 1;
        let quote = self.text.get(start..end).unwrap_or("");
        let line =
            quote.trim_start_matches([' ', '\t']).strip_prefix('>').unwrap_or("").trim_start_matches([' ', '\t']);
        let mark = line.strip_prefix("[!").and_then(|rest| {
            let length = memchr::memchr3(b']', b'\n', b'[', &rest.as_bytes()[..rest.len().min(80)])?;
            (rest.as_bytes()[length] == b']').then(|| &rest[..length])
        });
        let class = mark.map(|word| note::marked(word, self.builder.pack));
        self.builder.open_frame(FrameKind::Quote, Origin::Markdown, class);
        if let Some(at) = mark.and_then(|word| self.place(word)) {
            let after = at + mark.map_or(0, str::len) + 1;
            self.skip_until = self.skip_until.max(after);
        }
    }

    /// Adds a line of a block of code. Its line end is `\n`, whatever the file has.
    fn code(&mut self, text: &CowStr<'a>, range: Range<usize>) {
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

    fn code_span(&mut self, text: &CowStr<'a>, range: Range<usize>) {
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

    fn inline_html(&mut self, range: Range<usize>) {
        let Range { start, end } = range;
        let tag = &self.text[range.clone()];
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
                match html::end_tag(&self.text[end..window], html::tag_name(tag)) {
                    Some(length) => self.skip_until = self.skip_until.max(end + length),
                    // A placeholder such as `<title>`.
                    None => self.inline_text(tag, start),
                }
            }
            Some(element) => self.builder.start_tag(element, Tag::Source(tag), start, end),
        }
    }

    fn tables(&mut self) -> &Extents {
        self.tables.get_or_insert_with(|| Extents::new(self.text))
    }

    /// Reads a stretch of HTML, and to their ends the tables that begin in it.
    fn html(&mut self, range: Range<usize>) {
        let mut start = range.start;
        let mut end = range.end.min(self.text.len());
        while let Some((table, table_end)) = self.tables().first(start, end) {
            self.html_run(start, table);
            self.html_table(table, table_end, table_end > end);
            start = table_end;
            end = end.max(table_end);
        }
        self.html_run(start, end);
        self.builder.interrupt();
        self.skip_until = self.skip_until.max(end);
    }

    /// Reads an HTML table. `cut` says whether a blank line in it ended the HTML
    /// block: then what follows may be Markdown, up to the next line of tags.
    fn html_table(&mut self, start: usize, end: usize, cut: bool) {
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
            let span = Span::new(self.builder.places.start(start), self.builder.places.end(end));
            let message = "the tags of this table do not fit together".to_owned();
            self.notes.push(ParseNote { span, message });
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
    fn nested(&mut self, range: Range<usize>) {
        let (text, places) = dedented(&self.text[range.clone()], range.start, &self.builder.places);
        let outer = self.builder.exchange_places(places);
        read(&text, self.builder, self.notes, Rules { names: self.names, nested: true, tags: NO_TAGS });
        self.builder.exchange_places(outer);
    }

    fn html_run(&mut self, start: usize, end: usize) -> html::Outcome {
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

fn is_same_but_line_ends(text: &str, written: Option<&str>) -> bool {
    let same = |(a, b): (u8, u8)| a == b || a == b' ' && b == b'\n';
    written.is_some_and(|written| text.len() == written.len() && text.bytes().zip(written.bytes()).all(same))
}

const NO_TAGS: Tags<'static> = Tags { source: "", tags: &[] };

/// Longer than what anybody hides inside of a paragraph.
const LONGEST_HIDDEN: usize = 4000;

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

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}
