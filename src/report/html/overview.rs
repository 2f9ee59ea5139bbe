//! The first page: where the findings are, what is covered, what repeats, what
//! was not checked, and all topics, the worst first.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use askama::Template;
use rustc_hash::{FxHashMap, FxHasher};

use super::{Frame, Inputs, facet, kind, visible};
use crate::corpus::{Coverage, Topic};
use crate::finding::{Finding, Kind, Report, Severity};
use crate::locale::Locale;
use crate::report::harmless;
use crate::report::summary::thousands;
use crate::report::terminal::plural;

/// Patterns that are listed, the most frequent first.
const MOST_PATTERNS: usize = 50;

/// Files and pages that are listed as not checked.
const MOST_UNCHECKED: usize = 200;

/// Characters of a topic's title in the list and in the name of its file.
const LONGEST_TITLE: usize = 160;
const LONGEST_NAME: usize = 48;

/// A topic with its findings.
pub(super) struct Listed<'i> {
    /// Its place in the corpus.
    pub(super) index: usize,
    /// The name of its page, without an ending: stable, unique, and harmless.
    pub(super) name: String,
    pub(super) title: String,
    pub(super) findings: &'i [Finding],
    counts: [usize; 3],
}

/// All topics, those with most errors first.
pub(super) fn listed<'i>(inputs: &Inputs<'i>) -> Vec<Listed<'i>> {
    let groups = inputs.report.findings.chunk_by(|one, other| one.topic == other.topic);
    let by_topic: FxHashMap<&str, &[Finding]> = groups.map(|group| (group[0].topic.as_str(), group)).collect();
    let listed = |(index, topic): (usize, &Topic)| {
        let findings = by_topic.get(topic.id.as_str()).copied().unwrap_or_default();
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        let counts = [Severity::Error, Severity::Warning, Severity::Note].map(count);
        Listed { index, name: name(&topic.id), title: title(topic, &inputs.corpus.source_locale), findings, counts }
    };
    let mut topics: Vec<Listed<'_>> = inputs.corpus.topics.iter().enumerate().map(listed).collect();
    topics.retain(|topic| !topic.findings.is_empty() || is_checked(inputs, topic.index));
    // Stable: those that are alike stay in the order of their ids.
    topics.sort_by_key(|topic| std::cmp::Reverse(topic.counts));
    topics
}

/// Whether a topic was compared, or has nothing to be compared with.
fn is_checked(inputs: &Inputs<'_>, index: usize) -> bool {
    let topic = &inputs.corpus.topics[index];
    let is_comparable = topic.pages.len() > 1 && topic.pages.contains_key(&inputs.corpus.source_locale);
    !is_comparable || inputs.aligned.get(index).is_some_and(|pairs| !pairs.is_empty())
}

/// What a topic is called.
pub(super) fn title(topic: &Topic, source: &Locale) -> String {
    let page = topic.page(source).or_else(|| topic.pages.values().flatten().next());
    let title = page.and_then(|page| page.title.as_deref()).unwrap_or(&topic.id);
    let title: String = harmless(title).chars().take(LONGEST_TITLE).collect();
    if title.trim().is_empty() { "(no title)".to_owned() } else { title }
}

/// A name for a topic's file: what is harmless of its id, and a number that
/// tells it from ids that look alike.
fn name(id: &str) -> String {
    let plain = |character: char| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '-' };
    let words: String = id.chars().map(plain).collect();
    let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).collect();
    let words: String = words.join("-").chars().take(LONGEST_NAME).collect();
    let mut hasher = FxHasher::default();
    id.hash(&mut hasher);
    format!("{words}-{:08x}", hasher.finish() as u32)
}

/// In how many topics each pattern occurs, by its id.
pub(super) fn patterns(report: &Report) -> FxHashMap<&str, usize> {
    let mut topics: FxHashMap<&str, BTreeSet<&str>> = FxHashMap::default();
    for finding in &report.findings {
        if let Some(pattern) = &finding.pattern {
            topics.entry(pattern).or_default().insert(&finding.topic);
        }
    }
    topics.into_iter().map(|(pattern, topics)| (pattern, topics.len())).collect()
}

#[derive(Template)]
#[template(path = "overview.html")]
pub(super) struct Page {
    frame: Frame,
    title: &'static str,
    overview: Overview,
}

struct Overview {
    source_locale: String,
    matrix: bool,
    totals: Vec<Total>,
    kinds: Vec<String>,
    heat_kinds: Vec<String>,
    heat: Vec<HeatRow>,
    coverage: Vec<CoverageRow>,
    patterns: Vec<PatternRow>,
    more_patterns: usize,
    unchecked: Vec<String>,
    more_unchecked: usize,
    topics: Vec<TopicRow>,
    inline_topics: Vec<String>,
}

struct Total {
    class: &'static str,
    number: String,
    words: String,
}

struct HeatRow {
    locale: String,
    cells: Vec<HeatCell>,
}

struct HeatCell {
    kind: String,
    count: usize,
    errors: usize,
    heat: usize,
}

struct CoverageRow {
    locale: String,
    is_source: bool,
    topics: usize,
    percent: usize,
    missing: usize,
    orphans: usize,
    duplicates: usize,
}

struct PatternRow {
    topics: usize,
    rule: &'static str,
    locales: String,
    message: String,
    example: String,
}

struct TopicRow {
    facets: String,
    address: String,
    title: String,
    errors: usize,
    warnings: usize,
    notes: usize,
}

/// Where a topic, or a finding of it, is shown.
type Address<'a> = &'a dyn Fn(&str, Option<&Finding>) -> String;

pub(super) fn page(
    inputs: &Inputs<'_>,
    listed: &[Listed<'_>],
    frame: Frame,
    matrix: bool,
    address: Address<'_>,
    inline_topics: Vec<String>,
) -> Page {
    let report = inputs.report;
    let kinds: BTreeSet<String> = report.findings.iter().map(kind).collect();
    let kinds: Vec<String> = kinds.into_iter().collect();
    // What matters most comes first; what has notes alone has no column.
    let grave = report.findings.iter().filter(|finding| finding.severity > Severity::Note);
    let in_order: BTreeMap<Kind, String> = grave.map(|finding| (finding.kind, kind(finding))).collect();
    let heat_kinds: Vec<String> = in_order.into_values().collect();
    let (patterns, more_patterns) = pattern_rows(report, listed, address);
    let (unchecked, more_unchecked) = unchecked(inputs);
    let single = !matrix;
    let topic = |topic: &Listed<'_>| {
        let facets: BTreeSet<String> = topic.findings.iter().map(facet).collect();
        let [errors, warnings, notes] = topic.counts;
        TopicRow {
            facets: facets.into_iter().collect::<Vec<_>>().join(" "),
            // In a single file, topics without findings have no place of their own.
            address: if single && topic.findings.is_empty() {
                "#topics".to_owned()
            } else {
                address(&topic.name, None)
            },
            title: topic.title.clone(),
            errors,
            warnings,
            notes,
        }
    };
    let overview = Overview {
        source_locale: report.source_locale.as_str().to_owned(),
        matrix,
        totals: totals(report),
        heat: heat(inputs, &heat_kinds),
        heat_kinds,
        kinds,
        coverage: coverage(inputs),
        patterns,
        more_patterns,
        unchecked,
        more_unchecked,
        topics: listed.iter().map(topic).collect(),
        inline_topics,
    };
    Page { frame, title: "Translations compared", overview }
}

fn totals(report: &Report) -> Vec<Total> {
    let of = |severity: Severity, class, word| {
        let count = report.findings.iter().filter(|finding| finding.severity == severity).count();
        Total { class, number: thousands(count as u64), words: plural(count, word) }
    };
    let stats = &report.stats;
    let amount = |count: u64, word| Total { class: "", number: thousands(count), words: plural(count as usize, word) };
    vec![
        of(Severity::Error, "e", "error"),
        of(Severity::Warning, "w", "warning"),
        of(Severity::Note, "n", "note"),
        amount(stats.topics, "topic"),
        amount(stats.pages, "page"),
        amount(stats.claims, "claim"),
    ]
}

fn heat(inputs: &Inputs<'_>, kinds: &[String]) -> Vec<HeatRow> {
    let mut counts: BTreeMap<(&str, String), (usize, usize)> = BTreeMap::new();
    for finding in inputs.report.findings.iter().filter(|finding| finding.severity > Severity::Note) {
        let count = counts.entry((finding.locale.as_str(), kind(finding))).or_default();
        count.0 += 1;
        count.1 += usize::from(finding.severity == Severity::Error);
    }
    let most = counts.values().map(|count| count.0).max().unwrap_or(0).max(1);
    // Few cells have nearly all findings, so that a step is a factor and not a difference.
    let warmth = |count: usize| match count {
        0 => 0,
        count => 1 + (4.0 * (count as f64).ln_1p() / (most as f64).ln_1p()).round() as usize,
    };
    let locales = inputs.corpus.locales.iter();
    let source = inputs.report.source_locale.as_str();
    let row = |locale: &Locale| {
        let cell = |kind: &String| {
            let (count, errors) = counts.get(&(locale.as_str(), kind.clone())).copied().unwrap_or_default();
            HeatCell { kind: kind.clone(), count, errors, heat: warmth(count).min(5) }
        };
        HeatRow { locale: locale.as_str().to_owned(), cells: kinds.iter().map(cell).collect() }
    };
    // Few findings are about the source itself.
    locales.map(row).filter(|row| row.locale != source || row.cells.iter().any(|cell| cell.count > 0)).collect()
}

fn coverage(inputs: &Inputs<'_>) -> Vec<CoverageRow> {
    let coverage = Coverage::of(inputs.corpus);
    let source = coverage.locales.iter().find(|row| row.locale == coverage.source_locale);
    let all = source.map_or(0, |row| row.topics);
    let row = |row: &crate::corpus::LocaleCoverage| CoverageRow {
        locale: row.locale.as_str().to_owned(),
        is_source: row.locale == coverage.source_locale,
        topics: row.topics,
        percent: (all.saturating_sub(row.missing) * 100).checked_div(all).unwrap_or(0),
        missing: row.missing,
        orphans: row.orphans,
        duplicates: row.duplicates,
    };
    coverage.locales.iter().map(row).collect()
}

/// One difference that repeats over topics.
struct Pattern<'r> {
    topics: BTreeSet<&'r str>,
    locales: BTreeSet<&'r str>,
    /// Where the first of them is shown.
    example: String,
}

fn pattern_rows(report: &Report, listed: &[Listed<'_>], address: Address<'_>) -> (Vec<PatternRow>, usize) {
    let name = |topic: &Listed<'_>| Some((topic.findings.first()?.topic.clone(), topic.name.clone()));
    let names: FxHashMap<String, String> = listed.iter().filter_map(name).collect();
    let mut rows: BTreeMap<(&'static str, &str), Pattern<'_>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.pattern.is_some()) {
        let Some(name) = names.get(&finding.topic) else { continue };
        let row = rows.entry((finding.rule, &finding.message)).or_insert_with(|| Pattern {
            topics: BTreeSet::new(),
            locales: BTreeSet::new(),
            example: address(name, Some(finding)),
        });
        row.topics.insert(&finding.topic);
        row.locales.insert(finding.locale.as_str());
    }
    rows.retain(|_, pattern| pattern.topics.len() > 1);
    let mut rows: Vec<_> = rows.into_iter().collect();
    // Stable: those of equal number stay in alphabetical order.
    rows.sort_by_key(|(_, pattern)| std::cmp::Reverse(pattern.topics.len()));
    let more = rows.len().saturating_sub(MOST_PATTERNS);
    let row = |((rule, message), pattern): ((&'static str, &str), Pattern<'_>)| PatternRow {
        topics: pattern.topics.len(),
        rule,
        locales: pattern.locales.into_iter().collect::<Vec<_>>().join(", "),
        message: harmless(message).into_owned(),
        example: pattern.example,
    };
    (rows.into_iter().take(MOST_PATTERNS).map(row).collect(), more)
}

/// What no one should take for checked.
fn unchecked(inputs: &Inputs<'_>) -> (Vec<String>, usize) {
    let corpus = inputs.corpus;
    let mut lines = Vec::new();
    for problem in &corpus.problems {
        lines.push(visible(&format!("{}: {}", problem.path, problem.message)).replace('\n', " "));
    }
    for (topic, pairs) in corpus.topics.iter().zip(inputs.aligned) {
        for pair in pairs.iter().filter(|pair| pair.unrelated) {
            let title = title(topic, &corpus.source_locale);
            lines.push(format!("{}: “{title}” does not look like a translation of its source", pair.locale));
        }
    }
    for (locale, count) in missing(inputs) {
        let topics = plural(count, "topic");
        lines.push(format!("{locale}: {} {topics} without a page in this locale", thousands(count as u64)));
    }
    let orphans = corpus.topics.iter().filter(|topic| !topic.pages.contains_key(&corpus.source_locale)).count();
    if orphans > 0 {
        lines.push(format!(
            "{} {} without a page in the source locale",
            thousands(orphans as u64),
            plural(orphans, "topic")
        ));
    }
    let skipped = (0..corpus.topics.len()).filter(|&index| !is_checked(inputs, index)).count();
    if skipped > 0 {
        lines.push(format!("{} {} that this run left out", thousands(skipped as u64), plural(skipped, "topic")));
    }
    if inputs.report.stats.suppressed > 0 {
        lines.push(format!("{} findings were suppressed", thousands(inputs.report.stats.suppressed)));
    }
    let more = lines.len().saturating_sub(MOST_UNCHECKED);
    lines.truncate(MOST_UNCHECKED);
    (lines, more)
}

fn missing<'i>(inputs: &Inputs<'i>) -> Vec<(&'i Locale, usize)> {
    let corpus = inputs.corpus;
    let lacks = |topic: &&Topic, locale: &Locale| {
        topic.pages.contains_key(&corpus.source_locale) && !topic.pages.contains_key(locale)
    };
    let count = |locale: &'i Locale| (locale, corpus.topics.iter().filter(|topic| lacks(topic, locale)).count());
    corpus.locales.iter().map(count).filter(|(_, count)| *count > 0).collect()
}
