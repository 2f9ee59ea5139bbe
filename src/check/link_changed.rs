use super::route::same_page;
use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a link that leads elsewhere in the translation.
    ///
    /// ## Why it matters
    /// The reader lands on another page, or on none.
    ///
    /// ## Example
    /// - en-US: `setup.md`
    /// - zh-CN: `update.md`
    ///
    /// ## Not reported
    /// A link to the localized twin of the same topic is equal.
    "link-changed", Link, Scope::Difference { kinds: &[ClaimKind::Link], changes: &[Change::Changed], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    let (source, target) = (difference.source_text(), difference.target_text());
    let locales = (&difference.pair.source.page.locale, difference.pair.locale());
    let leads_elsewhere = difference.source_claim()?.value != difference.target_claim()?.value;
    if leads_elsewhere && same_page(source, target, locales.0, locales.1) {
        return None;
    }
    Some(difference.draft(Severity::Warning, format!("the link to `{source}` leads to `{target}`")))
}
