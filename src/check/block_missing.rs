use super::{Draft, PairContext, Scope, content};
use crate::compare::gap::GapKind;

check! {
    /// ## What it does
    /// Reports a paragraph, or a part of a table row, that the translation lacks.
    ///
    /// ## Why it matters
    /// What it says is lost to the reader.
    ///
    /// ## Example
    /// - en-US: "Run the command on each organizational unit, because permissions are not inherited."
    /// - zh-TW: nothing
    ///
    /// ## Not reported
    /// Text that was merged into another paragraph, short labels, code (`code-differs`)
    /// and the line that tells when the topic was last modified. What leads to code or a list that
    /// is there, and what faces a text of the translation in its place, is a note.
    "block-missing", Content, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    for gap in content::gaps(pair, true, &[GapKind::Block]) {
        drafts.push(content::draft(pair, gap, content::severity(pair, gap), "paragraph"));
    }
}
