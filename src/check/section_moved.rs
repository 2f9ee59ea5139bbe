use super::{Draft, PairContext, Place, Scope};
use crate::compare::is_heading;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a section that stands at another place in the translation.
    ///
    /// ## Why it matters
    /// Steps may come in an order that does not work, and links to "the next
    /// section" lead elsewhere.
    ///
    /// ## Example
    /// - en-US: "Move all users", then "Move users back"
    /// - zh-TW: "移回使用者" first
    ///
    /// ## Not reported
    /// Single blocks that changed places inside a section.
    "section-moved", Structure, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    for bead in pair.pair.beads.iter().filter(|bead| bead.moved && bead.is_pair()) {
        let (source, target) = (&pair.source.page, &pair.target.page);
        let (there, here) = (&source.blocks[bead.source.0 as usize], &target.blocks[bead.target.0 as usize]);
        if !is_heading(there) || !is_heading(here) {
            continue;
        }
        drafts.push(Draft {
            change: Change::Changed,
            severity: Severity::Note,
            confidence: bead.score * 0.9,
            claim: None,
            source: Some(Place::of(source.span(there.text))),
            target: Some(Place::of(target.span(here.text))),
            message: format!("the section \u{201c}{}\u{201d} stands at another place", target.block_text(here).trim()),
        });
    }
}
