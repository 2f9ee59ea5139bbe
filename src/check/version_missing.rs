use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::compare::Standing;
use crate::finding::{Change, Severity};
check! {
    /// ## What it does
    /// Reports a product version that the source names and the translation does not,
    /// in the sentence or block where it belongs; so also an edition ("Standard Edition",
    /// 标准版) of which the translated text has no word at all. IPv4 and IPv6, TLS
    /// and SSL are notes.
    ///
    /// ## Why it matters
    /// A reader of the translation plans for the wrong versions: "Exchange Server 2016"
    /// is supported, and she is not told.
    ///
    /// ## Example
    /// - en-US: "integrates with Exchange Server 2013 and **Exchange Server 2016**"
    /// - zh-CN: "与 Exchange Server 2013 集成"
    ///
    /// ## Not reported
    /// A version that stands elsewhere in the same section is a note; so is the product
    /// that the whole page is about, where it is left out of a heading or named without
    /// its version. Spellings of one version are equal: "SP1" and "Service Pack 1",
    /// "Exchange 2013" and "Microsoft Exchange Server 2013".
    "version-missing", Version, Scope::Difference { kinds: &[ClaimKind::Version], changes: &[Change::Missing], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    if difference.is_whole_block() && difference.difference.standing != Standing::Nowhere {
        return None;
    }
    if let Some(severity) = difference.of_variant() {
        return severity
            .map(|severity| difference.draft(severity, format!("`{}` is missing", difference.source_value())));
    }
    let less_often = difference.difference.standing == Standing::InBlock;
    if less_often && difference.is_subject() {
        return None;
    }
    let vote = difference.vote();
    let severity = match difference.difference.standing {
        _ if difference.is_subject() || difference.in_link_text() => Severity::Note,
        _ if difference.source_claim().is_some_and(|claim| claim.soft) => Severity::Note,
        Standing::InSection | Standing::InBlock => Severity::Note,
        Standing::OnPage => Severity::Warning,
        Standing::Nowhere if difference.difference.narrowed || vote.against_source() => Severity::Warning,
        Standing::Nowhere => Severity::Error,
    };
    let value = difference.source_value();
    let message = match difference.target_claim() {
        Some(_) if less_often => format!("`{value}` is named less often than in this text of the source"),
        Some(_) => format!("`{value}` became `{}`, without the version", difference.target_value()),
        None => format!("`{value}` is missing"),
    };
    Some(difference.draft(severity, message))
}
