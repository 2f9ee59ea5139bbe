//! Text of a page to its blocks.
//!
//! [`parse`] is the one entry. Markdown and MDX go through pulldown-cmark
//! (`markdown`), HTML inside of them through html5gum's tokens (`html`), whole
//! HTML pages through scraper's tree; all of them fill the same `builder`, which
//! alone knows how text, pieces, inlines, blocks and sections hang together.
//!
//! Two laws hold for every page, whatever its bytes:
//! - **Slices.** A run of text is the bytes of the file at its span, entities,
//!   escapes and the width of white space aside ([`Page::span`]).
//! - **Order.** Blocks, pieces and inlines stand in document order, and blocks
//!   do not overlap.
//!
//! Cost: one pass of pulldown-cmark over the body and one pass of html5gum over
//! the HTML in it; a few bytes of bookkeeping per inline and piece.

mod builder;
mod entity;
mod extent;
mod front_matter;
mod html;
mod markdown;
mod mdx;
mod note;
mod places;
mod table;

use camino::{Utf8Path, Utf8PathBuf};

use crate::locale::Locale;
use crate::page::Page;
use crate::source::BYTE_ORDER_MARK;

pub use crate::page::ParseNote;
pub use front_matter::front_matter;

/// What a page is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// CommonMark with tables, and HTML in it: `.md`, `.markdown`.
    Markdown,
    /// Markdown with JSX: `.mdx`.
    Mdx,
    /// A whole HTML page: `.html`, `.htm`.
    Html,
}

impl Markup {
    /// What the name of a file says, in any letter case; `None` if it is no page.
    pub fn of(path: &Utf8Path) -> Option<Markup> {
        let extension = path.extension()?;
        let named = |names: &[&str]| names.iter().any(|name| extension.eq_ignore_ascii_case(name));
        if named(&["md", "markdown"]) {
            Some(Markup::Markdown)
        } else if named(&["mdx"]) {
            Some(Markup::Mdx)
        } else if named(&["html", "htm"]) {
            Some(Markup::Html)
        } else {
            None
        }
    }
}

/// Reads a page. `path` and `locale` are kept as they are; `source` is the whole
/// file, byte-order mark included.
///
/// Never fails: what cannot be read as meant is read as text, with a note.
pub fn parse(path: Utf8PathBuf, locale: Locale, source: String, markup: Markup) -> (Page, Vec<ParseNote>) {
    let (front_matter, mut notes) = match markup {
        Markup::Html => front_matter::of_html(&source),
        Markup::Markdown | Markup::Mdx => front_matter(&source),
    };
    let body = body_start(&source, &front_matter);
    let contents = match markup {
        Markup::Html => html::page(&source, body, locale.pack(), &mut notes),
        Markup::Markdown | Markup::Mdx => markdown::page(&source, body, locale.pack(), markup, &mut notes),
    };
    contents.tell_limits(&mut notes);
    (contents.into_page(path, locale, source, front_matter), notes)
}

/// Where the text after byte-order mark and front matter begins.
fn body_start(source: &str, front_matter: &crate::page::FrontMatter) -> usize {
    let mark = if source.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    mark.max(front_matter.span.end as usize)
}

#[cfg(test)]
mod tests;
