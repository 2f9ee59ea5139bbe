//! Words that checks look for in the text of whole pages.

use aho_corasick::{AhoCorasick, MatchKind};

use super::lexicon::{Builder, Key, Lexicon};
use super::pack::{Opposites, Pack};
use crate::page::TextRange;

/// The words of a pack that checks look for, found while claims are read: that pass comes by
/// every word of a page already.
#[derive(Debug)]
pub(crate) struct Terms {
    /// Each word's index in `meanings`.
    lexicon: Lexicon<u16>,
    meanings: Vec<Meaning>,
}

#[derive(Debug)]
enum Meaning {
    /// It limits what is said, in the way of this name.
    Qualifier(String),
    /// It is another region's word for this one.
    Regional(String),
    /// It is at one end of the thing of this name.
    Opposite(String, End),
}

/// Which of two opposites a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The one: "left".
    One,
    /// The other: "right".
    Other,
    /// One of them, or something near it: "since" beside "after".
    Open,
    /// Neither: "right away".
    Neither,
}

/// A word that was found in a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Term {
    /// Where it stands in the page's text, with what follows an open word.
    pub(crate) place: TextRange,
    meaning: u16,
}

impl Terms {
    pub(super) fn new(pack: &Pack) -> Terms {
        let mut lexicon = Builder::default();
        let mut meanings = Vec::new();
        let mut add = |word: &str, meaning| {
            lexicon.add(word, meanings.len() as u16);
            meanings.push(meaning);
        };
        for (name, words) in &pack.qualifiers {
            words.iter().for_each(|word| add(word, Meaning::Qualifier(name.clone())));
        }
        for (word, own) in &pack.regional.terms {
            add(word, Meaning::Regional(own.clone()));
        }
        for (name, opposites) in &pack.opposites {
            let Opposites { one, other, open, neither } = opposites;
            let ends = [(one, End::One), (other, End::Other), (open, End::Open), (neither, End::Neither)];
            for (words, end) in ends {
                words.iter().for_each(|word| add(word, Meaning::Opposite(name.clone(), end)));
            }
        }
        Terms { lexicon: lexicon.build(), meanings }
    }

    /// Whether a word may begin with these letters.
    #[inline]
    pub(crate) fn has(&self, key: Key) -> bool {
        self.lexicon.has(key)
    }

    /// Adds the words that begin at byte `at` of a block's text, the longest first. `base` is
    /// where the block begins in the page's text.
    #[inline(never)]
    pub(crate) fn read(&self, key: Key, text: &str, at: usize, base: u32, found: &mut Vec<Term>) {
        let place = |end: usize| TextRange { start: base + at as u32, end: base + end as u32 };
        found.extend(self.lexicon.matches(key, text, at).map(|(end, meaning)| Term { place: place(end), meaning }));
    }

    /// In which way a word limits what is said, if it does.
    pub(crate) fn qualifier(&self, term: &Term) -> Option<&str> {
        match &self.meanings[usize::from(term.meaning)] {
            Meaning::Qualifier(name) => Some(name),
            Meaning::Regional(_) | Meaning::Opposite(..) => None,
        }
    }

    /// Of what a word says an end, and which, if it says one.
    pub(crate) fn opposite(&self, term: &Term) -> Option<(&str, End)> {
        match &self.meanings[usize::from(term.meaning)] {
            Meaning::Opposite(name, end) => Some((name, *end)),
            Meaning::Qualifier(_) | Meaning::Regional(_) => None,
        }
    }

    /// The word here for another region's, if it is one.
    pub(crate) fn regional(&self, term: &Term) -> Option<&str> {
        match &self.meanings[usize::from(term.meaning)] {
            Meaning::Regional(own) => Some(own),
            Meaning::Qualifier(_) | Meaning::Opposite(..) => None,
        }
    }
}

/// Words behind a version, found by which comes first.
#[derive(Debug)]
pub(crate) struct Bounds(Option<AhoCorasick>);

impl Bounds {
    pub(super) fn new<'p>(words: impl Iterator<Item = &'p String>) -> Bounds {
        // Of words that begin at one place the first of the list counts.
        Bounds(AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words).ok())
    }

    /// Where the first of them begins in a text in lower case, and its index in the list.
    pub(crate) fn first(&self, text: &str) -> Option<(usize, usize)> {
        let found = self.0.as_ref()?.find(text)?;
        Some((found.start(), found.pattern().as_usize()))
    }
}
