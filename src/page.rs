//! A page as data: what `parse` makes, and what everything after it reads.
//!
//! All block texts of a page stand one after another in [`Page::text`], with
//! markup removed, entities and escapes resolved, and white space as the
//! source has it (no-break spaces stay). A [`TextRange`] indexes that text;
//! [`Page::span`] leads from it back to bytes of the file. Both sides are bytes.
//!
//! Blocks are leaves: a heading, a paragraph, a list item's own text, a table
//! cell, a block of code. What they stand in (a list at a depth, a note, a
//! table) is told by their fields, so that the same note as a quote in one
//! locale and as an HTML table in another gives the same blocks.

use std::ops::Range;

use camino::Utf8PathBuf;

use crate::locale::Locale;
use crate::source::Span;

/// A byte range of [`Page::text`], end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TextRange {
    /// First byte, 0-based.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl TextRange {
    /// The range from `start` to `end` (bytes of the page's text, end exclusive).
    pub fn new(start: usize, end: usize) -> TextRange {
        debug_assert!(start <= end);
        TextRange { start: start as u32, end: end as u32 }
    }

    /// As an index range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Bytes covered.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies inside.
    pub fn contains(self, other: TextRange) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// One locale's file of a topic, read.
#[derive(Debug, Clone)]
pub struct Page {
    /// The path as it is shown to people: as given on the command line, with `/`.
    pub path: Utf8PathBuf,
    /// The locale that the page is in, as its place and metadata say.
    pub locale: Locale,
    /// The whole file.
    pub source: String,
    /// What the front matter says.
    pub front_matter: FrontMatter,
    /// The text of all blocks, in document order, a newline after each.
    pub text: String,
    /// Where each piece of `text` comes from, in order of both sides.
    pub pieces: Vec<Piece>,
    /// Leaf blocks in document order.
    pub blocks: Vec<Block>,
    /// Links, images, code spans and emphasis, in order of their start.
    pub inlines: Vec<Inline>,
    /// Destinations of links and images, one after another, as written
    /// (escapes and entities resolved).
    pub destinations: String,
    /// Headings and what they govern, in document order. Section 0 is what
    /// stands before the first heading and may be empty.
    pub sections: Vec<Section>,
}

/// Something in a page that could not be read as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseNote {
    /// Where it stands in the file.
    pub span: Span,
    /// What is wrong, for people.
    pub message: String,
    /// Whether something of the page is lost for it: not read at all, or not in its place.
    pub is_loss: bool,
}

/// A run of [`Page::text`] that was taken from one place of the file.
///
/// Where source and text have the same length the bytes are the same, the kind
/// of white space aside (a line end is a space in running text); otherwise (an
/// entity, a line end with indentation) the whole text run stands for the whole
/// source run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Where the run begins in [`Page::text`].
    pub text: u32,
    /// Bytes of text.
    pub text_len: u32,
    /// The bytes of the file it was made from.
    pub source: Span,
}

/// A leaf of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text in [`Page::text`], without the newline that ends it.
    pub text: TextRange,
    /// All its bytes in the file, markup included.
    pub span: Span,
    /// The note (admonition) it stands in, if any.
    pub note: Option<NoteClass>,
    /// Whether it stands in a quote of Markdown that is no note.
    pub quoted: bool,
    /// How many lists it stands in.
    pub list_depth: u8,
    /// Index into [`Page::sections`].
    pub section: u32,
    /// Its inlines: a range of [`Page::inlines`].
    pub inlines: (u32, u32),
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BlockKind {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// Running text, also the second and later paragraphs of a list item.
    Paragraph,
    /// The first text of a list item.
    ListItem {
        /// Whether the list is numbered.
        ordered: bool,
    },
    /// A cell of a table.
    TableCell {
        /// Which table of the page, 0-based.
        table: u16,
        /// 0-based row, header rows included.
        row: u16,
        /// 0-based column.
        column: u16,
        /// Whether it is a header cell.
        header: bool,
    },
    /// A block of code: fenced, indented or `<pre>`. Its text keeps line ends.
    Code,
}

/// The class of an admonition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum NoteClass {
    Note,
    Tip,
    Important,
    Caution,
    Warning,
    /// A class with a name of its own (`:::details`, "Security Note").
    Other,
}

/// A typed run inside a block's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// The text it covers; empty for an image, whose alternative text is no text of the page.
    pub text: TextRange,
    /// All its bytes in the file, markup included.
    pub span: Span,
    /// Its destination as a byte range of [`Page::destinations`]; empty unless
    /// it is a link or an image.
    pub destination: (u32, u32),
}

/// What an inline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum InlineKind {
    Code,
    Strong,
    Emphasis,
    Link,
    Image,
}

impl InlineKind {
    /// How many kinds there are.
    const COUNT: usize = InlineKind::Image as usize + 1;

    /// What names stand in: a word there may be a name, or a part of one.
    pub(crate) const OF_NAMES: &[InlineKind] = &[InlineKind::Code, InlineKind::Link, InlineKind::Strong];
}

/// How far the inlines of a page reach: for each kind of them, in order, where one begins and
/// the last byte that it or one before it ends at. A block may hold as many inlines as a page
/// has words, and inlines may stand in one another, so that it is not enough to look at the
/// nearest ones.
#[derive(Debug, Default)]
pub(crate) struct Reach([Vec<(u32, u32)>; InlineKind::COUNT]);

impl Reach {
    /// Whether a range of the text stands in an inline of this kind, O(log inlines).
    pub(crate) fn covers(&self, range: TextRange, kind: InlineKind) -> bool {
        let inlines = &self.0[kind as usize];
        let before = inlines.partition_point(|&(start, _)| start <= range.start);
        inlines[..before].last().is_some_and(|&(_, end)| range.end <= end)
    }
}

/// A heading with what it governs: the blocks up to the next heading of any level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// 1 to 6, or 0 for what stands before the first heading.
    pub level: u8,
    /// The section that this one is nested in.
    pub parent: Option<u32>,
    /// Its blocks, the heading first: a range of [`Page::blocks`].
    pub blocks: (u32, u32),
}

/// The facts that front matter may state. Every value keeps its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// All top-level scalar entries in file order, as written (quotes removed).
    pub entries: Vec<Entry>,
    /// The bytes from the first `---` to the end of the closing one.
    pub span: Span,
}

/// One `key: value` line of front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key as written.
    pub key: String,
    /// The value, unquoted.
    pub value: String,
    /// Where the value stands.
    pub span: Span,
}

impl FrontMatter {
    /// The entry with this key; letter case does not matter (`TOCtitle` is `TOCTitle`).
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(key))
    }

    /// The value under the first of `keys` that is there and not empty.
    pub fn value(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| self.get(key)).map(|entry| entry.value.as_str()).filter(|value| !value.is_empty())
    }
}

impl Page {
    /// The text of a block.
    pub fn block_text(&self, block: &Block) -> &str {
        &self.text[block.text.range()]
    }

    /// The inlines of a block, in order of their start.
    pub fn block_inlines(&self, block: &Block) -> &[Inline] {
        &self.inlines[block.inlines.0 as usize..block.inlines.1 as usize]
    }

    /// The blocks of a section, its heading first.
    pub fn section_blocks(&self, section: &Section) -> &[Block] {
        &self.blocks[section.blocks.0 as usize..section.blocks.1 as usize]
    }

    /// Where a link or an image leads.
    pub fn destination(&self, inline: &Inline) -> &str {
        &self.destinations[inline.destination.0 as usize..inline.destination.1 as usize]
    }

    /// How far the inlines reach, for many questions of what stands in which.
    pub(crate) fn reach(&self) -> Reach {
        let mut reach = Reach::default();
        for inline in &self.inlines {
            let ends = &mut reach.0[inline.kind as usize];
            let before = ends.last().map_or(0, |&(_, end)| end);
            ends.push((inline.text.start, before.max(inline.text.end)));
        }
        reach
    }

    /// The bytes of the file that a range of the text was made from, O(log pieces).
    ///
    /// Markup that stands between two pieces of the range is inside the span;
    /// markup before and after it is not.
    pub fn span(&self, range: TextRange) -> Span {
        let first = self.pieces.partition_point(|piece| piece.text + piece.text_len <= range.start);
        let Some(piece) = self.pieces.get(first) else {
            let end = self.source.len();
            return Span::new(end, end);
        };
        let start = piece.source_offset(range.start.max(piece.text));
        if range.is_empty() {
            return Span { start, end: start };
        }
        let last = self.pieces.partition_point(|piece| piece.text < range.end).max(1) - 1;
        let piece = &self.pieces[last.max(first)];
        let end = piece.source_end_offset(range.end.min(piece.text + piece.text_len));
        Span { start, end: end.max(start) }
    }

    /// The file's text at a span.
    pub fn slice(&self, span: Span) -> &str {
        self.source.get(span.range()).unwrap_or("")
    }

    /// The index of the block that holds the text offset `at`.
    pub fn block_at(&self, at: u32) -> Option<usize> {
        let index = self.blocks.partition_point(|block| block.text.start <= at).checked_sub(1)?;
        (at <= self.blocks[index].text.end).then_some(index)
    }
}

impl Piece {
    fn verbatim(&self) -> bool {
        self.text_len == self.source.end - self.source.start
    }

    fn source_offset(&self, text: u32) -> u32 {
        if self.verbatim() { self.source.start + (text - self.text) } else { self.source.start }
    }

    fn source_end_offset(&self, text: u32) -> u32 {
        if self.verbatim() { self.source.start + (text - self.text) } else { self.source.end }
    }
}
