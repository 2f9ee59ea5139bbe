//! Inlines: links, images, code, emphasis, and where they lead.

use super::{Builder, OpenInline, REACH};
use crate::page::{Inline, InlineKind, TextRange};
use crate::parse::html::Element;

impl Builder {
    /// Opens an inline whose markup stands at `start..end`; for HTML, `end` is set again when it closes.
    pub(in crate::parse) fn open_inline(
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
    pub(in crate::parse) fn close_inline(&mut self, element: Option<Element>, end: Option<usize>) {
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
    pub(super) fn end_inline(&mut self, index: usize) {
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
    pub(in crate::parse) fn image(&mut self, start: usize, end: usize, destination: (u32, u32)) {
        self.open_inline(InlineKind::Image, Some(Element::Image), start, end, destination);
        self.open_inlines.pop();
    }

    /// Keeps a destination, which has nothing left to resolve.
    pub(in crate::parse) fn destination(&mut self, destination: &str) -> (u32, u32) {
        let start = self.destinations.len() as u32;
        self.destinations.push_str(destination);
        (start, self.destinations.len() as u32)
    }
}
