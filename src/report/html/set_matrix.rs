//! The claims of the whole set: a page, and its rows as a script, since a page
//! that is read from a file may load nothing else.

use std::cmp::Reverse;
use std::io;

use askama::Template;
use rustc_hash::FxHashMap;
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
    sink("matrix.js", script(listed, topics).as_bytes())
}

/// The rows as a script; what the page's own script says of them is its reader.
fn script(listed: &[Listed<'_>], topics: &[Written]) -> String {
    let all: Vec<(&Row, String)> =
        topics.iter().flat_map(|topic| &topic.rows).map(|row| (row, shown(&row.value))).collect();
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    all.iter().for_each(|(_, value)| *counts.entry(value).or_default() += 1);
    // What is claimed once stands in its row.
    let mut repeated: Vec<&str> = counts.iter().filter(|(_, count)| **count > 1).map(|(value, _)| *value).collect();
    // Short numbers for what is claimed most.
    repeated.sort_unstable_by_key(|value| (Reverse(counts[value]), *value));
    let numbers: FxHashMap<&str, usize> = repeated.iter().enumerate().map(|(number, value)| (*value, number)).collect();
    let names: Vec<Value> = listed.iter().map(|topic| json!([topic.title, topic.name])).collect();
    let kinds: Vec<&str> = ClaimKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let (kinds, names, values) = (json!(kinds), json!(names), json!(repeated));
    let mut script =
        format!("window.docparityMatrix={{\"kinds\":{kinds},\n\"topics\":{names},\n\"values\":{values},\n\"rows\":[\n");
    let mut values = all.iter().map(|(_, value)| value.as_str());
    for (index, topic) in topics.iter().enumerate() {
        let rows = topic.rows.iter().zip(values.by_ref());
        let rows: Vec<Value> = rows.map(|(row, value)| entry(row, value, &numbers, topic)).collect();
        script.push_str(if index == 0 { "" } else { ",\n" });
        script.push_str(&json!(rows).to_string());
    }
    script.push_str("\n]};\n");
    script
}

/// A row: kind, value, and its cells, or what they have in common: the place, and
/// where not all locales make the claim, the states.
fn entry(row: &Row, value: &str, numbers: &FxHashMap<&str, usize>, written: &Written) -> Value {
    let anchor = |column: usize| {
        let place = row.places[column]?;
        written.anchors[column].as_ref()?.get(place.block as usize).copied()
    };
    let cell = |(column, cell): (usize, &Cell)| {
        let state = state(cell);
        match (anchor(column), cell.other()) {
            (Some(anchor), Some(other)) => json!([state, anchor, shown(other)]),
            (Some(anchor), None) => json!([state, anchor]),
            (None, Some(other)) => json!([state, -1, shown(other)]),
            (None, None) => json!(state),
        }
    };
    let kind = ClaimKind::ALL.iter().position(|kind| *kind == row.kind).unwrap_or_default();
    let value = numbers.get(value).map_or_else(|| json!(value), |number| json!(number));
    // Mostly there is one place, of those that have one, and no other value.
    let places: Vec<Option<u32>> = (0..row.cells.len()).map(anchor).collect();
    let mut known = places.iter().flatten();
    let first = known.next();
    let is_one_place = known.all(|place| Some(place) == first) && row.cells.iter().all(|cell| cell.other().is_none());
    let has_its_place = |(cell, place): (&Cell, &Option<u32>)| (*cell == Cell::Present) == place.is_some();
    if let (Some(place), true) = (first, is_one_place && row.cells.iter().zip(&places).all(has_its_place)) {
        let states: String = row.cells.iter().map(|cell| state(cell).to_string()).collect();
        return match row.differs() || row.cells.contains(&Cell::NoPage) {
            true => json!([kind, value, place, states]),
            false => json!([kind, value, place]),
        };
    }
    let cells: Vec<Value> = row.cells.iter().enumerate().map(cell).collect();
    json!([kind, value, cells])
}

/// The number of a cell's state, as the script counts them.
fn state(cell: &Cell) -> u8 {
    match cell {
        Cell::Present => 0,
        Cell::Missing => 1,
        Cell::Negated => 2,
        Cell::Changed(_) => 3,
        Cell::Unsure => 4,
        Cell::NoPage => 5,
    }
}

fn shown(text: &str) -> String {
    harmless(text).chars().take(LONGEST_CLAIM).collect()
}
