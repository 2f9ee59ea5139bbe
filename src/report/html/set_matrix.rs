//! The claims of the whole set: a page, and its rows as a script, since a page
//! that is read from a file may load nothing else.

use std::io;

use askama::Template;
use serde_json::{Value, json};

use super::overview::Listed;
use super::topic::Written;
use super::{Frame, Inputs, Sink, rendered};
use crate::claim::ClaimKind;
use crate::matrix::{self, Cell, Row};
use crate::report::harmless;
use crate::report::summary::thousands;

/// Characters of a claim that a row shows.
const LONGEST_CLAIM: usize = 160;

#[derive(Template)]
#[template(path = "matrix.html")]
struct Page {
    frame: Frame,
    title: &'static str,
    claims: String,
    topics: String,
    kinds: Vec<&'static str>,
    locales: Vec<String>,
}

/// Writes the page and its rows; `topics` are those listed, in the same order.
pub(super) fn write(inputs: &Inputs<'_>, listed: &[Listed<'_>], topics: &[Written], sink: Sink<'_>) -> io::Result<()> {
    let claims: usize = topics.iter().map(|topic| topic.rows.len()).sum();
    let page = Page {
        frame: Frame::of_file(""),
        title: "Claim matrix",
        claims: thousands(claims as u64),
        topics: thousands(topics.len() as u64),
        kinds: ClaimKind::ALL.iter().map(|kind| kind.as_str()).collect(),
        locales: matrix::columns(inputs.corpus).iter().map(|locale| locale.as_str().to_owned()).collect(),
    };
    sink("matrix.html", rendered(&page)?.as_bytes())?;
    let name = |topic: &Listed<'_>| json!([topic.title, format!("topics/{}.html", topic.name)]);
    let names: Vec<Value> = listed.iter().map(name).collect();
    let kinds: Vec<&str> = ClaimKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let mut script =
        format!("window.docparityMatrix={{\"kinds\":{},\"topics\":{},\"rows\":[", json!(kinds), json!(names));
    let mut is_first = true;
    for (index, topic) in topics.iter().enumerate() {
        for row in &topic.rows {
            script.push_str(if is_first { "\n" } else { ",\n" });
            is_first = false;
            script.push_str(&entry(index, row, topic).to_string());
        }
    }
    script.push_str("\n]};\n");
    sink("matrix.js", script.as_bytes())
}

/// Kind, value, topic, and for each locale state, line, row and other value.
fn entry(topic: usize, row: &Row, written: &Written) -> Value {
    let cell = |(column, cell): (usize, &Cell)| {
        let state = match cell {
            Cell::Present => 0,
            Cell::Missing => 1,
            Cell::Negated => 2,
            Cell::Changed(_) => 3,
            Cell::Unsure => 4,
            Cell::NoPage => 5,
        };
        let place = row.places[column];
        let anchor = place.and_then(|place| written.anchors[column].as_ref()?.get(place.block as usize));
        match (place, anchor, cell.other()) {
            (Some(place), Some(anchor), Some(other)) => json!([state, place.line, anchor, shown(other)]),
            (Some(place), Some(anchor), None) => json!([state, place.line, anchor]),
            (_, _, Some(other)) => json!([state, 0, 0, shown(other)]),
            _ => json!([state]),
        }
    };
    let cells: Vec<Value> = row.cells.iter().enumerate().map(cell).collect();
    let kind = ClaimKind::ALL.iter().position(|kind| *kind == row.kind).unwrap_or_default();
    json!([kind, shown(&row.value), topic, cells])
}

fn shown(text: &str) -> String {
    harmless(text).chars().take(LONGEST_CLAIM).collect()
}
