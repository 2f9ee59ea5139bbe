use super::{Draft, PairContext, Place, Scope};
use crate::finding::{Change, Severity};
use crate::page::{BlockKind, TextRange};

check! {
    /// ## What it does
    /// Reports a term of the configuration that a translation does not leave as it is.
    ///
    /// ## Why it matters
    /// A name on the screen, or a trade mark, is looked for as it is written there.
    ///
    /// ## Example
    /// With `terms = ["Control Panel"]`:
    /// - en-US: "Open Control Panel."
    /// - fr-FR: "Ouvrez le panneau de configuration."
    ///
    /// ## Not reported
    /// Terms in code, and terms that the translation says elsewhere in the same paragraph. Nothing is
    /// reported without `terms` in `docparity.toml`.
    "term-translated", Content, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    if pair.topic.terms.is_empty() || pair.pair.unrelated {
        return;
    }
    let (source, target) = (pair.source, pair.target);
    for bead in &pair.pair.beads {
        if bead.source_range().is_empty() || bead.target_range().is_empty() {
            continue;
        }
        let translation = target.text_of_blocks(bead.target_range());
        for term in pair.topic.terms.iter().filter(|term| !translation.contains(term.as_str())) {
            for block in &source.page.blocks[bead.source_range()] {
                let text = source.page.block_text(block);
                let Some(at) = find(text, term).filter(|_| block.kind != BlockKind::Code) else { continue };
                let start = block.text.start as usize + at;
                drafts.push(Draft {
                    change: Change::Missing,
                    severity: Severity::Warning,
                    confidence: bead.score,
                    claim: None,
                    source: Some(Place::of(source.page.span(TextRange::new(start, start + term.len())))),
                    target: Some(Place::absent(pair.target_place(bead.target_range()))),
                    message: format!("the term `{term}` is not in the translation"),
                });
                break;
            }
        }
    }
}

/// Where a term stands in a text as a word by itself.
fn find(text: &str, term: &str) -> Option<usize> {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let alone =
        |at: &usize| !is_word(text[..*at].chars().next_back()) && !is_word(text[at + term.len()..].chars().next());
    text.match_indices(term).map(|(at, _)| at).find(alone)
}
