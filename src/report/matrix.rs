//! The claim matrix as CSV, Markdown and JSON.

pub mod grid;
#[cfg(feature = "parquet")]
pub mod parquet;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde::ser::SerializeMap;

use super::csv::{no_formula, plain};
use super::markdown::escaped;
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
    let mut csv = ::csv::Writer::from_writer(out);
    let header = ["topic", "kind", "value"].into_iter().chain(matrix.locales.iter().map(Locale::as_str));
    csv.write_record(header).map_err(plain)?;
    for row in &matrix.rows {
        let (topic, value) = (no_formula(&row.topic), no_formula(&row.value));
        let cells: Vec<Cow<'_, str>> = row.cells.iter().map(shown).collect();
        csv.write_record([&*topic, row.kind.as_str(), &*value].into_iter().chain(cells.iter().map(|cell| &**cell)))
            .map_err(plain)?;
    }
    csv.flush()
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
            let cells: Vec<Cow<'_, str>> = row.cells.iter().map(mark).collect();
            writeln!(out, "| {} | {} | {} |", row.kind.as_str(), escaped(&row.value), cells.join(" | "))?;
        }
    }
    Ok(())
}

/// A cell in words: `changed: Server 2013`.
pub(super) fn shown(cell: &Cell) -> Cow<'static, str> {
    match cell.other() {
        Some(value) => Cow::Owned(format!("{}: {value}", cell.as_str())),
        None => Cow::Borrowed(cell.as_str()),
    }
}

/// What differs is to be seen at a glance.
fn mark(cell: &Cell) -> Cow<'static, str> {
    match cell {
        Cell::Present | Cell::NoPage => Cow::Borrowed(cell.as_str()),
        Cell::Missing | Cell::Negated | Cell::Unsure => Cow::Owned(format!("**{}**", cell.as_str())),
        Cell::Changed(value) => Cow::Owned(format!("**changed**: {}", escaped(value))),
    }
}

struct Cells<'m>(&'m [Locale], &'m [Cell]);

impl Serialize for Cells<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.1.len()))?;
        for (locale, cell) in self.0.iter().zip(self.1) {
            map.serialize_entry(locale, cell.as_str())?;
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
    /// What a changed claim is in a locale.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    others: BTreeMap<&'m Locale, &'m str>,
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
        let Row { topic, kind, value, cells, .. } = row;
        let others =
            matrix.locales.iter().zip(cells).filter_map(|(locale, cell)| Some((locale, cell.other()?))).collect();
        let row = JsonRow { topic, kind: *kind, value, locales: Cells(&matrix.locales, cells), others };
        serde_json::to_writer(&mut *out, &row)?;
    }
    out.write_all(if matrix.rows.is_empty() { b"]}\n" } else { b"\n]}\n" })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One topic with a claim of each value, all missing in French.
    fn matrix(values: &[&str]) -> Matrix {
        let locale = |tag: &str| Locale::new(tag).unwrap();
        let row = |value: &&str| Row {
            topic: "guide/setup.md".to_owned(),
            kind: ClaimKind::Literal,
            value: (*value).to_owned(),
            subject: (*value).to_owned(),
            cells: vec![Cell::Present, Cell::Missing],
            places: vec![None; 2],
        };
        let locales = vec![locale("en-US"), locale("fr-FR")];
        Matrix { source_locale: locale("en-US"), locales, rows: values.iter().map(row).collect() }
    }

    const HOSTILE: &[&str] = &[
        "=HYPERLINK(\"http://x\",\"y\")",
        "+1",
        "-Identity",
        "@SUM(A1)",
        "＝1＋1",
        "  =1",
        "\t=1",
        "\r\n=1",
        "a,b\"c\nd",
        "| a | b |",
        "</td><script>alert(1)</script>",
        "[x](javascript:alert(1)) ![y](z) <http://x>",
        "www.example.com http://example.com a@example.com",
        "\u{1b}[31m\u{202e}",
        "中文",
    ];

    #[test]
    fn no_cell_of_the_table_is_a_formula() {
        let mut written = Vec::new();
        write_csv(&matrix(HOSTILE), &mut written).unwrap();
        let text = String::from_utf8(written).unwrap();
        let text = text.strip_prefix('\u{feff}').unwrap();
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap(), vec!["topic", "kind", "value", "en-US", "fr-FR"]);
        let values: Vec<String> = reader.records().map(|record| record.unwrap()[2].to_owned()).collect();
        for (value, written) in HOSTILE.iter().zip(&values) {
            assert_eq!(written.strip_prefix('\'').unwrap_or(written), *value);
            assert!(!written.trim_start().starts_with(['=', '+', '-', '@', '＝']), "{written:?}");
        }
        assert_eq!(values.len(), HOSTILE.len());
        assert_eq!(values[14], "中文");
    }

    #[test]
    fn no_value_breaks_out_of_its_cell() {
        let mut written = Vec::new();
        write_markdown(&matrix(HOSTILE), &mut written).unwrap();
        let text = String::from_utf8(written).unwrap();
        let options = pulldown_cmark::Options::ENABLE_TABLES;
        let mut cells = Vec::new();
        for event in pulldown_cmark::Parser::new_ext(&text, options) {
            use pulldown_cmark::{Event, Tag, TagEnd};
            match event {
                Event::Start(Tag::TableCell) => cells.push(String::new()),
                Event::Text(text) => cells.iter_mut().last().into_iter().for_each(|cell| cell.push_str(&text)),
                Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock)
                | Event::Html(_)
                | Event::InlineHtml(_) => {
                    panic!("{event:?}")
                }
                Event::End(TagEnd::Table) | Event::Start(_) | Event::End(_) => {}
                Event::Code(_) => panic!("{event:?}"),
                _ => {}
            }
        }
        assert_eq!(cells.len(), (HOSTILE.len() + 1) * 4, "{text}");
        assert_eq!(cells[4 + 9 * 4 + 1], "| a | b |");
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    }

    #[test]
    fn json_keeps_every_value() {
        let mut written = Vec::new();
        write_json(&matrix(HOSTILE), &mut written).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&written).unwrap();
        let values: Vec<&str> =
            value["rows"].as_array().unwrap().iter().map(|row| row["value"].as_str().unwrap()).collect();
        assert_eq!(values, HOSTILE);
        assert_eq!(value["rows"][0]["locales"], serde_json::json!({"en-US": "present", "fr-FR": "missing"}));
        let mut empty = Vec::new();
        write_json(&matrix(&[]), &mut empty).unwrap();
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&empty).unwrap()["rows"], serde_json::json!([]));
    }
}
