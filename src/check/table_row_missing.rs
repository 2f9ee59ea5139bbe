use super::{Draft, PairContext, Scope, content};
use crate::compare::gap::GapKind;
use crate::finding::Severity;

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
    /// Rows in another order.
    "table-row-missing", Content, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    for gap in content::gaps(pair, true, &[GapKind::TableRow]) {
        drafts.push(content::draft(pair, gap, Severity::Warning, "table row"));
    }
}
