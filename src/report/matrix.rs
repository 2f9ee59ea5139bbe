//! The claim matrix as CSV, Markdown and JSON.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde::ser::SerializeMap;

use super::excerpt::harmless;
use crate::claim::ClaimKind;
use crate::locale::Locale;
use crate::matrix::{Cell, Matrix, Row};

/// Writes CSV (RFC 4180) with a header, in UTF-8 with a byte-order mark, without
/// which spreadsheets read CJK text in an old encoding.
///
/// # Errors
/// Those of `out`.
pub fn write_csv(matrix: &Matrix, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::Writer::from_writer(out);
    let header = ["topic", "kind", "value"].into_iter().chain(matrix.locales.iter().map(Locale::as_str));
    csv.write_record(header)?;
    for row in &matrix.rows {
        let (topic, value) = (no_formula(&row.topic), no_formula(&row.value));
        let cells = row.cells.iter().map(|cell| cell.as_str());
        csv.write_record([&*topic, row.kind.as_str(), &*value].into_iter().chain(cells))?;
    }
    csv.flush()
}

/// A text that no spreadsheet takes for a formula: what begins like one gets an
/// apostrophe, which spreadsheets read as "this is text".
fn no_formula(text: &str) -> Cow<'_, str> {
    // East Asian spreadsheets read the full-width forms too; white space before is skipped.
    let begins = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']);
    if begins || text.starts_with(['\t', '\r', '\n']) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Writes a Markdown table a topic, under the topic's id as a heading.
///
/// # Errors
/// Those of `out`.
pub fn write_markdown(matrix: &Matrix, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Claim matrix")?;
    for topic in matrix.rows.chunk_by(|one, other| one.topic == other.topic) {
        writeln!(out, "\n## {}\n", escaped(&topic[0].topic))?;
        let locales: Vec<&str> = matrix.locales.iter().map(Locale::as_str).collect();
        writeln!(out, "| kind | value | {} |", locales.join(" | "))?;
        writeln!(out, "|---|---|{}", "---|".repeat(locales.len()))?;
        for row in topic {
            let cells: Vec<&str> = row.cells.iter().map(|cell| mark(*cell)).collect();
            writeln!(out, "| {} | {} | {} |", row.kind.as_str(), escaped(&row.value), cells.join(" | "))?;
        }
    }
    Ok(())
}

/// What differs is to be seen at a glance.
fn mark(cell: Cell) -> &'static str {
    match cell {
        Cell::Present => "present",
        Cell::Missing => "**missing**",
        Cell::Changed => "**changed**",
        Cell::NoPage => "no page",
    }
}

/// A text that stays itself in a Markdown table.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in harmless(text).chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '$' => escaped.extend(['\\', character]),
            // Otherwise a bare address becomes a link.
            ':' => escaped.push_str("&#58;"),
            '@' => escaped.push_str("&#64;"),
            character => escaped.push(character),
        }
    }
    // `www.…` is a link for many readers too.
    escaped.replace("www.", "www&#46;")
}

struct Cells<'m>(&'m [Locale], &'m [Cell]);

impl Serialize for Cells<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.1.len()))?;
        for (locale, cell) in self.0.iter().zip(self.1) {
            map.serialize_entry(locale, cell)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct JsonRow<'m> {
    topic: &'m str,
    kind: ClaimKind,
    value: &'m str,
    locales: Cells<'m>,
}

/// Writes one JSON object, a row a line.
///
/// # Errors
/// Those of `out`.
pub fn write_json(matrix: &Matrix, out: &mut dyn Write) -> io::Result<()> {
    let locales = serde_json::to_string(&matrix.locales)?;
    let source = serde_json::to_string(&matrix.source_locale)?;
    write!(out, "{{\"schema\":\"docparity-matrix/1\",\"source_locale\":{source},\"locales\":{locales},\n\"rows\": [")?;
    for (index, row) in matrix.rows.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        let Row { topic, kind, value, cells } = row;
        serde_json::to_writer(
            &mut *out,
            &JsonRow { topic, kind: *kind, value, locales: Cells(&matrix.locales, cells) },
        )?;
    }
    out.write_all(if matrix.rows.is_empty() { b"]}\n" } else { b"\n]}\n" })
}
