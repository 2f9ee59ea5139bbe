//! Findings as reviewdog's diagnostic format (rdjson).
//!
//! Its columns count bytes of UTF-8, so the lines themselves are looked up;
//! where a line cannot be had, the place is the line without a column.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::context::{Context, HOME, Rule, headline, primary, related, worst_first};
use crate::finding::{Evidence, Report, Severity};

/// Writes one object, the worst findings first.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let source = json!({"name": env!("CARGO_PKG_NAME"), "url": HOME});
    write!(out, "{{\"source\":{source},\"diagnostics\":[")?;
    for (index, finding) in worst_first(report).into_iter().enumerate() {
        let severity = match finding.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Note => "INFO",
        };
        let mut diagnostic = json!({
            "message": headline(finding),
            "severity": severity,
            "code": {"value": finding.rule, "url": Rule::address(finding.rule)},
        });
        if let Some(evidence) = primary(finding) {
            diagnostic["location"] = location(evidence, context);
        }
        if let Some(evidence) = related(finding) {
            let message = format!("{} says it here", evidence.locale);
            diagnostic["relatedLocations"] = json!([{"message": message, "location": location(evidence, context)}]);
        }
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &diagnostic)?;
    }
    out.write_all(b"\n]}\n")
}

fn location(evidence: &Evidence, context: &Context<'_>) -> Value {
    let start = position(evidence, evidence.line, evidence.column, context);
    let mut range = json!({"start": start});
    if evidence.text.is_some() {
        range["end"] = position(evidence, evidence.end_line, evidence.end_column, context);
    }
    json!({"path": context.relative(&evidence.path), "range": range})
}

fn position(evidence: &Evidence, line: u32, column: u32, context: &Context<'_>) -> Value {
    let text = context.pages.line(&evidence.path, line);
    let bytes = text.map(|text| {
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let before = text.chars().take(column.max(1) as usize - 1);
        before.map(char::len_utf8).sum::<usize>() + 1
    });
    match bytes {
        Some(column) => json!({"line": line, "column": column}),
        None => json!({"line": line}),
    }
}
