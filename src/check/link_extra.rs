use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::compare::Standing;
use crate::finding::{Change, Severity};
check! {
    /// ## What it does
    /// Reports a link to a page of the set that the translation gives and the source does not.
    ///
    /// ## Why it matters
    /// It is usually what an older source said; the target may be gone.
    ///
    /// ## Example
    /// - en-US: "see the article"
    /// - fr-FR: "voir [l'article](setup.md)"
    ///
    /// ## Not reported
    /// A target that stands elsewhere on the source page.
    "link-extra", Link, Scope::Difference { kinds: &[ClaimKind::Link], changes: &[Change::Extra], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    if difference.is_whole_block() || difference.difference.standing != Standing::Nowhere {
        return None;
    }
    Some(difference.draft(Severity::Note, format!("the link to `{}` is not in the source", difference.target_text())))
}
