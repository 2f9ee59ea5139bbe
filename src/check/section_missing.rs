use super::{Draft, PairContext, Scope, content};
use crate::compare::gap::GapKind;
use crate::finding::Severity;

check! {
    /// ## What it does
    /// Reports a section of the source, heading and text, that the translation lacks.
    ///
    /// ## Why it matters
    /// A whole subject never arrived, or was written after the translation.
    ///
    /// ## Example
    /// - en-US: "## Back up the store" with three steps
    /// - fr-FR: nothing
    ///
    /// ## Not reported
    /// A section that stands elsewhere in the translation, and a heading whose text is
    /// there under another heading.
    "section-missing", Content, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    for gap in content::gaps(pair, true, &[GapKind::Section]) {
        drafts.push(content::draft(pair, gap, Severity::Warning, "section"));
    }
}
