//! Yes against no, sentence by sentence.
//!
//! A paragraph says that one thing is supported and another is not; only in
//! aligned sentences do the two words speak of the same thing. So where a bead's
//! polarities differ, its blocks are cut into segments, these are aligned, and
//! the segments of one bead are compared: they contradict each other where each
//! says one thing only about a subject, and these are opposites.
//!
//! Few beads get that far, so that cutting and aligning costs little over a set.

use std::ops::Range;

use super::{Difference, PageView, Standing};
use crate::align::{self, Bead, Model, Shape, Unit};
use crate::claim::{Claim, ClaimKind, Value, Values};
use crate::finding::Change;
use crate::page::TextRange;
use crate::segment;

/// Subject of a negation that belongs to no pair of opposites.
const GENERAL: &str = "negation";

/// Buffers and the model for aligning segments.
#[derive(Debug, Default)]
pub struct SentenceScratch {
    aligner: align::Scratch,
    model: Model,
}

/// A segment with its polarity claims.
#[derive(Debug)]
struct Sentence {
    text: TextRange,
    length: u32,
    tokens: Range<usize>,
    /// Indices of the page's claims.
    polarities: Vec<u32>,
}

/// Finds contradictions in one bead and adds them to `out`.
pub(super) fn contradictions(
    source: &PageView,
    target: &PageView,
    bead: &Bead,
    index: u32,
    values: &Values,
    scratch: &mut SentenceScratch,
    out: &mut Vec<Difference>,
) {
    let (mut source_tokens, mut target_tokens) = (Vec::new(), Vec::new());
    let source_sentences = sentences(source, bead.source_range(), &mut source_tokens);
    let target_sentences = sentences(target, bead.target_range(), &mut target_tokens);
    let beads = align::segments(
        &units(source, bead.source_range(), &source_sentences, &source_tokens),
        &units(target, bead.target_range(), &target_sentences, &target_tokens),
        &scratch.model,
        &mut scratch.aligner,
    );
    for pair in beads.iter().filter(|pair| pair.is_pair()) {
        let theirs: Vec<u32> = source_sentences[pair.source_range()]
            .iter()
            .flat_map(|sentence| sentence.polarities.iter().copied())
            .collect();
        let ours: Vec<u32> = target_sentences[pair.target_range()]
            .iter()
            .flat_map(|sentence| sentence.polarities.iter().copied())
            .collect();
        for &there in &theirs {
            let subject = source.claims[there as usize].subject;
            if only(source, &theirs, subject).is_some()
                && let Some(here) = only(target, &ours, subject)
                && source.claims[there as usize].value != target.claims[here as usize].value
                && values.text(subject) != GENERAL
                && !denies_otherwise(source, &theirs, there, values)
                && !denies_otherwise(target, &ours, here, values)
            {
                out.push(difference(Some(there), Some(here), Change::Changed, index));
            }
        }
    }
}

/// Whether a sentence that affirms the claim's subject also denies something:
/// "recommended *not* to" may well be what the other side puts as "not recommended".
fn denies_otherwise(view: &PageView, claims: &[u32], claim: u32, values: &Values) -> bool {
    let affirms = values.text(view.claims[claim as usize].value).ends_with(":yes");
    let denies = |other: &u32| {
        let value = values.text(view.claims[*other as usize].value);
        *other != claim && (value.ends_with(":no") || value.ends_with(":maybe"))
    };
    affirms && claims.iter().any(denies)
}

/// The one claim of a subject, if there is exactly one and it says yes or no for sure.
fn only(view: &PageView, claims: &[u32], subject: Value) -> Option<u32> {
    let mut found = claims.iter().copied().filter(|claim| view.claims[*claim as usize].subject == subject);
    let first = found.next()?;
    (found.next().is_none() && !view.claims[first as usize].soft).then_some(first)
}

fn difference(source: Option<u32>, target: Option<u32>, change: Change, bead: u32) -> Difference {
    Difference { kind: ClaimKind::Polarity, change, source, target, bead, standing: Standing::Nowhere, narrowed: false }
}

fn sentences(view: &PageView, blocks: Range<usize>, tokens: &mut Vec<u32>) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut ranges = Vec::new();
    for index in blocks {
        let block = &view.page.blocks[index];
        ranges.clear();
        segment::segments(view.page.block_text(block), view.page.locale.pack(), &[], &mut ranges);
        let claims = view.claims_of(index..index + 1);
        for range in &ranges {
            let text = TextRange { start: block.text.start + range.start, end: block.text.start + range.end };
            let inside = |claim: &Claim| text.contains(claim.text);
            let start = tokens.len();
            let lasting = view.claims[claims.clone()].iter().filter(|claim| inside(claim) && !claim.soft);
            let lasting = lasting.filter(|claim| !matches!(claim.kind, ClaimKind::Polarity | ClaimKind::Date));
            tokens.extend(lasting.map(|claim| claim.value.number()));
            tokens[start..].sort_unstable();
            let polarities = claims
                .clone()
                .filter(|claim| view.claims[*claim].kind == ClaimKind::Polarity && inside(&view.claims[*claim]));
            sentences.push(Sentence {
                text,
                length: view.page.text[text.range()].chars().count() as u32,
                tokens: start..tokens.len(),
                polarities: polarities.map(|claim| claim as u32).collect(),
            });
        }
    }
    sentences
}

fn units<'v>(view: &'v PageView, blocks: Range<usize>, sentences: &[Sentence], tokens: &'v [u32]) -> Vec<Unit<'v>> {
    let block = &view.page.blocks[blocks.start];
    let shape = Shape { kind: block.kind, list_depth: block.list_depth, note: block.note.is_some() };
    let unit = |sentence: &Sentence| Unit {
        shape,
        length: sentence.length,
        tokens: &tokens[sentence.tokens.clone()],
        text: &view.page.text[sentence.text.range()],
        section: block.section,
    };
    sentences.iter().map(unit).collect()
}
