//! Findings as a GitLab code quality report.

use std::io::{self, Write};

use serde::Serialize;

use super::context::{Context, headline, primary, worst_first};
use crate::finding::{Report, Severity};

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: &'r str,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Writes one array, the worst findings first.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let issues = worst_first(report).into_iter().filter_map(|finding| {
        let evidence = primary(finding)?;
        Some(Issue {
            description: headline(finding),
            check_name: finding.rule,
            fingerprint: &finding.fingerprint,
            severity: match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            location: Location {
                path: context.relative(&evidence.path),
                lines: Lines { begin: evidence.line, end: evidence.end_line.max(evidence.line) },
            },
        })
    });
    out.write_all(b"[")?;
    for (index, issue) in issues.enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &issue)?;
    }
    out.write_all(b"\n]\n")
}
