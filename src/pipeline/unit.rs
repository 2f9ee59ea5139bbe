//! Blocks as the aligner sees them.

use crate::align::{self, Alignment, Model, Scratch, Shape, Unit};
use crate::claim::ClaimKind;
use crate::compare::PageView;

/// The aligner's view of both sides, kept from one pair to the next.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    source: Side,
    target: Side,
    model: Model,
}

#[derive(Debug, Default)]
struct Side {
    tokens: Vec<u32>,
    ranges: Vec<(usize, usize)>,
    lengths: Vec<u32>,
}

impl Side {
    fn fill(&mut self, view: &PageView) {
        self.tokens.clear();
        self.ranges.clear();
        self.lengths.clear();
        for (index, block) in view.page.blocks.iter().enumerate() {
            let start = self.tokens.len();
            let claims = view.claims[view.claims_of(index..index + 1)].iter();
            // Soft claims, polarity and dates do not survive translation as they are.
            let lasting =
                claims.filter(|claim| !claim.soft && !matches!(claim.kind, ClaimKind::Polarity | ClaimKind::Date));
            self.tokens.extend(lasting.map(|claim| claim.value.number()));
            self.tokens[start..].sort_unstable();
            self.ranges.push((start, self.tokens.len()));
            self.lengths.push(characters(view.page.block_text(block)));
        }
    }

    fn units<'v>(&'v self, view: &'v PageView) -> Vec<Unit<'v>> {
        let blocks = view.page.blocks.iter().zip(self.ranges.iter().zip(&self.lengths));
        blocks
            .map(|(block, (&(start, end), &length))| Unit {
                shape: Shape { kind: block.kind, list_depth: block.list_depth, note: block.note.is_some() },
                length,
                tokens: &self.tokens[start..end],
                text: view.page.block_text(block),
                section: block.section,
            })
            .collect()
    }
}

/// Characters of a text: bytes that do not continue one.
fn characters(text: &str) -> u32 {
    text.bytes().filter(|byte| (*byte as i8) >= -0x40).count() as u32
}

impl Buffers {
    /// Takes a topic's source page in, for all pairs that follow.
    pub(super) fn source(&mut self, source: &PageView) {
        self.source.fill(source);
    }

    /// Aligns the blocks of the source with those of a translation.
    pub(super) fn align(&mut self, source: &PageView, target: &PageView, scratch: &mut Scratch) -> Alignment {
        self.target.fill(target);
        align::blocks(&self.source.units(source), &self.target.units(target), &self.model, scratch)
    }
}
