//! What the checks of missing and extra content share.

use std::ops::Range;

use super::{Draft, PairContext, Place};
use crate::claim::{Claim, ClaimKind};
use crate::compare::gap::{Gap, GapKind};
use crate::compare::{Difference, PageView, Standing};
use crate::finding::{Change, Severity};
use crate::page::BlockKind;
use crate::source::Span;

/// The gaps of one side and of these kinds that are worth a finding.
pub(super) fn gaps<'p>(
    pair: &PairContext<'p>,
    in_source: bool,
    kinds: &'p [GapKind],
) -> impl Iterator<Item = &'p Gap> + use<'p> {
    let view = if in_source { pair.source } else { pair.target };
    let context = *pair;
    let unrelated = pair.pair.unrelated;
    let gaps =
        pair.pair.gaps.iter().filter(move |gap| !unrelated && gap.in_source == in_source && kinds.contains(&gap.kind));
    let is_sure = |gap: &Gap| gap.kind != GapKind::Block || gap.score >= LEAST_SCORE;
    gaps.filter(move |gap| is_sure(gap) && is_substantial(view, gap.blocks.clone()) && !is_joined(&context, gap))
}

/// Blocks before a gap among which the one is that it may have been joined with.
const BEFORE: usize = 3;

/// Whether a paragraph stands in the text before its place: most of what it names is
/// named there, though what that text is the counterpart of does not name it.
fn is_joined(pair: &PairContext<'_>, gap: &Gap) -> bool {
    let (view, other) = if gap.in_source { (pair.source, pair.target) } else { (pair.target, pair.source) };
    let Some(behind) = gap.behind.filter(|_| gap.kind == GapKind::Block && gap.blocks.len() == 1) else { return false };
    if other.page.blocks[behind].kind != BlockKind::Paragraph {
        return false;
    }
    let before = gap.blocks.start.saturating_sub(BEFORE)..gap.blocks.start;
    // What a heading names, the text under it goes on about: it is no counterpart of `joined`.
    let before = before.filter(|&block| !matches!(view.page.blocks[block].kind, BlockKind::Heading(_)));
    let before: Vec<&[Claim]> = before.map(|block| &view.claims[view.claims_of(block..block + 1)]).collect();
    let joined = &other.claims[other.claims_of(behind..behind + 1)];
    let is = |claims: &[Claim], wanted: &Claim| {
        claims.iter().any(|claim| claim.kind == wanted.kind && claim.value == wanted.value)
    };
    let named = view.claims[view.claims_of(gap.blocks.clone())].iter();
    let (mut all, mut there, mut long) = (0, 0, false);
    for claim in named
        .filter(|claim| {
            !claim.soft && claim.kind != ClaimKind::Polarity && !before.iter().any(|before| is(before, claim))
        })
        .take(LEAST_NAMES * 8)
    {
        all += 1;
        there += usize::from(is(joined, claim));
        long |= claim.kind == ClaimKind::Literal && claim.text.len() >= LONG_NAME;
    }
    there >= LEAST_NAMES && there * 2 >= all || there == all && there > 0 && long
}

/// Names that a paragraph must share with another to be found in it.
const LEAST_NAMES: usize = 2;

/// Bytes of a literal that is enough by itself.
const LONG_NAME: usize = 10;

/// The aligner must be so sure that a paragraph has no partner: one that was split in
/// two looks like a pair and a paragraph of its own.
const LEAST_SCORE: f32 = 0.5;

/// Whether a run of blocks says more than a label, and is more than code.
fn is_substantial(view: &PageView, blocks: Range<usize>) -> bool {
    let prose = blocks.clone().filter(|&block| view.page.blocks[block].kind != BlockKind::Code);
    let weight: usize = prose.map(|block| weight(view.page.block_text(&view.page.blocks[block]))).sum();
    let is_last_modified =
        blocks.len() == 1 && crate::claim::last_modified(&view.page, &view.page.blocks[blocks.start]);
    weight >= 12 && !is_last_modified
}

/// Letters and digits; a Han character counts as three.
fn weight(text: &str) -> usize {
    text.chars()
        .map(|character| if character >= '\u{2e80}' { 3 } else { usize::from(character.is_alphanumeric()) })
        .sum()
}

/// A draft about a gap: what stands on the one side, and where it should be on the other.
pub(super) fn draft(pair: &PairContext<'_>, gap: &Gap, severity: Severity, noun: &str) -> Draft {
    let (view, other) = if gap.in_source { (pair.source, pair.target) } else { (pair.target, pair.source) };
    let first = view.page.blocks[gap.blocks.start].span;
    let last = view.page.blocks[gap.blocks.end - 1].span;
    let there = Place::of(Span { start: first.start, end: last.end });
    let absent = Place::absent(other.place_behind(gap.behind));
    // A mark in a table says little: the first block with words names the run.
    let named = gap.blocks.clone().find(|&block| weight(view.page.block_text(&view.page.blocks[block])) > 2);
    let words = excerpt(view, named.unwrap_or(gap.blocks.start));
    let (change, message) = match gap.in_source {
        true => (Change::Missing, format!("the {noun} \u{201c}{words}\u{201d} is missing")),
        false => (Change::Extra, format!("the {noun} \u{201c}{words}\u{201d} is not in the source")),
    };
    let (source, target) = if gap.in_source { (there, absent) } else { (absent, there) };
    Draft {
        change,
        severity,
        confidence: gap.score.min(0.95),
        claim: None,
        source: Some(source),
        target: Some(target),
        message,
    }
}

/// The first words of a block.
pub(super) fn excerpt(view: &PageView, block: usize) -> String {
    shortened(view.page.block_text(&view.page.blocks[block]))
}

/// The first words of a text.
pub(super) fn shortened(text: &str) -> String {
    let mut words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(60) {
        words.truncate(end);
        words.push('…');
    }
    words
}

/// Evidence from which on a lone sentence is told as a warning.
const SURE: f32 = 7.0;

/// Drafts about the sentences that one side has alone.
pub(super) fn sentences(pair: &PairContext<'_>, in_source: bool, drafts: &mut Vec<Draft>) {
    for gap in pair.pair.sentences.iter().filter(|gap| gap.in_source == in_source) {
        let (view, other) = if in_source { (pair.source, pair.target) } else { (pair.target, pair.source) };
        let there = Place::of(view.page.span(gap.text));
        let beside = other.page.span(gap.place);
        let here = match (gap.cut, gap.first) {
            (true, _) => Place::of(beside),
            (_, true) => Place::absent(beside.at_start()),
            _ => Place::absent(Span { start: beside.end, end: beside.end }),
        };
        let words = shortened(&view.page.text[gap.text.range()]);
        let (change, message) = match (in_source, gap.cut) {
            (true, false) => (Change::Missing, format!("the sentence \u{201c}{words}\u{201d} is missing")),
            (true, true) => (Change::Changed, format!("the sentence \u{201c}{words}\u{201d} is cut short")),
            (false, _) => (Change::Extra, format!("the sentence \u{201c}{words}\u{201d} is not in the source")),
        };
        // A fact that the page states nowhere went with the sentence that stated it.
        let lost = |difference: &Difference| {
            difference.change == Change::Missing
                && difference.standing == Standing::Nowhere
                && difference.source.is_some_and(|claim| gap.text.contains(view.claims[claim as usize].text))
        };
        let is_sure = || gap.evidence >= SURE || pair.pair.differences.iter().any(lost);
        let severity = if in_source && !gap.cut && is_sure() { Severity::Warning } else { Severity::Note };
        let (source, target) = if in_source { (there, here) } else { (here, there) };
        let confidence = 1.0 / (1.0 + (-0.4 * gap.evidence).exp());
        drafts.push(Draft {
            change,
            severity,
            confidence,
            claim: None,
            source: Some(source),
            target: Some(target),
            message,
        });
    }
}

/// Drafts about facts of one kind that changed places in a sentence.
pub(super) fn orders(pair: &PairContext<'_>, kind: ClaimKind, severity: Severity, drafts: &mut Vec<Draft>) {
    for swap in pair.pair.orders.iter().filter(|swap| swap.kind == kind) {
        let (first, last) = (pair.topic.values.text(swap.values.0), pair.topic.values.text(swap.values.1));
        drafts.push(Draft {
            change: Change::Changed,
            severity,
            confidence: 0.9,
            claim: Some((kind, format!("{first} – {last}"))),
            source: Some(Place::of(pair.source.page.span(swap.source))),
            target: Some(Place::of(pair.target.page.span(swap.target))),
            message: format!("`{first}` and `{last}` changed places"),
        });
    }
}
