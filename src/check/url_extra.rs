use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::compare::Standing;
use crate::finding::{Change, Severity};
check! {
    /// ## What it does
    /// Reports an address outside the set that the translation gives and the source does not.
    ///
    /// ## Why it matters
    /// It is usually what an older source said; the target may be gone.
    ///
    /// ## Example
    /// - en-US: "see the article"
    /// - fr-FR: "voir [l'article](https://support.microsoft.com/kb/2756725)"
    ///
    /// ## Not reported
    /// A target that stands elsewhere on the source page.
    "url-extra", Url, Scope::Difference { kinds: &[ClaimKind::Url], changes: &[Change::Extra], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    if difference.is_whole_block() || difference.difference.standing != Standing::Nowhere {
        return None;
    }
    Some(
        difference.draft(Severity::Note, format!("the address to `{}` is not in the source", difference.target_text())),
    )
}
