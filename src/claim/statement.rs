//! Numbers, dates and polarity of a block, in one pass.
//!
//! The three look at the same text for the same two things, runs of digits and
//! listed words, so they share the pass that finds them. A run of digits is a
//! date if it can be read as one, and else a number. A listed word belongs to
//! the numbers or to polarity. What other extractors have taken is left alone.

use std::ops::Range;

use super::Sink;
use super::date::Dates;
use super::number::Numbers;
use super::polarity::Sentences;
use crate::locale::Pack;
use crate::locale::lexicon::{Starts, visit_starts};
use crate::locale::tables::Word;

/// Reads the numbers, dates, affirmations and denials of a block.
///
/// `taken` are the ranges of `text` that other extractors have read, sorted.
pub(crate) fn extract(text: &str, taken: &[Range<usize>], pack: &Pack, sink: &mut Sink<'_>) {
    let tables = pack.tables();
    let mut taken = Taken(taken);
    let dates = Dates::new(text, pack);
    let mut numbers = Numbers::new(text, pack);
    let mut sentences = Sentences::new(text, pack);
    sentences.answer(sink);
    visit_starts(text, Starts::DigitsAndWords, pack.glued, |at| {
        if text.as_bytes()[at].is_ascii_digit() {
            if numbers.has_read(at) || taken.covers(at) {
                return;
            }
            match dates.read(at) {
                Some(date) => {
                    numbers.skip(date.end());
                    date.push(sink);
                }
                None => numbers.digits(at, sink),
            }
        } else if let Some((end, word)) = tables.words.match_at(text, at)
            && !taken.covers(at)
        {
            match word {
                Word::Number(word) if !numbers.has_read(at) => numbers.word(at, end, word, sink),
                Word::Number(_) => {}
                Word::Polarity(word) => sentences.word(at..end, word, sink),
            }
        }
    });
    numbers.finish(sink);
    sentences.finish(sink);
}

/// The ranges that other extractors have taken, asked in the order of the text.
pub(super) struct Taken<'a>(pub(super) &'a [Range<usize>]);

impl Taken<'_> {
    /// Whether the byte `at` is in one of them; `at` must not go back.
    pub(super) fn covers(&mut self, at: usize) -> bool {
        while let Some((first, rest)) = self.0.split_first()
            && first.end <= at
        {
            self.0 = rest;
        }
        self.0.first().is_some_and(|range| range.start <= at)
    }
}
