use super::{Draft, PairContext, Place, Scope};
use crate::claim::last_modified_date;
use crate::finding::{Change, Severity};
use crate::page::Page;

check! {
    /// ## What it does
    /// Reports a translation that says it was last modified on another day than the
    /// source, although both pages were published (`ms.date`) on the same day.
    ///
    /// ## Why it matters
    /// One edition has one date. Readers, and those who plan the next translation, take
    /// it for what the page is worth.
    ///
    /// ## Example
    /// - en-US: "Topic Last Modified: **2013-02-25**"
    /// - zh-CN: "主题上次修改时间：**2014-02-25**"
    ///
    /// ## Not reported
    /// Pages of different editions, whose dates differ rightly; that a translation is
    /// older than its source is `stale-translation`.
    "modified-date-changed", Date, Scope::Pair(run)
}

/// Keys of the day on which a page was published.
const PUBLISHED: &[&str] = &["ms.date"];

/// Whether both pages say that they were published on one day.
pub(super) fn is_one_edition(pair: &PairContext<'_>) -> bool {
    let published = |page: &Page| page.front_matter.value(PUBLISHED).map(str::to_owned);
    published(&pair.source.page).is_some_and(|day| Some(day) == published(&pair.target.page))
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    if !is_one_edition(pair) {
        return;
    }
    let (Some((source, source_date)), Some((target, target_date))) =
        (last_modified_date(&pair.source.page), last_modified_date(&pair.target.page))
    else {
        return;
    };
    if source_date != target_date {
        drafts.push(Draft {
            change: Change::Changed,
            severity: Severity::Note,
            confidence: 0.9,
            claim: None,
            source: Some(Place::of(pair.source.page.span(source))),
            target: Some(Place::of(pair.target.page.span(target))),
            message: format!("the source was last modified on {source_date}, the translation says {target_date}"),
        });
    }
}
