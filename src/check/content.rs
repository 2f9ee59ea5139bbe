//! What the checks of missing and extra content share.

use std::cell::LazyCell;
use std::ops::Range;

use super::{Draft, PairContext, Place};
use crate::align::Bead;
use crate::claim::{Claim, ClaimKind};
use crate::compare::gap::{Gap, GapKind};
use crate::compare::lone::SentenceGap;
use crate::compare::{Difference, PageView, Standing};
use crate::finding::{Change, Severity};
use crate::page::{BlockKind, TextRange};
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

/// Whether a paragraph or an item of a list stands in the text before its place: most of what it names is
/// named there, though what that text is the counterpart of does not name it.
fn is_joined(pair: &PairContext<'_>, gap: &Gap) -> bool {
    let (view, other) = if gap.in_source { (pair.source, pair.target) } else { (pair.target, pair.source) };
    let is_one = matches!(gap.kind, GapKind::Block | GapKind::ListItem) && gap.blocks.len() == 1;
    let Some(behind) = gap.behind.filter(|_| is_one) else { return false };
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
        long |= matches!(claim.kind, ClaimKind::Literal | ClaimKind::Url) && claim.text.len() >= LONG_NAME;
    }
    there >= LEAST_NAMES && there * 2 >= all || there == all && there > 0 && long
}

/// Names that a paragraph must share with another to be found in it.
const LEAST_NAMES: usize = 2;

/// Bytes of a literal that is enough by itself.
const LONG_NAME: usize = 10;

/// How bad it is that a paragraph, a note or an item of a list of the source is missing.
///
/// What leads to code or a list that is there says nothing of its own, and neither does
/// what faces a text of the translation in the same place: one of the two was rewritten.
pub(super) fn severity(pair: &PairContext<'_>, gap: &Gap) -> Severity {
    if is_lead(pair, gap) || facing(pair, gap) { Severity::Note } else { Severity::Warning }
}

/// Whether a paragraph of the source leads to what follows it and states nothing. Where that
/// is missing too, it is told by itself.
fn is_lead(pair: &PairContext<'_>, gap: &Gap) -> bool {
    let view = pair.source;
    let page = &view.page;
    let states = |claim: &Claim| !claim.soft && claim.kind != ClaimKind::Polarity;
    gap.in_source
        && gap.blocks.len() == 1
        && view.segments[gap.blocks.start] == 1
        && page.block_text(&page.blocks[gap.blocks.start]).trim_end().ends_with([':', '：'])
        && !view.claims[view.claims_of(gap.blocks.clone())].iter().any(states)
        && page
            .blocks
            .get(gap.blocks.end)
            .is_some_and(|next| matches!(next.kind, BlockKind::Code | BlockKind::ListItem { .. }))
}

/// Whether what has no partner between two pairs is one block on one side at least, and faces
/// blocks without one in the same place of the other side that are as long together: it was put
/// in other words, or a paragraph was made a list.
fn facing(pair: &PairContext<'_>, gap: &Gap) -> bool {
    let gaps = &pair.pair.gaps;
    if gaps.len() > MOST_GAPS {
        return false;
    }
    let is_text = |gap: &Gap| matches!(gap.kind, GapKind::Block | GapKind::ListItem | GapKind::Note);
    let is_cell =
        |view: &PageView, gap: &Gap| matches!(view.page.blocks[gap.blocks.start].kind, BlockKind::TableCell { .. });
    let next = |behind: Option<usize>| behind.map_or(0, |behind| behind + 1);
    let run = |in_source: bool, behind: Option<usize>| -> Vec<&Gap> {
        let near = |gap: &&Gap| gap.in_source == in_source && gap.behind == behind;
        gaps.iter().filter(near).take(MANY + 1).collect()
    };
    let theirs = run(true, gap.behind);
    let Some(first) = theirs.first().map(|first| first.blocks.start).filter(|_| gap.in_source) else { return false };
    let is_counterpart =
        |other: &&Gap| !other.in_source && next(other.behind) == first && other.blocks.start == next(gap.behind);
    let Some(there) = gaps.iter().find(is_counterpart) else { return false };
    let ours = run(false, there.behind);
    let blocks = |gaps: &[&Gap]| gaps.iter().map(|gap| gap.blocks.len()).sum::<usize>();
    let (theirs_count, ours_count) = (blocks(&theirs), blocks(&ours));
    let class = |view: &PageView, gap: &Gap| view.page.blocks[gap.blocks.start].note;
    let length = |view: &PageView, gaps: &[&Gap]| {
        gaps.iter().flat_map(|gap| &view.lengths[gap.blocks.clone()]).map(|&length| length as f32).sum::<f32>()
    };
    let fits = || {
        let expected = length(pair.source, &theirs) * ratio(pair);
        (expected / FITS..expected * FITS).contains(&length(pair.target, &ours))
    };
    // What the block states besides its words, the other text would have to state as well.
    let states = |claim: &&Claim| !claim.soft && claim.kind != ClaimKind::Polarity;
    let said = |claim: &&Claim| {
        let claims = ours.iter().flat_map(|gap| &pair.target.claims[pair.target.claims_of(gap.blocks.clone())]);
        let value = |claim: &Claim| pair.topic.values.text(claim.value);
        // The site in the reader's language: "zh.example.org".
        let path = |claim: &Claim| value(claim).split_once('/').map_or("", |(_, path)| path);
        claims.clone().any(|other| {
            let same_path = || claim.kind == ClaimKind::Url && !path(claim).is_empty() && path(claim) == path(other);
            other.kind == claim.kind && (other.value == claim.value || same_path())
        })
    };
    let stated = pair.source.claims[pair.source.claims_of(gap.blocks.clone())].iter().filter(states);
    let (all, there_too) = (stated.clone().count(), stated.filter(said).count());
    there_too * 2 >= all
        && theirs_count.min(ours_count) == 1
        && theirs_count.max(ours_count) <= MANY
        && theirs.iter().chain(&ours).all(|gap| is_text(gap))
        && !is_cell(pair.source, gap)
        && !is_cell(pair.target, there)
        && class(pair.source, theirs[0]) == class(pair.target, ours[0])
        && are_of_one_section(pair, first, there.blocks.start)
        && fits()
}

/// Where more is missing and extra than this, the pages are not compared place by place.
const MOST_GAPS: usize = 500;

/// Blocks that a paragraph may have become.
const MANY: usize = 8;

/// Whether the headings that two blocks stand under are each other's counterpart.
fn are_of_one_section(pair: &PairContext<'_>, block: usize, there: usize) -> bool {
    let first =
        |view: &PageView, block: usize| view.page.sections[view.page.blocks[block].section as usize].blocks.0 as usize;
    let (heading, other) = (first(pair.source, block), first(pair.target, there));
    let are_one = |bead: &Bead| bead.source_range().contains(&heading) && bead.target_range().contains(&other);
    pair.pair.beads.iter().any(are_one)
}

/// Characters of the translation for one of the source, in the running text that both have.
fn ratio(pair: &PairContext<'_>) -> f32 {
    *pair.pair.ratio.get_or_init(|| ratio_of_texts(pair))
}

fn ratio_of_texts(pair: &PairContext<'_>) -> f32 {
    let is_prose = |view: &PageView, block: usize| {
        matches!(view.page.blocks[block].kind, BlockKind::Paragraph | BlockKind::ListItem { .. })
    };
    let (mut theirs, mut ours) = (1.0, 1.0);
    for bead in pair.pair.beads.iter().filter(|bead| bead.is_pair()) {
        let (first, other) = (bead.source.0 as usize, bead.target.0 as usize);
        if is_prose(pair.source, first) && is_prose(pair.target, other) {
            let all = |lengths: &[u32]| lengths.iter().map(|&length| length as f32).sum::<f32>();
            theirs += all(&pair.source.lengths[bead.source_range()]);
            ours += all(&pair.target.lengths[bead.target_range()]);
        }
    }
    if theirs < FEW { pair.model.length.mean.map_or(1.0, f32::exp) } else { ours / theirs }
}

/// Characters of running text that are too few to tell the usual ratio.
const FEW: f32 = 200.0;

/// By what a length may differ from the one that is expected.
const FITS: f32 = 2.5;

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
    // The facts that the source states and the page states nowhere, in order of their places.
    let is_lost =
        |difference: &&Difference| difference.change == Change::Missing && difference.standing == Standing::Nowhere;
    let lost = LazyCell::new(|| {
        let claims = pair.pair.differences.iter().filter(is_lost).filter_map(|difference| difference.source);
        let mut places: Vec<TextRange> = claims.map(|claim| pair.source.claims[claim as usize].text).collect();
        places.sort_unstable();
        places
    });
    for gap in pair.pair.sentences.iter().filter(|gap| gap.in_source == in_source && !is_block_beside(pair, gap)) {
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
        let states_lost = || {
            let first = lost.partition_point(|place| place.start < gap.text.start);
            let mut near = lost[first..].iter().take_while(|place| place.start <= gap.text.end);
            near.any(|place| gap.text.contains(*place))
        };
        let is_sure = || gap.evidence >= SURE || states_lost();
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

/// Whether a lone sentence stands on the other side as a block of its own, beside those that
/// its block is the counterpart of: a paragraph was made a list, or a list a paragraph.
fn is_block_beside(pair: &PairContext<'_>, gap: &SentenceGap) -> bool {
    let (view, other) = if gap.in_source { (pair.source, pair.target) } else { (pair.target, pair.source) };
    if gap.cut || pair.pair.gaps.len() > MOST_GAPS {
        return false;
    }
    let bead = &pair.pair.beads[gap.bead as usize];
    let there = if gap.in_source { bead.target_range() } else { bead.source_range() };
    let is_alone = |block: usize| {
        let holds = |gap_there: &Gap| {
            gap_there.in_source != gap.in_source
                && matches!(gap_there.kind, GapKind::ListItem | GapKind::Block)
                && gap_there.blocks.contains(&block)
        };
        pair.pair.gaps.iter().any(holds)
    };
    let before = (0..there.start).rev().take_while(|&block| is_alone(block));
    let behind = (there.end..other.page.blocks.len()).take_while(|&block| is_alone(block));
    let mut beside = before.take(BESIDE).chain(behind.take(BESIDE)).peekable();
    if beside.peek().is_none() {
        return false;
    }
    let sentence = view.page.text[gap.text.range()].chars().count() as f32;
    let expected = if gap.in_source { sentence * ratio(pair) } else { sentence / ratio(pair) };
    beside.any(|block| (expected / FITS..expected * FITS).contains(&(other.lengths[block] as f32)))
}

/// Blocks beside those of a sentence that may be it.
const BESIDE: usize = 6;

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
