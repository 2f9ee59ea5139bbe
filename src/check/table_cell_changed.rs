use super::content::shortened;
use super::{Draft, PairContext, Place, Scope};
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports two cells of a table that changed places: in the translation each one
    /// holds what the other one holds in the source, in the same row or column.
    ///
    /// ## Why it matters
    /// A table says what belongs together: a limit beside the wrong role, a "yes"
    /// beside the wrong system.
    ///
    /// ## Example
    /// - en-US: a row "Mailbox | 25 MB | 100 users"
    /// - zh-CN: the same row, "邮箱 | 100 个用户 | 25 MB"
    ///
    /// ## Not reported
    /// Rows or columns that moved as a whole, and cells whose words the language pair
    /// gives too little knowledge of.
    "table-cell-changed", Content, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    for swap in &pair.pair.swaps {
        let text = |text: std::ops::Range<usize>| shortened(&pair.source.page.text[text]);
        let (first, second) = (text(swap.first.0.range()), text(swap.second.0.range()));
        drafts.push(Draft {
            change: Change::Changed,
            severity: Severity::Warning,
            confidence: 0.8,
            claim: None,
            source: Some(Place::of(pair.source.page.span(swap.first.0))),
            target: Some(Place::of(pair.target.page.span(swap.first.1))),
            message: format!("the cells \u{201c}{first}\u{201d} and \u{201c}{second}\u{201d} changed places"),
        });
    }
}
