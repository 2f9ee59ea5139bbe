use super::{Draft, PairContext, Scope, content};
use crate::compare::gap::GapKind;
use crate::finding::Severity;
use crate::page::BlockKind;

check! {
    /// ## What it does
    /// Reports a row of a table that the translation lacks.
    ///
    /// ## Why it matters
    /// Tables hold what is supported, required and allowed: a missing row is a missing fact.
    ///
    /// ## Example
    /// - en-US: a row for "Windows Server 2012 R2"
    /// - fr-FR: the table without it
    ///
    /// ## Not reported
    /// Rows in another order. Where the translation's table has rows of its own, as a glossary
    /// has that was sorted anew, a row may stand there in other words: a note.
    "table-row-missing", Content, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    let table = |block: usize| match pair.target.page.blocks.get(block).map(|block| block.kind) {
        Some(BlockKind::TableCell { table, .. }) => Some(table),
        _ => None,
    };
    let extra: Vec<Option<u16>> =
        content::gaps(pair, false, &[GapKind::TableRow]).map(|gap| table(gap.blocks.start)).collect();
    for gap in content::gaps(pair, true, &[GapKind::TableRow]) {
        let here = gap.behind.and_then(table);
        let is_sorted_anew = here.is_some() && extra.iter().filter(|table| **table == here).count() >= SORTED;
        let severity = if is_sorted_anew { Severity::Note } else { Severity::Warning };
        drafts.push(content::draft(pair, gap, severity, "table row"));
    }
}

/// From so many rows without a counterpart on the other side, the table may have been sorted anew.
const SORTED: usize = 4;
