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

mod embedded;
mod text;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag as MarkdownTag, TagEnd};

use super::builder::{Builder, FrameKind, Origin, Space};
use super::dialect;
use super::extent::Extents;
use super::html::Names;
use super::mdx::{self, JsxTag};
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
        if let Some(at) = markdown.tired {
            let message =
                "too many tags and expressions of this page have no end; from here on they are text".to_owned();
            notes.push(ParseNote { span: Span::new(at, at), message, is_loss: true });
        }
        read(&markdown.text, &mut builder, notes, Rules { names: Names::All, nested: false, tags });
        return builder;
    }
    if let Some(rewritten) = dialect::markdown(source, start, pack) {
        let mut builder = Builder::new(rewritten.places, pack, rewritten.text.len());
        read(&rewritten.text, &mut builder, notes, Rules { names: Names::Html, nested: false, tags: NO_TAGS });
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
        in_deep_fence: false,
        in_indented_text: false,
        line_start: true,
        quotes: 0,
        list_end: 0,
        last_note: None,
        no_pre_end: false,
        no_hidden_end: ("", 0),
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
    /// The code is a fence that is indented as code would be.
    in_deep_fence: bool,
    /// Whether Markdown takes for code what MDX does not.
    in_indented_text: bool,
    /// Whether the next text is the first of its line.
    line_start: bool,
    quotes: usize,
    /// Where the last list ended.
    list_end: usize,
    /// Where the last quote that was a note ended, and its class.
    last_note: Option<(usize, NoteClass)>,
    /// Whether `</pre` was looked for and is nowhere after.
    no_pre_end: bool,
    /// The hidden element whose end tag was looked for last, and up to where in vain.
    no_hidden_end: (&'a str, usize),
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
            // The fence of code that stands so deep that Markdown takes it for text of the code.
            Event::Text(text) if self.in_code && self.in_deep_fence && text.trim_start().starts_with("```") => {}
            Event::Text(text) if self.in_code => self.code(&text, range),
            Event::Text(CowStr::Borrowed(text)) if text.len() == range.len() => self.inline_text(text, range.start),
            Event::Text(text) => self.other_text(&text, range),
            Event::Code(text) => self.code_span(&text, range),
            Event::SoftBreak | Event::HardBreak => {
                let hard = matches!(event, Event::HardBreak);
                if self.quotes == 0 || !self.leaves_quote(range.start, hard) {
                    let space = if hard { Space::Break } else { Space::LineEnd };
                    self.builder.gap(space, range.start, range.end);
                }
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
            MarkdownTag::CodeBlock(CodeBlockKind::Indented) if self.names == Names::All && !self.is_fence(start) => {
                self.builder.begin_paragraph(start);
                self.in_indented_text = true;
            }
            // A table that goes on with a list item, not deep enough to belong to it.
            MarkdownTag::CodeBlock(CodeBlockKind::Indented) if self.is_table_of_item(start, end) => {
                self.builder.interrupt();
                self.html_run(start, end);
                self.builder.interrupt();
                self.pass_over(end);
            }
            MarkdownTag::CodeBlock(CodeBlockKind::Indented)
                if !self.nested && self.quotes == 0 && self.is_item(start) =>
            {
                self.item(start, end);
                self.pass_over(end);
            }
            MarkdownTag::CodeBlock(kind) => {
                self.in_deep_fence = self.names == Names::All && matches!(kind, CodeBlockKind::Indented);
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
            TagEnd::List(_) => {
                self.builder.interrupt();
                self.builder.close_markdown();
                self.list_end = self.content_end(&range);
            }
            TagEnd::Item
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

    /// Whether an indented stretch is a whole HTML table right behind a list: shown
    /// code seldom begins so, and an author's indentation is often one too few.
    fn is_table_of_item(&self, start: usize, end: usize) -> bool {
        let behind_list =
            self.list_end > 0 && self.text.get(self.list_end..start).is_some_and(|gap| gap.trim().is_empty());
        let Some(html) = self.text.get(start..end).filter(|_| behind_list) else { return false };
        let html = html.trim();
        let opens = html.starts_with("<table") || html.starts_with("<div>") && html.contains("<table");
        opens && html.contains("</table>")
    }

    /// Whether an indented stretch at `start` begins with a fence.
    fn is_fence(&self, start: usize) -> bool {
        self.text.get(start..).is_some_and(|text| text.trim_start().starts_with("```"))
    }

    /// Whether an indented stretch at `start` is the text of a list's last item, whose marker
    /// stands alone on a line with an empty one behind it: Markdown then ends the item.
    fn is_item(&self, start: usize) -> bool {
        let Some(before) = self.text.get(..start).filter(|_| self.list_end > 0) else { return false };
        let before = before.trim_end();
        if before.len() > self.list_end {
            return false;
        }
        let marker = before.rsplit('\n').next().unwrap_or("").trim_start();
        let number = marker.trim_end_matches(['.', ')']);
        matches!(marker, "-" | "*" | "+")
            || number.len() + 1 == marker.len() && number.len() < 4 && number.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The note that HTML at `start` goes on with: one whose quote ended on the
    /// line before. Translators lost the `>` of such lines; CommonMark lets a
    /// paragraph go on without it, but not HTML. An end tag is no text of the
    /// note: it closes what the note stands in.
    fn note_before(&self, start: usize) -> Option<NoteClass> {
        let (end, class) = self.last_note?;
        if self.text.get(start..).is_some_and(|html| html.trim_ascii_start().starts_with("</")) {
            return None;
        }
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
}

const NO_TAGS: Tags<'static> = Tags { source: "", tags: &[] };

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}
