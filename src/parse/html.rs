//! HTML, in Markdown and as whole pages.

mod element;
mod reader;
mod token;

pub(super) use element::Element;
pub(super) use reader::{Names, Outcome, Tag, end_tag, read};
pub(super) use token::{attribute, tag_name};

use super::ParseNote;
use super::builder::Builder;
use super::places::Places;
use crate::locale::Pack;

/// Reads a whole HTML page, whose body begins at byte `start` of the file.
pub(super) fn page(source: &str, start: usize, pack: &'static Pack, _notes: &mut Vec<ParseNote>) -> Builder {
    let html = &source[start..];
    let mut builder = Builder::new(Places::shifted(start), pack, html.len());
    read(&mut builder, html, 0, Names::Html);
    builder.finish(html.len());
    builder
}
