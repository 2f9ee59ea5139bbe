use super::route::is_linked_otherwise;
use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::compare::Standing;
use crate::finding::{Change, Severity};
check! {
    /// ## What it does
    /// Reports an address outside the set that the source gives and the translation does not.
    ///
    /// ## Why it matters
    /// The reader cannot follow the reference.
    ///
    /// ## Example
    /// - en-US: "see [the article](https://support.microsoft.com/kb/2756725)"
    /// - fr-FR: "voir l'article"
    ///
    /// ## Not reported
    /// Locales and `clcid` in addresses, tracking, http for https. A target that stands
    /// elsewhere in the same section is a note.
    "url-missing", Url, Scope::Difference { kinds: &[ClaimKind::Url], changes: &[Change::Missing], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    // A block that is missing as a whole is one finding, not one for each name in it.
    if difference.is_whole_block() || is_linked_otherwise(difference) {
        return None;
    }
    let severity = match difference.difference.standing {
        Standing::Nowhere => Severity::Warning,
        _ => Severity::Note,
    };
    Some(difference.draft(severity, format!("the address to `{}` is missing", difference.source_text())))
}
