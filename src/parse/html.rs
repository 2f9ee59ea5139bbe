//! HTML, in Markdown and as whole pages.
//!
//! `token` cuts HTML into tags and text, `element` knows the names of tags,
//! `reader` says what each does to a page. HTML in Markdown is read in one pass
//! over its tokens; whole pages, and what one pass cannot make sense of, are
//! read by way of scraper's `tree`.

mod element;
mod reader;
mod token;
mod tree;

pub(super) use element::Element;
pub(super) use reader::{Names, Outcome, Tag, end_tag, read};
pub(super) use token::{RawText, TokenKind, attribute, tag_name, tokens};

use super::ParseNote;
use super::builder::Builder;
use super::places::Places;
use crate::locale::Pack;
use crate::source::Span;

/// Reads a whole HTML page, whose body begins at byte `start` of the file.
pub(super) fn page(source: &str, start: usize, pack: &'static Pack, notes: &mut Vec<ParseNote>) -> Builder {
    let html = &source[start..];
    let mut builder = Builder::new(Places::shifted(start), pack, html.len());
    if !tree::read(&mut builder, html, 0, tree::Content::Main) {
        let message = "the page is nested too deep to tell its content from its frame; all of it is read".to_owned();
        notes.push(ParseNote { span: Span::new(start, start), message, is_loss: true });
        read(&mut builder, html, 0, Names::Html);
        builder.finish(html.len());
    }
    builder
}

/// Reads a fragment of HTML whose tags do not fit together, as a browser would.
/// Gives `false`, having read nothing, if it is nested too deep.
pub(super) fn tangled(builder: &mut Builder, html: &str, base: usize) -> bool {
    tree::read(builder, html, base, tree::Content::Fragment)
}
