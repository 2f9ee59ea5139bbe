use super::{Draft, PairContext, Place, Scope};
use crate::claim::versions_of;
use crate::finding::{Change, Severity};
use crate::page::Entry;

check! {
    /// ## What it does
    /// Reports metadata that is the same in all locales by its nature and is not
    /// here: the product version that a page belongs to, the library topic that its
    /// address names, the versions in the title of the table of contents, and keys
    /// in another spelling.
    ///
    /// ## Why it matters
    /// A site reads keys as they are written: `TOCtitle` is no `TOCTitle`, and the
    /// table of contents shows something else. Another version or topic id takes the
    /// page out of its place.
    ///
    /// ## Example
    /// - en-US: `TOCTitle: Branch gateways`
    /// - fr-FR: `TOCtitle: Passerelles de succursale`
    ///
    /// ## Not reported
    /// Dates, translation types, content keys and whatever else each locale has of
    /// its own; the wording of titles (`title-differs` is about their versions).
    "front-matter-differs", Metadata, Scope::Pair(run)
}

/// Keys whose values are the same in all locales.
const SHARED: [&str; 3] = ["mtps_version", "ms.prod", "ms.topic"];

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    let (source, target) = (&pair.source.page.front_matter, &pair.target.page.front_matter);
    let mut add = |severity, there: &Entry, here: &Entry, message: String| {
        drafts.push(Draft {
            change: Change::Changed,
            severity,
            confidence: 0.9,
            claim: None,
            source: Some(Place::of(there.span)),
            target: Some(Place::of(here.span)),
            message,
        });
    };
    for there in &source.entries {
        let Some(here) = target.get(&there.key) else { continue };
        if here.key != there.key && !target.entries.iter().any(|entry| entry.key == there.key) {
            add(Severity::Note, there, here, format!("the key `{}` is `{}` in the source", here.key, there.key));
        }
        if SHARED.iter().any(|key| there.key.eq_ignore_ascii_case(key))
            && !there.value.eq_ignore_ascii_case(&here.value)
        {
            let message = format!("`{}` is `{}`, the source's is `{}`", here.key, here.value, there.value);
            add(Severity::Warning, there, here, message);
        }
        if there.key.eq_ignore_ascii_case("ms:mtpsurl")
            && let (Some(theirs), Some(ours)) = (library_topic(&there.value), library_topic(&here.value))
            && !theirs.eq_ignore_ascii_case(ours)
        {
            add(
                Severity::Warning,
                there,
                here,
                format!("the address names the topic `{ours}`, the source's `{theirs}`"),
            );
        }
        if there.key.eq_ignore_ascii_case("TOCTitle") {
            let (theirs, ours) = (
                versions_of(&there.value, &pair.source.page.locale),
                versions_of(&here.value, &pair.target.page.locale),
            );
            let lost = theirs.iter().find(|(version, _)| !ours.iter().any(|(other, _)| other == version));
            let gained = ours.iter().find(|(version, _)| !theirs.iter().any(|(other, _)| other == version));
            // What an entry leaves out is mostly for the sake of its length.
            if let (Some((lost, product)), Some((gained, other))) = (lost, gained)
                && product == other
            {
                let message = format!("the table of contents says `{gained}`, the source's says `{lost}`");
                add(Severity::Warning, there, here, message);
            }
        }
    }
}

/// The topic and version of a library address: `jj945604(v=ocs.15)`.
fn library_topic(address: &str) -> Option<&str> {
    let (_, topic) = address.split_once("/library/")?;
    let topic = topic.split(['?', '#', '/']).next()?;
    (!topic.is_empty()).then_some(topic)
}
