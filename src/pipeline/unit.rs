//! Blocks as the aligner sees them.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use crate::align::{self, Alignment, Model, Scratch, Shape, Unit};
use crate::claim::ClaimKind;
use crate::compare::PageView;
use crate::page::Block;

/// The aligner's view of both sides, kept from one pair to the next.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    /// The source page as it is, and as one translation sees it.
    whole_source: Side,
    source: Side,
    target: Side,
    distinct: Vec<u32>,
}

#[derive(Debug, Clone, Default)]
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
            // A short text that both sides have, such as a name in a table, is a token as a whole.
            let text = page_text(view, block);
            if (2..=SHORT).contains(&text.len()) {
                self.tokens.push(whole(text));
            }
            self.tokens[start..].sort_unstable();
            self.ranges.push((start, self.tokens.len()));
            self.lengths.push(view.lengths[index]);
        }
    }

    /// Drops the tokens that the other page has nowhere: they tell that something
    /// was left out, or is written in another way, not where a block belongs.
    fn keep_shared(&mut self, other: &[u32]) {
        let mut kept = 0;
        for (start, end) in &mut self.ranges {
            let first = kept;
            for at in *start..*end {
                if other.binary_search(&self.tokens[at]).is_ok() {
                    self.tokens[kept] = self.tokens[at];
                    kept += 1;
                }
            }
            (*start, *end) = (first, kept);
        }
        self.tokens.truncate(kept);
    }

    fn distinct(&self, distinct: &mut Vec<u32>) {
        distinct.clear();
        distinct.extend_from_slice(&self.tokens);
        distinct.sort_unstable();
        distinct.dedup();
    }

    fn units<'v>(&'v self, view: &'v PageView) -> Vec<Unit<'v>> {
        let blocks = view.page.blocks.iter().zip(self.ranges.iter().zip(&self.lengths));
        blocks
            .map(|(block, (&(start, end), &length))| Unit {
                shape: Shape { kind: block.kind, list_depth: block.list_depth, note: block.note },
                length,
                tokens: &self.tokens[start..end],
                text: view.page.block_text(block),
                section: block.section,
            })
            .collect()
    }
}

/// Bytes up to which a block's text as a whole is a token.
const SHORT: usize = 64;

fn page_text<'v>(view: &'v PageView, block: &Block) -> &'v str {
    view.page.block_text(block).trim()
}

/// A number that stands for a whole text, above all values of claims.
fn whole(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    (hasher.finish() >> 32) as u32 | 1 << 31
}

impl Buffers {
    /// Takes a topic's source page in, for all pairs that follow.
    pub(super) fn source(&mut self, source: &PageView) {
        self.whole_source.fill(source);
    }

    /// Aligns the blocks of the source with those of a translation.
    pub(super) fn align(
        &mut self,
        source: &PageView,
        target: &PageView,
        model: &Model,
        scratch: &mut Scratch,
    ) -> Alignment {
        self.target.fill(target);
        self.source.clone_from(&self.whole_source);
        self.target.distinct(&mut self.distinct);
        self.source.keep_shared(&self.distinct);
        self.source.distinct(&mut self.distinct);
        self.target.keep_shared(&self.distinct);
        let (source, target) = (self.source.units(source), self.target.units(target));
        // Words are looked up only where lengths, shapes and facts leave a doubt:
        // nearly all pages have their blocks one by one.
        let first = align::blocks(&source, &target, &model.without_lexicon(), scratch);
        align::reconsider(first, &source, &target, model, scratch)
    }
}
