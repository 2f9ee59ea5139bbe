//! What a check sees.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use super::{Draft, Place};
use crate::align::{Bead, Model};
use crate::claim::{Claim, Value, Values, variant};
use crate::compare::lone::SentenceGap;
use crate::compare::vote::{GroupKey, Vote, Votes};
use crate::compare::{Difference, PageView, Pair, Standing, is_heading};
use crate::finding::{Change, Severity};
use crate::locale::Locale;
use crate::locale::han::{self, HanCount};
use crate::page::{BlockKind, InlineKind};
use crate::source::Span;

/// A topic with all its pages read, aligned and compared.
#[derive(Debug)]
pub struct TopicContext<'t> {
    /// The topic's id.
    pub id: &'t str,
    /// The page in the source locale, if there is one.
    pub source: Option<&'t PageView>,
    /// The translations.
    pub targets: &'t [Target],
    /// The interned values of the topic.
    pub values: &'t Values,
    /// How the locales voted on each difference.
    pub votes: &'t Votes,
    /// Version claims of the source's first heading: what the page is about.
    pub subjects: &'t [Value],
    /// Words of the configuration that stand in every translation as they are.
    pub terms: &'t [String],
}

/// One translation of a topic.
#[derive(Debug)]
pub struct Target {
    /// Its page with claims.
    pub view: PageView,
    /// Its alignment with the source page and what differs; `None` without a source page.
    pub pair: Option<Pair>,
    /// What is known of its language beside the source's.
    pub model: Model,
}

/// A source page and a translation.
#[derive(Debug, Clone, Copy)]
pub struct PairContext<'t> {
    /// The topic.
    pub topic: &'t TopicContext<'t>,
    /// The source page.
    pub source: &'t PageView,
    /// The translation.
    pub target: &'t PageView,
    /// What joins them.
    pub pair: &'t Pair,
    /// What is known of the two languages.
    pub model: &'t Model,
}

/// One page by itself.
#[derive(Debug, Clone, Copy)]
pub struct PageContext<'t> {
    /// The page with its claims.
    pub view: &'t PageView,
    /// Whether it is the source page of its topic.
    pub is_source: bool,
    /// Whether a topic with this id has a page in the locale of this page.
    pub links: &'t FxHashMap<u32, LinkTarget>,
    /// The Han characters of its text, counted once for all checks.
    pub(crate) han: &'t OnceCell<HanCount>,
}

impl PageContext<'_> {
    /// How many Han characters of its text are of one script only.
    pub(crate) fn han(&self) -> HanCount {
        *self.han.get_or_init(|| han::count(&self.view.page.text))
    }
}

/// Where a link of a page leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTarget {
    /// Whether the topic has a page in the locale of the linking page.
    pub in_locale: bool,
}

/// One difference between claims, with all that is around it.
#[derive(Debug, Clone, Copy)]
pub struct DifferenceContext<'t> {
    /// The pair of pages.
    pub pair: PairContext<'t>,
    /// The difference.
    pub difference: &'t Difference,
    /// How the locales voted on it.
    pub key: GroupKey,
}

impl<'t> DifferenceContext<'t> {
    /// The source's claim.
    pub fn source_claim(&self) -> Option<&'t Claim> {
        self.difference.source.map(|index| &self.pair.source.claims[index as usize])
    }

    /// The target's claim.
    pub fn target_claim(&self) -> Option<&'t Claim> {
        self.difference.target.map(|index| &self.pair.target.claims[index as usize])
    }

    /// The canonical value of the source's claim, or "".
    pub fn source_value(&self) -> &'t str {
        self.source_claim().map_or("", |claim| self.pair.topic.values.text(claim.value))
    }

    /// The canonical value of the target's claim, or "".
    pub fn target_value(&self) -> &'t str {
        self.target_claim().map_or("", |claim| self.pair.topic.values.text(claim.value))
    }

    /// The text of the source's claim as a reader sees it: a link's label.
    pub fn source_label(&self) -> &'t str {
        self.source_claim().map_or("", |claim| self.pair.source.text_of(claim))
    }

    /// The text of the target's claim as a reader sees it.
    pub fn target_label(&self) -> &'t str {
        self.target_claim().map_or("", |claim| self.pair.target.text_of(claim))
    }

    /// The source's words.
    pub fn source_text(&self) -> &'t str {
        self.source_claim().map_or("", |claim| self.pair.source.page.slice(self.pair.source.span_of(claim)))
    }

    /// The target's words.
    pub fn target_text(&self) -> &'t str {
        self.target_claim().map_or("", |claim| self.pair.target.page.slice(self.pair.target.span_of(claim)))
    }

    /// The text of the source's blocks that were aligned here, or "".
    pub fn source_passage(&self) -> &'t str {
        self.pair.source.text_of_blocks(self.bead().source_range())
    }

    /// The text of the target's blocks that were aligned here, or "".
    pub fn target_passage(&self) -> &'t str {
        self.pair.target.text_of_blocks(self.bead().target_range())
    }

    /// The bead that it was found in.
    pub(super) fn bead(&self) -> &'t Bead {
        &self.pair.pair.beads[self.difference.bead as usize]
    }

    /// How the locales voted.
    pub fn vote(&self) -> Vote {
        self.pair.topic.votes.vote(self.key, self.pair.topic.targets.len())
    }

    /// Whether only one side of the bead has blocks: the whole block is missing or extra.
    pub fn is_whole_block(&self) -> bool {
        let bead = self.bead();
        bead.source.0 == bead.source.1 || bead.target.0 == bead.target.1
    }

    /// Whether the claim stands in a sentence that the other side lacks, which is told as
    /// a whole.
    pub fn is_in_lone_sentence(&self) -> bool {
        let (in_source, claim) = match (self.source_claim(), self.target_claim()) {
            (Some(claim), None) => (true, claim),
            (None, Some(claim)) => (false, claim),
            _ => return false,
        };
        let holds = |gap: &SentenceGap| gap.in_source == in_source && !gap.cut && gap.text.contains(claim.text);
        self.pair.pair.sentences.iter().any(holds)
    }

    /// Whether the claim stands in a heading.
    pub fn in_heading(&self) -> bool {
        let source = self.source_claim().map(|claim| self.pair.source.block_of(claim));
        source.or_else(|| self.target_claim().map(|claim| self.pair.target.block_of(claim))).is_some_and(is_heading)
    }

    /// Whether the source's claim stands in a table.
    pub fn in_table(&self) -> bool {
        let cell = |claim| matches!(self.pair.source.block_of(claim).kind, BlockKind::TableCell { .. });
        self.source_claim().is_some_and(cell)
    }

    /// Whether the source's claim stands in an inline of this kind.
    pub(super) fn source_stands_in(&self, kind: InlineKind) -> bool {
        self.source_claim().is_some_and(|claim| self.pair.source.stands_in(claim.text, &[kind]))
    }

    /// Whether the claim stands in the text of a link, which is worded freely.
    pub fn in_link_text(&self) -> bool {
        self.source_stands_in(InlineKind::Link)
            || self.target_claim().is_some_and(|claim| self.pair.target.stands_in(claim.text, &[InlineKind::Link]))
    }

    /// How bad it is that one of several variants, such as the editions of a product, became
    /// another one or is lost; `None` where the source's claim is about no variant.
    pub fn of_variant(&self) -> Option<Option<Severity>> {
        let subject = self.source_claim().map(|claim| self.pair.topic.values.text(claim.subject))?;
        if !variant::is_subject(subject) {
            return None;
        }
        let is_here = matches!(self.difference.standing, Standing::InSection | Standing::InBlock);
        // It goes by many names, and with its block: told where the text has no word for it.
        if is_here || self.is_whole_block() || variant::is_spoken_of(self.source_value(), self.target_passage()) {
            return Some(None);
        }
        let is_edition = subject == variant::EDITION;
        Some(Some(match self.difference.change {
            Change::Changed if is_edition => Severity::Error,
            Change::Changed => Severity::Warning,
            _ if is_edition => Severity::Warning,
            _ => Severity::Note,
        }))
    }

    /// Whether the claim is what the whole page is about, which texts repeat and
    /// leave out freely: the "in Lync Server 2013" of every heading.
    pub fn is_subject(&self) -> bool {
        let is = |claim: Option<&Claim>| {
            claim.is_some_and(|claim| {
                self.pair.topic.subjects.contains(&claim.value)
                    || self.pair.topic.subjects.iter().any(|subject| {
                        let subject = self.pair.topic.values.text(*subject);
                        subject.starts_with(self.pair.topic.values.text(claim.value))
                    })
            })
        };
        is(self.source_claim()) || self.source_claim().is_none() && is(self.target_claim())
    }

    /// How sure the difference is: the bead's score, less where the other side
    /// still says the claim nearby, more where other locales bear it out.
    pub fn confidence(&self) -> f32 {
        let bead = self.bead();
        let standing = match self.difference.standing {
            Standing::Nowhere => 1.0,
            Standing::OnPage => 0.9,
            Standing::InSection | Standing::InBlock => 0.7,
        };
        let vote = self.vote();
        let voted = match () {
            () if vote.against_target() => 1.0,
            () if vote.against_source() => 0.9,
            () => 0.95,
        };
        let score = if self.is_whole_block() { 0.8 } else { bead.score };
        score * standing * voted
    }

    /// A draft about this difference: both places, the claim, the change.
    pub fn draft(&self, severity: Severity, message: String) -> Draft {
        let (source, target) = (self.pair.source, self.pair.target);
        let bead = self.bead();
        let place = |view: &PageView, claim: &Claim| Place::of(view.span_of(claim));
        let claim = match self.difference.change {
            Change::Extra => self.target_claim(),
            _ => self.source_claim(),
        };
        Draft {
            change: self.difference.change,
            severity,
            confidence: self.confidence(),
            claim: claim.map(|claim| (claim.kind, self.pair.topic.values.text(claim.value).to_owned())),
            source: Some(match self.source_claim() {
                Some(claim) => place(source, claim),
                None => Place::absent(self.pair.source_place(bead.source_range())),
            }),
            target: Some(match self.target_claim() {
                Some(claim) => place(target, claim),
                None => Place::absent(self.pair.target_place(bead.target_range())),
            }),
            message,
        }
    }
}

impl PairContext<'_> {
    /// Where something should be in the source: at the start of the text of
    /// these blocks, or behind the last block of the source before them.
    pub fn source_place(&self, blocks: std::ops::Range<usize>) -> Span {
        place(self.source, &blocks)
    }

    /// Where something should be in the target.
    pub fn target_place(&self, blocks: std::ops::Range<usize>) -> Span {
        place(self.target, &blocks)
    }

    /// The display name of a locale pair's target.
    pub fn locale(&self) -> &Locale {
        &self.target.page.locale
    }

    /// Whether a run of blocks holds more than a word: what is not worth a
    /// finding of its own when it is missing.
    pub fn is_substantial(&self, view: &PageView, blocks: std::ops::Range<usize>) -> bool {
        let text = view.text_of_blocks(blocks);
        let weight: usize =
            text.chars().map(|c| if c >= '\u{2e80}' { 3 } else { usize::from(c.is_alphanumeric()) }).sum();
        weight >= 12
    }
}

fn place(view: &PageView, blocks: &std::ops::Range<usize>) -> Span {
    match view.page.blocks.get(blocks.start) {
        Some(block) if !blocks.is_empty() => view.page.span(block.text).at_start(),
        _ => view.place_behind(blocks.start.checked_sub(1)),
    }
}
