//! Numbers, dates and polarity of a block, in one pass.
//!
//! The three look at the same text for the same two things, runs of digits and
//! listed words, so they share the pass that finds them. A run of digits is a
//! date if it can be read as one, and else a number. A listed word belongs to
//! the numbers or to polarity. What other extractors have taken is left alone.
//! The words that checks look for are found on the way.

use std::ops::Range;

use super::Sink;
use super::date::Dates;
use super::number::Numbers;
use super::polarity::Sentences;
use crate::locale::Pack;
use crate::locale::lexicon::{Key, Lexicon, Start, visit_starts};
use crate::locale::tables::Word;
use crate::locale::terms::Term;

/// Reads the numbers, dates, affirmations and denials of a block.
///
/// `taken` are the ranges of `text` that other extractors have read, sorted; the pack's
/// terms are added to `found`, in the order of the text.
pub(crate) fn extract(text: &str, taken: &[Range<usize>], pack: &Pack, sink: &mut Sink<'_>, found: &mut Vec<Term>) {
    let (words, terms) = (&pack.tables().words, &pack.tables().terms);
    let base = sink.base;
    let mut reader = Reader {
        text,
        words,
        taken: Taken(taken),
        dates: Dates::new(text, pack),
        numbers: Numbers::new(text, pack),
        sentences: Sentences::new(text, pack),
        sink,
    };
    reader.sentences.answer(reader.sink);
    // Nearly every start is dismissed here, so this must stay small.
    visit_starts(text, pack.glued, |at, start| {
        if start == Start::Digits {
            return reader.digits(at);
        }
        let key = Key::at(text, at, start);
        if words.has(key) {
            reader.word(at, key);
        }
        if terms.has(key) {
            terms.read(key, text, at, base, found);
        }
    });
    reader.numbers.finish(reader.sink);
    reader.sentences.finish(reader.sink);
}

struct Reader<'a, 'b, 'c> {
    text: &'a str,
    words: &'a Lexicon<Word>,
    taken: Taken<'a>,
    dates: Dates<'a>,
    numbers: Numbers<'a>,
    sentences: Sentences<'a>,
    sink: &'b mut Sink<'c>,
}

impl Reader<'_, '_, '_> {
    #[inline(never)]
    fn digits(&mut self, at: usize) {
        if self.numbers.has_read(at) || self.taken.covers(at) {
            return;
        }
        match self.dates.read(at) {
            Some(date) => {
                self.numbers.skip(date.end());
                date.push(self.sink);
            }
            None => self.numbers.digits(at, self.sink),
        }
    }

    #[inline(never)]
    fn word(&mut self, at: usize, key: Key) {
        let Some((end, word)) = self.words.match_key(key, self.text, at) else { return };
        if self.taken.covers(at) {
            return;
        }
        match word {
            Word::Number(word) if !self.numbers.has_read(at) => self.numbers.word(at, end, word, self.sink),
            Word::Number(_) => {}
            Word::Polarity(word) => self.sentences.word(at..end, word, self.sink),
        }
    }
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

#[cfg(test)]
mod tests;
