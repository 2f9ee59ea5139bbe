use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a product version that became another one: another year, service pack or
    /// release, or another product. So does an edition that became another one, "Enterprise
    /// Edition" that is 标准版 in the translation; IPv4 that became IPv6, or TLS that became
    /// SSL, is a warning.
    ///
    /// ## Why it matters
    /// A reader installs, supports or migrates the wrong version.
    ///
    /// ## Example
    /// - en-US: "SQL Server 2008 **R2**"
    /// - fr-FR: "SQL Server 2008"
    ///
    /// ## Not reported
    /// Aliases of one product ("IIS" and "Internet Information Services"). A product
    /// that became its neighbour of the same family ("Lync 2013" for "Lync Server
    /// 2013") is a note.
    "version-changed", Version, Scope::Difference { kinds: &[ClaimKind::Version], changes: &[Change::Changed], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    let (source, target) = (difference.source_value(), difference.target_value());
    if let Some(severity) = difference.of_variant() {
        return severity.map(|severity| difference.draft(severity, format!("`{source}` became `{target}`")));
    }
    let soft = difference.source_claim().is_some_and(|claim| claim.soft);
    let family = |value: &str| value.split(' ').next().unwrap_or_default().to_owned();
    let same_version = source.rsplit(' ').next() == target.rsplit(' ').next();
    let severity = match () {
        () if family(source) == family(target) && same_version => Severity::Note,
        // Links that changed places are told as such.
        () if soft && difference.in_link_text() => Severity::Note,
        () if soft => Severity::Warning,
        () if difference.vote().against_source() => Severity::Warning,
        () => Severity::Error,
    };
    Some(difference.draft(severity, format!("`{source}` became `{target}`")))
}
