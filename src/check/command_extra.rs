use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::compare::Standing;
use crate::finding::{Change, Severity};
check! {
    /// ## What it does
    /// Reports a cmdlet or a parameter in running text that the source does not name.
    ///
    /// ## Why it matters
    /// It is usually what an older source said, or a name that belongs elsewhere.
    ///
    /// ## Example
    /// - en-US: "see the documentation of **Enable-CsMeetingRoom**"
    /// - fr-FR: "voir la documentation de **New-CsNetworkSubnet**"
    ///
    /// ## Not reported
    /// A name that stands elsewhere in the same section of the source is a note.
    "command-extra", Command, Scope::Difference { kinds: &[ClaimKind::Command, ClaimKind::Parameter], changes: &[Change::Extra], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    // A block that is missing as a whole is one finding, not one for each name in it.
    if difference.is_whole_block() {
        return None;
    }
    // A page whose source names no command has compounds: "Build-Befehl", "-Seite".
    let named = |claim: &crate::claim::Claim| matches!(claim.kind, ClaimKind::Command | ClaimKind::Parameter);
    let is_compound = !difference.pair.source.claims.iter().any(named);
    let severity = if is_compound || difference.difference.standing == Standing::InSection {
        Severity::Note
    } else {
        Severity::Warning
    };
    Some(difference.draft(severity, format!("`{}` is not in the source", difference.target_text())))
}
