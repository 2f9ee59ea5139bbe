//! How translations stand to their source: tables for people, one object for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::excerpt::harmless;
use crate::history::status::{Basis, Standing, State};
use crate::locale::Locale;

/// What is told of a set.
#[derive(Debug, Serialize)]
pub struct Status<'s> {
    /// `docparity-status/1`.
    pub schema: &'static str,
    /// The locale that the others are held against.
    pub source_locale: &'s Locale,
    /// Every translation, by topic and locale.
    pub translations: &'s [Standing],
    /// Sentences that say which change of the source explains which finding.
    pub explained: &'s [String],
}

/// The states in the order of the table's columns.
const STATES: &[(State, &str)] = &[
    (State::InStep, "in step"),
    (State::Behind, "behind"),
    (State::Differs, "differs"),
    (State::Missing, "missing"),
    (State::Orphan, "orphan"),
    (State::Unknown, "unknown"),
];

/// Writes everything as one JSON object.
///
/// # Errors
/// Those of `out`.
pub fn write_json(status: &Status<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, status)?;
    out.write_all(b"\n")
}

/// A table: its head, and its rows.
type Table = (Vec<String>, Vec<Vec<String>>);

/// Translations by locale and state.
fn summary(status: &Status<'_>) -> Table {
    let mut counts: BTreeMap<&Locale, BTreeMap<State, usize>> = BTreeMap::new();
    for standing in status.translations {
        *counts.entry(&standing.locale).or_default().entry(standing.state).or_default() += 1;
    }
    let head = std::iter::once("locale").chain(STATES.iter().map(|(_, name)| *name)).map(str::to_owned).collect();
    let row = |(locale, counts): (&Locale, BTreeMap<State, usize>)| {
        let counts = STATES.iter().map(|(state, _)| counts.get(state).copied().unwrap_or(0).to_string());
        std::iter::once(locale.to_string()).chain(counts).collect()
    };
    (head, counts.into_iter().map(row).collect())
}

/// Topics down, locales across; topics that are in step everywhere only where `all` is asked for.
fn topics(status: &Status<'_>, all: bool) -> Table {
    let locales: std::collections::BTreeSet<&Locale> =
        status.translations.iter().map(|standing| &standing.locale).collect();
    let mut by_topic: BTreeMap<&str, BTreeMap<&Locale, &Standing>> = BTreeMap::new();
    for standing in status.translations {
        by_topic.entry(&standing.topic).or_default().insert(&standing.locale, standing);
    }
    let head = std::iter::once("topic".to_owned()).chain(locales.iter().map(|locale| (*locale).to_string())).collect();
    let is_shown = |standings: &BTreeMap<&Locale, &Standing>| {
        all || standings.values().any(|standing| !matches!(standing.state, State::InStep | State::Unknown))
    };
    let rows = by_topic.into_iter().filter(|(_, standings)| is_shown(standings)).map(|(topic, standings)| {
        let cells = locales.iter().map(|locale| standings.get(locale).map_or(String::new(), |standing| cell(standing)));
        std::iter::once(topic.to_owned()).chain(cells).collect()
    });
    (head, rows.collect())
}

/// `behind by 2 since 2017-01-19 (commit named)`.
fn cell(standing: &Standing) -> String {
    let many = |count: usize, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
    let basis = match standing.basis {
        Basis::NamedCommit => ", by the commit that it names",
        Basis::Dates => ", by dates",
        Basis::Content | Basis::Files => "",
    };
    let findings = match standing.findings {
        0 => String::new(),
        count => format!("; {}", many(count, "finding")),
    };
    match standing.state {
        State::InStep => format!("in step{basis}"),
        State::Behind => {
            let oldest = standing.changes.last().map(|change| format!(" since {}", change.date)).unwrap_or_default();
            format!("behind by {}{oldest}{basis}{findings}", many(standing.changes.len(), "change"))
        }
        State::Differs => format!("differs: {}", many(standing.findings, "finding")),
        State::Missing => "missing".to_owned(),
        State::Orphan => "orphan".to_owned(),
        State::Unknown => "no history".to_owned(),
    }
}

/// What answers rest on, for people.
const ON_TRUST: &str = "\
A translation that names the commit it was made from is held against that commit. Of others only the dates of \
both histories are known, and a mended typo moves a date; “differs” means that the histories say in step and the \
texts do not.";

/// Writes tables in Markdown.
///
/// # Errors
/// Those of `out`.
pub fn write_markdown(status: &Status<'_>, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let cell = |text: &String| {
        harmless(text).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('`', "\\`")
    };
    let mut table = |(head, rows): Table| -> io::Result<()> {
        writeln!(out, "| {} |", head.iter().map(cell).collect::<Vec<_>>().join(" | "))?;
        writeln!(out, "|{}", "---|".repeat(head.len()))?;
        for row in rows {
            writeln!(out, "| {} |", row.iter().map(cell).collect::<Vec<_>>().join(" | "))?;
        }
        writeln!(out)
    };
    table(summary(status))?;
    table(topics(status, all))?;
    for sentence in status.explained {
        writeln!(out, "- {}", cell(sentence))?;
    }
    if !status.explained.is_empty() {
        writeln!(out)?;
    }
    writeln!(out, "{ON_TRUST}")
}

/// Writes a page with the tables; it asks for nothing from elsewhere.
///
/// # Errors
/// Those of `out`.
pub fn write_html(status: &Status<'_>, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let escaped = |text: &str| {
        let text = harmless(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.replace('"', "&quot;").replace('\'', "&#39;")
    };
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Status of translations</title>"
    )?;
    writeln!(
        out,
        "<style>body{{font:15px/1.5 system-ui,sans-serif;margin:2rem}}table{{border-collapse:collapse;margin:1rem 0}}th,td{{border:1px solid #8884;padding:.25rem .6rem;text-align:left}}</style>"
    )?;
    writeln!(out, "<h1>Status of translations from {}</h1>", escaped(status.source_locale.as_str()))?;
    for (head, rows) in [summary(status), topics(status, all)] {
        let row = |tag: &str, cells: &[String]| {
            let cells: String = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell))).collect();
            format!("<tr>{cells}</tr>")
        };
        writeln!(out, "<table>\n<thead>{}</thead>\n<tbody>", row("th", &head))?;
        rows.iter().try_for_each(|cells| writeln!(out, "{}", row("td", cells)))?;
        writeln!(out, "</tbody>\n</table>")?;
    }
    if !status.explained.is_empty() {
        writeln!(out, "<ul>")?;
        status.explained.iter().try_for_each(|sentence| writeln!(out, "<li>{}</li>", escaped(sentence)))?;
        writeln!(out, "</ul>")?;
    }
    writeln!(out, "<p>{}</p>\n</html>", escaped(ON_TRUST))
}
