use super::{DifferenceContext, Draft, Place, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a sentence that says "supported", "required", "enabled" and the like
    /// where the source says the opposite, or the reverse; and a sentence that denies
    /// something while its counterpart denies nothing, or denies less.
    ///
    /// ## Why it matters
    /// A lost "not" is the worst thing that can happen to a sentence of documentation.
    ///
    /// ## Example
    /// - en-US: "Simultaneous ring is **not allowed**"
    /// - zh-CN: "**允许**同时拨打"
    ///
    /// ## Not reported
    /// A statement that one side leaves out, and sentences in which a word may stand
    /// for the "not" of the other side ("without", "only", "fails") or turns the
    /// sentence round ("not … until"). What the other translations deny as little, or
    /// what hangs on such a word, is a note.
    "polarity-flipped", Polarity, Scope::Difference { kinds: &[ClaimKind::Polarity], changes: &[Change::Changed], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    let sentences = difference.difference.sentences?;
    let (source, target) = (difference.source_text(), difference.target_text());
    // Other translations show how the source's words are put elsewhere.
    let alone = difference.vote().against_target();
    let opposites = difference.source_claim().is_some() && difference.target_claim().is_some();
    let sure = sentences.clear && (opposites || alone);
    let severity = match sure {
        true if opposites => Severity::Error,
        true => Severity::Warning,
        false => Severity::Note,
    };
    let message = match () {
        () if opposites => format!("`{source}` became `{target}`: the opposite"),
        () if difference.source_claim().is_some() => {
            format!("the source says `{source}`, and this sentence does not deny it")
        }
        () => format!("this sentence says `{target}`, and the source does not deny it"),
    };
    Some(Draft {
        source: Some(Place::of(difference.pair.source.page.span(sentences.source))),
        target: Some(Place::of(difference.pair.target.page.span(sentences.target))),
        ..difference.draft(severity, message)
    })
}
