//! Alignment: which units of two pages belong together.
//!
//! Works on [`Unit`]s, a view of blocks or segments that carries just what the
//! aligner reads, so that it knows nothing of Markdown or of claims.

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
    /// Whether it stands in a note.
    pub note: bool,
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
}
