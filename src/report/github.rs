//! Findings as workflow commands: annotations on the lines of a pull request,
//! and a summary of the job in Markdown.
//!
//! GitHub shows ten annotations of each severity a step and drops the others
//! without a word, so the worst ones are written, and how many more there are.

use std::io::{self, Write};

use super::context::{Context, primary, related, worst_first};
use super::excerpt::is_harmful;
use super::harmless;
use super::markdown;
use super::summary::{SEVERITIES, thousands};
use super::terminal::plural;
use crate::finding::{Finding, Report, Severity};

/// Annotations of each severity that are shown for a step.
const MOST: usize = 10;

/// Findings that the summary of a job lists; it may have 1 MiB.
const MOST_LISTED: usize = 500;

/// Writes workflow commands, a line each, and a line for people.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = worst_first(report);
    let mut shown = 0;
    for severity in SEVERITIES {
        for finding in findings.iter().filter(|finding| finding.severity == severity).take(MOST) {
            command(finding, context, out)?;
            shown += 1;
        }
    }
    match findings.len() - shown {
        0 => Ok(()),
        more => writeln!(out, "{} more {}", thousands(more as u64), plural(more, "finding")),
    }
}

fn command(finding: &Finding, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let name = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    write!(out, "::{name} ")?;
    if let Some(evidence) = primary(finding) {
        write!(out, "file={},line={}", property(context.relative(&evidence.path)), evidence.line)?;
        // Columns are for regions within a line.
        if evidence.text.is_some() && evidence.end_line == evidence.line {
            write!(out, ",col={},endColumn={}", evidence.column, evidence.end_column)?;
        }
        write!(out, ",")?;
    }
    let mut message = super::context::headline(finding);
    if let Some(evidence) = related(finding) {
        message.push_str(&format!(" ({} line {})", context.relative(&evidence.path), evidence.line));
    }
    writeln!(out, "title={}::{}", property(finding.rule), data(&harmless(&message)))
}

/// The text of a command, as the runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a command's property. Line ends are encoded, and what a terminal
/// would obey is shown.
fn property(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '%' | '\r' | '\n' | ':' | ',' => value.push_str(&format!("%{:02X}", u32::from(character))),
            character if is_harmful(character) => value.extend(character.escape_unicode()),
            character => value.push(character),
        }
    }
    value
}

/// Writes the summary of a job in Markdown: counts, and the worst findings.
///
/// # Errors
/// Those of `out`.
pub fn write_summary(report: &Report, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Translations\n")?;
    let counts: Vec<String> = SEVERITIES
        .iter()
        .map(|severity| {
            let count = report.findings.iter().filter(|finding| finding.severity == *severity).count();
            format!("{} {}", thousands(count as u64), plural(count, super::context::name(*severity)))
        })
        .collect();
    writeln!(
        out,
        "{} in {} {} against {}.",
        counts.join(", "),
        thousands(report.stats.pages),
        plural(report.stats.pages as usize, "page"),
        report.source_locale
    )?;
    if report.incomplete {
        writeln!(
            out,
            "\n**Not everything was checked**: the run was interrupted, or a file could not be read (unreadable-file)."
        )?;
    }
    if report.findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| severity | check | locale | place | finding |\n|---|---|---|---|---|")?;
    let findings = worst_first(report);
    for finding in findings.iter().take(MOST_LISTED) {
        let place = primary(finding)
            .map(|evidence| format!("{}:{}", context.relative(&evidence.path), evidence.line))
            .unwrap_or_default();
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            super::context::name(finding.severity),
            finding.rule,
            finding.locale,
            markdown::escaped(&place),
            markdown::escaped(&finding.message.chars().take(300).collect::<String>())
        )?;
    }
    match findings.len().saturating_sub(MOST_LISTED) {
        0 => Ok(()),
        more => writeln!(out, "\nand {} more", thousands(more as u64)),
    }
}
