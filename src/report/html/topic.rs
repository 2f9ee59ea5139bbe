//! A topic's locales side by side, with its findings and its claims.

use std::collections::BTreeSet;
use std::io;

use askama::Template;
use rustc_hash::FxHashMap;

use super::{Inputs, class, kind, overview, rendered, visible};
use crate::claim::Values;
use crate::compare::PageView;
use crate::corpus::{Corpus, Topic};
use crate::finding::{Evidence, Finding, Severity};
use crate::locale::Locale;
use crate::matrix;
use crate::pipeline;
use crate::report::context::name;
use crate::report::harmless;
use crate::report::terminal::{explained, explains};
use crate::side_by_side::{Cell, Column, Row, RowKind, Run, SideBySide, side_by_side};

/// Characters of a claim that its row shows.
const LONGEST_CLAIM: usize = 300;

/// Bytes from which a text that is the source's own is not written again.
const SHORTEST_SAME: usize = 16;

/// What the pages of all topics need, made once.
pub(super) struct Shared<'i> {
    /// In how many topics each pattern occurs, by its id.
    patterns: FxHashMap<&'i str, usize>,
    /// The folder that all pages of the set have in common, with the slash
    /// behind it; long ones in every path of every page would be most of the page.
    root: &'i str,
}

impl<'i> Shared<'i> {
    pub(super) fn of(inputs: &Inputs<'i>) -> Shared<'i> {
        Shared { patterns: overview::patterns(inputs.report), root: root(inputs.corpus) }
    }
}

/// The longest folder that the paths of all pages begin with, with the slash behind it.
fn root(corpus: &Corpus) -> &str {
    let files = corpus.topics.iter().flat_map(|topic| topic.pages.values().flatten());
    let mut paths = files.map(|file| file.path.as_str());
    let mut root = paths.next().map_or("", folder);
    for path in paths {
        while !path.starts_with(root) {
            root = folder(&root[..root.len() - 1]);
        }
    }
    root
}

/// A path up to its last slash.
fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..=slash])
}

/// A topic's page without its frame, and what the matrix of the set takes of it.
pub(super) struct Written {
    pub(super) body: String,
    pub(super) rows: Vec<matrix::Row>,
    /// For each column of the matrix, the row of the page that each block stands in.
    pub(super) anchors: Vec<Option<Vec<u32>>>,
}

#[derive(Template)]
#[template(path = "body.html")]
struct Body {
    topic: TopicBody,
}

struct TopicBody {
    /// Where the topic stands in a single file; empty if it has a file of its own.
    anchor: String,
    id: String,
    title: String,
    source_locale: String,
    /// The folder that the paths of the pages begin at.
    root: String,
    pages: Vec<PageEntry>,
    columns: Vec<String>,
    loose: Vec<Note>,
    rows: Vec<RowView>,
    matrix_columns: Vec<String>,
    claims: Vec<ClaimRow>,
    claims_anchor: String,
}

struct PageEntry {
    locale: String,
    /// Below the folder that all pages of the set have in common.
    path: String,
    unrelated: bool,
}

struct RowView {
    class: String,
    anchor: String,
    /// The line of each cell, in order of the cells; the script puts them into their cells.
    lines: String,
    cells: Vec<Option<CellView>>,
    findings: Vec<Note>,
}

struct CellView {
    /// Empty for the source, whose locale is that of the table.
    locale: String,
    class: &'static str,
    /// Columns that it stands for: all, where every page says the same.
    columns: usize,
    runs: Vec<RunView>,
}

struct RunView {
    text: String,
    mark: Option<&'static str>,
}

/// A finding as it is told.
struct Note {
    class: &'static str,
    anchor: String,
    kind: String,
    severity: &'static str,
    rule: &'static str,
    locale: String,
    message: String,
    remark: String,
    places: Vec<String>,
}

struct ClaimRow {
    kind: &'static str,
    value: String,
    cells: Vec<ClaimCell>,
}

struct ClaimCell {
    class: &'static str,
    text: String,
    anchor: String,
}

/// The place of a finding in its page.
pub(super) fn anchor(finding: &Finding) -> String {
    format!("f-{}", finding.fingerprint)
}

/// Renders the topic with this index.
pub(super) fn render(
    inputs: &Inputs<'_>,
    index: usize,
    findings: &[Finding],
    place: &str,
    shared: &Shared<'_>,
) -> io::Result<Written> {
    let corpus = inputs.corpus;
    let topic = &corpus.topics[index];
    let mut values = Values::default();
    let columns = matrix::columns(corpus);
    let read = |locale: &Locale| pipeline::claims(corpus, topic.page(locale)?, &mut values);
    let views: Vec<Option<PageView>> = columns.iter().map(read).collect();
    let all: Vec<Option<&PageView>> = views.iter().map(Option::as_ref).collect();
    let rows = matrix::rows(&topic.id, &all, &values);
    let pairs = inputs.aligned.get(index).map_or(&[][..], Vec::as_slice);
    let is_shown = |view: &&PageView| {
        let locale = &view.page.locale;
        *locale == corpus.source_locale || pairs.iter().any(|pair| pair.locale == *locale)
    };
    let has_source = topic.pages.contains_key(&corpus.source_locale);
    let shown: Vec<&PageView> = views.iter().flatten().filter(|view| is_shown(view)).filter(|_| has_source).collect();
    let sides = side_by_side(&shown, pairs, findings);
    let anchors: Vec<Option<Vec<u32>>> = columns
        .iter()
        .map(|locale| Some(sides.columns.iter().find(|column| column.locale == *locale)?.row_of_block.clone()))
        .collect();
    let prefix = if place.is_empty() { String::new() } else { format!("{place}-") };
    // A locale without a page says nothing of any claim.
    let has_page: Vec<bool> = views.iter().map(Option::is_some).collect();
    let claims = claims(&rows, &anchors, &has_page, &prefix);
    let explained = explained(findings);
    let notes: Vec<Note> = findings.iter().map(|finding| note(finding, topic, &shared.patterns, &explained)).collect();
    let body = body(inputs, index, &sides, findings, notes, claims, place, &prefix, shared.root);
    Ok(Written { body: rendered(&Body { topic: body })?, rows, anchors })
}

#[allow(clippy::too_many_arguments, reason = "they are the parts of one page, made one by one")]
fn body(
    inputs: &Inputs<'_>,
    index: usize,
    sides: &SideBySide,
    findings: &[Finding],
    notes: Vec<Note>,
    claims: Vec<ClaimRow>,
    place: &str,
    prefix: &str,
    root: &str,
) -> TopicBody {
    let topic = &inputs.corpus.topics[index];
    let mut notes: Vec<Option<Note>> = notes.into_iter().map(Some).collect();
    let linked: BTreeSet<&str> = claims
        .iter()
        .flat_map(|claim| &claim.cells)
        .filter_map(|cell| cell.anchor.strip_prefix(prefix))
        .filter(|anchor| !anchor.is_empty())
        .collect();
    let columns = matrix::columns(inputs.corpus).into_iter();
    let row = |(number, row): (usize, &Row)| {
        let anchor = format!("r{number}");
        RowView {
            class: row_class(row),
            lines: lines(row),
            anchor: if linked.contains(anchor.as_str()) { format!("{prefix}{anchor}") } else { String::new() },
            cells: cells(row, sides, findings),
            findings: row.findings.iter().filter_map(|&index| notes[index].take()).collect(),
        }
    };
    let rows = sides.rows.iter().enumerate().map(row).collect();
    let page = |(locale, files): (&Locale, &Vec<crate::corpus::PageFile>)| {
        let unrelated = sides.columns.iter().any(|column| column.locale == *locale && column.unrelated);
        let entry = |file: &crate::corpus::PageFile| PageEntry {
            locale: locale.as_str().to_owned(),
            path: harmless(file.path.as_str().strip_prefix(root).unwrap_or(file.path.as_str())).into_owned(),
            unrelated,
        };
        files.iter().map(entry).collect::<Vec<_>>()
    };
    TopicBody {
        anchor: place.to_owned(),
        id: harmless(&topic.id).into_owned(),
        title: overview::title(topic, &inputs.corpus.source_locale),
        source_locale: inputs.corpus.source_locale.as_str().to_owned(),
        pages: topic.pages.iter().flat_map(page).collect(),
        root: harmless(root).into_owned(),
        columns: sides.columns.iter().map(|column| column.locale.as_str().to_owned()).collect(),
        rows,
        loose: notes.into_iter().flatten().collect(),
        matrix_columns: columns
            .filter(|locale| topic.page(locale).is_some())
            .map(|locale| locale.as_str().to_owned())
            .collect(),
        claims,
        claims_anchor: format!("{prefix}claims"),
    }
}

/// One word for the styles: the kind, with `N` before it in a note.
fn row_class(row: &Row) -> String {
    let note = if row.is_note { "N" } else { "" };
    match row.kind {
        RowKind::Heading(level) => format!("{note}H{level}"),
        RowKind::Paragraph if row.depth > 0 => format!("{note}L2"),
        RowKind::Paragraph => note.to_owned(),
        RowKind::Item if row.depth > 1 => format!("{note}L2"),
        RowKind::Item => format!("{note}L"),
        RowKind::TableCell => format!("{note}T"),
        RowKind::Code => format!("{note}K"),
    }
}

/// Whether every page says the same in a row, and nothing is to be told of it.
fn is_alike(row: &Row) -> bool {
    let Some((Some(source), others)) = row.cells.split_first() else { return false };
    let is_plain = |cell: &Cell| !cell.moved && !cell.unsure && cell.runs.iter().all(|run| run.finding.is_none());
    let text = |cell: &Cell| cell.runs.iter().map(|run| run.text.as_str()).collect::<String>();
    let same = |cell: &Option<Cell>| cell.as_ref().is_some_and(|cell| is_plain(cell) && text(cell) == text(source));
    row.findings.is_empty() && !others.is_empty() && is_plain(source) && others.iter().all(same)
}

fn lines(row: &Row) -> String {
    row.cells.iter().flatten().map(|cell| cell.line.to_string()).collect::<Vec<_>>().join(" ")
}

fn cells(row: &Row, sides: &SideBySide, findings: &[Finding]) -> Vec<Option<CellView>> {
    let source = row.cells.first().and_then(Option::as_ref);
    let mark = |index: usize| findings.get(index).map(|finding| class(finding.severity));
    let run = |run: &Run| RunView { text: visible(&run.text), mark: run.finding.and_then(mark) };
    if let (true, Some(source)) = (is_alike(row), source) {
        return vec![Some(CellView {
            locale: String::new(),
            class: "",
            columns: row.cells.len(),
            runs: source.runs.iter().map(run).collect(),
        })];
    }
    // Where something is missing, no words can be marked, so the cell is.
    let about = |locale: &Locale| {
        let own = row.findings.iter().filter_map(|&index| findings.get(index));
        own.filter(|finding| finding.locale == *locale).map(|finding| finding.severity).max()
    };
    let cell = |(index, (cell, column)): (usize, (&Option<Cell>, &Column))| {
        let cell = cell.as_ref()?;
        // Code mostly, and words that were left as they are.
        let is_same = index > 0
            && source.is_some_and(|source| match (source.runs.as_slice(), cell.runs.as_slice()) {
                ([one], [other]) => one.finding.is_none() && one == other && one.text.len() > SHORTEST_SAME,
                _ => false,
            });
        Some(CellView {
            locale: if index == 0 { String::new() } else { column.locale.as_str().to_owned() },
            class: match (about(&column.locale), is_same, cell.moved, cell.unsure) {
                (_, true, ..) => "s",
                (Some(Severity::Error), ..) => "xe",
                (Some(Severity::Warning), ..) => "xw",
                (Some(Severity::Note), ..) => "xn",
                (None, _, true, _) => "moved",
                (None, _, false, true) => "unsure",
                _ => "",
            },
            columns: 1,
            runs: match is_same {
                true => vec![RunView { text: "=".to_owned(), mark: None }],
                false => cell.runs.iter().map(run).collect(),
            },
        })
    };
    row.cells.iter().zip(&sides.columns).enumerate().map(cell).collect()
}

fn note(
    finding: &Finding,
    topic: &Topic,
    patterns: &FxHashMap<&str, usize>,
    explained: &FxHashMap<&str, usize>,
) -> Note {
    let mut remarks = Vec::from_iter(explains(finding, explained));
    if finding.confidence.get() < 0.75 {
        remarks.push(format!("not sure: {:.2}", finding.confidence.get()));
    }
    if finding.explained_by.is_some() {
        remarks.push("may be explained by the age of the translation".to_owned());
    }
    let topics = finding.pattern.as_deref().and_then(|pattern| patterns.get(pattern)).copied().unwrap_or(1);
    if topics > 1 {
        remarks.push(format!("the same in {topics} topics"));
    }
    // The page of a locale is named on top; only another one needs its path here.
    let place = |evidence: &Evidence| {
        let is_known = topic.page(&evidence.locale).is_some_and(|page| page.path.as_str() == evidence.path);
        let path = if is_known { evidence.locale.as_str().into() } else { harmless(&evidence.path) };
        format!("{path}:{}", evidence.line)
    };
    Note {
        class: class(finding.severity),
        anchor: anchor(finding),
        kind: kind(finding),
        severity: name(finding.severity),
        rule: finding.rule,
        locale: finding.locale.as_str().to_owned(),
        message: harmless(&finding.message).into_owned(),
        remark: remarks.join("; "),
        places: [&finding.target, &finding.source].into_iter().flatten().map(place).collect(),
    }
}

fn claims(rows: &[matrix::Row], anchors: &[Option<Vec<u32>>], has_page: &[bool], prefix: &str) -> Vec<ClaimRow> {
    // In a single file there is no other place for those that do not differ.
    let all = !prefix.is_empty();
    let row = |row: &matrix::Row| {
        let cell = |(column, cell): (usize, &matrix::Cell)| {
            let place = row.places[column];
            let line = place.and_then(|place| anchors[column].as_ref()?.get(place.block as usize));
            let text = match (cell, place) {
                (matrix::Cell::Present, Some(place)) => place.line.to_string(),
                (matrix::Cell::Present, None) => cell.as_str().to_owned(),
                (matrix::Cell::Changed(value), _) => shortened(value),
                (cell, _) => cell.as_str().to_owned(),
            };
            let class = match cell {
                matrix::Cell::Present => "",
                matrix::Cell::Missing | matrix::Cell::Negated => "m",
                matrix::Cell::Changed(_) | matrix::Cell::Unsure => "c",
                matrix::Cell::NoPage => "o",
            };
            ClaimCell { class, text, anchor: line.map_or(String::new(), |row| format!("{prefix}r{row}")) }
        };
        let cells = row.cells.iter().enumerate().filter(|(column, _)| has_page[*column]).map(cell).collect();
        ClaimRow { kind: row.kind.as_str(), value: shortened(&row.value), cells }
    };
    rows.iter().filter(|row| all || row.differs()).map(row).collect()
}

fn shortened(text: &str) -> String {
    harmless(text).chars().take(LONGEST_CLAIM).collect()
}
