//! Findings for people at a terminal.
//!
//! One diagnostic a difference, as compilers write them: what is wrong, then the
//! source line and the line of each translation, with the exact words marked.
//! Findings of a topic stand together, and the same difference in several
//! locales is one diagnostic with all of them. Long lines are cut around the
//! mark by the library that draws them; whatever the pages hold, nothing of it reaches the terminal as a
//! command (`excerpt`). A summary by check, locale and pattern ends the report.

use std::collections::BTreeMap;
use std::io::{self, Write};

use annotate_snippets::renderer::{AnsiColor, DecorStyle, Style};
use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use rustc_hash::{FxHashMap, FxHashSet};

use super::context::{Rule, encoded};
use super::excerpt::{harmless, marked, shortened};
use super::summary;
use crate::finding::{Evidence, Finding, Report, Severity, Stance};
use crate::locale::Locale;

/// What the report shows of the pages.
pub trait Pages {
    /// The 1-based line of the file with this path as the findings name it,
    /// without its line end; `None` if it cannot be had.
    fn line(&self, path: &str, line: u32) -> Option<String>;

    /// What a topic is called.
    fn title(&self, topic: &str) -> Option<String>;
}

/// How the report is to look.
#[derive(Debug, Clone, Copy)]
pub struct Options<'o> {
    /// Whether to use colours.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether notes are shown one by one; they are counted in any case.
    pub notes: bool,
    /// Whether findings are shown one by one, not only counted.
    pub findings: bool,
    /// Whether to end with a summary.
    pub summary: bool,
    /// The folder that paths count from, as an absolute path, if the terminal
    /// takes hyperlinks.
    pub links: Option<&'o str>,
}

impl Options<'_> {
    /// For a file: no colours, 120 columns, everything but single notes.
    pub fn plain() -> Options<'static> {
        Options { color: false, width: 120, notes: false, findings: true, summary: true, links: None }
    }
}

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, pages: &dyn Pages, options: Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    if options.findings {
        let terminal = Terminal::new(report, pages, options);
        let is_told = |finding: &Finding| options.notes || finding.severity > Severity::Note;
        for topic in report.findings.chunk_by(|one, other| one.topic == other.topic) {
            // What explains others is told with them, and before them.
            let told: Vec<&Finding> = topic.iter().filter(|finding| is_told(finding)).collect();
            let reasons: FxHashSet<&str> = told.iter().filter_map(|finding| finding.explained_by.as_deref()).collect();
            let (mut shown, others): (Vec<&Finding>, Vec<&Finding>) = topic
                .iter()
                .filter(|finding| is_told(finding) || reasons.contains(finding.fingerprint.as_str()))
                .partition(|finding| reasons.contains(finding.fingerprint.as_str()));
            shown.extend(others);
            if !shown.is_empty() {
                terminal.topic(&shown, out)?;
            }
        }
    }
    if options.summary {
        summary::write(report, options, out)?;
    }
    Ok(())
}

/// Findings of one topic that are the same difference in several locales.
type Same<'r> = Vec<&'r Finding>;

struct Terminal<'r> {
    pages: &'r dyn Pages,
    renderer: Renderer,
    options: Options<'r>,
    source_locale: &'r Locale,
    /// In how many topics a pattern occurs.
    patterns: FxHashMap<&'r str, usize>,
    /// How many findings each finding explains.
    explained: FxHashMap<&'r str, usize>,
}

impl<'r> Terminal<'r> {
    fn new(report: &'r Report, pages: &'r dyn Pages, options: Options<'r>) -> Terminal<'r> {
        let renderer = if options.color { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Unicode).term_width(options.width);
        let patterns = patterns(&report.findings);
        let explained = explained(&report.findings);
        Terminal { pages, renderer, options, source_locale: &report.source_locale, patterns, explained }
    }

    fn topic(&self, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
        let id = &findings[0].topic;
        let title = self.pages.title(id).filter(|title| !title.is_empty() && title != id);
        let heading = match title {
            Some(title) => format!("{} ({id})", title),
            None => id.clone(),
        };
        let heading = shortened(&heading, self.options.width.saturating_sub(4));
        let bold = if self.options.color { Style::new().bold().underline() } else { Style::new() };
        writeln!(out, "{bold}── {heading}{bold:#}\n")?;
        for same in grouped(findings) {
            writeln!(out, "{}\n", self.diagnostic(&same))?;
        }
        Ok(())
    }

    fn diagnostic(&self, same: &[&Finding]) -> String {
        let first = same[0];
        let severity = same.iter().map(|finding| finding.severity).max().unwrap_or(first.severity);
        let level = match severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let locales: Vec<&str> = same.iter().map(|finding| finding.locale.as_str()).collect();
        let mut unique = locales.clone();
        unique.dedup();
        let title = format!("{}: {}", unique.join(", "), harmless(&first.message));
        let mut elements: Vec<Element<'_>> = Vec::new();
        let mut shown = FxHashSet::default();
        let sources = same.iter().filter_map(|finding| finding.source.as_ref());
        let targets = same.iter().filter_map(|finding| finding.target.as_ref());
        for evidence in sources.chain(targets) {
            if shown.insert((&evidence.path, evidence.line, evidence.column)) {
                self.evidence(evidence, &mut elements);
            }
        }
        for other in same.iter().filter(|finding| finding.message != first.message) {
            let message = format!("{}: {}", other.locale, harmless(&other.message));
            elements.push(Level::NOTE.message(message).into());
        }
        let behind: Vec<&str> = same
            .iter()
            .filter(|finding| finding.explained_by.is_some())
            .map(|finding| finding.locale.as_str())
            .collect();
        if !behind.is_empty() {
            let message = format!(
                "may be explained by `stale-translation`: the source was changed after the translation of {}",
                behind.join(", ")
            );
            elements.push(Level::NOTE.message(message).into());
        }
        for explained in same.iter().filter_map(|finding| explains(finding, &self.explained)) {
            elements.push(Level::NOTE.message(explained).into());
        }
        elements.extend(self.remarks(first).into_iter().map(|remark| Level::NOTE.message(remark).into()));
        let mut title = level.primary_title(title).id(first.rule);
        if self.options.links.is_some() {
            title = title.id_url(Rule::address(first.rule));
        }
        let drawn = self.renderer.render(&[title.elements(elements)]);
        match self.options.links {
            Some(folder) => with_links(&drawn, same, folder),
            None => drawn,
        }
    }

    fn evidence(&self, evidence: &Evidence, elements: &mut Vec<Element<'_>>) {
        let path = harmless(&evidence.path).into_owned();
        let (line, column) = (evidence.line as usize, evidence.column as usize);
        let of_source = evidence.locale == *self.source_locale;
        let kind = if of_source { AnnotationKind::Context } else { AnnotationKind::Primary };
        let label = match (&evidence.text, evidence.end_line.saturating_sub(evidence.line) as usize) {
            (None, _) => format!("{}: nothing like it here", evidence.locale),
            (Some(_), 0) => evidence.locale.to_string(),
            (Some(_), more) => format!("{}, and {more} more {}", evidence.locale, plural(more, "line")),
        };
        let start = column.max(1) - 1;
        let is_one_line = evidence.end_line <= evidence.line;
        let end = if is_one_line { evidence.end_column.max(1) as usize - 1 } else { usize::MAX };
        let marked = self.pages.line(&evidence.path, evidence.line).and_then(|line| marked(&line, start..end));
        if let Some((text, mark)) = marked {
            let snippet = Snippet::source(text).line_start(line).path(path).fold(false);
            elements.push(snippet.annotation(kind.span(mark).label(label)).into());
            return;
        }
        // Without the line, the words themselves are better than nothing.
        elements.push(Origin::path(path).line(line).char_column(column).into());
        let words = evidence.text.as_deref().and_then(|text| text.lines().next());
        if let Some(words) = words.map(|words| shortened(words, self.options.width)).filter(|words| !words.is_empty()) {
            let mark = 0..words.len();
            let snippet = Snippet::source(words).line_start(line).fold(false);
            elements.push(snippet.annotation(kind.span(mark).label(label)).into());
        }
    }

    /// What else is known of a difference.
    fn remarks(&self, finding: &Finding) -> Vec<String> {
        let mut remarks = Vec::new();
        if finding.locales.len() > 2 {
            remarks.push(stances(finding));
        }
        if finding.outlier.as_ref() == Some(self.source_locale) {
            remarks.push(format!("all translations agree against {}: the source may have changed", self.source_locale));
        }
        if finding.confidence.get() < 0.75 {
            remarks.push(format!("not sure: confidence {:.2}", finding.confidence.get()));
        }
        let topics = finding.pattern.as_deref().and_then(|pattern| self.patterns.get(pattern)).copied().unwrap_or(1);
        if topics > 1 {
            remarks.push(format!("the same in {topics} topics"));
        }
        remarks
    }
}

/// A diagnostic whose places are hyperlinks to their files (OSC 8).
fn with_links(drawn: &str, same: &[&Finding], folder: &str) -> String {
    let mut places: Vec<(String, String)> = same
        .iter()
        .flat_map(|finding| [&finding.source, &finding.target])
        .flatten()
        .map(|evidence| {
            let place = format!("{}:{}:{}", harmless(&evidence.path), evidence.line, evidence.column);
            (place, hyperlink(folder, &evidence.path, evidence.line))
        })
        .collect();
    places.sort();
    places.dedup();
    let link = |line: &str| {
        // A place stands at the end of its line, behind an arrow.
        let found = places.iter().find(|(place, _)| line.trim_end().trim_end_matches("\u{1b}[0m").ends_with(place));
        match found.and_then(|(place, address)| Some((line.rfind(place)?, place, address))) {
            Some((at, place, address)) if line.contains(['▸', '⸬']) => {
                let (before, rest) = line.split_at(at);
                format!("{before}\u{1b}]8;;{address}\u{1b}\\{place}\u{1b}]8;;\u{1b}\\{}", &rest[place.len()..])
            }
            _ => line.to_owned(),
        }
    };
    drawn.lines().map(link).collect::<Vec<_>>().join("\n")
}

/// The address of a line of a file, as terminals take it.
pub(super) fn hyperlink(folder: &str, path: &str, line: u32) -> String {
    let path = if path.starts_with('/') { path.to_owned() } else { format!("{folder}/{path}") };
    format!("file://{}#{line}", encoded(&path))
}

/// `present in en-US, fr-FR; missing in zh-CN`.
fn stances(finding: &Finding) -> String {
    let mut by_stance: BTreeMap<u8, (&str, Vec<&str>)> = BTreeMap::new();
    for (locale, stance) in &finding.locales {
        let (rank, words) = match stance {
            Stance::Present => (0, "present in"),
            Stance::Changed => (1, "changed in"),
            Stance::Missing => (2, "missing in"),
            Stance::Extra => (3, "only in"),
            Stance::NoPage => (4, "no page in"),
        };
        by_stance.entry(rank).or_insert((words, Vec::new())).1.push(locale.as_str());
    }
    let parts: Vec<String> =
        by_stance.values().map(|(words, locales)| format!("{words} {}", locales.join(", "))).collect();
    parts.join("; ")
}

/// The same differences together, in the order of the first of each.
fn grouped<'r>(findings: &[&'r Finding]) -> Vec<Same<'r>> {
    let mut index: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    let mut groups: Vec<Same<'r>> = Vec::new();
    for &finding in findings {
        let next = groups.len();
        let at = *index.entry((finding.rule, &finding.group)).or_insert(next);
        match groups.get_mut(at) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// How many findings each finding explains, by its fingerprint.
pub(super) fn explained(findings: &[Finding]) -> FxHashMap<&str, usize> {
    let mut explained = FxHashMap::default();
    for reason in findings.iter().filter_map(|finding| finding.explained_by.as_deref()) {
        *explained.entry(reason).or_insert(0) += 1;
    }
    explained
}

/// `may explain 3 findings of zh-CN`, if it explains any.
pub(super) fn explains(finding: &Finding, explained: &FxHashMap<&str, usize>) -> Option<String> {
    let number = *explained.get(finding.fingerprint.as_str())?;
    Some(format!("may explain {number} {} of {}", plural(number, "finding"), finding.locale))
}

/// In how many topics each pattern occurs.
fn patterns(findings: &[Finding]) -> FxHashMap<&str, usize> {
    let mut topics: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
    for finding in findings {
        if let Some(pattern) = &finding.pattern {
            topics.entry(pattern).or_default().insert(&finding.topic);
        }
    }
    topics.into_iter().map(|(pattern, topics)| (pattern, topics.len())).collect()
}

/// `1 file`, but `2 files`, without the number.
pub(super) fn plural(number: usize, noun: &str) -> String {
    match (number, noun.strip_suffix('y')) {
        (1, _) => noun.to_owned(),
        (_, Some(stem)) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

/// The style of a severity in the summary.
pub(super) fn style(severity: Severity, color: bool) -> Style {
    let of = |color: AnsiColor| Style::new().fg_color(Some(color.into())).bold();
    match severity {
        _ if !color => Style::new(),
        Severity::Error => of(AnsiColor::BrightRed),
        Severity::Warning => of(AnsiColor::Yellow),
        Severity::Note => of(AnsiColor::BrightGreen),
    }
}
