//! The end of the terminal report: how much of what, where, and what repeats.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use annotate_snippets::renderer::Style;
use rustc_hash::FxHashSet;

use super::excerpt::{harmless, shortened, width};
use super::terminal::{Options, plural, style};
use crate::finding::{Report, Severity};
use crate::locale::Locale;

/// Patterns that are listed, the most frequent first.
const MOST_PATTERNS: usize = 10;

/// Severities from the worst down.
pub(super) const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

/// Writes tables by check and of patterns, and one sentence.
pub(super) fn write(report: &Report, options: Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    if !report.findings.is_empty() {
        by_check(report, options, out)?;
        by_pattern(report, options, out)?;
    }
    sentence(report, options, out)
}

fn heading(words: &str, options: Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    let bold = if options.color { Style::new().bold() } else { Style::new() };
    writeln!(out, "{bold}{words}{bold:#}")
}

/// Checks down, severities and locales across.
fn by_check(report: &Report, options: Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut locales: Vec<&Locale> = report.findings.iter().map(|finding| &finding.locale).collect();
    locales.sort_unstable();
    locales.dedup();
    let mut rows: BTreeMap<&str, ([usize; 3], Vec<usize>)> = BTreeMap::new();
    for finding in &report.findings {
        let row = rows.entry(finding.rule).or_insert_with(|| ([0; 3], vec![0; locales.len()]));
        row.0[rank(finding.severity)] += 1;
        if let Ok(column) = locales.binary_search(&&finding.locale) {
            row.1[column] += 1;
        }
    }
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by(|one, other| other.1.0.cmp(&one.1.0).then(one.0.cmp(other.0)));
    let mut table =
        Table::new(["check", "errors", "warnings", "notes"].into_iter().chain(locales.iter().map(|l| l.as_str())));
    for (rule, (severities, by_locale)) in rows {
        let cells = severities
            .into_iter()
            .chain(by_locale)
            .map(|count| if count == 0 { "·".to_owned() } else { count.to_string() });
        table.push(std::iter::once(rule.to_owned()).chain(cells));
    }
    heading("Findings by check and locale", options, out)?;
    table.write(out)
}

fn rank(severity: Severity) -> usize {
    match severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Note => 2,
    }
}

/// One difference that repeats over topics.
#[derive(Default)]
struct Pattern<'r> {
    topics: FxHashSet<&'r str>,
    locales: BTreeSet<&'r Locale>,
}

/// Differences that repeat over topics.
fn by_pattern(report: &Report, options: Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    // A pattern is that of one locale; the same words in another locale belong to it.
    let mut patterns: BTreeMap<(&str, &str), Pattern<'_>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.pattern.is_some()) {
        let pattern = patterns.entry((finding.rule, &finding.message)).or_default();
        pattern.topics.insert(&finding.topic);
        pattern.locales.insert(&finding.locale);
    }
    patterns.retain(|_, pattern| pattern.topics.len() > 1);
    if patterns.is_empty() {
        return Ok(());
    }
    let mut listed: Vec<_> = patterns.into_iter().collect();
    // Stable: those of equal number stay in alphabetical order.
    listed.sort_by_key(|(_, pattern)| std::cmp::Reverse(pattern.topics.len()));
    let mut table = Table::new(["topics", "check", "locales", "difference"].into_iter());
    table.words = vec![1, 2, 3];
    for ((rule, message), pattern) in listed.iter().take(MOST_PATTERNS) {
        let locales: Vec<&str> = pattern.locales.iter().map(|locale| locale.as_str()).collect();
        let message = shortened(message, options.width.saturating_sub(56).max(30));
        table.push([pattern.topics.len().to_string(), (*rule).to_owned(), locales.join(", "), message].into_iter());
    }
    writeln!(out)?;
    heading("The same difference in many topics", options, out)?;
    table.write(out)?;
    match listed.len().saturating_sub(MOST_PATTERNS) {
        0 => Ok(()),
        more => writeln!(out, "  and {} more", thousands(more as u64)),
    }
}

fn sentence(report: &Report, options: Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    let stats = &report.stats;
    let counts =
        SEVERITIES.map(|severity| report.findings.iter().filter(|finding| finding.severity == severity).count());
    let words = ["error", "warning", "note"];
    let counted = SEVERITIES.iter().zip(counts).zip(words).map(|((&severity, count), word)| {
        let style = if count > 0 { style(severity, options.color) } else { Style::new() };
        format!("{style}{} {}{style:#}", thousands(count as u64), plural(count, word))
    });
    let counted: Vec<String> = counted.collect();
    if !report.findings.is_empty() {
        writeln!(out)?;
    }
    writeln!(
        out,
        "Checked {} {} in {} {} ({:.1} MB) against {}: {}.",
        thousands(stats.topics),
        plural(stats.topics as usize, "topic"),
        thousands(stats.pages),
        plural(stats.pages as usize, "page"),
        stats.bytes as f64 / 1e6,
        report.source_locale,
        if counts == [0; 3] { "nothing found".to_owned() } else { counted.join(", ") },
    )?;
    if options.findings && !options.notes && counts[2] > 0 {
        writeln!(out, "Notes are counted only; show them with --verbose.")?;
    }
    if stats.suppressed > 0 {
        writeln!(out, "{} suppressed.", thousands(stats.suppressed))?;
    }
    if report.incomplete {
        let style = style(Severity::Error, options.color);
        writeln!(
            out,
            "{style}Not everything was checked{style:#}: the run was interrupted, or a file could not be read (unreadable-file)."
        )?;
    }
    Ok(())
}

/// `12,345`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// Columns of words and numbers.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
    /// Columns that hold words and are aligned to the left.
    pub(super) words: Vec<usize>,
}

impl Table {
    /// A table with its header; the first column holds words.
    pub(super) fn new<'h>(header: impl Iterator<Item = &'h str>) -> Table {
        Table { rows: vec![header.map(str::to_owned).collect()], words: vec![0] }
    }

    /// Adds a row, which has as many cells as the header.
    pub(super) fn push(&mut self, cells: impl Iterator<Item = String>) {
        self.rows.push(cells.map(|cell| harmless(&cell).into_owned()).collect());
    }

    /// Writes the rows, indented by two columns.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width_of = |column: usize| self.rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max();
        let widths: Vec<usize> = (0..columns).map(|column| width_of(column).unwrap_or(0)).collect();
        for row in &self.rows {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let padding = " ".repeat(widths[column].saturating_sub(width(cell)));
                line.push_str("  ");
                match self.words.contains(&column) {
                    true => line.extend([cell, padding.as_str()]),
                    false => line.extend([padding.as_str(), cell]),
                }
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
