use super::{Draft, PairContext, Place, Scope};
use crate::page::Page;
use crate::claim::last_modified_date;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a translation whose topic was last modified before the source's.
    ///
    /// ## Why it matters
    /// It explains the findings below it: the source changed since.
    ///
    /// ## Example
    /// - en-US: "Topic Last Modified: 2015-03-09"
    /// - fr-FR: "Dernière rubrique modifiée : 2014-02-10"
    ///
    /// ## Not reported
    /// Pages without such a line. Equal dates prove nothing. A later date in the
    /// translation is reported only where both pages were published (`ms.date`) on
    /// the same day, so that they are of one edition.
    "stale-translation", Metadata, Scope::Pair(run)
}

/// Keys of the day on which a page was published.
const PUBLISHED: &[&str] = &["ms.date"];

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    let (Some((source, source_date)), Some((target, target_date))) = (last_modified_date(&pair.source.page), last_modified_date(&pair.target.page)) else {
        return;
    };
    // One edition has one date: where both pages were published on the same day, any other date is an error.
    let published = |page: &Page| page.front_matter.value(PUBLISHED).map(str::to_owned);
    let same_edition = published(&pair.source.page).is_some_and(|day| Some(day) == published(&pair.target.page));
    if source_date == target_date || source_date < target_date && !same_edition {
        return;
    }
    drafts.push(Draft {
        change: Change::Changed,
        severity: Severity::Note,
        confidence: 0.9,
        claim: None,
        source: Some(Place::of(pair.source.page.span(source))),
        target: Some(Place::of(pair.target.page.span(target))),
        message: format!("the source was last modified on {source_date}, the translation on {target_date}"),
    });
}
