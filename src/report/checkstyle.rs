//! Findings as Checkstyle XML, which many review tools take.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::context::{Context, headline, primary};
use super::xml;
use crate::finding::{Finding, Report, Severity};

/// Writes one document, by file and line.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        let path = primary(finding).map_or("", |evidence| context.relative(&evidence.path));
        by_file.entry(path).or_default().push(finding);
    }
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n")?;
    for (path, mut findings) in by_file {
        xml::start_of_file("file", path, out)?;
        let place = |finding: &Finding| primary(finding).map_or((1, 1), |evidence| (evidence.line, evidence.column));
        findings.sort_by_key(|finding| place(finding));
        for finding in findings {
            let (line, column) = place(finding);
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "info",
            };
            let attributes = [
                ("line", line.to_string()),
                ("column", column.to_string()),
                ("severity", severity.to_owned()),
                ("message", headline(finding)),
                ("source", format!("docparity.{}", finding.rule)),
            ];
            let attributes: Vec<(&str, &str)> = attributes.iter().map(|(key, value)| (*key, value.as_str())).collect();
            xml::start("error", &attributes, true, out)?;
        }
        out.write_all(b"</file>\n")?;
    }
    out.write_all(b"</checkstyle>\n")
}
