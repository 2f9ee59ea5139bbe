use super::{Draft, PairContext, Scope, content};
use crate::compare::gap::GapKind;
use crate::finding::Severity;

check! {
    /// ## What it does
    /// Reports a paragraph, a list item, a note or a table row of the translation that
    /// the source lacks.
    ///
    /// ## Why it matters
    /// It is usually text that was since removed from the source.
    ///
    /// ## Example
    /// - en-US: nothing
    /// - fr-FR: "Cette procédure ne s'applique pas aux serveurs Edge."
    ///
    /// ## Not reported
    /// Text that was split from another paragraph, and short labels.
    "block-extra", Content, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    for gap in content::gaps(pair, false, &[GapKind::Block, GapKind::Note, GapKind::TableRow, GapKind::ListItem]) {
        drafts.push(content::draft(pair, gap, Severity::Note, "text"));
    }
}
