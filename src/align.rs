//! Alignment: which units of two pages belong together.
//!
//! Works on [`Unit`]s, a view of blocks or segments that carries just what the
//! aligner reads, so that it knows nothing of Markdown or of claims.
//!
//! The way of a page pair ([`blocks`]):
//! 1. Walk both pages in step while shape, tokens and length agree. Most
//!    translations are nearly parallel, so this is often the whole work, and it
//!    is linear.
//! 2. Where they stop agreeing, look for sections that stand elsewhere in the
//!    translation, and put them where the source has them (`section`). A search
//!    in order finds hardly any of them otherwise.
//! 3. Search the best beads in order by dynamic programming (`block`, `grid`)
//!    over units, whole table rows taken as one, between units that are
//!    certain, in a band.
//! 4. Try what is left over out of order: these beads are *moved*.
//!
//! Where a lexicon was learned, its words are asked only about the beads that a
//! first pass without it leaves in doubt ([`reconsider`], `doubt`).
//!
//! Evidence is a sum of log odds, "how much likelier is this if the two are
//! translations of each other" (`score`): the shape, the length by the ratio of
//! the locale pair, the tokens that survive translation by their rarity, and
//! the words by a lexicon where one was learned.
//!
//! Cost: linear in the number of units while pages are in step; the regions
//! that are not cost their area in the band, which is bounded.

mod block;
mod cover;
mod doubt;
mod grid;
mod item;
#[cfg(test)]
mod laws;
mod learn;
mod lexical;
mod lexicon;
mod likeness;
mod region;
mod score;
mod section;
mod sentence;
mod walk;
mod write;

pub use cover::{Cover, cover};
pub use learn::Example;
pub use lexicon::Lexicon;
pub use likeness::{Profile, likeness};
pub use sentence::segments;

use std::sync::Arc;

use block::BlockScratch;

/// A block or a segment as the aligner sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit<'a> {
    /// Units of different shape rarely belong together: block kind, heading
    /// level, list depth, note; see [`Shape`].
    pub shape: Shape,
    /// Characters of text.
    pub length: u32,
    /// Facts that survive translation, as sorted numbers that are equal where
    /// the facts are: link targets, code, literals, versions, quantities.
    pub tokens: &'a [u32],
    /// The text, for the lexicon.
    pub text: &'a str,
    /// The section that it stands in, counted from 0 on its page.
    pub section: u32,
}

/// What a unit looks like, apart from its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shape {
    /// The kind of block.
    pub kind: crate::page::BlockKind,
    /// How many lists it stands in.
    pub list_depth: u8,
    /// The class of the note that it stands in.
    pub note: Option<crate::page::NoteClass>,
}

/// What a bead is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Level {
    Section,
    Block,
    Segment,
}

impl Level {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Level::Section => "section",
            Level::Block => "block",
            Level::Segment => "segment",
        }
    }
}

/// One aligned group of units: 1–1, 1–0, 0–1, 2–1 and so on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bead {
    /// Units of the source: first, one past the last.
    pub source: (u32, u32),
    /// Units of the target: first, one past the last.
    pub target: (u32, u32),
    /// How sure the aligner is, 0.0 to 1.0.
    pub score: f32,
    /// Whether it was found out of order.
    pub moved: bool,
}

impl Bead {
    /// Units on the source side.
    pub fn source_range(&self) -> std::ops::Range<usize> {
        self.source.0 as usize..self.source.1 as usize
    }

    /// Units on the target side.
    pub fn target_range(&self) -> std::ops::Range<usize> {
        self.target.0 as usize..self.target.1 as usize
    }

    /// Whether it has units on both sides.
    pub fn is_pair(&self) -> bool {
        self.source.0 < self.source.1 && self.target.0 < self.target.1
    }
}

/// The beads of a page pair.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Alignment {
    /// They cover both sides completely, each unit once, in the order of the
    /// source; a bead without source stands behind the bead of the target unit
    /// before it.
    pub beads: Vec<Bead>,
    /// How much of the two pages hangs together, 0.0 to 1.0: the share of the
    /// text that stands in beads with both sides, weighed by their score.
    pub related: f32,
}

impl Alignment {
    /// Whether the two pages do not look like translations of each other.
    pub fn unrelated(&self) -> bool {
        self.related < 0.35
    }

    /// Runs of beads that could not be aligned with any confidence, as index
    /// ranges of [`Alignment::beads`]: at least `least` beads in a row whose
    /// score is below 0.5. One honest note fits such a run better than a
    /// finding for each of its units.
    pub fn unsure(&self, least: usize) -> Vec<std::ops::Range<usize>> {
        let mut runs = Vec::new();
        let mut start = 0;
        for end in 0..=self.beads.len() {
            if self.beads.get(end).is_some_and(|bead| bead.score < 0.5) {
                continue;
            }
            if end - start >= least.max(1) {
                runs.push(start..end);
            }
            start = end + 1;
        }
        runs
    }
}

/// What the aligner knows of a locale pair.
#[derive(Debug, Clone)]
pub struct Model {
    /// How long a translation is.
    pub length: LengthModel,
    /// Which words stand for which.
    pub lexicon: Option<Arc<Lexicon>>,
    /// The part of the sample that the lexicon is to forget.
    fold: Option<lexicon::Fold>,
}

impl Model {
    /// The model for a topic that the lexicon was learned from, counted over
    /// the sample as in [`Example::topic`]: what it says itself is left out.
    pub fn held_out(&self, topic: u32) -> Model {
        Model { fold: Some((topic as usize % lexicon::FOLDS) as lexicon::Fold), ..self.clone() }
    }
}

/// A model is written without what it holds out: that is a topic's affair.
impl serde::Serialize for Model {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.length, self.lexicon.as_deref()).serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Model {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Model, D::Error> {
        let (length, lexicon): (LengthModel, Option<Lexicon>) = serde::Deserialize::deserialize(deserializer)?;
        Ok(Model { length, lexicon: lexicon.map(Arc::new), fold: None })
    }
}

impl Model {
    /// The model of lengths alone, for a first look.
    pub fn without_lexicon(&self) -> Model {
        Model { length: self.length, lexicon: None, fold: None }
    }

    /// Whether words were learned.
    pub fn has_lexicon(&self) -> bool {
        self.lexicon.is_some()
    }

    /// Whether a word of the target is known to stand for a word of the source.
    pub fn pairs(&self, source: &str, target: &str) -> bool {
        self.lexicon.as_ref().is_some_and(|lexicon| lexicon.pairs(source, target, self.fold))
    }

    /// Whether the lexicon knows a word of the source, and knows it to be
    /// another one in the target.
    pub fn translates(&self, word: &str) -> bool {
        self.lexicon.as_ref().is_some_and(|lexicon| lexicon.changes(word, self.fold))
    }
}

/// How the length of a translation goes with the length of its source: the
/// natural logarithm of their ratio is about normal, and varies less in long
/// texts than in short ones.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct LengthModel {
    /// Mean of `ln(target / source)`; `None` takes it from the page at hand.
    pub mean: Option<f32>,
    /// The part of its variance that does not depend on length.
    pub variance: f32,
    /// The part of its variance that shrinks with length: this over the number
    /// of source characters.
    pub variance_per_length: f32,
}

impl Default for Model {
    /// What holds for any two languages: the ratio comes from each page.
    fn default() -> Model {
        Model {
            length: LengthModel { mean: None, variance: 0.04, variance_per_length: 2.5 },
            lexicon: None,
            fold: None,
        }
    }
}

/// Buffers that are used again from page to page.
#[derive(Debug, Default)]
pub struct Scratch {
    block: BlockScratch,
    grid: grid::Grid,
    words: lexical::Lexical,
    runs: sentence::Runs,
    places: likeness::Places,
}

/// Aligns the blocks of two pages.
///
/// `source` and `target` are the blocks of each page in order; `model` is what
/// is known of the locale pair. Linear while the pages are in step.
pub fn blocks(source: &[Unit], target: &[Unit], model: &Model, scratch: &mut Scratch) -> Alignment {
    let mut beads = Vec::with_capacity(source.len().max(target.len()));
    let length = score::Length::new(&model.length, source, target);
    let walked = walk::in_step(source, target, &length, &mut beads);
    if !walked {
        beads.clear();
        block::align(source, target, &length, model, scratch, &mut beads);
    }
    let related = related(source, target, &beads);
    Alignment { beads, related }
}

/// Looks again, with the words of `model`, at the beads that a first pass without
/// words was not sure of, and at their neighbours.
///
/// `first` is what [`blocks`] gave for the same pages without a lexicon. Where it was
/// unsure of much, or may have missed a section that stands elsewhere, the pages are
/// aligned anew as a whole.
pub fn reconsider(
    first: Alignment,
    source: &[Unit],
    target: &[Unit],
    model: &Model,
    scratch: &mut Scratch,
) -> Alignment {
    if !model.has_lexicon() || first.beads.iter().all(doubt::is_sure) {
        return first;
    }
    let Some(windows) = doubt::windows(&first.beads, source, target) else {
        return blocks(source, target, model, scratch);
    };
    let mut beads = Vec::with_capacity(first.beads.len());
    let length = score::Length::new(&model.length, source, target);
    block::within((source, target), (&first.beads, &windows), &length, model, scratch, &mut beads);
    let related = related(source, target, &beads);
    Alignment { beads, related }
}

/// The share of the text that stands in beads with both sides, weighed by score.
fn related(source: &[Unit], target: &[Unit], beads: &[Bead]) -> f32 {
    let mut paired = 0.0;
    let mut all = 0.0;
    for bead in beads {
        let sum = |units: &[Unit]| units.iter().map(|unit| unit.length as f32 + 1.0).sum::<f32>();
        let length = sum(&source[bead.source_range()]) + sum(&target[bead.target_range()]);
        all += length;
        if bead.is_pair() {
            paired += length * bead.score;
        }
    }
    if all == 0.0 { 1.0 } else { paired / all }
}
