//! Findings as JUnit XML: a suite a locale, a test a page.
//!
//! A page fails if it has an error or a warning; notes are its output. Pages
//! without a finding pass, so that a clean set is no empty report.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::context::{Context, headline, name, primary};
use super::terminal::plural;
use super::xml;
use crate::corpus::Corpus;
use crate::finding::{Finding, Report, Severity};

/// Writes one document with every page of `corpus`, by locale and path.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, corpus: &Corpus, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut suites: BTreeMap<&str, BTreeMap<&str, Vec<&Finding>>> = BTreeMap::new();
    for page in corpus.pages() {
        suites.entry(page.locale.as_str()).or_default().entry(context.relative(page.path.as_str())).or_default();
    }
    for finding in &report.findings {
        let path = primary(finding).map_or("", |evidence| context.relative(&evidence.path));
        suites.entry(finding.locale.as_str()).or_default().entry(path).or_default().push(finding);
    }
    let failed = |pages: &BTreeMap<&str, Vec<&Finding>>| pages.values().filter(|page| is_failure(page)).count();
    let (tests, failures) =
        suites.values().fold((0, 0), |(tests, failures), pages| (tests + pages.len(), failures + failed(pages)));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"docparity\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">")?;
    for (locale, pages) in suites {
        let (tests, failures) = (pages.len().to_string(), failed(&pages).to_string());
        let attributes =
            [("name", locale), ("tests", &*tests), ("failures", &*failures), ("errors", "0"), ("skipped", "0")];
        xml::start("testsuite", &attributes, false, out)?;
        for (path, findings) in &pages {
            test(locale, path, findings, out)?;
        }
        writeln!(out, "</testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn is_failure(findings: &[&Finding]) -> bool {
    findings.iter().any(|finding| finding.severity > Severity::Note)
}

fn test(locale: &str, path: &str, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    let path = xml::path_value(path);
    write!(out, "<testcase name=\"{path}\" classname=\"docparity.{locale}\" file=\"{path}\"")?;
    if findings.is_empty() {
        return writeln!(out, "/>");
    }
    writeln!(out, ">")?;
    if is_failure(findings) {
        let count = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let message = format!("{errors} {}, {warnings} {}", plural(errors, "error"), plural(warnings, "warning"));
        let worst = findings.iter().max_by_key(|finding| (finding.severity, std::cmp::Reverse(finding.rule)));
        let kind = worst.map_or("", |finding| finding.rule);
        xml::start("failure", &[("message", &*message), ("type", kind)], false, out)?;
        lines(findings, |severity| severity > Severity::Note, out)?;
        writeln!(out, "</failure>")?;
    }
    if findings.iter().any(|finding| finding.severity == Severity::Note) {
        writeln!(out, "<system-out>")?;
        lines(findings, |severity| severity == Severity::Note, out)?;
        writeln!(out, "</system-out>")?;
    }
    writeln!(out, "</testcase>")
}

fn lines(findings: &[&Finding], wanted: impl Fn(Severity) -> bool, out: &mut dyn Write) -> io::Result<()> {
    for finding in findings.iter().filter(|finding| wanted(finding.severity)) {
        let place =
            primary(finding).map_or(String::new(), |evidence| format!("{}:{}: ", evidence.line, evidence.column));
        xml::text(&format!("{place}{}: {} [{}]", name(finding.severity), headline(finding), finding.rule), out)?;
        writeln!(out)?;
    }
    Ok(())
}
