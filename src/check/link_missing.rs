use super::route::is_linked_otherwise;
use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::compare::Standing;
use crate::finding::{Change, Severity};
check! {
    /// ## What it does
    /// Reports a link to a page of the set that the source gives and the translation does not.
    ///
    /// ## Why it matters
    /// The reader cannot follow the reference.
    ///
    /// ## Example
    /// - en-US: "see [the article](setup.md)"
    /// - fr-FR: "voir l'article"
    ///
    /// ## Not reported
    /// A link to the localized twin of the same topic is equal. So is `[!INCLUDE[name](file.md)]`
    /// in a sentence, for which translations write the words that it stands for. A target that
    /// stands elsewhere in the same section is a note.
    "link-missing", Link, Scope::Difference { kinds: &[ClaimKind::Link], changes: &[Change::Missing], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    // A block that is missing as a whole is one finding, not one for each name in it.
    if difference.is_whole_block() || is_linked_otherwise(difference) || is_inclusion(difference) {
        return None;
    }
    let severity = match difference.difference.standing {
        Standing::Nowhere => Severity::Warning,
        _ => Severity::Note,
    };
    Some(difference.draft(severity, format!("the link to `{}` is missing", difference.source_text())))
}

/// Whether it takes in a piece of text within a sentence.
fn is_inclusion(difference: &DifferenceContext<'_>) -> bool {
    let Some(claim) = difference.source_claim() else { return false };
    let view = difference.pair.source;
    let text = view.block_of(claim).text;
    let before = view.page.text[text.start as usize..claim.text.start as usize].trim_end();
    let behind = view.page.text[claim.text.end as usize..text.end as usize].trim();
    let sign = before.trim_end_matches('[');
    let Some(rest) = sign.strip_suffix("INCLUDE").or_else(|| sign.strip_suffix("include")) else { return false };
    rest.ends_with("[!") && (rest.len() > 2 || behind != "]")
}
