use super::{Draft, PairContext, Place, Scope, modified_date_changed};
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
    /// Pages without such a line. Equal dates prove nothing, and publishing dates
    /// (`ms.date`) of translations are always later.
    "stale-translation", Metadata, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    let (Some((source, source_date)), Some((target, target_date))) = (last_modified_date(&pair.source.page), last_modified_date(&pair.target.page)) else {
        return;
    };
    if source_date <= target_date || modified_date_changed::is_one_edition(pair) {
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
