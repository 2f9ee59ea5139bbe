use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a product version that became another one: another year, service pack or
    /// release, or another product. So does an edition that became another one, "Enterprise
    /// Edition" that is 标准版 in the translation; IPv4 that became IPv6 and TLS that became
    /// SSL are warnings.
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

#[cfg(test)]
mod tests {
    use crate::check::told;

    /// What is told of an English sentence and its translation.
    fn check(source: &str, locale: &str, target: &str, expected: &[&str]) {
        assert_eq!(told::of(source, locale, target), expected, "{target}");
    }

    #[test]
    fn a_variant_that_became_another_one_or_is_lost_is_told() {
        let source = "Install the service on a Standard Edition server before the users sign in.";
        check(
            source,
            "zh-CN",
            "在用户登录之前，请在企业版服务器上安装该服务。",
            &["version-changed Error: `Standard Edition` became `Enterprise Edition`"],
        );
        check(
            source,
            "fr-FR",
            "Installez le service sur un serveur frontal avant l’ouverture de session des utilisateurs.",
            &["version-missing Warning: `Standard Edition` is missing"],
        );
        check(source, "zh-TW", "在使用者登入之前，請在標準版伺服器上安裝該服務。", &[]);
        check(
            source,
            "fr-FR",
            "Installez le service sur un serveur Standard avant l’ouverture de session des utilisateurs.",
            &[],
        );
        let source = "The pool needs an IPv4 address before the users sign in to the service.";
        check(
            source,
            "zh-CN",
            "在用户登录该服务之前，池需要一个 IPv6 地址。",
            &["version-changed Warning: `IPv4` became `IPv6`"],
        );
        check(source, "zh-CN", "在用户登录该服务之前，池需要一个地址。", &["version-missing Note: `IPv4` is missing"]);
        check(source, "zh-CN", "在用户登录该服务之前，池需要一个 IPv4 地址。", &[]);
        let source = "The gateway asks for TLS before it lets a client in from outside.";
        let told = &["version-changed Warning: `TLS` became `SSL`"];
        check(source, "fr-FR", "La passerelle exige SSL avant de laisser entrer un client de l’extérieur.", told);
        check(source, "zh-TW", "閘道在讓外部用戶端進入之前要求傳輸層安全性。", &[]);
    }

    #[test]
    fn a_name_in_another_order_is_no_other_version() {
        let source = "Install .Net Extensibility 3.5 and the features that the role needs.";
        check(source, "fr-FR", "Installez Extensibilité .NET 3.5 et les fonctionnalités dont le rôle a besoin.", &[]);
    }
}
