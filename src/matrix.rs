//! The claim matrix: claims down, locales across.
//!
//! A row is one claim of one topic, a cell what the pages of one locale say of
//! it. The matrix tells what each page claims as a whole, wherever on the page
//! it stands; `check` is what looks at aligned places.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::claim::{Claim, ClaimKind, Value, Values};
use crate::compare::PageView;
use crate::corpus::{Corpus, Topic};
use crate::locale::Locale;
use crate::pipeline;

/// What each locale claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The locale that the others are held against.
    pub source_locale: Locale,
    /// The columns: the source locale, then the others in alphabetical order.
    pub locales: Vec<Locale>,
    /// By topic, kind and value.
    pub rows: Vec<Row>,
}

/// One claim of one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The topic's id.
    pub topic: String,
    /// What the claim is about.
    pub kind: ClaimKind,
    /// Its canonical value.
    pub value: String,
    /// One for each of [`Matrix::locales`].
    pub cells: Vec<Cell>,
}

/// What one locale says of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cell {
    /// It makes the claim.
    Present,
    /// It does not.
    Missing,
    /// It says something else of the same subject, which the source does not say.
    Changed,
    /// The topic has no page in this locale.
    #[serde(rename = "no page")]
    NoPage,
}

impl Cell {
    /// As it is written in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Cell::Present => "present",
            Cell::Missing => "missing",
            Cell::Changed => "changed",
            Cell::NoPage => "no page",
        }
    }
}

/// Reads all pages of a corpus and puts their claims side by side. `progress` is
/// called from any thread with the number of topics done since its last call.
pub fn build(corpus: &Corpus, progress: &(dyn Fn(u64) + Sync)) -> Matrix {
    let mut locales = vec![corpus.source_locale.clone()];
    locales.extend(corpus.locales.iter().filter(|locale| **locale != corpus.source_locale).cloned());
    let of_topic = |topic: &Topic| {
        let rows = rows(corpus, topic, &locales);
        progress(1);
        rows
    };
    let rows = corpus.topics.par_iter().flat_map_iter(of_topic).collect();
    Matrix { source_locale: corpus.source_locale.clone(), locales, rows }
}

/// The claims of one locale's page.
struct Claims {
    /// What it claims, and what its numbers and dates would say in another notation.
    values: FxHashSet<(ClaimKind, Value)>,
    /// The values that the page gives a subject.
    by_subject: FxHashMap<(ClaimKind, Value), Vec<Value>>,
}

impl Claims {
    fn of(view: &PageView) -> Claims {
        let mut claims = Claims { values: FxHashSet::default(), by_subject: FxHashMap::default() };
        for claim in &view.claims {
            claims.values.extend(claim.alternate.map(|value| (claim.kind, value)));
            if claims.values.insert((claim.kind, claim.value)) {
                claims.by_subject.entry((claim.kind, claim.subject)).or_default().push(claim.value);
            }
        }
        claims
    }

    fn makes(&self, claim: &Claim) -> bool {
        let has = |value: Value| self.values.contains(&(claim.kind, value));
        has(claim.value) || claim.alternate.is_some_and(has)
    }

    /// Whether it says of the claim's subject what `source` does not say.
    fn contradicts(&self, claim: &Claim, source: Option<&Claims>) -> bool {
        let said = |value: &Value| source.is_some_and(|source| source.values.contains(&(claim.kind, *value)));
        let others = self.by_subject.get(&(claim.kind, claim.subject));
        others.is_some_and(|others| others.iter().any(|value| *value != claim.value && !said(value)))
    }
}

fn rows(corpus: &Corpus, topic: &Topic, locales: &[Locale]) -> Vec<Row> {
    let mut values = Values::default();
    let views: Vec<Option<PageView>> =
        locales.iter().map(|locale| pipeline::claims(corpus, topic.page(locale)?, &mut values)).collect();
    let claims: Vec<Option<Claims>> = views.iter().map(|view| view.as_ref().map(Claims::of)).collect();
    let source = claims[0].as_ref();
    let mut seen = FxHashSet::default();
    let mut rows = Vec::new();
    // The absence of what is said in passing says nothing, so it makes no row.
    for claim in views.iter().flatten().flat_map(|view| &view.claims).filter(|claim| !claim.soft) {
        if !seen.insert((claim.kind, claim.value)) {
            continue;
        }
        let cell = |claims: &Option<Claims>| match claims {
            None => Cell::NoPage,
            Some(claims) if claims.makes(claim) => Cell::Present,
            Some(claims) if claims.contradicts(claim, source) => Cell::Changed,
            Some(_) => Cell::Missing,
        };
        rows.push(Row {
            topic: topic.id.clone(),
            kind: claim.kind,
            value: values.text(claim.value).to_owned(),
            cells: claims.iter().map(cell).collect(),
        });
    }
    rows.sort_unstable_by(|one, other| (one.kind, &one.value).cmp(&(other.kind, &other.value)));
    rows
}
