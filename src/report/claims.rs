//! The claims of one page: what was read, as what, and where.

use std::io::{self, Write};

use serde::Serialize;

use super::excerpt::shortened;
use super::summary::Table;
use crate::claim::{Claim, ClaimKind, Values};
use crate::compare::PageView;
use crate::source::{LineColumn, LineIndex};

/// Claims with their places, in the order of the page.
fn placed<'v>(
    view: &'v PageView,
    is_wanted: &'v dyn Fn(ClaimKind) -> bool,
) -> impl Iterator<Item = (&'v Claim, LineColumn, LineColumn)> {
    let source = &view.page.source;
    let lines = LineIndex::new(source);
    let mut claims: Vec<(&Claim, u32, u32)> = view
        .claims
        .iter()
        .filter(|claim| is_wanted(claim.kind))
        .map(|claim| (claim, view.span_of(claim)))
        .map(|(claim, span)| (claim, span.start, span.end))
        .collect();
    claims.sort_by_key(|&(claim, start, end)| (start, end, claim.kind));
    claims
        .into_iter()
        .map(move |(claim, start, end)| (claim, lines.line_column(source, start), lines.line_column(source, end)))
}

/// Writes a table for people, at most `width` columns wide.
///
/// # Errors
/// Those of `out`.
pub fn write_text(
    view: &PageView,
    values: &Values,
    is_wanted: &dyn Fn(ClaimKind) -> bool,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let column = width.saturating_sub(26).max(20) / 2;
    let mut table = Table::new(["place", "kind", "value", "as written"].into_iter());
    table.words = vec![0, 1, 2, 3];
    let mut count = 0;
    for (claim, start, _) in placed(view, is_wanted) {
        let kind = format!("{}{}", claim.kind.as_str(), if claim.soft { "?" } else { "" });
        let value = shortened(values.text(claim.value), column);
        let written = shortened(view.page.slice(view.span_of(claim)), column);
        table.push([format!("{}:{}", start.line, start.column), kind, value, written].into_iter());
        count += 1;
    }
    if count > 0 {
        table.write(out)?;
    }
    let path = super::harmless(view.page.path.as_str());
    writeln!(out, "{count} {} in {path} ({})", super::terminal::plural(count, "claim"), view.page.locale)
}

#[derive(Serialize)]
struct Line<'v> {
    path: &'v str,
    locale: &'v str,
    kind: ClaimKind,
    value: &'v str,
    subject: &'v str,
    soft: bool,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    text: &'v str,
}

/// Writes one claim a line, as JSON.
///
/// # Errors
/// Those of `out`.
pub fn write_lines(
    view: &PageView,
    values: &Values,
    is_wanted: &dyn Fn(ClaimKind) -> bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (claim, start, end) in placed(view, is_wanted) {
        let line = Line {
            path: view.page.path.as_str(),
            locale: view.page.locale.as_str(),
            kind: claim.kind,
            value: values.text(claim.value),
            subject: values.text(claim.subject),
            soft: claim.soft,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            text: view.page.slice(view.span_of(claim)),
        };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
