//! Findings as JSON: one object, or one finding a line.
//!
//! The form is a contract (`docparity-findings/1`): keys are added, never
//! renamed or removed. Each finding stands on a line of its own in both forms,
//! so that reports of two runs can be compared line by line.

use std::io::{self, Write};

use serde::Serialize;

use crate::finding::{Finding, Report, Stats};
use crate::locale::Locale;

/// The name and version of the form.
pub const SCHEMA: &str = "docparity-findings/1";

#[derive(Serialize)]
struct Head<'r> {
    schema: &'static str,
    tool: Tool,
    source_locale: &'r Locale,
    stats: &'r Stats,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Writes one object with everything in it, and a newline.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let tool = Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
    let head = Head { schema: SCHEMA, tool, source_locale: &report.source_locale, stats: &report.stats };
    let head = serde_json::to_string(&head)?;
    // The head's closing brace comes after the findings.
    write!(out, "{},\n\"findings\": [", head.strip_suffix('}').unwrap_or(&head))?;
    for (index, finding) in report.findings.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        write_finding(finding, out)?;
    }
    out.write_all(if report.findings.is_empty() { b"]}\n" } else { b"\n]}\n" })
}

/// Writes one finding a line.
///
/// # Errors
/// Those of `out`.
pub fn write_lines(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        write_finding(finding, out)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn write_finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    Ok(serde_json::to_writer(out, finding)?)
}
