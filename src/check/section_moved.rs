use super::{Draft, PairContext, Place, Scope, content};
use crate::compare::is_heading;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Tells which sections stand elsewhere in the translation than in the source.
    ///
    /// ## Why it matters
    /// Nothing is lost, but the order of a procedure may matter, and the source may
    /// have been rearranged since.
    ///
    /// ## Example
    /// - en-US: "## Before you begin", then "## Go back"
    /// - zh-CN: "## 恢复原状", then "## 开始之前"
    ///
    /// ## Not reported
    /// Paragraphs and list items that moved inside their section, and rows of tables.
    "section-moved", Structure, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    if pair.pair.unrelated {
        return;
    }
    for bead in pair.pair.beads.iter().filter(|bead| bead.moved && bead.is_pair()) {
        let (source, target) = (bead.source.0 as usize, bead.target.0 as usize);
        let (here, there) = (&pair.source.page.blocks[source], &pair.target.page.blocks[target]);
        if !is_heading(here) || !is_heading(there) {
            continue;
        }
        drafts.push(Draft {
            change: Change::Changed,
            severity: Severity::Note,
            confidence: bead.score,
            claim: None,
            source: Some(Place::of(pair.source.page.span(here.text))),
            target: Some(Place::of(pair.target.page.span(there.text))),
            message: format!("the section \u{201c}{}\u{201d} stands elsewhere", content::excerpt(pair.source, source)),
        });
    }
}
