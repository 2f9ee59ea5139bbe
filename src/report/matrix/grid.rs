//! The claim matrix as a plain grid of texts and numbers, and the formats that
//! need no more than that: HTML, workbooks, and counts over the whole set.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::escape::escape;
use rust_xlsxwriter::{Color, Format, Workbook, XlsxError};
use serde_json::{Map, Value};

use super::super::csv::{no_formula, plain};
use super::super::excerpt::is_harmful;
use super::super::harmless;
use super::super::markdown::escaped;
use super::shown;
use crate::matrix::{Cell, Matrix};

/// Rows that a sheet of a workbook can have, the header included.
const MOST_ROWS: usize = 1_048_576;

/// Characters that a cell of a workbook can have.
const LONGEST_CELL: usize = 32_767;

/// A table with a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    title: &'static str,
    header: Vec<String>,
    rows: Vec<Vec<Entry>>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    Text(String),
    Count(u32),
    /// What a locale says of a claim, and how it is to look.
    Stance(String, Look),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Plain,
    Missing,
    Changed,
    Nothing,
}

/// A row a claim of a topic.
pub fn of_topics(matrix: &Matrix) -> Grid {
    let mut header: Vec<String> = ["topic", "kind", "value"].map(str::to_owned).to_vec();
    header.extend(matrix.locales.iter().map(|locale| locale.as_str().to_owned()));
    let rows = matrix.rows.iter().map(|row| {
        let names = [row.topic.clone(), row.kind.as_str().to_owned(), row.value.clone()].map(Entry::Text);
        let cells = row.cells.iter().map(|cell| Entry::Stance(shown(cell).into_owned(), look(cell)));
        names.into_iter().chain(cells).collect()
    });
    Grid { title: "Claim matrix", header, rows: rows.collect() }
}

fn look(cell: &Cell) -> Look {
    match cell {
        Cell::Present => Look::Plain,
        Cell::Missing => Look::Missing,
        Cell::Changed(_) | Cell::Negated | Cell::Unsure => Look::Changed,
        Cell::NoPage => Look::Nothing,
    }
}

/// A row a claim of the set: in how many topics each locale makes it, lacks it,
/// or says something else.
pub fn of_set(matrix: &Matrix) -> Grid {
    let mut header: Vec<String> = ["kind", "value", "topics"].map(str::to_owned).to_vec();
    for locale in &matrix.locales {
        header.extend(["present", "missing", "other"].map(|what| format!("{locale} {what}")));
    }
    let rows = matrix.by_corpus().into_iter().map(|row| {
        let names = [Entry::Text(row.kind.as_str().to_owned()), Entry::Text(row.value), Entry::Count(row.topics)];
        let counts = row.counts.iter().flat_map(|count| [count.present, count.missing, count.other].map(Entry::Count));
        names.into_iter().chain(counts).collect()
    });
    Grid { title: "Claims of the whole set", header, rows: rows.collect() }
}

impl Entry {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Entry::Text(text) | Entry::Stance(text, _) => Cow::Borrowed(text),
            Entry::Count(count) => Cow::Owned(count.to_string()),
        }
    }
}

impl Grid {
    /// Writes CSV as the matrix of topics is written: with a byte-order mark and without formulas.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut csv = ::csv::Writer::from_writer(out);
        csv.write_record(&self.header).map_err(plain)?;
        for row in &self.rows {
            csv.write_record(row.iter().map(|entry| no_formula(&entry.text()).into_owned())).map_err(plain)?;
        }
        csv.flush()
    }

    /// Writes one Markdown table.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "# {}\n\n| {} |\n|{}", self.title, self.header.join(" | "), "---|".repeat(self.header.len()))?;
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(|entry| escaped(&entry.text())).collect();
            writeln!(out, "| {} |", cells.join(" | "))?;
        }
        Ok(())
    }

    /// Writes one JSON object, a row a line.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"{\"schema\":\"docparity-matrix-counts/1\",\n\"rows\": [")?;
        for (index, row) in self.rows.iter().enumerate() {
            let pairs = self.header.iter().zip(row).map(|(key, entry)| {
                let value = match entry {
                    Entry::Count(count) => Value::from(*count),
                    other => Value::from(other.text().into_owned()),
                };
                (key.clone(), value)
            });
            out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *out, &pairs.collect::<Map<_, _>>())?;
        }
        out.write_all(b"\n]}\n")
    }

    /// Writes a page that needs nothing else.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_html(&self, out: &mut dyn Write) -> io::Result<()> {
        let title = self.title;
        writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
        writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
        write!(
            out,
            "<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<table>\n<thead><tr>"
        )?;
        for name in &self.header {
            write!(out, "<th scope=\"col\">{}</th>", escape(name.as_str()))?;
        }
        writeln!(out, "</tr></thead>\n<tbody>")?;
        for row in &self.rows {
            write!(out, "<tr>")?;
            for entry in row {
                let class = match entry {
                    Entry::Stance(_, Look::Missing) => " class=\"missing\"",
                    Entry::Stance(_, Look::Changed) => " class=\"changed\"",
                    Entry::Stance(_, Look::Nothing) => " class=\"nothing\"",
                    Entry::Count(_) => " class=\"count\"",
                    _ => "",
                };
                write!(out, "<td{class}>{}</td>", escape(&*harmless(&entry.text())))?;
            }
            writeln!(out, "</tr>")?;
        }
        write!(out, "</tbody>\n</table>\n</main>\n</body>\n</html>\n")
    }

    /// Writes a workbook with one sheet: a header that stays, a filter on every
    /// column, and what differs in colour. Texts are texts and never formulas. A
    /// sheet ends at its last possible row, and says so.
    ///
    /// # Errors
    /// Those of `out`, and those of the library as such.
    pub fn write_workbook(&self, out: &mut dyn Write) -> io::Result<()> {
        let bytes = self.workbook().map_err(io::Error::other)?;
        out.write_all(&bytes)
    }

    fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        // The same bytes for the same matrix: no time of making.
        let beginning = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&beginning));
        let sheet = workbook.add_worksheet().set_name("claims")?;
        let bold = Format::new().set_bold();
        let missing =
            Format::new().set_background_color(Color::RGB(0x00FD_ECEA)).set_font_color(Color::RGB(0x0099_1B1B));
        let changed =
            Format::new().set_background_color(Color::RGB(0x00FF_F4D6)).set_font_color(Color::RGB(0x0078_4A00));
        let nothing = Format::new().set_font_color(Color::RGB(0x0076_7B82));
        for (column, name) in (0..).zip(&self.header) {
            sheet.write_string_with_format(0, column, fit(name), &bold)?;
            let width = if name == "value" { 48.0 } else { 16.0 };
            sheet.set_column_width(column, width)?;
        }
        let rows = self.rows.iter().take(MOST_ROWS - 2);
        for (number, row) in (1..).zip(rows) {
            for (column, entry) in (0..).zip(row) {
                match entry {
                    Entry::Count(count) => sheet.write_number(number, column, *count)?,
                    Entry::Stance(text, Look::Missing) => {
                        sheet.write_string_with_format(number, column, fit(text), &missing)?
                    }
                    Entry::Stance(text, Look::Changed) => {
                        sheet.write_string_with_format(number, column, fit(text), &changed)?
                    }
                    Entry::Stance(text, Look::Nothing) => {
                        sheet.write_string_with_format(number, column, fit(text), &nothing)?
                    }
                    Entry::Text(text) | Entry::Stance(text, Look::Plain) => {
                        sheet.write_string(number, column, fit(text))?
                    }
                };
            }
        }
        let last = self.rows.len().min(MOST_ROWS - 2) as u32;
        if self.rows.len() > MOST_ROWS - 2 {
            sheet.write_string(
                last + 1,
                0,
                "More rows than a sheet can hold: use --kind or --topic, or another format.",
            )?;
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofilter(0, 0, last, self.header.len().saturating_sub(1) as u16)?;
        workbook.save_to_buffer()
    }
}

/// A text that a cell of a workbook can hold: what XML cannot write as `\u{…}`,
/// and not too long.
fn fit(text: &str) -> String {
    let mut fit = String::with_capacity(text.len());
    for character in text.chars().take(LONGEST_CELL) {
        match character {
            '\n' | '\t' => fit.push(character),
            character if is_harmful(character) || matches!(character, '\u{fffe}' | '\u{ffff}') => {
                fit.extend(character.escape_unicode());
            }
            character => fit.push(character),
        }
    }
    match fit.char_indices().nth(LONGEST_CELL) {
        Some((end, _)) => fit[..end].to_owned(),
        None => fit,
    }
}

const STYLE: &str = "\
body{font:15px/1.5 system-ui,sans-serif;margin:1rem;color:#1c1e21;background:#fff}\
table{border-collapse:collapse}th{text-align:left;position:sticky;top:0;background:#fff;border-bottom:2px solid #767b82}\
td,th{padding:.2rem .6rem;vertical-align:top}td{border-bottom:1px solid #e3e5e8;overflow-wrap:anywhere}\
td.count{text-align:right}td.missing{background:#fdecea;color:#991b1b}td.changed{background:#fff4d6;color:#6b4200}\
td.nothing{color:#666b72}\
@media(prefers-color-scheme:dark){body,th{background:#16181b;color:#e4e6e9}td{border-color:#33373c}\
td.missing{background:#40201e;color:#ffb4ab}td.changed{background:#3a3217;color:#f3d58a}td.nothing{color:#9aa0a8}}";
