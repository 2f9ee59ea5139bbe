//! Findings as a gettext catalogue, for translators who work in a tool for it.
//!
//! An entry is a line of the source with the line that stands for it in the
//! translation, both as they are in the files, and what was found in it as
//! notes. All entries are fuzzy: each one waits to be looked at. An entry's
//! context is a finding's fingerprint, so that the entry stays the same one when
//! lines move.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::context::{Context, name};
use super::excerpt::is_harmful;
use super::harmless;
use crate::finding::{Evidence, Finding, Report};
use crate::locale::Locale;

/// Characters of a line that an entry holds at most.
const LONGEST: usize = 20_000;

/// The locales that need a catalogue, in alphabetical order.
pub fn locales(report: &Report) -> Vec<&Locale> {
    let locales: BTreeSet<&Locale> = report.findings.iter().map(|finding| &finding.locale).collect();
    locales.into_iter().filter(|locale| **locale != report.source_locale).collect()
}

/// Writes the catalogue of one locale, in the order of the report.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, locale: &Locale, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Findings of docparity {}.", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "msgid \"\"\nmsgstr \"\"")?;
    let header = [
        ("Language", locale.as_str().replace('-', "_")),
        ("X-Source-Language", report.source_locale.as_str().replace('-', "_")),
        ("MIME-Version", "1.0".to_owned()),
        ("Content-Type", "text/plain; charset=UTF-8".to_owned()),
        ("Content-Transfer-Encoding", "8bit".to_owned()),
    ];
    for (key, value) in header {
        writeln!(out, "\"{key}: {value}\\n\"")?;
    }
    let mut findings: Vec<&Finding> = report.findings.iter().filter(|finding| finding.locale == *locale).collect();
    let place = |evidence: &Option<Evidence>| evidence.as_ref().map(|evidence| (evidence.path.clone(), evidence.line));
    let key = |finding: &Finding| (finding.topic.clone(), place(&finding.target), place(&finding.source));
    findings.sort_by_cached_key(|finding| key(finding));
    for entry in findings.chunk_by(|one, other| key(one) == key(other)) {
        write_entry(entry, context, out)?;
    }
    Ok(())
}

fn write_entry(entry: &[&Finding], context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let first = entry[0];
    writeln!(out)?;
    for finding in entry {
        writeln!(out, "#. {}[{}]: {}", name(finding.severity), finding.rule, harmless(&finding.message))?;
    }
    for evidence in [&first.target, &first.source].into_iter().flatten() {
        writeln!(out, "#: {}", reference(context.relative(&evidence.path), evidence.line))?;
    }
    let source = first.source.as_ref().and_then(|evidence| line(evidence, true, context));
    let is_about_a_claim = entry.iter().any(|finding| finding.claim.is_some());
    let target = first.target.as_ref().and_then(|evidence| line(evidence, is_about_a_claim, context));
    writeln!(out, "#, fuzzy")?;
    writeln!(out, "msgctxt {}", quoted(&first.fingerprint))?;
    // An empty one is the header; without a source, what is wrong stands in its place.
    let source = source.filter(|text| !text.is_empty()).unwrap_or_else(|| harmless(&first.message).into_owned());
    writeln!(out, "msgid {}", quoted(&source))?;
    writeln!(out, "msgstr {}", quoted(target.as_deref().unwrap_or("")))
}

/// The line at a place. Where a whole passage is missing, the line is that of
/// another one, so there is none.
fn line(evidence: &Evidence, even_if_absent: bool, context: &Context<'_>) -> Option<String> {
    if evidence.text.is_none() && !even_if_absent {
        return None;
    }
    let line = context.pages.line(&evidence.path, evidence.line)?;
    Some(line.trim_start_matches('\u{feff}').trim().chars().take(LONGEST).collect())
}

/// A place; a name with blanks stands between isolates, as gettext writes it.
fn reference(path: &str, line: u32) -> String {
    let path = harmless(path);
    match path.contains(char::is_whitespace) {
        true => format!("\u{2068}{path}\u{2069}:{line}"),
        false => format!("{path}:{line}"),
    }
}

/// A string of the catalogue.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            character if is_harmful(character) => {
                quoted.push('\\');
                quoted.extend(character.escape_unicode());
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
