use super::{Draft, PairContext, Place, Scope, untranslated};
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a paragraph, a list item, a cell or a heading that was left in the
    /// language of the source.
    ///
    /// ## Why it matters
    /// The reader chose her language because she does not read the other one.
    ///
    /// ## Example
    /// - en-US: "Restart the service before you go on."
    /// - zh-CN: "Restart the service before you go on."
    ///
    /// ## Not reported
    /// Product names, code, titles and labels of a few words, and a page that is
    /// untranslated throughout (`untranslated-page`).
    "untranslated-text", Untranslated, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    let Some(untranslated) = untranslated::find(pair) else { return };
    if untranslated.is_whole_page() {
        return;
    }
    for (source, target) in untranslated.blocks {
        drafts.push(Draft {
            change: Change::Changed,
            severity: Severity::Warning,
            confidence: 0.9,
            claim: None,
            source: Some(Place::of(pair.source.page.span(pair.source.page.blocks[source].text))),
            target: Some(Place::of(pair.target.page.span(pair.target.page.blocks[target].text))),
            message: "this text was left in the language of the source".to_owned(),
        });
    }
}
