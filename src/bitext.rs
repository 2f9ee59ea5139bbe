//! Two pages of a topic side by side: blocks and segments with their partners.
//!
//! Here `page`, `segment` and `align` meet for the `align` command and for
//! everything that wants aligned text without claims: [`Prepared`] is a page
//! cut into segments with the tokens that survive translation, [`Bitext`] is
//! two of them aligned, [`learn`] makes a [`Model`] of a sample of pages.

mod token;
mod topic;

pub use topic::{AlignedTopic, Passage, Row, TranslationUnit, UnitKind, Variant};

use std::ops::Range;

use rayon::prelude::*;

use crate::align::{self, Alignment, Bead, Example, Model, Scratch, Shape, Unit};
use crate::page::{Block, BlockKind, InlineKind, Page, TextRange};
use crate::segment;

/// A page, ready to be aligned.
#[derive(Debug, Clone)]
pub struct Prepared<'p> {
    /// The page itself.
    pub page: &'p Page,
    /// Its segments, in order; ranges of [`Page::text`].
    pub segments: Vec<TextRange>,
    /// Where the segments of each block begin; one more than blocks.
    segment_starts: Vec<u32>,
    /// The tokens of all segments, sorted within each.
    tokens: Vec<u32>,
    /// Where the tokens of each segment begin; one more than segments.
    token_starts: Vec<u32>,
    /// The tokens of each block, sorted.
    block_tokens: Vec<u32>,
    /// Where the tokens of each block begin; one more than blocks.
    block_token_starts: Vec<u32>,
    /// Characters of each segment.
    lengths: Vec<u32>,
}

impl<'p> Prepared<'p> {
    /// Cuts a page into segments and finds their tokens, O(text).
    pub fn new(page: &'p Page) -> Prepared<'p> {
        let mut prepared = Prepared {
            page,
            segments: Vec::new(),
            segment_starts: vec![0],
            tokens: Vec::new(),
            token_starts: vec![0],
            block_tokens: Vec::new(),
            block_token_starts: vec![0],
            lengths: Vec::new(),
        };
        for block in &page.blocks {
            prepared.push(block);
        }
        prepared
    }

    fn push(&mut self, block: &Block) {
        let first = self.segments.len();
        cut(self.page, block, &mut self.segments);
        // They are in order of their start, as the segments are: each is looked at once.
        let mut inlines = self.page.block_inlines(block).iter().peekable();
        let first_token = self.tokens.len();
        for index in first..self.segments.len() {
            let range = self.segments[index];
            let text = &self.page.text[range.range()];
            self.lengths.push(text.chars().count() as u32);
            let start = self.tokens.len();
            token::of_text(text, &mut self.tokens);
            // An image without alternative text stands at the edge of a segment, so both edges count.
            let last = index + 1 == self.segments.len();
            while let Some(inline) = inlines.next_if(|inline| inline.text.start < range.end || last) {
                if inline.text.start < range.start && index != first {
                    continue;
                }
                match inline.kind {
                    InlineKind::Link | InlineKind::Image => {
                        token::of_destination(self.page.destination(inline), &mut self.tokens);
                    }
                    InlineKind::Code => token::of_code(&self.page.text[inline.text.range()], &mut self.tokens),
                    InlineKind::Strong | InlineKind::Emphasis => {}
                }
            }
            self.tokens[start..].sort_unstable();
            self.token_starts.push(self.tokens.len() as u32);
        }
        self.segment_starts.push(self.segments.len() as u32);
        let start = self.block_tokens.len();
        self.block_tokens.extend_from_slice(&self.tokens[first_token..]);
        self.block_tokens[start..].sort_unstable();
        self.block_token_starts.push(self.block_tokens.len() as u32);
    }

    /// The segments of a run of blocks, as an index range of [`Prepared::segments`].
    pub fn segments_of(&self, blocks: Range<usize>) -> Range<usize> {
        self.segment_starts[blocks.start] as usize..self.segment_starts[blocks.end] as usize
    }

    /// The text of a segment.
    pub fn text(&self, segment: usize) -> &'p str {
        &self.page.text[self.segments[segment].range()]
    }

    /// The alternative text of the image that a block without text shows, as it
    /// stands in the file; `None` if there is none.
    pub fn image_text(&self, block: usize) -> Option<&'p str> {
        let block = &self.page.blocks[block];
        let image = self.page.block_inlines(block).iter().find(|inline| inline.kind == InlineKind::Image)?;
        let written = self.page.slice(image.span).strip_prefix("![")?;
        let (alternative, _) = written.split_once("](")?;
        (block.text.is_empty() && !alternative.is_empty()).then_some(alternative)
    }

    /// The blocks as the aligner sees them.
    pub fn block_units(&self) -> Vec<Unit<'_>> {
        let unit = |(index, block): (usize, &Block)| {
            let tokens = self.block_token_starts[index] as usize..self.block_token_starts[index + 1] as usize;
            Unit {
                shape: shape(block),
                length: self.lengths[self.segments_of(index..index + 1)].iter().sum(),
                tokens: &self.block_tokens[tokens],
                text: self.page.block_text(block),
                section: block.section,
            }
        };
        self.page.blocks.iter().enumerate().map(unit).collect()
    }

    /// Some of the segments as the aligner sees them.
    pub fn segment_units(&self, segments: Range<usize>) -> Vec<Unit<'_>> {
        let unit = |index: usize| Unit {
            shape: Shape { kind: BlockKind::Paragraph, list_depth: 0, note: None },
            length: self.lengths[index],
            tokens: &self.tokens[self.token_starts[index] as usize..self.token_starts[index + 1] as usize],
            text: self.text(index),
            section: 0,
        };
        segments.map(unit).collect()
    }
}

/// Adds the segments of a block: its sentences, and a label in strong type at
/// its start. A block of code is one segment, and so is a block without text.
pub fn cut(page: &Page, block: &Block, segments: &mut Vec<TextRange>) {
    let first = segments.len();
    if block.kind == BlockKind::Code {
        segments.push(block.text);
        return;
    }
    let base = block.text.start;
    let spans = page.block_inlines(block).iter().filter(|inline| inline.kind == InlineKind::Code);
    let code: Vec<TextRange> =
        spans.map(|inline| TextRange { start: inline.text.start - base, end: inline.text.end - base }).collect();
    segment::segments(page.block_text(block), page.locale.pack(), &code, segments);
    for range in &mut segments[first..] {
        *range = TextRange { start: range.start + base, end: range.end + base };
    }
    if segments.len() == first {
        segments.push(block.text);
    }
    cut_label(page, block, first, segments);
}

/// `**A label** The text`, `**A label:** text`, `**A label** : text`: a label
/// in strong type at the start of a block is a segment, whether a full stop
/// follows it or not. `**Q:**` and `**A:**`, a single letter, belong to what follows.
fn cut_label(page: &Page, block: &Block, first: usize, segments: &mut Vec<TextRange>) {
    let segment = segments[first];
    let labels = page.block_inlines(block).iter();
    let label = labels.take_while(|inline| inline.text.start <= segment.start).find(|inline| {
        inline.kind == InlineKind::Strong && inline.text.start == segment.start && inline.text.end < segment.end
    });
    let Some(label) = label else { return };
    let rest = &page.text[label.text.end as usize..segment.end as usize];
    let mark = |character: char| matches!(character, ':' | '：' | ';');
    let text = rest.trim_start();
    let begins = text.trim_start_matches(mark).trim_start();
    let is_marked = begins.len() < text.len() || page.text[label.text.range()].ends_with(mark);
    let stands_alone = text.len() < rest.len() && text.starts_with(char::is_uppercase);
    if page.text[label.text.range()].chars().filter(|character| character.is_alphanumeric()).nth(1).is_none() {
        return;
    }
    if !begins.is_empty() && (is_marked || stands_alone) {
        let start = segment.end - begins.len() as u32;
        segments[first] = TextRange { start: segment.start, end: label.text.end };
        segments.insert(first + 1, TextRange { start, end: segment.end });
    }
}

fn shape(block: &Block) -> Shape {
    Shape { kind: block.kind, list_depth: block.list_depth, note: block.note }
}

/// Two pages, aligned.
#[derive(Debug, Clone)]
pub struct Bitext {
    /// Beads over the blocks of both pages.
    pub blocks: Alignment,
    /// For each block bead, in order, its beads over segments (indexes of
    /// [`Prepared::segments`] of the whole page).
    pub segments: Vec<Vec<Bead>>,
}

impl Bitext {
    /// Aligns two pages.
    pub fn new(source: &Prepared, target: &Prepared, model: &Model, scratch: &mut Scratch) -> Bitext {
        let mut blocks = align::blocks(&source.block_units(), &target.block_units(), model, scratch);
        if !model.has_lexicon() && have_little_in_common(&source.block_tokens, &target.block_tokens) {
            blocks.related = 0.0;
        }
        let segments = blocks.beads.iter().map(|bead| segments(source, target, bead, model, scratch)).collect();
        Bitext { blocks, segments }
    }
}

/// Fewer distinct tokens than this on either side tell nothing of two pages.
const LEAST_TOKENS: usize = 6;

/// Two pages of which one has at most this share of the other's tokens are about different things.
const LITTLE: f32 = 0.4;

/// Whether two pages share hardly any of what survives translation. Without a
/// lexicon that is all that tells a page from another one of the same shape.
fn have_little_in_common(source: &[u32], target: &[u32]) -> bool {
    let distinct = |tokens: &[u32]| {
        let mut tokens = tokens.to_vec();
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    };
    let (source, target) = (distinct(source), distinct(target));
    let shared = source.iter().filter(|token| target.binary_search(token).is_ok()).count();
    let least = source.len().min(target.len());
    least >= LEAST_TOKENS && (shared as f32) < LITTLE * least as f32
}

/// The segments of one block bead.
fn segments(source: &Prepared, target: &Prepared, bead: &Bead, model: &Model, scratch: &mut Scratch) -> Vec<Bead> {
    let own = source.segments_of(bead.source_range());
    let its = target.segments_of(bead.target_range());
    let (first, other_first) = (own.start as u32, its.start as u32);
    let mut beads = align::segments(&source.segment_units(own), &target.segment_units(its), model, scratch);
    for segment in &mut beads {
        segment.source = (segment.source.0 + first, segment.source.1 + first);
        segment.target = (segment.target.0 + other_first, segment.target.1 + other_first);
        segment.score *= bead.score;
        segment.moved = bead.moved;
    }
    beads
}

/// A segment pair must be so sure to be learned from.
const SURE: f32 = 0.9;

/// Learns a model from page pairs, each with the number of its topic in the
/// sample ([`Model::held_out`]): a first pass without a lexicon, then what it was sure of.
///
/// The same pairs in the same order give the same model for any number of threads.
pub fn learn(pairs: &[(u32, &Prepared, &Prepared)]) -> Model {
    let plain = first_model(pairs);
    let examples: Vec<Vec<Example>> = pairs
        .par_iter()
        .map_init(Scratch::default, |scratch, &(topic, source, target)| {
            let bitext = Bitext::new(source, target, &plain, scratch);
            let sure = bitext.segments.iter().flatten().filter(|bead| bead.is_pair() && bead.score >= SURE);
            let one_to_one = sure.filter(|bead| bead.source_range().len() == 1 && bead.target_range().len() == 1);
            one_to_one
                .map(|bead| Example {
                    source: source.text(bead.source.0 as usize),
                    target: target.text(bead.target.0 as usize),
                    topic,
                })
                .collect()
        })
        .collect();
    Model::learn(&examples.concat())
}

/// A model of length alone, from the text of whole pages.
fn first_model(pairs: &[(u32, &Prepared, &Prepared)]) -> Model {
    let length = |page: &Prepared| page.lengths.iter().sum::<u32>() as f32;
    let mut ratios: Vec<f32> = pairs
        .iter()
        .map(|(_, source, target)| (length(source), length(target)))
        .filter(|&(source, target)| source > 200.0 && target > 50.0)
        .map(|(source, target)| (target / source).ln())
        .collect();
    let mut model = Model::default();
    if ratios.len() >= 5 {
        ratios.sort_unstable_by(f32::total_cmp);
        model.length.mean = Some(ratios[ratios.len() / 2]);
    }
    model
}
