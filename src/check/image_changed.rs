use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::compare::Standing;
use crate::finding::{Change, Severity};
check! {
    /// ## What it does
    /// Reports an image that is missing, added or another one.
    ///
    /// ## Why it matters
    /// A diagram of another version shows what is not there.
    ///
    /// ## Example
    /// - en-US: `![](images/topology-2013.png)`
    /// - zh-TW: `![](images/topology-2010.png)`
    ///
    /// ## Not reported
    /// Images in a folder of the locale, an address on the site itself for a path from its root, and TechNet's page prefix before the image's id.
    "image-changed", Image, Scope::Difference { kinds: &[ClaimKind::Image], changes: &[], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    let (source, target) = (difference.source_text(), difference.target_text());
    if is_on_same_site(source, target) || is_on_same_site(target, source) {
        return None;
    }
    let message = match difference.difference.change {
        Change::Missing => format!("the image `{source}` is missing"),
        Change::Extra => format!("the image `{target}` is not in the source"),
        Change::Changed => format!("the image `{source}` became `{target}`"),
    };
    let severity = match difference.difference.change {
        Change::Changed if same_picture(difference) => Severity::Note,
        Change::Changed => Severity::Warning,
        _ if difference.difference.standing != Standing::Nowhere => Severity::Note,
        Change::Missing => Severity::Warning,
        Change::Extra => Severity::Note,
    };
    Some(difference.draft(severity, message))
}

/// Whether one is the path of the other on its site: `/img/a.png`, `https://docs.example/img/a.png`.
fn is_on_same_site(path: &str, address: &str) -> bool {
    let there = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    path.starts_with('/') && there.and_then(|there| there.split_once('/')).is_some_and(|(_, there)| there == &path[1..])
}

/// Whether only the page that the picture was published with differs.
fn same_picture(difference: &DifferenceContext<'_>) -> bool {
    let picture = |value: &str| value.split_once('.').map(|(_, picture)| picture.to_owned());
    picture(difference.source_value()).is_some_and(|source| source.len() >= 36)
        && picture(difference.source_value()) == picture(difference.target_value())
}
