use super::{DifferenceContext, Draft, Scope, check};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a cmdlet or a parameter in running text that became another one.
    ///
    /// ## Why it matters
    /// The command does something else, or does not exist.
    ///
    /// ## Example
    /// - en-US: "run **Set-CsUser**"
    /// - zh-TW: "執行 **Get-CsUser**"
    ///
    /// ## Not reported
    /// Letter case, and an en dash for the hyphen of a parameter in running text, which
    /// pages write as often as not.
    "command-changed", Command, Scope::Difference { kinds: &[ClaimKind::Command, ClaimKind::Parameter], changes: &[Change::Changed], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    let severity = if difference.vote().against_source() { Severity::Warning } else { Severity::Error };
    Some(difference.draft(severity, format!("`{}` became `{}`", difference.source_text(), difference.target_text())))
}
