//! Versions that both sides of a bead name, but not equally often.
//!
//! A repeated mention is one claim, so the sets are equal. Yet where two
//! sentences each name a version and in the target only one does, the other one
//! lost its own. So the aligned sentences are compared; what the page and the
//! set are about is left alone, since it is repeated and left out freely.

use std::ops::Range;

use super::sentence::Sentences;
use super::{Difference, PageView, Standing, key};
use crate::align::Bead;
use crate::claim::{Claim, ClaimKind, Value};
use crate::finding::Change;
use crate::page::TextRange;

/// A version with how often each side names it.
struct Count {
    key: u64,
    source: usize,
    target: usize,
}

/// The versions that both sides name, not equally often; keys are sorted.
fn counts(source: &[u64], target: &[u64], subjects: &[Value]) -> Vec<Count> {
    let versions = |keys: &[u64]| {
        let of = |kind: u64| keys.partition_point(|key| (key >> 32) < kind);
        of(ClaimKind::Version as u64)..of(ClaimKind::Version as u64 + 1)
    };
    let (source, target) = (&source[versions(source)], &target[versions(target)]);
    let times = |key: u64| target.partition_point(|other| *other <= key) - target.partition_point(|other| *other < key);
    let is_subject = |key: u64| subjects.iter().any(|subject| u64::from(subject.number()) == key & 0xffff_ffff);
    let count = |keys: &[u64]| Count { key: keys[0], source: keys.len(), target: times(keys[0]) };
    let counts = source.chunk_by(|a, b| a == b).map(count);
    counts.filter(|count| count.target > 0 && count.target != count.source && !is_subject(count.key)).collect()
}

/// Versions of one bead that are looked at; a page may be one line of versions.
const MOST: usize = 200;

/// Whether there is anything to look at.
pub(super) fn differs(source: &[u64], target: &[u64], subjects: &[Value]) -> bool {
    !counts(source, target, subjects).is_empty()
}

/// Adds the versions that a sentence of the target lacks or has alone.
pub(super) fn differences(
    (source, target): (&PageView, &PageView),
    (bead, index): (&Bead, u32),
    (source_keys, target_keys): (&[u64], &[u64]),
    subjects: &[Value],
    sentences: &Sentences,
    out: &mut Vec<Difference>,
) {
    for count in counts(source_keys, target_keys, subjects).into_iter().take(MOST) {
        let missing = count.source > count.target;
        let (own, its) = if missing { (source, target) } else { (target, source) };
        let (blocks, others) = match missing {
            true => (bead.source_range(), bead.target_range()),
            false => (bead.target_range(), bead.source_range()),
        };
        let mut found = false;
        for pair in sentences.beads.iter().filter(|pair| pair.is_pair()) {
            let theirs = sentences.source.range(pair.source_range());
            let ours = sentences.target.range(pair.target_range());
            let (here, there) = if missing { (theirs, ours) } else { (ours, theirs) };
            let claim = named(own, blocks.clone(), here, count.key);
            if let Some(claim) = claim.filter(|_| named(its, others.clone(), there, count.key).is_none()) {
                found = true;
                out.push(difference(missing, claim, None, index));
            }
        }
        // In one sentence: which of the mentions was left out is open; the last one is shown.
        let whole = |view: &PageView, blocks: Range<usize>| {
            named(view, blocks, TextRange { start: 0, end: u32::MAX }, count.key)
        };
        if !found
            && missing
            && let (Some(claim), Some(other)) = (whole(own, blocks), whole(its, others))
        {
            out.push(difference(missing, claim, Some(other), index));
        }
    }
}

fn difference(missing: bool, claim: u32, other: Option<u32>, bead: u32) -> Difference {
    let (source, target) = if missing { (Some(claim), other) } else { (other, Some(claim)) };
    let change = if missing { Change::Missing } else { Change::Extra };
    let kind = ClaimKind::Version;
    Difference { kind, change, source, target, bead, standing: Standing::InBlock, narrowed: false, sentences: None }
}

/// The last claim with this key in a range of the text.
fn named(view: &PageView, blocks: Range<usize>, text: TextRange, wanted: u64) -> Option<u32> {
    let says = |claim: &Claim| key(claim) == wanted && !claim.soft && text.contains(claim.text);
    view.claims_of(blocks).rev().find(|&index| says(&view.claims[index])).map(|index| index as u32)
}
