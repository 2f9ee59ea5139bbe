//! The sentences of a pair of blocks, side by side.
//!
//! Most questions are answered by whole blocks. Where they are not (who says
//! "not", which of two mentions is lost, is a sentence missing) the blocks are
//! cut into segments and these are aligned with what is known of the locale
//! pair, lexicon included.
//!
//! Few beads get that far, so that cutting and aligning costs little over a set.

use std::ops::Range;

use super::PageView;
use crate::align::{self, Bead, Model, Shape, Unit};
use crate::bitext;
use crate::claim::{Claim, ClaimKind};
use crate::page::{BlockKind, TextRange};

/// The segments of a pair of blocks and how they go together.
#[derive(Debug, Default)]
pub(super) struct Sentences {
    /// Those of the source.
    pub(super) source: Side,
    /// Those of the target.
    pub(super) target: Side,
    /// Beads over both, in order.
    pub(super) beads: Vec<Bead>,
}

/// The segments of one side.
#[derive(Debug, Default)]
pub(super) struct Side {
    /// Where they stand in the page's text, in order.
    pub(super) texts: Vec<TextRange>,
    /// Characters of each.
    pub(super) lengths: Vec<u32>,
    tokens: Vec<u32>,
    /// Where the tokens of each begin; one more at the end.
    starts: Vec<u32>,
}

impl Side {
    fn fill(&mut self, view: &PageView, blocks: Range<usize>) {
        self.texts.clear();
        self.lengths.clear();
        self.tokens.clear();
        self.starts.clear();
        for index in blocks {
            let first = self.texts.len();
            bitext::cut(&view.page, &view.page.blocks[index], &mut self.texts);
            for &text in &self.texts[first..] {
                self.lengths.push(super::characters(&view.page.text[text.range()]));
                let start = self.tokens.len();
                self.starts.push(start as u32);
                let claims = view.claims_within(text).map(|index| &view.claims[index as usize]);
                self.tokens.extend(claims.filter(|claim| lasts(claim)).map(|claim| claim.value.number()));
                self.tokens[start..].sort_unstable();
            }
        }
        self.starts.push(self.tokens.len() as u32);
    }

    /// As the aligner sees them.
    pub(super) fn units<'s>(&'s self, view: &'s PageView) -> Vec<Unit<'s>> {
        let shape = Shape { kind: BlockKind::Paragraph, list_depth: 0, note: None };
        let unit = |index: usize| Unit {
            shape,
            length: self.lengths[index],
            tokens: &self.tokens[self.starts[index] as usize..self.starts[index + 1] as usize],
            text: &view.page.text[self.texts[index].range()],
            section: 0,
        };
        (0..self.texts.len()).map(unit).collect()
    }

    /// The text that a run of segments covers.
    pub(super) fn range(&self, segments: Range<usize>) -> TextRange {
        match (self.texts.get(segments.start), segments.end.checked_sub(1).and_then(|last| self.texts.get(last))) {
            (Some(first), Some(last)) if !segments.is_empty() => TextRange { start: first.start, end: last.end },
            _ => TextRange::default(),
        }
    }
}

/// Whether a claim is written alike in translation.
pub(super) fn lasts(claim: &Claim) -> bool {
    !claim.soft && !matches!(claim.kind, ClaimKind::Polarity | ClaimKind::Date)
}

impl Sentences {
    /// Cuts the blocks of a bead and aligns what comes of it.
    pub(super) fn align(
        &mut self,
        source: &PageView,
        target: &PageView,
        bead: &Bead,
        model: &Model,
        aligner: &mut align::Scratch,
    ) {
        self.source.fill(source, bead.source_range());
        self.target.fill(target, bead.target_range());
        self.beads = align::segments(&self.source.units(source), &self.target.units(target), model, aligner);
    }
}
