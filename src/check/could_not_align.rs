use super::{Draft, PairContext, Place, Scope};
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a pair of pages that do not look like translations of each other, and
    /// a pair of which more differs than can be compared.
    ///
    /// ## Why it matters
    /// Usually one of them was overwritten by mistake, or carries another page's
    /// id. Findings about its parts would be wrong one by one.
    ///
    /// ## Example
    /// - en-US: a page about certificates
    /// - zh-CN: one line with the address of a cmdlet's page
    ///
    /// ## Not reported
    /// Pages that were restructured and still share most of what they say.
    "could-not-align", Structure, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    let blocks = |page: &crate::page::Page| page.blocks.first().map(|block| Place::of(page.span(block.text)));
    let message = match () {
        () if pair.pair.unrelated => "these two pages do not look like translations of each other",
        () if pair.pair.cut => "more differs in these two pages than can be compared; only a part of it was",
        () => return,
    };
    drafts.push(Draft {
        change: Change::Changed,
        severity: Severity::Warning,
        confidence: 0.8,
        claim: None,
        source: blocks(&pair.source.page),
        target: blocks(&pair.target.page),
        message: message.to_owned(),
    });
}
