use super::{Draft, PairContext, Place, Scope, content};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};
use crate::page::{InlineKind, TextRange};

check! {
    /// ## What it does
    /// Reports a name in plain text that the translation spells otherwise or translates:
    /// a Latin word one letter off in text of another script, the one translated item
    /// among items that stay as they are, an item that begins with the name of another item,
    /// a keyword lost from a heading or a bold word.
    ///
    /// ## Why it matters
    /// The reader looks for, installs or types something that does not exist.
    ///
    /// ## Example
    /// - en-US: "enable **ESLint** hot reloading"
    /// - ko-KR: "**ESLink**를 활성화"
    ///
    /// ## Not reported
    /// Words in another case or with an ending, and names whose neighbours are mostly
    /// translated too. Where a page leaves a doubt that it is a name, it is a note.
    "name-changed", Code, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    let told = told(pair);
    for change in pair.pair.names.iter().filter(|change| !is_within(&told, change.target)) {
        let name = content::shortened(&pair.source.page.text[change.source.range()]);
        let text = content::shortened(&pair.target.page.text[change.target.range()]);
        let message = match change.misspelt {
            true => format!("the name `{name}` is spelt `{text}`"),
            false => format!("the name `{name}` does not stand in \u{201c}{text}\u{201d}"),
        };
        // What the pair of languages is known to translate may well be a word here.
        let sure = change.sure
            && (change.misspelt
                // The label of a link is worded freely.
                || !pair.source.stands_in(change.source, &[InlineKind::Link]) && !pair.model.translates(&pair.source.page.text[change.source.range()]));
        drafts.push(Draft {
            change: Change::Changed,
            severity: if sure { Severity::Warning } else { Severity::Note },
            confidence: if sure { 0.9 } else { 0.7 },
            claim: None,
            source: Some(Place::of(pair.source.page.span(change.source))),
            target: Some(Place::of(pair.target.page.span(change.target))),
            message,
        });
    }
}

/// Where the translation has literals that are told as changed, in order of their places.
fn told(pair: &PairContext<'_>) -> Vec<TextRange> {
    let changed = pair
        .pair
        .differences
        .iter()
        .filter(|difference| difference.kind == ClaimKind::Literal && difference.change == Change::Changed);
    let place = |claim: u32| pair.target.claims[claim as usize].text;
    let mut told: Vec<TextRange> = changed.filter_map(|difference| difference.target).map(place).collect();
    told.sort_unstable();
    told
}

/// Whether a name stands in one of these places.
fn is_within(told: &[TextRange], name: TextRange) -> bool {
    let before = told.partition_point(|place| place.start <= name.start);
    told[..before].last().is_some_and(|place| place.contains(name))
}
