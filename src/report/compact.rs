//! One line a finding, for `grep` and editors.

use std::io::{self, Write};

use super::context::{headline, name, primary};
use super::harmless;
use super::terminal::hyperlink;
use crate::finding::Report;

/// Writes `path:line:column: severity: locale: message [check]`, in the order of the report.
///
/// `links` is the folder that paths count from, as an absolute path, where the
/// terminal takes hyperlinks.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, links: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        if let Some(evidence) = primary(finding) {
            let place = format!("{}:{}:{}", harmless(&evidence.path), evidence.line, evidence.column);
            match links {
                Some(folder) => {
                    let address = hyperlink(folder, &evidence.path, evidence.line);
                    write!(out, "\u{1b}]8;;{address}\u{1b}\\{place}\u{1b}]8;;\u{1b}\\: ")?;
                }
                None => write!(out, "{place}: ")?,
            }
        }
        writeln!(out, "{}: {} [{}]", name(finding.severity), headline(finding), finding.rule)?;
    }
    Ok(())
}
