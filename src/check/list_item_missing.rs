use super::{Draft, PairContext, Scope, content};
use crate::compare::gap::GapKind;

check! {
    /// ## What it does
    /// Reports an item of a list, or a step of a procedure, that the translation lacks.
    ///
    /// ## Why it matters
    /// A procedure without one of its steps does not lead where it should.
    ///
    /// ## Example
    /// - en-US: "6. Restart the service."
    /// - zh-CN: the list ends at step 5
    ///
    /// ## Not reported
    /// An item that stands elsewhere in the translation, or was merged into another one or into
    /// the text before the list. A list that faces a paragraph in its place is a note.
    "list-item-missing", Content, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    for gap in content::gaps(pair, true, &[GapKind::ListItem]) {
        drafts.push(content::draft(pair, gap, content::severity(pair, gap), "list item"));
    }
}
