use super::{Draft, PairContext, Scope, content};
use crate::compare::gap::GapKind;

check! {
    /// ## What it does
    /// Reports a note, tip, caution or warning that the translation lacks.
    ///
    /// ## Why it matters
    /// Warnings are there because something breaks without them.
    ///
    /// ## Example
    /// - en-US: "> [!WARNING]" with a text
    /// - zh-CN: nothing
    ///
    /// ## Not reported
    /// A note in another form: a quote, a table with a picture, bold text. One that faces a note
    /// of its class without a counterpart is a note.
    "note-missing", Content, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    for gap in content::gaps(pair, true, &[GapKind::Note]) {
        drafts.push(content::draft(pair, gap, content::severity(pair, gap), "note"));
    }
}
