//! Fills a page: text, pieces, inlines, blocks, sections.
//!
//! The readers of Markdown and HTML say what they meet in document order: text
//! with its place, gaps of white space, inlines, lists, notes, tables. This is
//! the only place that knows how these become a page, so both give the same
//! blocks for the same content.
//!
//! At most one block is open at a time. Text that comes while none is opens one
//! whose kind the surrounding frames tell; a block without text and without an
//! image or a link vanishes when it is closed. White space between two runs of
//! text is kept back as a gap until the second run comes, so that a block never
//! begins or ends with it.

use camino::Utf8PathBuf;

use super::html::Element;
use super::note;
use super::places::Places;
use super::table::Table;
use crate::locale::{Locale, Pack};
use crate::page::{Block, BlockKind, FrontMatter, Inline, InlineKind, NoteClass, Page, Piece, Section, TextRange};
use crate::source::Span;

/// Frames beyond this depth are not told apart: no page that means something is that deep.
const DEEPEST: usize = 500;
/// How far up an end tag looks for its start.
const REACH: usize = 64;

/// A page in the making. All places that go in count bytes of the text that is
/// being read; [`Builder::places`] leads from there to the file.
pub(super) struct Builder {
    pub(super) places: Places,
    pub(super) pack: &'static Pack,
    text: String,
    pieces: Vec<Piece>,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    destinations: String,
    sections: Vec<Section>,
    /// Indices of the sections that the current one is nested in, itself last.
    section_path: Vec<u32>,
    open: Option<Open>,
    open_inlines: Vec<OpenInline>,
    gap: Gap,
    frames: Vec<Frame>,
    /// Frames that were not kept because they are too deep.
    too_deep: usize,
    list_depth: u8,
    note: Option<NoteClass>,
    pub(super) tables: Vec<Table>,
    table_count: u16,
}

/// The block that is being written.
#[derive(Clone, Copy)]
struct Open {
    kind: BlockKind,
    /// In the file.
    start: usize,
    text: usize,
    first_inline: usize,
    first_piece: usize,
}

struct OpenInline {
    index: usize,
    /// The HTML element that opened it; `None` if Markdown did.
    element: Option<Element>,
}

/// White space that waits for the text after it. The greater kind wins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Space {
    /// No white space is waiting.
    None,
    /// Spaces or tabs.
    Blank,
    /// White space with a line end in it: a space, or nothing between two CJK characters.
    LineEnd,
    /// A hard break, `<br>`: a line end in the text.
    Break,
}

struct Gap {
    space: Space,
    source: Span,
}

/// What blocks stand in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FrameKind {
    /// A list: everything in it is one deeper.
    List { ordered: bool },
    /// An item of a list that has no block yet (`fresh`) or has.
    Item { ordered: bool, fresh: bool },
    /// A quote or an admonition.
    Quote,
    /// A table.
    Table,
    /// A cell of an HTML table.
    Cell,
    /// Has no meaning of its own, but ends what was opened inside of it.
    Other,
    /// Was closed from inside of a frame that is still open.
    Dead,
}

/// What opened a frame, so that only its own end closes it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A container of Markdown; HTML inside of it cannot close it.
    Markdown,
    /// An HTML element.
    Html(Element),
    /// `:::note` or a shortcode of a site generator.
    Directive,
}

#[derive(Clone, Copy)]
struct Frame {
    kind: FrameKind,
    origin: Origin,
    outer_list_depth: u8,
    outer_note: Option<NoteClass>,
    sets_note: bool,
    /// Blocks of the page before it.
    blocks: usize,
    /// Components open in it that have no frame of their own.
    components: u32,
}

/// Where a builder stood, to go back to.
pub(super) struct Checkpoint {
    text: usize,
    pieces: usize,
    blocks: usize,
    inlines: usize,
    destinations: usize,
    frames: usize,
    table_count: u16,
}

impl Builder {
    /// A page whose body has about `size` bytes.
    pub(super) fn new(places: Places, pack: &'static Pack, size: usize) -> Builder {
        Builder {
            places,
            pack,
            text: String::with_capacity(size),
            pieces: Vec::with_capacity(size / 40 + 8),
            blocks: Vec::with_capacity(size / 100 + 8),
            inlines: Vec::with_capacity(size / 200 + 8),
            destinations: String::new(),
            sections: vec![Section { level: 0, parent: None, blocks: (0, 0) }],
            section_path: Vec::new(),
            open: None,
            open_inlines: Vec::new(),
            gap: Gap { space: Space::None, source: Span::default() },
            frames: Vec::new(),
            too_deep: 0,
            list_depth: 0,
            note: None,
            tables: Vec::new(),
            table_count: 0,
        }
    }

    /// The page, with what is not the builder's to know.
    pub(super) fn into_page(
        mut self,
        path: Utf8PathBuf,
        locale: Locale,
        source: String,
        front_matter: FrontMatter,
    ) -> Page {
        let end = self.blocks.len() as u32;
        if let Some(section) = self.sections.last_mut() {
            section.blocks.1 = end;
        }
        Page {
            path,
            locale,
            source,
            front_matter,
            text: self.text,
            pieces: self.pieces,
            blocks: self.blocks,
            inlines: self.inlines,
            destinations: self.destinations,
            sections: self.sections,
        }
    }

    // Text

    /// Adds text that stands in the source as it is, from byte `at` on.
    #[inline]
    pub(super) fn text(&mut self, text: &str, at: usize) {
        let Some(first) = text.chars().next() else { return };
        self.prepare(first, at);
        let mut rest = text;
        let mut at = at;
        loop {
            let length = self.places.unbroken(at, rest.len());
            self.piece(&rest[..length], at, at + length);
            if length == rest.len() {
                return;
            }
            rest = &rest[length..];
            at += length;
        }
    }

    /// Adds running text that stands in the source as it is, from byte `at` on.
    /// Spaces at its ends are gaps; those within stay.
    #[inline]
    pub(super) fn words(&mut self, text: &str, at: usize) {
        let mut rest = text;
        let mut at = at;
        while !rest.is_empty() {
            // Where something was taken out, one of two spaces is left over.
            let length = self.places.unbroken(at, rest.len());
            self.unbroken_words(&rest[..length], at);
            rest = &rest[length..];
            at += length;
        }
    }

    #[inline]
    fn unbroken_words(&mut self, text: &str, at: usize) {
        let bytes = text.as_bytes();
        if bytes.first() != Some(&b' ') && bytes.last() != Some(&b' ') {
            return self.text(text, at);
        }
        let end = text.trim_end_matches(' ').len();
        let start = end - text[..end].trim_start_matches(' ').len();
        if start > 0 {
            self.gap(Space::Blank, at, at + start);
        }
        self.text(&text[start..end], at + start);
        if end < text.len() {
            self.gap(Space::Blank, at + end, at + text.len());
        }
    }

    /// Adds text that the bytes from `start` to `end` stand for.
    pub(super) fn replacement(&mut self, text: &str, start: usize, end: usize) {
        let Some(first) = text.chars().next() else { return };
        self.prepare(first, start);
        self.piece(text, start, end);
    }

    /// Adds white space that stands between `start` and `end`.
    #[inline]
    pub(super) fn gap(&mut self, space: Space, start: usize, end: usize) {
        let empty = self.open.is_none_or(|open| open.text == self.text.len());
        if empty {
            return;
        }
        let source = self.source(start, start + self.places.unbroken(start, end - start));
        if self.in_code() {
            self.piece_from(if space == Space::Blank { " " } else { "\n" }, source);
        } else if space > self.gap.space {
            self.gap = Gap { space, source };
        }
    }

    /// Makes sure that a block is open and that the gap before a text that
    /// begins with `first` at `at` is written.
    #[inline]
    fn prepare(&mut self, first: char, at: usize) {
        if self.open.is_none() {
            self.begin(self.kind_here(), at);
        }
        if self.gap.space != Space::None {
            self.write_gap(first);
        }
    }

    fn write_gap(&mut self, first: char) {
        let Gap { space, source } = self.gap;
        self.gap.space = Space::None;
        let text = match space {
            Space::None => return,
            Space::Break => "\n",
            Space::Blank => " ",
            Space::LineEnd if is_unspaced(first) && self.text.chars().next_back().is_some_and(is_unspaced) => return,
            Space::LineEnd => " ",
        };
        self.piece_from(text, source);
    }

    /// Appends a run; one that goes on where the last one ended joins it.
    #[inline]
    fn piece(&mut self, text: &str, start: usize, end: usize) {
        self.piece_from(text, self.source(start, end));
    }

    /// The bytes of the file at a stretch of the text that is being read.
    #[inline]
    fn source(&self, start: usize, end: usize) -> Span {
        let start = self.places.start(start);
        Span::new(start, self.places.end(end).max(start))
    }

    #[inline]
    fn piece_from(&mut self, text: &str, source: Span) {
        let begin = self.text.len() as u32;
        let length = text.len() as u32;
        self.text.push_str(text);
        let verbatim = source.end - source.start == length;
        if let Some(last) = self.pieces.last_mut() {
            let joins = last.source.end == source.start
                && last.text + last.text_len == begin
                && verbatim
                && last.source.end - last.source.start == last.text_len;
            if joins {
                last.source.end = source.end;
                last.text_len += length;
                return;
            }
        }
        self.pieces.push(Piece { text: begin, text_len: length, source });
    }

    /// Adds a line end as it stands in code.
    pub(super) fn line_end(&mut self, start: usize, end: usize) {
        if self.open.is_none() {
            self.begin(self.kind_here(), start);
        }
        self.piece("\n", start, end);
    }

    // Blocks

    /// Opens a block that begins at `at`, closing the one before.
    pub(super) fn begin(&mut self, kind: BlockKind, at: usize) {
        self.interrupt();
        self.open = Some(Open {
            kind,
            start: self.places.start(at),
            text: self.text.len(),
            first_inline: self.inlines.len(),
            first_piece: self.pieces.len(),
        });
    }

    /// Opens a block of running text: the first of a list item is the item's text.
    pub(super) fn begin_paragraph(&mut self, at: usize) {
        let kind = self.kind_here();
        let begun = self.open.is_some_and(|open| {
            open.kind == kind && open.text == self.text.len() && open.first_inline == self.inlines.len()
        });
        // An item that was just begun holds this paragraph: its marker belongs to the block.
        if !begun {
            self.begin(kind, at);
        }
    }

    /// Opens an item of the innermost list, whose marker stands at `at`.
    pub(super) fn open_item(&mut self, origin: Origin, at: usize) {
        let list = self.frames.last().map(|frame| frame.kind);
        let ordered = list == Some(FrameKind::List { ordered: true });
        self.open_frame(FrameKind::Item { ordered, fresh: true }, origin, None);
        self.begin_paragraph(at);
    }

    /// What running text is at this place.
    fn kind_here(&self) -> BlockKind {
        let frame = self.frames.iter().rev().find(|frame| frame.kind != FrameKind::Dead);
        match frame.map(|frame| frame.kind) {
            Some(FrameKind::Item { ordered, fresh: true }) => BlockKind::ListItem { ordered },
            _ => BlockKind::Paragraph,
        }
    }

    /// Whether the open block is code.
    pub(super) fn in_code(&self) -> bool {
        self.open.is_some_and(|open| open.kind == BlockKind::Code)
    }

    /// Whether the open block has text already.
    pub(super) fn has_text(&self) -> bool {
        self.open.is_some_and(|open| open.text < self.text.len())
    }

    /// Closes the open block, whose markup ends at `end`.
    pub(super) fn finish(&mut self, end: usize) {
        if self.open.is_some() {
            let end = self.places.end(end);
            self.close(end);
        }
    }

    /// Closes the open block where its content ends.
    pub(super) fn interrupt(&mut self) {
        if self.open.is_some() {
            self.close(0);
        }
    }

    /// Closes the open block. `end` is in the file, and no less than the end of its content.
    fn close(&mut self, end: usize) {
        let Some(open) = self.open.take() else { return };
        self.gap.space = Space::None;
        let content = self.pieces[open.first_piece..].last().map_or(open.start, |piece| piece.source.end as usize);
        let end = end.max(content);
        while let Some(OpenInline { index, .. }) = self.open_inlines.pop() {
            self.end_inline(index);
            let inline = &mut self.inlines[index];
            // What Markdown thinks to go on is cut off here, so that blocks do not overlap.
            inline.span.end = inline.span.start.max(end as u32);
        }
        let mut kind = open.kind;
        if matches!(kind, BlockKind::Heading(_)) {
            self.cut_heading_attributes(&open);
            if !self.tables.is_empty() {
                kind = BlockKind::Paragraph;
            }
        }
        let written = &self.text[open.text..];
        let kept = open.text + written.trim_end_matches([' ', '\n', '\t', '\r']).len();
        let blank = is_blank(&written[..kept - open.text]);
        self.truncate(if blank { open.text } else { kept }, &open);
        let mut note = self.note;
        if kind == BlockKind::Paragraph && !blank && (note.is_none() || self.begins_note()) {
            note = self.cut_note_label(&open).or(note);
        }
        if self.text.len() == open.text {
            // Nothing to read: what remains is there for its image or its link.
            let inlines = &self.inlines[open.first_inline..];
            if !inlines.iter().any(|inline| matches!(inline.kind, InlineKind::Image | InlineKind::Link)) {
                self.inlines.truncate(open.first_inline);
                return;
            }
        }
        if let Some(frame) = self.frames.iter_mut().rev().find(|frame| frame.kind != FrameKind::Dead)
            && let FrameKind::Item { fresh, .. } = &mut frame.kind
        {
            *fresh &= !matches!(kind, BlockKind::ListItem { .. } | BlockKind::Paragraph);
        }
        if kind != BlockKind::Code
            && let Some(table) = self.tables.last().filter(|table| table.makes_cells())
        {
            kind = table.cell_kind();
        }
        let index = self.blocks.len() as u32;
        if let BlockKind::Heading(level) = kind {
            self.begin_section(level, index);
        }
        let before = self.blocks.last().map_or(0, |block| block.span.end as usize);
        let start = open.start.max(before);
        let inlines = &self.inlines[open.first_inline..];
        let end = inlines.iter().fold(end, |end, inline| end.max(inline.span.end as usize));
        self.blocks.push(Block {
            kind,
            text: TextRange::new(open.text, self.text.len()),
            span: Span::new(start, end.max(start)),
            note,
            list_depth: self.list_depth,
            section: self.sections.len() as u32 - 1,
            inlines: (open.first_inline as u32, self.inlines.len() as u32),
        });
        self.text.push('\n');
    }

    /// Cuts the text of the block being closed to `length` bytes of the page's text.
    fn truncate(&mut self, length: usize, open: &Open) {
        if length == self.text.len() {
            return;
        }
        self.text.truncate(length);
        let length = length as u32;
        while self.pieces.len() > open.first_piece && self.pieces.last().is_some_and(|piece| piece.text >= length) {
            self.pieces.pop();
        }
        if let Some(piece) = self.pieces[open.first_piece..].last_mut() {
            let surplus = (piece.text + piece.text_len).saturating_sub(length);
            if piece.source.end - piece.source.start == piece.text_len {
                piece.source.end -= surplus;
            }
            piece.text_len -= surplus;
        }
        for inline in &mut self.inlines[open.first_inline..] {
            inline.text.end = inline.text.end.min(length);
            inline.text.start = inline.text.start.min(length);
        }
    }

    /// Takes `{#id}` and `{.class}` off the end of a heading: they are for the
    /// site generator. Any other braces are text.
    fn cut_heading_attributes(&mut self, open: &Open) {
        let text = self.text[open.text..].trim_end();
        if !text.ends_with('}') {
            return;
        }
        let Some(brace) = text.rfind('{') else { return };
        let inside = text[brace + 1..].trim_start_matches([':', ' ']);
        if inside.starts_with(['#', '.']) {
            self.truncate(open.text + brace, open);
        }
    }

    /// Takes a label such as "Note:" off the begin of a paragraph and gives its class.
    fn cut_note_label(&mut self, open: &Open) -> Option<NoteClass> {
        let text = &self.text[open.text..];
        let strong = self.inlines[open.first_inline..]
            .first()
            .filter(|inline| inline.kind == InlineKind::Strong && inline.text.start as usize == open.text);
        let alone = || {
            // The title of a note that says no more than its class.
            let class = self.note.and_then(|_| note::class(text, self.pack))?;
            Some(note::Label { class, length: text.len() })
        };
        let label = note::label(text, strong.map(|inline| inline.text.len()), self.pack).or_else(alone)?;
        let in_quote = self.frames.last().is_some_and(|frame| frame.kind == FrameKind::Quote);
        if label.length == text.len() && !in_quote {
            // A label alone: what it governs cannot be told outside of a quote.
            return None;
        }
        self.cut_start(label.length, open);
        // A label within a note repeats what the note is.
        let class = self.note.unwrap_or(label.class);
        if in_quote {
            self.note = Some(class);
        }
        Some(class)
    }

    /// Whether the block being closed is the first of a quote or a note.
    fn begins_note(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.kind == FrameKind::Quote && frame.blocks == self.blocks.len())
    }

    /// Removes the first `length` bytes of the text of the block being closed.
    fn cut_start(&mut self, length: usize, open: &Open) {
        self.text.drain(open.text..open.text + length);
        let start = open.text as u32;
        let length = length as u32;
        let cut_end = start + length;
        let mut kept = open.first_piece;
        for index in open.first_piece..self.pieces.len() {
            let mut piece = self.pieces[index];
            let piece_end = piece.text + piece.text_len;
            if piece_end <= cut_end {
                continue;
            }
            if piece.text < cut_end {
                let cut = cut_end - piece.text;
                if piece.source.end - piece.source.start == piece.text_len {
                    piece.source.start += cut;
                }
                piece.text = cut_end;
                piece.text_len -= cut;
            }
            piece.text -= length;
            self.pieces[kept] = piece;
            kept += 1;
        }
        self.pieces.truncate(kept);
        let mut kept = open.first_inline;
        for index in open.first_inline..self.inlines.len() {
            let mut inline = self.inlines[index];
            let ends = inline.text.end <= cut_end && inline.text.start < cut_end;
            if ends && !matches!(inline.kind, InlineKind::Link | InlineKind::Image) {
                continue;
            }
            inline.text.start = inline.text.start.max(cut_end) - length;
            inline.text.end = inline.text.end.max(cut_end) - length;
            self.inlines[kept] = inline;
            kept += 1;
        }
        self.inlines.truncate(kept);
    }

    fn begin_section(&mut self, level: u8, block: u32) {
        if let Some(section) = self.sections.last_mut() {
            section.blocks.1 = block;
        }
        while self.section_path.last().is_some_and(|&index| self.sections[index as usize].level >= level) {
            self.section_path.pop();
        }
        let parent = self.section_path.last().copied();
        self.section_path.push(self.sections.len() as u32);
        self.sections.push(Section { level, parent, blocks: (block, block) });
    }

    // Inlines

    /// Opens an inline whose markup stands at `start..end`; for HTML, `end` is set again when it closes.
    pub(super) fn open_inline(
        &mut self,
        kind: InlineKind,
        element: Option<Element>,
        start: usize,
        end: usize,
        destination: (u32, u32),
    ) {
        if self.open.is_none() {
            self.begin_paragraph(start);
        }
        let at = self.text.len() as u32;
        let span = self.source(start, end);
        self.open_inlines.push(OpenInline { index: self.inlines.len(), element });
        self.inlines.push(Inline { kind, text: TextRange { start: at, end: at }, span, destination });
    }

    /// Closes the inline that was opened last by Markdown, or by the same HTML element.
    pub(super) fn close_inline(&mut self, element: Option<Element>, end: Option<usize>) {
        let reach = self.open_inlines.len().saturating_sub(REACH);
        let found = self.open_inlines[reach..].iter().rposition(|inline| inline.element == element);
        let Some(position) = found else { return };
        let index = self.open_inlines.remove(reach + position).index;
        self.end_inline(index);
        let inline = &mut self.inlines[index];
        if let Some(end) = end {
            inline.span.end = inline.span.end.max(self.places.end(end) as u32);
        }
        let nothing = inline.text.is_empty() && !matches!(inline.kind, InlineKind::Link | InlineKind::Image);
        if nothing && index + 1 == self.inlines.len() {
            self.inlines.pop();
        }
    }

    /// Ends the text of an inline here.
    fn end_inline(&mut self, index: usize) {
        let length = self.text.len() as u32;
        // An image within stands before the gap, so the inline begins there, too.
        let latest = self.inlines.get(index + 1).map_or(length, |next| next.text.start);
        let range = &mut self.inlines[index].text;
        range.end = length;
        // The gap before the first word was written after the inline was opened.
        let text = self.text.as_bytes();
        while range.start < latest && matches!(text[range.start as usize], b' ' | b'\n') {
            range.start += 1;
        }
    }

    /// Adds an image. It takes no part in the text.
    pub(super) fn image(&mut self, start: usize, end: usize, destination: (u32, u32)) {
        self.open_inline(InlineKind::Image, Some(Element::Image), start, end, destination);
        self.open_inlines.pop();
    }

    /// Keeps a destination, which has nothing left to resolve.
    pub(super) fn destination(&mut self, destination: &str) -> (u32, u32) {
        let start = self.destinations.len() as u32;
        self.destinations.push_str(destination);
        (start, self.destinations.len() as u32)
    }

    // Frames

    /// Opens a frame. `note` is the class of the admonition that it is, if it is one.
    pub(super) fn open_frame(&mut self, kind: FrameKind, origin: Origin, note: Option<NoteClass>) {
        if self.frames.len() >= DEEPEST {
            self.too_deep += usize::from(origin == Origin::Markdown);
            return;
        }
        while self.frames.last().is_some_and(|frame| frame.kind == FrameKind::Dead) {
            self.frames.pop();
        }
        self.frames.push(Frame {
            kind,
            origin,
            outer_list_depth: self.list_depth,
            outer_note: self.note,
            sets_note: note.is_some(),
            blocks: self.blocks.len(),
            components: 0,
        });
        if matches!(kind, FrameKind::List { .. }) {
            self.list_depth = self.list_depth.saturating_add(1);
        }
        if note.is_some() {
            self.note = note;
        }
    }

    /// The class of the innermost note that is open.
    pub(super) fn note(&self) -> Option<NoteClass> {
        self.note
    }

    /// Closes the innermost container of Markdown and what HTML left open in it.
    pub(super) fn close_markdown(&mut self) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        while let Some(frame) = self.pop_frame() {
            if frame.origin == Origin::Markdown {
                return;
            }
        }
    }

    /// Closes the innermost frame that an HTML element opened, if it is open and
    /// not outside of a container of Markdown. Gives whether it was.
    pub(super) fn close_html(&mut self, element: Element) -> bool {
        let wanted = |frame: &Frame| frame.origin == Origin::Html(element);
        // A cell is a wall for what stands in it; only table parts reach through.
        let through_cells = matches!(
            element,
            Element::Table | Element::Cell | Element::HeaderCell | Element::Row | Element::TableSection
        );
        let wall = |frame: &Frame| {
            frame.origin == Origin::Markdown
                || (frame.kind == FrameKind::Cell && !through_cells)
                || (frame.kind == FrameKind::Table && element != Element::Table)
        };
        let mut inside = self.frames.iter().rev().take(REACH);
        let Some(depth) = inside.position(|frame| wanted(frame) || wall(frame)) else { return false };
        let index = self.frames.len() - 1 - depth;
        if !wanted(&self.frames[index]) {
            return false;
        }
        while self.frames.len() > index {
            self.pop_frame();
        }
        true
    }

    /// Closes the innermost directive. Markdown may have put its end into the
    /// last item of a list inside of it, so containers are looked through.
    pub(super) fn close_directive(&mut self) -> bool {
        let directive = |frame: &Frame| frame.origin == Origin::Directive && frame.kind != FrameKind::Dead;
        let Some(depth) = self.frames.iter().rev().take(REACH).position(directive) else { return false };
        let index = self.frames.len() - 1 - depth;
        let Frame { outer_note, sets_note, .. } = self.frames[index];
        self.frames[index].kind = FrameKind::Dead;
        if sets_note {
            // Frames inside took the note from it, up to one that is a note itself.
            let mut inherited = true;
            for frame in &mut self.frames[index + 1..] {
                if inherited {
                    frame.outer_note = outer_note;
                    inherited = !frame.sets_note;
                }
            }
            if inherited {
                self.note = outer_note;
            }
        }
        while self.frames.last().is_some_and(|frame| frame.kind == FrameKind::Dead) {
            self.frames.pop();
        }
        true
    }

    fn pop_frame(&mut self) -> Option<Frame> {
        let frame = self.frames.pop()?;
        self.list_depth = frame.outer_list_depth;
        self.note = frame.outer_note;
        if frame.kind == FrameKind::Table {
            self.tables.pop();
        }
        Some(frame)
    }

    /// Closes the innermost frame.
    pub(super) fn close_innermost(&mut self) {
        self.pop_frame();
    }

    /// Counts a component that is opened and has no frame.
    pub(super) fn open_component(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.components = frame.components.saturating_add(1);
        }
    }

    /// Whether a component that is closed now is one without a frame.
    pub(super) fn close_component(&mut self) -> bool {
        match self.frames.last_mut() {
            Some(frame) if frame.components > 0 => {
                frame.components -= 1;
                true
            }
            _ => false,
        }
    }

    /// Whether the innermost table was opened by HTML, with no container of Markdown in between.
    pub(super) fn in_html_table(&self) -> bool {
        let mut frames = self.frames.iter().rev().take(REACH);
        let found = frames.find(|frame| frame.kind == FrameKind::Table || frame.origin == Origin::Markdown);
        found.is_some_and(|frame| frame.origin == Origin::Html(Element::Table))
    }

    /// What the innermost frame is and what opened it.
    pub(super) fn innermost(&self) -> Option<(FrameKind, Origin)> {
        self.frames.last().map(|frame| (frame.kind, frame.origin))
    }

    // Tables

    /// Opens a table. Its cells are told by [`Builder::tables`].
    pub(super) fn open_table(&mut self, origin: Origin) {
        let before = self.frames.len();
        self.open_frame(FrameKind::Table, origin, None);
        if self.frames.len() > before {
            self.tables.push(Table::new(self.table_count, self.blocks.len()));
            self.table_count = self.table_count.saturating_add(1);
        }
    }

    /// Makes what follows in the innermost table the body of a note, and drops
    /// the blocks that the table gave so far: they were its label.
    pub(super) fn table_is_note(&mut self, class: NoteClass) {
        let Some(table) = self.tables.last_mut() else { return };
        table.becomes_note();
        let first = table.first_block();
        self.note = Some(class);
        self.table_count = self.table_count.saturating_sub(1);
        if let Some(block) = self.blocks.get(first).copied() {
            self.blocks.truncate(first);
            self.text.truncate(block.text.start as usize);
            self.inlines.truncate(block.inlines.0 as usize);
            while self.pieces.last().is_some_and(|piece| piece.text >= block.text.start) {
                self.pieces.pop();
            }
        }
    }

    /// The blocks since the innermost table began, with their text.
    pub(super) fn table_blocks(&self) -> &[Block] {
        let first = self.tables.last().map_or(self.blocks.len(), Table::first_block);
        &self.blocks[first.min(self.blocks.len())..]
    }

    /// The text of a block that is closed.
    pub(super) fn block_text(&self, block: &Block) -> &str {
        &self.text[block.text.range()]
    }

    // Going back

    /// Where the builder stands; no block may be open.
    pub(super) fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            text: self.text.len(),
            pieces: self.pieces.len(),
            blocks: self.blocks.len(),
            inlines: self.inlines.len(),
            destinations: self.destinations.len(),
            frames: self.frames.len(),
            table_count: self.table_count,
        }
    }

    /// Closes the frames that were opened since `checkpoint`.
    pub(super) fn close_to(&mut self, checkpoint: &Checkpoint) {
        while self.frames.len() > checkpoint.frames {
            self.pop_frame();
        }
    }

    /// Forgets what was written since `checkpoint`; no heading may have been.
    pub(super) fn go_back(&mut self, checkpoint: &Checkpoint) {
        self.close_to(checkpoint);
        self.open = None;
        self.open_inlines.clear();
        self.gap.space = Space::None;
        self.text.truncate(checkpoint.text);
        self.pieces.truncate(checkpoint.pieces);
        self.blocks.truncate(checkpoint.blocks);
        self.inlines.truncate(checkpoint.inlines);
        self.destinations.truncate(checkpoint.destinations);
        self.table_count = checkpoint.table_count;
    }

    /// Reads something else for a while: the places of `places` hold until they are given back.
    pub(super) fn exchange_places(&mut self, places: Places) -> Places {
        std::mem::replace(&mut self.places, places)
    }
}

/// Whether a text shows nothing: white space of any kind.
fn is_blank(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || matches!(character, '\u{200b}' | '\u{feff}'))
}

/// Characters of scripts that are written without spaces, so that a line end
/// between two of them is no space: Han, kana, bopomofo, their punctuation and
/// full-width forms. Not Hangul, which has spaces.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{312f}' | '\u{3190}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff9f}' | '\u{ffe0}'..='\u{ffee}' | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}')
}
