//! Claims against beads: what one page says and its translation does not.
//!
//! For each bead the claims of both sides are compared as sets: a repeated
//! mention is one claim. What is left over is then reconciled from the
//! narrowest scope to the widest, so that only certain differences remain:
//!
//! 1. the same fact of another type (`10` and `10 min`, a code span and a bare
//!    parameter), or in the other side's text although no extractor saw it;
//! 2. a claim that moved to another bead of the page;
//! 3. two leftovers of one bead that contradict each other: a *change*.
//!
//! Cost: O(claims) where the sides agree, which is nearly everywhere; the
//! reconciliation looks at leftovers only.

mod anchor;
pub mod cell;
pub mod gap;
pub mod lone;
pub mod name;
pub mod order;
pub mod polarity;
pub mod reconcile;
mod repeat;
mod sentence;
pub mod untranslated;
pub mod vote;

use rustc_hash::FxHashMap;

use crate::align::{self, Alignment, Bead, Model};
use crate::claim::{Claim, ClaimKind, Value, Values};
use crate::finding::Change;
use crate::locale::terms::Term;
use crate::page::{Block, BlockKind, Page, ParseNote, TextRange};
use crate::segment;
use crate::source::Span;

/// A page with its claims.
#[derive(Debug)]
pub struct PageView {
    /// The page.
    pub page: Page,
    /// Its claims, in order of their blocks.
    pub claims: Vec<Claim>,
    /// For each block, where its claims begin in `claims`; one more at the end.
    starts: Vec<u32>,
    /// The claims in order of their places in the text.
    in_order: Vec<u32>,
    /// Characters of each block.
    pub lengths: Vec<u32>,
    /// Segments of each block; none for code.
    pub segments: Vec<u16>,
    /// The words that checks look for, in the order of the text; none unless they are given.
    pub(crate) terms: Vec<Term>,
    /// What of the page was not read as it is written; nothing unless it is given.
    pub(crate) notes: Vec<ParseNote>,
}

impl PageView {
    /// Puts a page and its claims, which must be in order of their blocks, together.
    pub fn new(page: Page, claims: Vec<Claim>) -> PageView {
        let mut starts = Vec::with_capacity(page.blocks.len() + 1);
        let mut at = 0;
        for block in 0..=page.blocks.len() as u32 {
            while at < claims.len() && claims[at].block < block {
                at += 1;
            }
            starts.push(at as u32);
        }
        let lengths = page.blocks.iter().map(|block| characters(page.block_text(block))).collect();
        let pack = page.locale.pack();
        let count = |block: &Block| match block.kind {
            BlockKind::Code => 0,
            _ => segment::count(page.block_text(block), pack, &[]).min(usize::from(u16::MAX)) as u16,
        };
        let segments = page.blocks.iter().map(count).collect();
        let mut in_order: Vec<u32> = (0..claims.len() as u32).collect();
        // Nearly in order already, which this sort makes use of.
        in_order.sort_by_key(|&index| claims[index as usize].text.start);
        PageView { page, claims, starts, in_order, lengths, segments, terms: Vec::new(), notes: Vec::new() }
    }

    /// The words that checks look for in a run of blocks, which is not empty.
    pub(crate) fn terms_of(&self, blocks: std::ops::Range<usize>) -> &[Term] {
        let (first, last) = (self.page.blocks[blocks.start].text.start, self.page.blocks[blocks.end - 1].text.end);
        let from = self.terms.partition_point(|term| term.place.start < first);
        let length = self.terms[from..].partition_point(|term| term.place.start < last);
        &self.terms[from..from + length]
    }

    /// The claims of a run of blocks, as indices.
    pub fn claims_of(&self, blocks: std::ops::Range<usize>) -> std::ops::Range<usize> {
        self.starts[blocks.start] as usize..self.starts[blocks.end] as usize
    }

    /// The claims that stand in a part of the text as a whole, as indices, in order of their places.
    pub(crate) fn claims_within(&self, text: TextRange) -> impl Iterator<Item = u32> {
        let place = |index: &u32| self.claims[*index as usize].text.start;
        let first = self.in_order.partition_point(|index| place(index) < text.start);
        let near = self.in_order[first..].iter().take_while(move |index| place(index) <= text.end);
        near.copied().filter(move |&index| text.contains(self.claims[index as usize].text))
    }

    /// The claims that begin at a place of the text or behind it, as indices, in order of their places.
    pub(crate) fn claims_from(&self, place: u32) -> impl Iterator<Item = u32> {
        let first = self.in_order.partition_point(|&index| self.claims[index as usize].text.start < place);
        self.in_order[first..].iter().copied()
    }

    /// The block that a claim stands in.
    pub fn block_of(&self, claim: &Claim) -> &Block {
        &self.page.blocks[claim.block as usize]
    }

    /// The text that a claim was read from.
    pub fn text_of(&self, claim: &Claim) -> &str {
        &self.page.text[claim.text.range()]
    }

    /// The text of a run of blocks.
    pub fn text_of_blocks(&self, blocks: std::ops::Range<usize>) -> &str {
        match (
            self.page.blocks.get(blocks.start),
            blocks.end.checked_sub(1).and_then(|last| self.page.blocks.get(last)),
        ) {
            (Some(first), Some(last)) if !blocks.is_empty() => {
                &self.page.text[first.text.start as usize..last.text.end as usize]
            }
            _ => "",
        }
    }

    /// Where a claim stands in the file: its destination for a link, its text otherwise.
    pub fn span_of(&self, claim: &Claim) -> Span {
        let Some(inline) = claim.inline.map(|index| &self.page.inlines[index as usize]) else {
            return self.page.span(claim.text);
        };
        let markup = self.page.slice(inline.span);
        let destination = self.page.destination(inline);
        // In `[text](destination)` the destination comes last, in `<a href="…">text` first.
        match markup.rfind(destination).filter(|_| !destination.is_empty()) {
            Some(at) => {
                let start = inline.span.start as usize + at;
                Span::new(start, start + destination.len())
            }
            None => inline.span,
        }
    }

    /// Where something that stands behind the block `after` should be: an empty
    /// span at the end of that block, or where the text begins.
    pub fn place_behind(&self, after: Option<usize>) -> Span {
        match after.and_then(|block| self.page.blocks.get(block)) {
            Some(block) => Span { start: block.span.end, end: block.span.end },
            None => self.page.blocks.first().map_or_else(Span::default, |block| block.span.at_start()),
        }
    }
}

/// How far the target still says what a bead lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nowhere on the page.
    Nowhere,
    /// In another section.
    OnPage,
    /// In the same section.
    InSection,
    /// In the same block, less often than the source does.
    InBlock,
}

/// A claim that one page makes and the other does not, in aligned places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// What it is about.
    pub kind: ClaimKind,
    /// What happened.
    pub change: Change,
    /// The claim of the source: an index into its claims.
    pub source: Option<u32>,
    /// The claim of the target: an index into its claims.
    pub target: Option<u32>,
    /// The bead: an index into the pair's beads.
    pub bead: u32,
    /// Where the other page still says it.
    pub standing: Standing,
    /// The other side names the subject without saying the rest: "Exchange" for
    /// "Exchange 2013".
    pub narrowed: bool,
    /// The aligned sentences in which it was found, where these as a whole are
    /// what differs.
    pub sentences: Option<SentencePair>,
}

/// Two aligned sentences that differ as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentencePair {
    /// The sentence of the source, in its page's text.
    pub source: TextRange,
    /// The sentence of the target, in its page's text.
    pub target: TextRange,
    /// Whether nothing in them speaks against the difference.
    pub clear: bool,
}

impl Difference {
    /// Two leftovers of one bead that belong together and are not equal.
    fn changed(lost: &Leftover, source: &Claim, gained: &Leftover) -> Difference {
        Difference {
            kind: source.kind,
            change: Change::Changed,
            source: Some(lost.claim),
            target: Some(gained.claim),
            bead: lost.bead,
            standing: Standing::Nowhere,
            narrowed: false,
            sentences: None,
        }
    }
}

/// A source page and one of its translations, aligned and compared.
#[derive(Debug)]
pub struct Pair {
    /// Blocks of the source and blocks of the target.
    pub beads: Vec<Bead>,
    /// In order of the beads.
    pub differences: Vec<Difference>,
    /// Blocks without a counterpart.
    pub gaps: Vec<gap::Gap>,
    /// Sentences without a counterpart, inside blocks that have theirs.
    pub sentences: Vec<lone::SentenceGap>,
    /// Cells of tables that changed places.
    pub swaps: Vec<cell::CellSwap>,
    /// Versions and numbers of one sentence that changed places.
    pub orders: Vec<order::OrderSwap>,
    /// Names that are spelt otherwise or translated.
    pub names: Vec<name::NameChange>,
    /// Text that was left in the language of the source.
    pub untranslated: untranslated::Untranslated,
    /// Whether the two pages do not look like translations of each other.
    pub unrelated: bool,
    /// Whether more differs than was compared.
    pub cut: bool,
}

/// A claim without a partner in its bead.
#[derive(Debug, Clone, Copy)]
struct Leftover {
    claim: u32,
    bead: u32,
    key: u64,
    settled: bool,
}

/// Buffers that are kept from one pair to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    source_keys: Vec<u64>,
    target_keys: Vec<u64>,
    missing: Vec<Leftover>,
    extra: Vec<Leftover>,
    sentences: sentence::Sentences,
    aligner: align::Scratch,
}

/// Whether two blocks do not affirm and deny the same.
fn differ_in_polarity(source: &[u64], target: &[u64]) -> bool {
    let polarities = |keys: &[u64]| {
        let start = keys.partition_point(|key| (key >> 32) < ClaimKind::Polarity as u64);
        start..keys.len()
    };
    let (theirs, ours) = (&source[polarities(source)], &target[polarities(target)]);
    theirs != ours
}

/// Kind and value in one number: equal where two claims say the same.
fn key(claim: &Claim) -> u64 {
    (claim.kind as u64) << 32 | u64::from(claim.value.number())
}

/// What holds for all of a pair.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'s> {
    /// What is known of the locale pair.
    pub model: &'s Model,
    /// What the topic and the set are about, which pages repeat freely.
    pub subjects: &'s [Value],
    /// The interned values of the topic.
    pub values: &'s Values,
}

/// Compares the claims of two aligned pages.
pub fn compare(
    source: &PageView,
    target: &PageView,
    alignment: Alignment,
    setting: &Setting<'_>,
    scratch: &mut Scratch,
) -> Pair {
    let values = setting.values;
    let lengths = lone::Lengths::new(&setting.model.length, source, target);
    // Two blocks are too little to take the usual ratio of lengths from.
    let mut model = setting.model.clone();
    model.length = lengths.model();
    let setting = &Setting { model: &model, ..*setting };
    let (mut sentences, mut orders) = (Vec::new(), Vec::new());
    let mut finder = untranslated::Finder::new(source, target, setting.model);
    scratch.missing.clear();
    scratch.extra.clear();
    let unrelated = alignment.unrelated();
    let mut cut = false;
    let mut differences = Vec::new();
    let beads = alignment.beads;
    let anchors = anchor::any(&source.page) && anchor::any(&target.page);
    for (index, bead) in beads.iter().enumerate() {
        finder.look(bead);
        let mut aligned = false;
        let mut align = |scratch: &mut Scratch| {
            if !aligned {
                scratch.sentences.align(source, target, bead, setting.model, &mut scratch.aligner);
            }
            aligned = true;
        };
        if !unrelated && lone::suspicious(source, target, bead, &lengths) {
            align(scratch);
            lone::gaps(source, target, index as u32, &scratch.sentences, &lengths, setting, &mut sentences);
        }
        let source_claims = source.claims_of(bead.source_range());
        let target_claims = target.claims_of(bead.target_range());
        if source_claims.is_empty() && target_claims.is_empty() {
            continue;
        }
        if order::differs(source, target, bead) {
            align(scratch);
            order::swaps(source, target, &scratch.sentences, values, &mut orders);
        }
        if anchors {
            anchor::differences(source, target, bead, index as u32, &mut differences);
        }
        let sorted_keys = |claims: &[Claim], keys: &mut Vec<u64>| {
            keys.clear();
            keys.extend(claims.iter().map(key));
            keys.sort_unstable();
        };
        sorted_keys(&source.claims[source_claims.clone()], &mut scratch.source_keys);
        sorted_keys(&target.claims[target_claims.clone()], &mut scratch.target_keys);
        if scratch.source_keys == scratch.target_keys {
            continue;
        }
        if repeat::differs(&scratch.source_keys, &scratch.target_keys, setting.subjects) {
            align(scratch);
            repeat::differences(
                (source, target),
                (bead, index as u32),
                (&scratch.source_keys, &scratch.target_keys),
                setting.subjects,
                &scratch.sentences,
                &mut differences,
            );
        }
        let blocks = (bead.source_range(), bead.target_range());
        if differ_in_polarity(&scratch.source_keys, &scratch.target_keys)
            && polarity::may_contradict(source, target, blocks.clone(), values)
        {
            align(scratch);
            polarity::contradictions(
                source,
                target,
                blocks,
                &scratch.sentences,
                index as u32,
                setting,
                &mut differences,
            );
        }
        scratch.source_keys.dedup();
        scratch.target_keys.dedup();
        if scratch.source_keys == scratch.target_keys {
            continue;
        }
        cut |= leftovers(&source.claims, source_claims, &scratch.target_keys, index, &mut scratch.missing);
        cut |= leftovers(&target.claims, target_claims, &scratch.source_keys, index, &mut scratch.extra);
    }
    if !scratch.missing.is_empty() || !scratch.extra.is_empty() {
        let sides = reconcile::Sides { source, target, beads: &beads, values };
        sides.reconcile(&mut scratch.missing, &mut scratch.extra, &mut differences);
        differences
            .sort_by_key(|difference| (difference.bead, difference.source.unwrap_or(u32::MAX), difference.target));
    }
    let cells = cell::Cells { source, target, lengths: lengths.model(), model: setting.model };
    let swaps = if unrelated { Vec::new() } else { cells.swaps(&beads, &mut scratch.aligner) };
    differences.retain(|difference| !cell::explains(&swaps, source, target, difference));
    let gaps = gap::gaps(source, target, &beads);
    let names = if unrelated { Vec::new() } else { name::changes(source, target, &beads) };
    let untranslated = finder.finish();
    Pair { beads, names, differences, gaps, sentences, swaps, orders, untranslated, unrelated, cut }
}

/// Claims without a partner that are looked at: of one bead and of one page. Each
/// is held against each, and nobody reads thousands of differences of one place.
const MOST_OF_BEAD: usize = 500;
const MOST_OF_PAGE: usize = 5_000;

/// The claims of a bead whose keys the other side lacks, each key once. Gives
/// whether there are more than are looked at.
fn leftovers(
    claims: &[Claim],
    range: std::ops::Range<usize>,
    other: &[u64],
    bead: usize,
    out: &mut Vec<Leftover>,
) -> bool {
    let first = out.len();
    for index in range {
        // Polarities are compared sentence by sentence.
        if claims[index].kind == ClaimKind::Polarity {
            continue;
        }
        let key = key(&claims[index]);
        let known = other.binary_search(&key).is_ok() || out[first..].iter().any(|leftover| leftover.key == key);
        if known {
            continue;
        }
        if out.len() - first >= MOST_OF_BEAD || out.len() >= MOST_OF_PAGE {
            return true;
        }
        out.push(Leftover { claim: index as u32, bead: bead as u32, key, settled: false });
    }
    false
}

/// Counts how often the page says each claim, by key.
fn counts(claims: &[Claim]) -> FxHashMap<u64, u32> {
    let mut counts = FxHashMap::default();
    for claim in claims {
        *counts.entry(key(claim)).or_insert(0) += 1;
    }
    counts
}

/// Characters of a text.
pub(crate) fn characters(text: &str) -> u32 {
    text.chars().count() as u32
}

/// Whether a block is a heading.
pub(crate) fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading(_))
}
