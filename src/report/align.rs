//! Aligned text: for people in columns or as a page, for programs as JSON
//! lines, for translation memories as TMX, for translation tools as XLIFF.
//!
//! A writer takes one topic after another, so that a set of any size is written
//! in the memory of one topic: [`Format::start`], [`Format::topic`] for each,
//! [`Format::end`].

mod html;
mod jsonl;
mod text;
mod tmx;
mod xliff;

use crate::bitext::AlignedTopic;
use crate::locale::Locale;

/// The form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Columns for a terminal, this many characters wide.
    Text {
        /// Columns of the terminal.
        width: usize,
    },
    /// One bead a line.
    Jsonl,
    /// TMX 1.4.
    Tmx,
    /// XLIFF 2.1, for a single translation.
    Xliff,
    /// One page.
    Html,
}

impl Format {
    /// What comes before the first topic. `target` is the translations' locale, if it is one only.
    pub fn start(self, source: &Locale, target: Option<&Locale>, out: &mut String) {
        match self {
            Format::Text { .. } | Format::Jsonl => {}
            Format::Tmx => tmx::start(source, out),
            Format::Xliff => xliff::start(source, target, out),
            Format::Html => html::start(out),
        }
    }

    /// One topic, the `number`th of the output (0-based).
    pub fn topic(self, topic: &AlignedTopic, number: usize, out: &mut String) {
        match self {
            Format::Text { width } => text::topic(topic, width, out),
            Format::Jsonl => jsonl::topic(topic, out),
            Format::Tmx => tmx::topic(topic, out),
            Format::Xliff => xliff::topic(topic, number, out),
            Format::Html => html::topic(topic, out),
        }
    }

    /// What comes after the last topic.
    pub fn end(self, out: &mut String) {
        match self {
            Format::Text { .. } | Format::Jsonl => {}
            Format::Tmx => tmx::end(out),
            Format::Xliff => xliff::end(out),
            Format::Html => html::end(out),
        }
    }
}

/// Two decimals say all that a score can.
fn rounded(score: f32) -> f64 {
    (f64::from(score) * 1000.0).round() / 1000.0
}
