//! Words that checks look for in the text of whole pages.

use aho_corasick::{AhoCorasick, MatchKind};

use super::lexicon::{Builder, Lexicon, visit_starts};

/// Words with what each of them stands for, found in one pass over a text.
#[derive(Debug)]
pub(crate) struct Terms {
    /// Each word's index in `names`.
    lexicon: Lexicon<u16>,
    /// What each word stands for.
    names: Vec<String>,
}

/// A word that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found<'t> {
    /// Where it begins and ends in the text, in bytes, the ending of an open word included.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// What it stands for.
    pub(crate) name: &'t str,
}

impl Terms {
    /// Words as a [`Lexicon`] has them, each with what it stands for.
    pub(super) fn new<'p>(words: impl Iterator<Item = (&'p String, &'p String)>) -> Terms {
        let mut lexicon = Builder::default();
        let mut names = Vec::new();
        for (word, name) in words {
            lexicon.add(word, names.len() as u16);
            names.push(name.clone());
        }
        Terms { lexicon: lexicon.build(), names }
    }

    /// Whether there is nothing to be found.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Each word that a text has, in order of its begin, in any letter case; one within another
    /// is found as well. `glued` tells that words of the text's language stand next to
    /// one another. O(text + found).
    pub(crate) fn find<'t>(&'t self, text: &str, glued: bool) -> Vec<Found<'t>> {
        let mut found = Vec::new();
        if self.is_empty() {
            return found;
        }
        visit_starts(text, glued, |at, start| {
            let Some(key) = self.lexicon.key_at(text, at, start) else { return };
            let here = self.lexicon.matches(key, text, at);
            found.extend(here.map(|(end, index)| Found { start: at, end, name: &self.names[usize::from(index)] }));
        });
        found
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
