use super::{Draft, PairContext, Place, Scope};
use crate::claim::{ClaimKind, versions_of};
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a title that names another version than the title of the source.
    ///
    /// ## Why it matters
    /// The title is what search results and tables of contents show.
    ///
    /// ## Example
    /// - en-US: `title: 'Lync Server 2013: Editing simple URLs'`
    /// - zh-CN: `title: Lync Server 2010：编辑简单 URL`
    ///
    /// ## Not reported
    /// A title that leaves the version out is a note.
    "title-differs", Metadata, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    let (Some(source), Some(target)) =
        (pair.source.page.front_matter.get("title"), pair.target.page.front_matter.get("title"))
    else {
        return;
    };
    let theirs = versions_of(&source.value, &pair.source.page.locale);
    let ours = versions_of(&target.value, &pair.target.page.locale);
    let missing = theirs.iter().find(|(version, _)| !ours.iter().any(|(other, _)| other == version));
    let extra = ours.iter().find(|(version, _)| !theirs.iter().any(|(other, _)| other == version));
    let (change, severity, message) = match (missing, extra) {
        (None, None) => return,
        (Some((lost, product)), Some((gained, other))) => {
            let severity = if product == other { Severity::Warning } else { Severity::Note };
            (Change::Changed, severity, format!("the title says `{gained}`, the source's says `{lost}`"))
        }
        (Some((lost, _)), None) => (Change::Missing, Severity::Note, format!("the title does not name `{lost}`")),
        (None, Some((gained, _))) => {
            (Change::Extra, Severity::Note, format!("the title names `{gained}`, the source's does not"))
        }
    };
    let value = missing.or(extra).map(|(version, _)| version.clone()).unwrap_or_default();
    drafts.push(Draft {
        change,
        severity,
        confidence: 0.9,
        claim: Some((ClaimKind::Version, value)),
        source: Some(Place::of(source.span)),
        target: Some(Place::of(target.span)),
        message,
    });
}
