//! Sentences that stand on one side alone, inside blocks that both sides have.
//!
//! Translators merge sentences and split them, so a segment without a partner
//! is no proof by itself. Three things must bear it out:
//!
//! 1. the alignment, lexicon included, leaves the segment alone;
//! 2. the lengths: the block without it goes better with the other side's block
//!    than with it, and so does each neighbour that may have taken it in;
//! 3. the words: those that have a usual translation find none on the other
//!    side that is not needed for something else ([`align::cover`]).
//!
//! The second and the third are added up as evidence. A pair of sentences of
//! which one is far too short for the other is looked at in the same way: it
//! was cut.
//!
//! Blocks with as many segments on both sides and of fitting lengths are not
//! looked at, which is nearly all of them.

use rustc_hash::FxHashSet;

use super::sentence::Sentences;
use super::{PageView, Setting};
use crate::align::{self, Bead, Cover, LengthModel, Unit};
use crate::page::{BlockKind, InlineKind, TextRange};

/// A sentence that one side says and the other does not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SentenceGap {
    /// Whether it stands in the source (missing) or in the target (extra).
    pub in_source: bool,
    /// Whether the other side has its beginning or its end and not the rest.
    pub cut: bool,
    /// Where it stands in the text of its page.
    pub text: TextRange,
    /// What stands on the other page: the sentence that it should follow, what is
    /// left of it if it was cut, or the sentence that it should precede.
    pub place: TextRange,
    /// Whether it should precede that sentence: there is none before it.
    pub first: bool,
    /// The bead of its block.
    pub bead: u32,
    /// How much speaks for it, as log odds.
    pub evidence: f32,
}

/// How much a found word speaks against a gap, against how much a missing one speaks for it.
const FOUND: f32 = 2.0;

/// Lengths prove no more than this.
const MOST_BY_LENGTH: f32 = 4.0;

/// Evidence below which nothing is said.
const LEAST: f32 = 3.0;

/// Words that a sentence must have to be told from a label, by [`Cover::expected`].
const FEWEST_WORDS: f32 = 2.5;

/// What the lengths of the block and of the neighbours must say where nothing
/// is known of the words.
const BLIND: (f32, f32) = (3.0, 5.0);

/// Characters that a sentence must have then, counted as in the source.
const LEAST_LENGTH: f32 = 40.0;

/// Standard deviations from the usual ratio of lengths that are looked at where
/// both sides have as many segments.
const UNUSUAL: f32 = 2.5;

/// Standard deviations below the usual ratio at which a sentence was cut.
const CUT: f32 = 3.3;

/// Characters that a sentence must have to be cut: labels are shortened freely.
const CUT_LENGTH: u32 = 50;

/// Words that it must have, by [`Cover::expected`], and the most of them that are still there.
const CUT_WORDS: f32 = 4.5;
const CUT_FOUND: f32 = 0.4;

/// The length model of a pair of pages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lengths {
    mean: f32,
    ratio: f32,
    model: LengthModel,
}

impl Lengths {
    /// The mean ratio is taken from the two pages where the model has none.
    pub(super) fn new(model: &LengthModel, source: &PageView, target: &PageView) -> Lengths {
        let total = |view: &PageView| view.lengths.iter().map(|&length| length as f32).sum::<f32>() + 1.0;
        let mean = model.mean.unwrap_or_else(|| (total(target) / total(source)).clamp(0.2, 3.0).ln());
        Lengths { mean, ratio: mean.exp(), model: *model }
    }

    /// As the aligner wants them, with the mean filled in.
    pub(super) fn model(&self) -> LengthModel {
        LengthModel { mean: Some(self.mean), ..self.model }
    }

    /// What a character of one side is worth in characters of the source.
    fn ratio(&self, in_source: bool) -> f32 {
        if in_source { 1.0 } else { 1.0 / self.ratio }
    }

    /// By how many standard deviations the ratio of two lengths is unusual:
    /// above 0 if the target is too long.
    fn deviation(&self, source: f32, target: f32) -> f32 {
        let (source, target) = (source.max(0.0) + 2.0, target.max(0.0) + 2.0);
        let variance = self.model.variance + self.model.variance_per_length / source;
        (target.ln() - source.ln() - self.mean) / variance.sqrt()
    }

    /// Whether two lengths are far from the usual ratio; cheap.
    fn unusual(&self, source: u32, target: u32) -> bool {
        let expected = source as f32 * self.ratio;
        let distance = target as f32 - expected;
        let variance =
            self.model.variance * expected * expected + self.model.variance_per_length * expected * self.ratio + 4.0;
        distance * distance > UNUSUAL * UNUSUAL * variance
    }
}

/// Whether the blocks of a bead may hide a sentence that stands alone.
pub(super) fn suspicious(source: &PageView, target: &PageView, bead: &Bead, lengths: &Lengths) -> bool {
    if !bead.is_pair() {
        return false;
    }
    let segments = |view: &PageView, blocks: std::ops::Range<usize>| {
        view.segments[blocks].iter().map(|&count| u32::from(count)).sum::<u32>()
    };
    let characters = |view: &PageView, blocks: std::ops::Range<usize>| view.lengths[blocks].iter().sum::<u32>();
    let (theirs, ours) = (segments(source, bead.source_range()), segments(target, bead.target_range()));
    let kind = |view: &PageView, block: u32| view.page.blocks[block as usize].kind;
    let is_prose = |kind| !matches!(kind, BlockKind::Code | BlockKind::Heading(_));
    // A block of code, a heading, a picture: no sentences.
    if theirs == 0 || ours == 0 || !is_prose(kind(source, bead.source.0)) || !is_prose(kind(target, bead.target.0)) {
        return false;
    }
    theirs != ours || lengths.unusual(characters(source, bead.source_range()), characters(target, bead.target_range()))
}

/// What is known of both sides of a pair of blocks.
struct Sides<'s> {
    source: Vec<Unit<'s>>,
    target: Vec<Unit<'s>>,
    /// Characters of each side.
    lengths_of_all: (f32, f32),
    /// The texts that each side has more than once.
    repeated: [FxHashSet<&'s str>; 2],
    sentences: &'s Sentences,
    lengths: &'s Lengths,
}

/// Adds the sentences of an aligned bead that stand alone.
pub(super) fn gaps(
    source: &PageView,
    target: &PageView,
    index: u32,
    sentences: &Sentences,
    lengths: &Lengths,
    setting: &Setting<'_>,
    out: &mut Vec<SentenceGap>,
) {
    let (theirs, ours) = (sentences.source.units(source), sentences.target.units(target));
    let lengths_of_all = (length(&theirs), length(&ours));
    let repeated = [repeated(&theirs), repeated(&ours)];
    let sides = Sides { source: theirs, target: ours, lengths_of_all, repeated, sentences, lengths };
    let labels = labels(source, sentences.source.range(0..sides.source.len()));
    for (place, bead) in sentences.beads.iter().enumerate() {
        if bead.is_pair() && is_label(&labels, sentences.source.range(bead.source_range())) {
            continue;
        }
        let gap = if bead.is_pair() { sides.cut(place, setting) } else { sides.alone(place, setting) };
        out.extend(gap.map(|gap| SentenceGap { bead: index, ..gap }));
    }
}

/// The labels of the links of some blocks, in order; none of them overlap.
fn labels(view: &PageView, text: TextRange) -> Vec<TextRange> {
    let page = &view.page;
    let Some(first) = page.block_at(text.start) else { return Vec::new() };
    let blocks = page.blocks[first..].iter().take_while(|block| block.text.start < text.end);
    let inlines = blocks.flat_map(|block| page.block_inlines(block));
    inlines.filter(|inline| inline.kind == InlineKind::Link).map(|link| link.text).collect()
}

/// Whether the text is the label of a link, which is worded freely.
fn is_label(labels: &[TextRange], text: TextRange) -> bool {
    let at = labels.partition_point(|label| label.end < text.end);
    labels.get(at).is_some_and(|label| label.contains(text))
}

/// The texts that stand there more than once.
fn repeated<'s>(units: &[Unit<'s>]) -> FxHashSet<&'s str> {
    let mut texts: Vec<&str> = units.iter().map(|unit| unit.text).collect();
    texts.sort_unstable();
    texts.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
}

/// Characters of a run of units.
fn length(units: &[Unit]) -> f32 {
    units.iter().map(|unit| unit.length as f32).sum()
}

impl Sides<'_> {
    /// The evidence that the segment of a bead without the other side is missing there.
    fn alone(&self, place: usize, setting: &Setting<'_>) -> Option<SentenceGap> {
        let beads = &self.sentences.beads;
        let bead = &beads[place];
        let in_source = bead.source.0 < bead.source.1;
        let (own, lone, repeated) = match in_source {
            true => (&self.source, bead.source.0 as usize, &self.repeated[0]),
            false => (&self.target, bead.target.0 as usize, &self.repeated[1]),
        };
        // Said twice: the other side need not.
        if repeated.contains(own[lone].text) {
            return None;
        }
        let own_length = own[lone].length as f32;
        let by_length = |source: f32, target: f32| {
            let deviation = |source, target| self.lengths.deviation(source, target).powi(2);
            let longer = match in_source {
                true => deviation(source + own_length, target),
                false => deviation(source, target + own_length),
            };
            0.5 * (longer - deviation(source, target))
        };
        let (all_source, all_target) = self.lengths_of_all;
        let block = match in_source {
            true => by_length(all_source - own_length, all_target),
            false => by_length(all_source, all_target - own_length),
        };
        let neighbours = [place.checked_sub(1), Some(place + 1)].into_iter().flatten();
        let neighbours = neighbours.filter_map(|place| beads.get(place)).filter(|bead| bead.is_pair());
        let merged = neighbours.map(|bead| {
            by_length(length(&self.source[bead.source_range()]), length(&self.target[bead.target_range()]))
        });
        let merged = merged.fold(f32::INFINITY, f32::min);
        let by_length = merged.min(block).clamp(-MOST_BY_LENGTH, MOST_BY_LENGTH);
        let evidence = match setting.model.has_lexicon() {
            true => {
                let cover = align::cover(&self.source, &self.target, beads, lone, in_source, setting.model);
                if cover.expected < FEWEST_WORDS {
                    return None;
                }
                by_length + by_words(&cover)
            }
            // Lengths alone prove little, and nothing of a short sentence.
            false if own_length * self.lengths.ratio(in_source) < LEAST_LENGTH => return None,
            false if block < BLIND.0 || merged < BLIND.1 || !merged.is_finite() => return None,
            false => LEAST,
        };
        if evidence < LEAST {
            return None;
        }
        let range = lone..lone + 1;
        let (text, other) = match in_source {
            true => (self.sentences.source.range(range), &self.sentences.target),
            false => (self.sentences.target.range(range), &self.sentences.source),
        };
        let behind = if in_source { bead.target.0 } else { bead.source.0 } as usize;
        let place = behind.saturating_sub(1);
        let place = other.range(place..place + 1);
        Some(SentenceGap { in_source, cut: false, text, place, first: behind == 0, bead: 0, evidence })
    }

    /// The evidence that the target of a pair was cut.
    fn cut(&self, place: usize, setting: &Setting<'_>) -> Option<SentenceGap> {
        let bead = &self.sentences.beads[place];
        let (source, target) = (&self.source[bead.source_range()], &self.target[bead.target_range()]);
        if source.len() != 1 || source[0].length < CUT_LENGTH {
            return None;
        }
        let deviation = self.lengths.deviation(length(source), length(target));
        if deviation > -CUT {
            return None;
        }
        let cover = align::cover(source, target, &[], 0, true, setting.model);
        if cover.expected < CUT_WORDS || cover.found > CUT_FOUND * cover.expected {
            return None;
        }
        let evidence = by_words(&cover) + (-CUT - deviation).min(MOST_BY_LENGTH);
        let text = self.sentences.source.range(bead.source_range());
        let place = self.sentences.target.range(bead.target_range());
        Some(SentenceGap { in_source: true, cut: true, text, place, first: false, bead: 0, evidence })
    }
}

/// What the words say, as log odds.
fn by_words(cover: &Cover) -> f32 {
    cover.expected - FOUND * cover.found
}
