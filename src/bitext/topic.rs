//! A topic's pages, aligned with the source: beads for programs, translation
//! units for people and translation memories.
//!
//! A [`TranslationUnit`] (TMX's word) is the same passage in all locales. It is
//! made of the beads of every pair: source segments that any locale has in one
//! bead are one unit in all of them, so that a sentence that one translation
//! merged with the next is shown with it everywhere.

use std::borrow::Cow;
use std::ops::Range;

use crate::align::{Bead, Level, Model, Scratch};
use crate::locale::Locale;
use crate::page::{BlockKind, TextRange};
use crate::source::{LineIndex, Span};

use super::{Bitext, Prepared};

/// A source page with all its translations, aligned.
#[derive(Debug)]
pub struct AlignedTopic<'p> {
    /// The topic's id.
    pub id: &'p str,
    source: Side<'p>,
    targets: Vec<(Side<'p>, Bitext)>,
}

/// A passage of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage<'t> {
    /// First and last line in the file, 1-based.
    pub lines: (u32, u32),
    /// Its text without markup.
    pub text: Cow<'t, str>,
}

/// A bead with its texts: a line of the JSON contract.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Row<'t> {
    pub locale: &'t Locale,
    pub level: Level,
    pub source: Option<Passage<'t>>,
    pub target: Option<Passage<'t>>,
    pub moved: bool,
    pub score: f32,
}

/// What a translation unit is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// Running text, a list item, a cell.
    Text,
    /// A block of code.
    Code,
}

/// The same passage in all locales.
#[derive(Debug, Clone, PartialEq)]
pub struct TranslationUnit<'t> {
    /// What it is.
    pub kind: UnitKind,
    /// The source's passage; `None` if only a translation has it.
    pub source: Option<Passage<'t>>,
    /// For each target locale in order; `None` if the locale lacks it.
    pub variants: Vec<Option<Variant<'t>>>,
}

/// One locale's side of a translation unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant<'t> {
    /// What stands there.
    pub passage: Passage<'t>,
    /// How sure the aligner is, 0.0 to 1.0.
    pub score: f32,
    /// Whether it stands elsewhere on its page.
    pub moved: bool,
}

impl<'p> AlignedTopic<'p> {
    /// Aligns every target with the source. `models` are those of the targets, in their order.
    pub fn new(
        id: &'p str,
        source: Prepared<'p>,
        targets: Vec<Prepared<'p>>,
        models: &[Model],
        scratch: &mut Scratch,
    ) -> AlignedTopic<'p> {
        let plain = Model::default();
        let align = |(index, target): (usize, Prepared<'p>)| {
            let bitext = Bitext::new(&source, &target, models.get(index).unwrap_or(&plain), scratch);
            (Side::new(target), bitext)
        };
        let targets = targets.into_iter().enumerate().map(align).collect();
        AlignedTopic { id, source: Side::new(source), targets }
    }

    /// The source's locale.
    pub fn source_locale(&self) -> &'p Locale {
        self.source.locale()
    }

    /// The targets' locales, in order.
    pub fn target_locales(&self) -> impl Iterator<Item = &'p Locale> {
        self.targets.iter().map(|(side, _)| side.locale())
    }

    /// The targets that do not look like translations of the source.
    pub fn unrelated(&self) -> impl Iterator<Item = &'p Locale> {
        self.targets.iter().filter(|(_, bitext)| bitext.blocks.unrelated()).map(|(side, _)| side.locale())
    }

    /// All beads of all targets in order: a section, its blocks, their segments.
    ///
    /// Code has no segments, and neither has a block without text.
    pub fn rows(&self) -> Vec<Row<'_>> {
        let mut rows = Vec::new();
        for (target, bitext) in &self.targets {
            for (bead, segments) in bitext.blocks.beads.iter().zip(&bitext.segments) {
                self.add_rows(target, bead, segments, &mut rows);
            }
        }
        rows
    }

    fn add_rows<'t>(&'t self, target: &'t Side<'p>, bead: &Bead, segments: &[Bead], rows: &mut Vec<Row<'t>>) {
        let (own, its) = (bead.source_range(), bead.target_range());
        let mut add = |level, source: Option<Passage<'t>>, other: Option<Passage<'t>>, bead: &Bead| {
            if source.is_some() || other.is_some() {
                let (moved, score) = (bead.moved, bead.score);
                rows.push(Row { locale: target.locale(), level, source, target: other, moved, score });
            }
        };
        if self.source.begins_section(&own) || target.begins_section(&its) {
            add(Level::Section, self.source.section(&own), target.section(&its), bead);
        }
        add(Level::Block, self.source.block(&own), target.block(&its), bead);
        if self.source.is_code(&own) || target.is_code(&its) {
            return;
        }
        if let (Some(one), Some(other)) = (self.source.image(&own), target.image(&its)) {
            if one.text.eq_ignore_ascii_case(&other.text) || (is_prose(&one.text) && is_prose(&other.text)) {
                add(Level::Segment, Some(one), Some(other), bead);
            }
            return;
        }
        for segment in segments {
            let (source, other) =
                (self.source.segments(segment.source_range()), target.segments(segment.target_range()));
            add(Level::Segment, source, other, segment);
        }
    }

    /// The same passages in all locales side by side, in order of the source.
    pub fn units(&self) -> Vec<TranslationUnit<'_>> {
        let count = self.source.page.segments.len();
        let mut begins = vec![true; count + 1];
        // For each target, the bead of each source segment; and the beads without source by place.
        let mut bead_of: Vec<Vec<Option<&Bead>>> = Vec::with_capacity(self.targets.len());
        let mut extra: Vec<(u32, usize, &Bead)> = Vec::new();
        for (index, (_, bitext)) in self.targets.iter().enumerate() {
            let mut own = vec![None; count];
            for bead in bitext.segments.iter().flatten() {
                if bead.source_range().is_empty() {
                    extra.push((bead.source.0, index, bead));
                } else {
                    begins[bead.source_range().start + 1..bead.source_range().end].fill(false);
                    own[bead.source_range()].fill(Some(bead));
                }
            }
            bead_of.push(own);
        }
        extra.sort_by_key(|&(place, index, _)| (place, index));
        let mut extra = extra.into_iter().peekable();
        let mut units = Vec::with_capacity(count);
        let mut first = 0;
        while first < count {
            while let Some((_, index, bead)) = extra.next_if(|&(place, ..)| place as usize <= first) {
                units.extend(self.unit_without_source(index, bead));
            }
            let end = (first + 1..=count).find(|&end| begins[end]).unwrap_or(count);
            units.extend(self.unit(first..end, &bead_of));
            first = end;
        }
        units.extend(extra.filter_map(|(_, index, bead)| self.unit_without_source(index, bead)));
        units
    }

    fn unit<'t>(&'t self, source: Range<usize>, bead_of: &[Vec<Option<&Bead>>]) -> Option<TranslationUnit<'t>> {
        let variant = |((target, _), beads): (&'t (Side<'p>, Bitext), &Vec<Option<&Bead>>)| {
            let mut beads: Vec<&Bead> = beads[source.clone()].iter().flatten().copied().collect();
            beads.dedup_by_key(|bead| bead.source);
            beads.retain(|bead| bead.is_pair());
            target.variant(&beads)
        };
        let variants: Vec<_> = self.targets.iter().zip(bead_of).map(variant).collect();
        let kind = self.source.kind_of_segment(source.start);
        let passage = self.source.segments(source)?;
        Some(TranslationUnit { kind, source: Some(passage), variants })
    }

    fn unit_without_source<'t>(&'t self, index: usize, bead: &Bead) -> Option<TranslationUnit<'t>> {
        let mut variants = vec![None; self.targets.len()];
        let (target, _) = &self.targets[index];
        variants[index] = Some(target.variant(&[bead])?);
        let kind = target.kind_of_segment(bead.target_range().start);
        Some(TranslationUnit { kind, source: None, variants })
    }
}

/// Whether an image's alternative text is words, not the name of a file.
fn is_prose(text: &str) -> bool {
    text.contains(' ') || !text.is_ascii()
}

/// A page of the topic, with its lines.
#[derive(Debug)]
struct Side<'p> {
    page: Prepared<'p>,
    lines: LineIndex,
}

impl<'p> Side<'p> {
    fn new(page: Prepared<'p>) -> Side<'p> {
        Side { lines: LineIndex::new(&page.page.source), page }
    }

    fn locale(&self) -> &'p Locale {
        &self.page.page.locale
    }

    fn lines(&self, span: Span) -> (u32, u32) {
        (self.lines.line(span.start), self.lines.line(span.end.saturating_sub(1).max(span.start)))
    }

    fn begins_section(&self, blocks: &Range<usize>) -> bool {
        let block = self.page.page.blocks[blocks.clone()].first();
        block.is_some_and(|block| matches!(block.kind, BlockKind::Heading(_)))
    }

    fn is_code(&self, blocks: &Range<usize>) -> bool {
        self.page.page.blocks[blocks.clone()].first().is_some_and(|block| block.kind == BlockKind::Code)
    }

    /// The lines of the section that the first of the blocks begins, and its heading.
    fn section(&self, blocks: &Range<usize>) -> Option<Passage<'p>> {
        let page = self.page.page;
        let heading = page.blocks[blocks.clone()].first()?;
        let own = page.section_blocks(&page.sections[heading.section as usize]);
        let span = own.iter().fold(heading.span, |span, block| span.cover(block.span));
        Some(Passage { lines: self.lines(span), text: page.block_text(heading).into() })
    }

    fn block(&self, blocks: &Range<usize>) -> Option<Passage<'p>> {
        let page = self.page.page;
        let own = &page.blocks[blocks.clone()];
        let (first, last) = (own.first()?, own.last()?);
        let text = &page.text[first.text.start as usize..last.text.end as usize];
        Some(Passage { lines: self.lines(first.span.cover(last.span)), text: text.into() })
    }

    /// The alternative text of the image that is all that the blocks show.
    fn image(&self, blocks: &Range<usize>) -> Option<Passage<'p>> {
        if blocks.len() != 1 {
            return None;
        }
        let text = self.page.image_text(blocks.start)?.into();
        Some(Passage { lines: self.lines(self.page.page.blocks[blocks.start].span), text })
    }

    /// A run of segments; `None` if there is nothing to read in it.
    fn segments(&self, segments: Range<usize>) -> Option<Passage<'p>> {
        let own = &self.page.segments[segments];
        let range = TextRange { start: own.first()?.start, end: own.last()?.end };
        let text = &self.page.page.text[range.range()];
        (!text.is_empty()).then(|| Passage { lines: self.lines(self.page.page.span(range)), text: text.into() })
    }

    fn kind_of_segment(&self, segment: usize) -> UnitKind {
        let page = self.page.page;
        let block = page.block_at(self.page.segments[segment].start).map(|index| page.blocks[index].kind);
        match block {
            Some(BlockKind::Heading(level)) => UnitKind::Heading(level),
            Some(BlockKind::Code) => UnitKind::Code,
            _ => UnitKind::Text,
        }
    }

    /// The passages of some beads, one behind the other.
    fn variant(&self, beads: &[&Bead]) -> Option<Variant<'p>> {
        let mut variant: Option<Variant<'p>> = None;
        for bead in beads {
            let Some(passage) = self.segments(bead.target_range()) else { continue };
            match &mut variant {
                None => variant = Some(Variant { passage, score: bead.score, moved: bead.moved }),
                Some(known) => {
                    known.passage.lines.0 = known.passage.lines.0.min(passage.lines.0);
                    known.passage.lines.1 = known.passage.lines.1.max(passage.lines.1);
                    known.passage.text.to_mut().push(' ');
                    known.passage.text.to_mut().push_str(&passage.text);
                    known.score = known.score.min(bead.score);
                    known.moved |= bead.moved;
                }
            }
        }
        variant
    }
}
