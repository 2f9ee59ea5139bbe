use super::{Draft, PairContext, Scope, content};
use crate::compare::gap::GapKind;
use crate::finding::Severity;

check! {
    /// ## What it does
    /// Reports a section of the translation that the source lacks.
    ///
    /// ## Why it matters
    /// It is usually text that was since removed from the source.
    ///
    /// ## Example
    /// - en-US: nothing
    /// - zh-CN: "## 已知问题" with a list
    ///
    /// ## Not reported
    /// Headings that only group links ("Concepts" under "See Also") without text of
    /// their own.
    "section-extra", Content, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    for gap in content::gaps(pair, false, &[GapKind::Section]) {
        drafts.push(content::draft(pair, gap, Severity::Note, "section"));
    }
}
