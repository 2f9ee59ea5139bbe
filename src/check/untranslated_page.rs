use super::{Draft, PairContext, Place, Scope};
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a page of which at least half was left in the language of the source.
    ///
    /// ## Why it matters
    /// It counts as translated and is not.
    ///
    /// ## Example
    /// - en-US: a cmdlet's page
    /// - zh-CN: the same page, with a translated heading
    ///
    /// ## Not reported
    /// Pages with less than a few sentences of text.
    "untranslated-page", Untranslated, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    let untranslated = &pair.pair.untranslated;
    let Some(first) = untranslated.texts.first().filter(|_| untranslated.is_whole_page()) else { return };
    drafts.push(Draft {
        change: Change::Changed,
        severity: Severity::Warning,
        confidence: 0.9,
        claim: None,
        source: Some(Place::of(pair.source.page.span(pair.source.page.blocks[first.source as usize].text))),
        target: Some(Place::of(pair.target.page.span(first.text))),
        message: "most of this page was left in the language of the source".to_owned(),
    });
}
