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

mod block;
mod frame;
mod inline;

use camino::Utf8PathBuf;

use super::html::Element;
use super::places::Places;
use super::table::{MOST_PLACES, Table};
use crate::locale::{Locale, Pack};
use crate::page::{Block, BlockKind, FrontMatter, Inline, NoteClass, Page, ParseNote, Piece, Section};
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
    /// Containers of Markdown that were not kept because they are too deep.
    too_deep: usize,
    /// The number of the block from which on something was too deep, and of the
    /// first cell that is beyond the last place of a table.
    limits: [Option<usize>; 2],
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
            // What pages of documentation come to; others grow.
            text: String::with_capacity(size / 4 * 3),
            pieces: Vec::with_capacity(size / 80 + 8),
            blocks: Vec::with_capacity(size / 120 + 8),
            inlines: Vec::with_capacity(size / 400 + 8),
            destinations: String::new(),
            sections: vec![Section { level: 0, parent: None, blocks: (0, 0) }],
            section_path: Vec::new(),
            open: None,
            open_inlines: Vec::new(),
            gap: Gap { space: Space::None, source: Span::default() },
            frames: Vec::new(),
            too_deep: 0,
            limits: [None; 2],
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

    /// Says which limits the page has reached, and where.
    pub(super) fn tell_limits(&self, notes: &mut Vec<ParseNote>) {
        if self.limits.iter().all(Option::is_none) {
            return;
        }
        let messages = [
            format!("elements stand in more than {DEEPEST} others; what is deeper is read as if it stood there"),
            format!("a table has more than {MOST_PLACES} rows or columns; the cells beyond stand in the last one"),
        ];
        for (block, message) in self.limits.iter().zip(messages) {
            let Some(block) = block.and_then(|index| self.blocks.get(index).or(self.blocks.last())) else { continue };
            notes.push(ParseNote { span: block.span, message, is_loss: true });
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

    /// Reads something else for a while: the places of `places` hold until they are given back.
    pub(super) fn exchange_places(&mut self, places: Places) -> Places {
        std::mem::replace(&mut self.places, places)
    }
}

/// Characters of scripts that are written without spaces, so that a line end
/// between two of them is no space: Han, kana, bopomofo, their punctuation and
/// full-width forms. Not Hangul, which has spaces.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{312f}' | '\u{3190}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff9f}' | '\u{ffe0}'..='\u{ffee}' | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}')
}
