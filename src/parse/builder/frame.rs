//! Frames: what blocks stand in, and who may close it.
//!
//! Markdown, HTML and the directives of site generators open and close frames
//! independently of one another. Each closes its own, with all that was left
//! open inside; HTML may not close what Markdown opened.

use super::{Builder, Checkpoint, DEEPEST, Frame, FrameKind, Origin, REACH, Space};
use crate::page::{Block, NoteClass};
use crate::parse::html::Element;
use crate::parse::table::Table;

impl Builder {
    /// Opens a frame. `note` is the class of the admonition that it is, if it is one.
    pub(in crate::parse) fn open_frame(&mut self, kind: FrameKind, origin: Origin, note: Option<NoteClass>) {
        if self.frames.len() >= DEEPEST {
            self.limits[0].get_or_insert(self.blocks.len());
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
    pub(in crate::parse) fn note(&self) -> Option<NoteClass> {
        self.note
    }

    /// Closes the innermost container of Markdown and what HTML left open in it.
    pub(in crate::parse) fn close_markdown(&mut self) {
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
    pub(in crate::parse) fn close_html(&mut self, element: Element) -> bool {
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
    pub(in crate::parse) fn close_directive(&mut self) -> bool {
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
    pub(in crate::parse) fn close_innermost(&mut self) {
        self.pop_frame();
    }

    /// Counts a component that is opened and has no frame.
    pub(in crate::parse) fn open_component(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.components = frame.components.saturating_add(1);
        }
    }

    /// Whether a component that is closed now is one without a frame.
    pub(in crate::parse) fn close_component(&mut self) -> bool {
        match self.frames.last_mut() {
            Some(frame) if frame.components > 0 => {
                frame.components -= 1;
                true
            }
            _ => false,
        }
    }

    /// Whether the innermost table was opened by HTML, with no container of Markdown in between.
    pub(in crate::parse) fn in_html_table(&self) -> bool {
        let mut frames = self.frames.iter().rev().take(REACH);
        let found = frames.find(|frame| frame.kind == FrameKind::Table || frame.origin == Origin::Markdown);
        found.is_some_and(|frame| frame.origin == Origin::Html(Element::Table))
    }

    /// What the innermost frame is and what opened it.
    pub(in crate::parse) fn innermost(&self) -> Option<(FrameKind, Origin)> {
        self.frames.last().map(|frame| (frame.kind, frame.origin))
    }

    /// Opens a table. Its cells are told by [`Builder::tables`].
    pub(in crate::parse) fn open_table(&mut self, origin: Origin) {
        let before = self.frames.len();
        self.open_frame(FrameKind::Table, origin, None);
        if self.frames.len() > before {
            self.tables.push(Table::new(self.table_count, self.blocks.len()));
            self.table_count = self.table_count.saturating_add(1);
        }
    }

    /// Makes what follows in the innermost table the body of a note, and drops
    /// the blocks that the table gave so far: they were its label.
    pub(in crate::parse) fn table_is_note(&mut self, class: NoteClass) {
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
    pub(in crate::parse) fn table_blocks(&self) -> &[Block] {
        let first = self.tables.last().map_or(self.blocks.len(), Table::first_block);
        &self.blocks[first.min(self.blocks.len())..]
    }

    /// The text of a block that is closed.
    pub(in crate::parse) fn block_text(&self, block: &Block) -> &str {
        &self.text[block.text.range()]
    }

    /// Where the builder stands; no block may be open.
    pub(in crate::parse) fn checkpoint(&self) -> Checkpoint {
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
    pub(in crate::parse) fn close_to(&mut self, checkpoint: &Checkpoint) {
        while self.frames.len() > checkpoint.frames {
            self.pop_frame();
        }
    }

    /// Forgets what was written since `checkpoint`; no heading may have been.
    pub(in crate::parse) fn go_back(&mut self, checkpoint: &Checkpoint) {
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
}
