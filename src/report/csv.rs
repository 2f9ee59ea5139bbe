//! Findings as CSV (RFC 4180), a row each.

use std::borrow::Cow;
use std::io::{self, Write};

use super::context::name;
use crate::finding::{Change, Evidence, Report};

const COLUMNS: [&str; 22] = [
    "severity",
    "rule",
    "kind",
    "change",
    "confidence",
    "topic",
    "locale",
    "message",
    "claim_kind",
    "claim",
    "source_path",
    "source_line",
    "source_column",
    "source_text",
    "target_locale",
    "target_path",
    "target_line",
    "target_column",
    "target_text",
    "group",
    "pattern",
    "fingerprint",
];

/// Writes a header and the findings in the order of the report, in UTF-8 with a
/// byte-order mark, without which spreadsheets read CJK text in an old encoding.
/// No cell is a formula.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut csv = ::csv::Writer::from_writer(out);
    csv.write_record(COLUMNS).map_err(plain)?;
    for finding in &report.findings {
        let change = match finding.change {
            Change::Missing => "missing",
            Change::Extra => "extra",
            Change::Changed => "changed",
        };
        let kind = serde_json::to_value(finding.kind)?;
        let confidence = format!("{:.2}", finding.confidence.get());
        let claim = finding.claim.as_ref();
        let (source, target) = (Place::of(finding.source.as_ref()), Place::of(finding.target.as_ref()));
        let target_locale = finding.target.as_ref().map_or("", |evidence| evidence.locale.as_str());
        let cells: [&str; 22] = [
            name(finding.severity),
            finding.rule,
            kind.as_str().unwrap_or(""),
            change,
            &confidence,
            &finding.topic,
            finding.locale.as_str(),
            &finding.message,
            claim.map_or("", |claim| claim.kind.as_str()),
            claim.map_or("", |claim| &claim.value),
            source.path,
            &source.line,
            &source.column,
            source.text,
            target_locale,
            target.path,
            &target.line,
            &target.column,
            target.text,
            &finding.group,
            finding.pattern.as_deref().unwrap_or(""),
            &finding.fingerprint,
        ];
        csv.write_record(cells.iter().map(|cell| no_formula(cell)).map(|cell| cell.into_owned())).map_err(plain)?;
    }
    csv.flush()
}

/// The error of the place that was written to: as it is, so that its kind can be told.
pub(super) fn plain(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// The cells of one side.
struct Place<'e> {
    path: &'e str,
    line: String,
    column: String,
    text: &'e str,
}

impl<'e> Place<'e> {
    fn of(evidence: Option<&'e Evidence>) -> Place<'e> {
        match evidence {
            Some(evidence) => Place {
                path: &evidence.path,
                line: evidence.line.to_string(),
                column: evidence.column.to_string(),
                text: evidence.text.as_deref().unwrap_or(""),
            },
            None => Place { path: "", line: String::new(), column: String::new(), text: "" },
        }
    }
}

/// A text that no spreadsheet takes for a formula: what begins like one gets an
/// apostrophe, which spreadsheets read as "this is text".
pub(super) fn no_formula(text: &str) -> Cow<'_, str> {
    // East Asian spreadsheets read the full-width forms too; white space before is skipped.
    let begins = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']);
    if begins || text.starts_with(['\t', '\r', '\n']) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}
