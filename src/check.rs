//! Checks: which differences are worth telling, how bad they are, and in which words.
//!
//! A check is a file in this folder: its documentation on top, then one
//! function. It states facts about a difference, a pair of pages, a page or a
//! topic, and decides severity; places, locales and ids are filled in by the
//! pipeline. [`CHECKS`] lists all of them.

mod content;
mod context;
mod example;
mod measured;
mod route;
mod several;
mod told;

use crate::claim::ClaimKind;
use crate::finding::{Change, Kind, Severity};
use crate::source::Span;

pub(crate) use code_differs::blocks as blocks_of_code;
pub use context::{DifferenceContext, LinkTarget, PageContext, PairContext, Target, TopicContext};
pub use measured::Measured;
pub(crate) use several::told_together;

/// A check.
#[derive(Debug)]
pub struct Check {
    /// Kebab-case; names the problem; never changes.
    pub id: &'static str,
    /// The family of its findings.
    pub kind: Kind,
    /// Its documentation in Markdown, as `docparity explain` prints it.
    pub documentation: &'static str,
    /// What it looks at.
    pub scope: Scope,
}

impl Check {
    /// What it does, in one sentence without a full stop: the first of its documentation.
    pub fn summary(&self) -> String {
        let lines = self.documentation.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let text = lines.collect::<Vec<_>>().join(" ");
        text.split_once(". ").map_or(text.as_str(), |(sentence, _)| sentence).trim_end_matches('.').to_owned()
    }
}

/// What a check looks at.
#[derive(Debug, Clone, Copy)]
pub enum Scope {
    /// Each difference between the claims of a source page and a translation.
    /// Differences of the given kinds and changes go to this check and no other.
    Difference {
        /// Kinds of claim.
        kinds: &'static [ClaimKind],
        /// Changes; none means all.
        changes: &'static [Change],
        /// Judges one difference; `None` where it is not worth a finding.
        judge: fn(&DifferenceContext<'_>) -> Option<Draft>,
    },
    /// A source page and one of its translations.
    Pair(fn(&PairContext<'_>, &mut Vec<Draft>)),
    /// One page by itself, with or without a source page.
    Page(fn(&PageContext<'_>, &mut Vec<Draft>)),
    /// The set: made while files are put together to topics.
    Corpus,
}

/// A place in a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Bytes of the file.
    pub span: Span,
    /// Whether something is missing here: the place is told, not its text.
    pub absent: bool,
}

impl Place {
    /// The text at a span.
    pub fn of(span: Span) -> Place {
        Place { span, absent: false }
    }

    /// Where something should be.
    pub fn absent(span: Span) -> Place {
        Place { span, absent: true }
    }
}

/// What a check says; the pipeline makes a finding of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What happened.
    pub change: Change,
    /// How bad.
    pub severity: Severity,
    /// How sure, 0.0 to 1.0.
    pub confidence: f32,
    /// The claim, by kind and canonical value.
    pub claim: Option<(ClaimKind, String)>,
    /// The place in the source page.
    pub source: Option<Place>,
    /// The place in the target page.
    pub target: Option<Place>,
    /// One sentence, without line numbers and scores.
    pub message: String,
}

/// Declares a check: its documentation comment becomes what `explain` prints.
macro_rules! check {
    ($(#[doc = $documentation:literal])+ $id:literal, $kind:ident, $scope:expr) => {
        $(#[doc = $documentation])+
        pub(super) const CHECK: $crate::check::Check = $crate::check::Check {
            id: $id,
            kind: $crate::finding::Kind::$kind,
            documentation: concat!($($documentation, "\n"),+),
            scope: $scope,
        };
    };
}

macro_rules! checks {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+

        /// Every check, by family.
        pub const CHECKS: &[Check] = &[$($module::CHECK),+];
    };
}

checks! {
    version_missing,
    version_extra,
    version_changed,
    version_order_swapped,
    command_missing,
    command_extra,
    command_changed,
    command_not_runnable,
    code_differs,
    literal_missing,
    literal_changed,
    name_changed,
    url_missing,
    url_extra,
    url_changed,
    link_missing,
    link_extra,
    link_changed,
    link_broken,
    link_other_site,
    anchor_broken,
    image_changed,
    number_missing,
    number_extra,
    number_changed,
    number_order_swapped,
    unit_changed,
    date_changed,
    modified_date_changed,
    year_shortened,
    version_bound_changed,
    polarity_flipped,
    opposite_word,
    section_missing,
    section_extra,
    section_moved,
    sentence_missing,
    sentence_extra,
    block_missing,
    block_extra,
    list_item_missing,
    table_row_missing,
    table_cell_changed,
    note_missing,
    note_class_changed,
    qualifier_missing,
    placeholder_leaked,
    could_not_align,
    untranslated_text,
    untranslated_page,
    wrong_script,
    regional_term,
    wrong_locale,
    title_differs,
    front_matter_differs,
    term_translated,
    topic_missing_in_locale,
    topic_orphan,
    duplicate_topic_id,
    stale_translation,
    unreadable_file,
    partly_read,
    unused_suppression,
}

/// The check with this id.
pub fn find(id: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.id == id)
}

/// The check that judges differences of this kind and change, if any does.
pub(crate) fn judge_of(kind: ClaimKind, change: Change) -> impl Iterator<Item = &'static Check> {
    CHECKS.iter().filter(move |check| match check.scope {
        Scope::Difference { kinds, changes, .. } => {
            kinds.contains(&kind) && (changes.is_empty() || changes.contains(&change))
        }
        _ => false,
    })
}
