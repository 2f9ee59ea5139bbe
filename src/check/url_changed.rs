use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports an address that leads elsewhere in the translation.
    ///
    /// ## Why it matters
    /// The reader lands on another page, or on none.
    ///
    /// ## Example
    /// - en-US: `https://support.microsoft.com/kb/2756725`
    /// - zh-CN: `https://support.microsoft.com/kb/2756752`
    ///
    /// ## Not reported
    /// Locales and `clcid` in addresses, tracking, http for https.
    "url-changed", Url, Scope::Difference { kinds: &[ClaimKind::Url], changes: &[Change::Changed], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    let (source, target) = (difference.source_text(), difference.target_text());
    // A cmdlet's page in another library is the same page, better or worse kept.
    let label = difference.source_label().trim();
    let other_library = label.contains('-') && target.to_lowercase().contains(&label.to_lowercase()) != source.to_lowercase().contains(&label.to_lowercase());
    let severity = if other_library && label.eq_ignore_ascii_case(difference.target_label().trim()) { Severity::Note } else { Severity::Warning };
    Some(difference.draft(severity, format!("the address to `{source}` leads to `{target}`")))
}
