//! Blocks and sections: where each begins and ends, and what is taken off its
//! ends when it is closed.

use super::{Builder, FrameKind, Open, OpenInline, Origin, Space};
use crate::page::{Block, BlockKind, InlineKind, NoteClass, Section, TextRange};
use crate::parse::note;
use crate::source::Span;

impl Builder {
    /// Opens a block that begins at `at`, closing the one before.
    pub(in crate::parse) fn begin(&mut self, kind: BlockKind, at: usize) {
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
    pub(in crate::parse) fn begin_paragraph(&mut self, at: usize) {
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
    pub(in crate::parse) fn open_item(&mut self, origin: Origin, at: usize) {
        let list = self.frames.last().map(|frame| frame.kind);
        let ordered = list == Some(FrameKind::List { ordered: true });
        self.open_frame(FrameKind::Item { ordered, fresh: true }, origin, None);
        self.begin_paragraph(at);
    }

    /// What running text is at this place.
    pub(super) fn kind_here(&self) -> BlockKind {
        let frame = self.frames.iter().rev().find(|frame| frame.kind != FrameKind::Dead);
        match frame.map(|frame| frame.kind) {
            Some(FrameKind::Item { ordered, fresh: true }) => BlockKind::ListItem { ordered },
            _ => BlockKind::Paragraph,
        }
    }

    /// Whether a block is open.
    pub(in crate::parse) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Whether the open block is code.
    pub(in crate::parse) fn in_code(&self) -> bool {
        self.open.is_some_and(|open| open.kind == BlockKind::Code)
    }

    /// Whether the open block has text already.
    pub(in crate::parse) fn has_text(&self) -> bool {
        self.open.is_some_and(|open| open.text < self.text.len())
    }

    /// Closes the open block, whose markup ends at `end`.
    pub(in crate::parse) fn finish(&mut self, end: usize) {
        if self.open.is_some() {
            let end = self.places.end(end);
            self.close(end);
        }
    }

    /// Closes the open block where its content ends.
    pub(in crate::parse) fn interrupt(&mut self) {
        if self.open.is_some() {
            self.close(0);
        }
    }

    /// Closes the open block. `end` is in the file, and no less than the end of its content.
    fn close(&mut self, end: usize) {
        let Some(open) = self.open.take() else { return };
        self.gap.space = Space::None;
        let content = self.pieces[open.first_piece..].last().map_or(0, |piece| piece.source.end as usize);
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
        let written = &self.text.as_bytes()[open.text..];
        let trailing = written.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r')).count();
        let kept = self.text.len() - trailing;
        let blank = is_blank(&self.text[open.text..kept]);
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
            if table.is_beyond() {
                self.limits[1].get_or_insert(self.blocks.len());
            }
        }
        let index = self.blocks.len() as u32;
        if let BlockKind::Heading(level) = kind {
            self.begin_section(level, index);
        }
        let before = self.blocks.last().map_or(0, |block| block.span.end as usize);
        let inlines = &self.inlines[open.first_inline..];
        // A tag of MDX at the begin of a block stands before what Markdown sees of it.
        let first = inlines.first().map_or(open.start, |inline| inline.span.start as usize);
        let start = open.start.min(first).max(before);
        let end = inlines.iter().fold(end, |end, inline| end.max(inline.span.end as usize));
        self.blocks.push(Block {
            kind,
            text: TextRange::new(open.text, self.text.len()),
            span: Span::new(start, end.max(start)),
            note,
            quoted: note.is_none() && self.in_quote(),
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

    /// Whether a quote of Markdown is open.
    fn in_quote(&self) -> bool {
        self.frames.iter().any(|frame| frame.kind == FrameKind::Quote && frame.origin == Origin::Markdown)
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
}

/// Whether a text shows nothing: white space of any kind.
#[inline]
fn is_blank(text: &str) -> bool {
    // Nearly every text begins with a letter.
    if text.as_bytes().first().is_some_and(u8::is_ascii_graphic) {
        return false;
    }
    text.chars().all(|character| character.is_whitespace() || matches!(character, '\u{200b}' | '\u{feff}'))
}
