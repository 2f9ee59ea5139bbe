//! The claim matrix: claims down, locales across.
//!
//! A row is one claim of one topic, a cell what the pages of one locale say of
//! it. The matrix tells what each page claims as a whole, wherever on the page
//! it stands; `check` is what looks at aligned places.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::bitext;
use crate::claim::{Claim, ClaimKind, Value, Values};
use crate::compare::PageView;
use crate::corpus::{Corpus, Topic};
use crate::locale::Locale;
use crate::pipeline;
use crate::source::LineIndex;

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
    /// What it speaks of, without what it says of it: the product of a version.
    pub subject: String,
    /// One for each of [`Matrix::locales`].
    pub cells: Vec<Cell>,
    /// For each of [`Matrix::locales`], where the page makes the claim first, or
    /// what it says instead.
    pub places: Vec<Option<Place>>,
}

impl Row {
    /// Whether the locales that have a page do not all say the same.
    pub fn differs(&self) -> bool {
        self.cells.iter().any(|cell| !matches!(cell, Cell::Present | Cell::NoPage))
    }
}

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// 1-based line of the file.
    pub line: u32,
    /// The block, as an index into the page's blocks.
    pub block: u32,
}

/// What one locale says of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// It makes the claim.
    Present,
    /// It does not.
    Missing,
    /// It makes the claim in a sentence that says the opposite of what the source
    /// says of it: supported, not supported.
    Negated,
    /// It says something else of the same subject, which the source does not say.
    Changed(String),
    /// It may make the claim: the words are there, or a part of what they say.
    Unsure,
    /// The topic has no page in this locale.
    NoPage,
}

impl Cell {
    /// As it is written in every format, without the other value of a change.
    pub fn as_str(&self) -> &'static str {
        match self {
            Cell::Present => "present",
            Cell::Missing => "missing",
            Cell::Negated => "negated",
            Cell::Changed(_) => "changed",
            Cell::Unsure => "unsure",
            Cell::NoPage => "no page",
        }
    }

    /// The value that a changed claim has.
    pub fn other(&self) -> Option<&str> {
        match self {
            Cell::Changed(value) => Some(value),
            _ => None,
        }
    }
}

/// Which rows are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// If any, only claims of these kinds.
    pub kinds: Vec<ClaimKind>,
    /// If any, only claims about a product whose name has one of these words in it.
    pub products: Vec<String>,
    /// If any, only topics whose id has one of these in it.
    pub topics: Vec<String>,
    /// Only claims that the locales do not all make.
    pub only_differences: bool,
}

impl Filter {
    /// Whether a row is wanted.
    pub fn takes(&self, row: &Row) -> bool {
        let names = |wanted: &[String], text: &str| {
            let text = text.to_lowercase();
            wanted.is_empty() || wanted.iter().any(|name| text.contains(&name.to_lowercase()))
        };
        let of_kind = self.kinds.is_empty() || self.kinds.contains(&row.kind);
        let of_product =
            self.products.is_empty() || (row.kind == ClaimKind::Version && names(&self.products, &row.value));
        of_kind && of_product && names(&self.topics, &row.topic) && (!self.only_differences || row.differs())
    }
}

/// Reads all pages of a corpus and puts their claims side by side. `progress` is
/// called from any thread with the number of topics done since its last call.
/// Rows that `filter` does not take are left out.
pub fn build(corpus: &Corpus, filter: &Filter, progress: &(dyn Fn(u64) + Sync)) -> Matrix {
    let locales = columns(corpus);
    let of_topic = |topic: &Topic| {
        let mut values = Values::default();
        let page = |locale: &Locale| pipeline::claims(corpus, topic.page(locale)?, &mut values);
        let views: Vec<Option<PageView>> = locales.iter().map(page).collect();
        let views: Vec<Option<&PageView>> = views.iter().map(Option::as_ref).collect();
        let mut rows = rows(&topic.id, &views, &values);
        rows.retain(|row| filter.takes(row));
        progress(1);
        rows
    };
    let rows = corpus.topics.par_iter().flat_map_iter(of_topic).collect();
    Matrix { source_locale: corpus.source_locale.clone(), locales, rows }
}

/// The columns of a matrix: the source locale, then the others in alphabetical order.
pub fn columns(corpus: &Corpus) -> Vec<Locale> {
    let mut locales = vec![corpus.source_locale.clone()];
    locales.extend(corpus.locales.iter().filter(|locale| **locale != corpus.source_locale).cloned());
    locales
}

/// The claims of one locale's page.
struct Claims<'v> {
    view: &'v PageView,
    lines: LineIndex,
    /// What it claims, and what its numbers and dates would say in another notation.
    values: FxHashMap<(ClaimKind, Value), &'v Claim>,
    /// What it claims in passing.
    soft: FxHashSet<(ClaimKind, Value)>,
    /// The values that the page gives a subject.
    by_subject: FxHashMap<(ClaimKind, Value), Vec<&'v Claim>>,
    /// What is said of a claim in its sentences: subject and value of each "not supported".
    polarities: FxHashMap<(ClaimKind, Value), Vec<(Value, Value)>>,
}

impl<'v> Claims<'v> {
    fn of(view: &'v PageView) -> Claims<'v> {
        let mut claims = Claims {
            view,
            lines: LineIndex::new(&view.page.source),
            values: FxHashMap::default(),
            soft: FxHashSet::default(),
            by_subject: FxHashMap::default(),
            polarities: FxHashMap::default(),
        };
        for claim in &view.claims {
            if claim.soft {
                claims.soft.insert((claim.kind, claim.value));
            }
            if let Some(value) = claim.alternate {
                claims.values.entry((claim.kind, value)).or_insert(claim);
            }
            if let Entry::Vacant(entry) = claims.values.entry((claim.kind, claim.value)) {
                entry.insert(claim);
                claims.by_subject.entry((claim.kind, claim.subject)).or_default().push(claim);
            }
        }
        claims.read_polarities();
        claims
    }

    /// Puts the versions and commands of each sentence together with what it says of them.
    fn read_polarities(&mut self) {
        let mut sentences = Vec::new();
        for block in self.view.claims.chunk_by(|one, other| one.block == other.block) {
            if !block.iter().any(|claim| claim.kind == ClaimKind::Polarity && !claim.soft) {
                continue;
            }
            sentences.clear();
            bitext::cut(&self.view.page, self.view.block_of(&block[0]), &mut sentences);
            for sentence in &sentences {
                let inside = || block.iter().filter(|claim| !claim.soft && sentence.contains(claim.text));
                let said = || inside().filter(|claim| claim.kind == ClaimKind::Polarity);
                for claim in inside().filter(|claim| matches!(claim.kind, ClaimKind::Version | ClaimKind::Command)) {
                    let known = self.polarities.entry((claim.kind, claim.value)).or_default();
                    known.extend(said().map(|polarity| (polarity.subject, polarity.value)));
                }
            }
        }
    }

    fn made(&self, claim: &Claim) -> Option<&'v Claim> {
        let has = |value: Value| self.values.get(&(claim.kind, value)).copied();
        has(claim.value).or_else(|| claim.alternate.and_then(has))
    }

    /// What it says of the claim's subject and `source` does not say: the value
    /// that is most like the claim's.
    fn contradicts(&self, claim: &Claim, source: Option<&Claims<'_>>, values: &Values) -> Option<&'v Claim> {
        let said = |other: &Claim| source.is_some_and(|source| source.values.contains_key(&(claim.kind, other.value)));
        let others = self.by_subject.get(&(claim.kind, claim.subject))?;
        let likeness = |other: &Claim| likeness(values.text(claim.value), values.text(other.value));
        let others = others.iter().copied().filter(|other| other.value != claim.value && !said(other));
        let best =
            others.map(|other| (likeness(other), other)).reduce(|best, next| if next.0 > best.0 { next } else { best });
        // Literals, addresses and lines of code have no subject that tells what stands for what.
        let needed = match claim.kind {
            ClaimKind::Literal | ClaimKind::Url | ClaimKind::Link | ClaimKind::Image | ClaimKind::CodeLine => ALIKE,
            _ => 0.0,
        };
        best.filter(|(likeness, _)| *likeness >= needed).map(|(_, other)| other)
    }

    /// Whether it says the opposite of what `source` says of the claim, and of nothing else.
    fn negates(&self, claim: &Claim, source: &Claims<'_>, values: &Values) -> bool {
        let of = |claims: &Claims<'_>| claims.polarities.get(&(claim.kind, claim.value)).cloned().unwrap_or_default();
        let (theirs, ours) = (of(source), of(self));
        let only = |said: &[(Value, Value)], subject: Value| {
            let mut found = said.iter().filter(|(about, _)| *about == subject).map(|(_, value)| *value);
            let first = found.next()?;
            found.all(|value| value == first).then_some(first)
        };
        theirs.iter().any(|&(subject, _)| {
            let (theirs, ours) = (only(&theirs, subject), only(&ours, subject));
            matches!((theirs, ours), (Some(theirs), Some(ours)) if is_opposite(values.text(theirs), values.text(ours)))
        })
    }

    fn place(&self, claim: &Claim) -> Place {
        Place { line: self.lines.line(self.view.span_of(claim).start), block: claim.block }
    }

    /// What the page says of a claim of the topic, and where.
    fn cell(&self, claim: &Claim, raw: &str, source: Option<&Claims<'_>>, values: &Values) -> (Cell, Option<Place>) {
        if let Some(made) = self.made(claim) {
            let is_negated = source.is_some_and(|source| self.negates(claim, source, values));
            return (if is_negated { Cell::Negated } else { Cell::Present }, Some(self.place(made)));
        }
        if let Some(other) = self.contradicts(claim, source, values) {
            return (Cell::Changed(values.text(other.value).to_owned()), Some(self.place(other)));
        }
        let is_said =
            self.soft.contains(&(claim.kind, claim.value)) || (raw.len() > 3 && self.view.page.text.contains(raw));
        (if is_said { Cell::Unsure } else { Cell::Missing }, None)
    }
}

/// How alike two values must be for one to stand in the place of the other.
const ALIKE: f64 = 0.6;

/// Characters of a value that are looked at.
const LOOKED_AT: usize = 120;

/// How alike two values are, 0.0 to 1.0.
fn likeness(one: &str, other: &str) -> f64 {
    let beginning = |text: &str| text.chars().take(LOOKED_AT).collect::<String>();
    strsim::normalized_levenshtein(&beginning(one), &beginning(other))
}

/// `required:yes` and `required:no`; a negation of no certain word is no opposite.
fn is_opposite(one: &str, other: &str) -> bool {
    match (one.rsplit_once(':'), other.rsplit_once(':')) {
        (Some((one, "yes")), Some((other, "no"))) | (Some((one, "no")), Some((other, "yes"))) => {
            one == other && one != "negation"
        }
        _ => false,
    }
}

/// The rows of a topic: `views` are its pages in order of the columns.
pub fn rows(topic: &str, views: &[Option<&PageView>], values: &Values) -> Vec<Row> {
    let claims: Vec<Option<Claims<'_>>> = views.iter().map(|view| view.map(Claims::of)).collect();
    let source = claims.first().and_then(Option::as_ref);
    let mut seen = FxHashSet::default();
    let mut rows = Vec::new();
    // The absence of what is said in passing says nothing, so it makes no row.
    for view in views.iter().flatten() {
        for claim in view.claims.iter().filter(|claim| !claim.soft) {
            if !seen.insert((claim.kind, claim.value)) {
                continue;
            }
            let raw = view.text_of(claim);
            let cell = |claims: &Option<Claims<'_>>| match claims {
                None => (Cell::NoPage, None),
                Some(claims) => claims.cell(claim, raw, source, values),
            };
            let (cells, places) = claims.iter().map(cell).unzip();
            rows.push(Row {
                topic: topic.to_owned(),
                kind: claim.kind,
                value: values.text(claim.value).to_owned(),
                subject: values.text(claim.subject).to_owned(),
                cells,
                places,
            });
        }
    }
    rows.sort_unstable_by(|one, other| (one.kind, &one.value).cmp(&(other.kind, &other.value)));
    rows
}

/// What the whole set claims: topics counted, not listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetRow {
    /// What the claim is about.
    pub kind: ClaimKind,
    /// Its canonical value.
    pub value: String,
    /// Topics in which any locale makes the claim.
    pub topics: u32,
    /// For each locale, topics in which it makes the claim, lacks it, and says something else.
    pub counts: Vec<SetCount>,
}

/// In how many topics a locale says what of a claim.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct SetCount {
    /// It makes the claim.
    pub present: u32,
    /// It has a page that does not.
    pub missing: u32,
    /// It says something else, or the opposite, or it is not certain.
    pub other: u32,
}

impl Matrix {
    /// Counts each claim over all topics, by kind and value.
    pub fn by_corpus(&self) -> Vec<SetRow> {
        let mut rows: BTreeMap<(ClaimKind, &str), SetRow> = BTreeMap::new();
        for row in &self.rows {
            let set = rows.entry((row.kind, &row.value)).or_insert_with(|| SetRow {
                kind: row.kind,
                value: row.value.clone(),
                topics: 0,
                counts: vec![SetCount::default(); self.locales.len()],
            });
            set.topics += 1;
            for (count, cell) in set.counts.iter_mut().zip(&row.cells) {
                match cell {
                    Cell::Present => count.present += 1,
                    Cell::Missing => count.missing += 1,
                    Cell::Negated | Cell::Changed(_) | Cell::Unsure => count.other += 1,
                    Cell::NoPage => {}
                }
            }
        }
        rows.into_values().collect()
    }
}
