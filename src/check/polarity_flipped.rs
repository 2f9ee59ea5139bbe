use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a sentence that says "supported", "required", "enabled" and the like
    /// where the source says the opposite, or the reverse.
    ///
    /// ## Why it matters
    /// A lost "not" is the worst thing that can happen to a sentence of documentation.
    ///
    /// ## Example
    /// - en-US: "Simultaneous ring is **not allowed**"
    /// - zh-CN: "**允许**同时拨打"
    ///
    /// ## Not reported
    /// A statement that one side leaves out or words in another way: only opposites.
    "polarity-flipped", Polarity, Scope::Difference { kinds: &[ClaimKind::Polarity], changes: &[Change::Changed], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    let (source, target) = (difference.source_text(), difference.target_text());
    Some(difference.draft(Severity::Warning, format!("`{source}` became `{target}`: the opposite")))
}
