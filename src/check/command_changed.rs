use super::{DifferenceContext, Draft, Scope};
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
    /// Letter case. A dash for the hyphen of a parameter in running text is a note: pages
    /// write it as often as not; in a command it is `command-not-runnable`.
    "command-changed", Command, Scope::Difference { kinds: &[ClaimKind::Command, ClaimKind::Parameter], changes: &[Change::Changed], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    let bare = |value: &str| value.trim_start_matches(['-', '–']).to_owned();
    let value = difference.source_value();
    if value.starts_with('-') && bare(value) == bare(difference.target_value()) {
        let message = format!(
            "`{}` became `{}`: a dash stands for the hyphen",
            difference.source_text(),
            difference.target_text()
        );
        return Some(difference.draft(Severity::Note, message));
    }
    let severity = if difference.vote().against_source() { Severity::Warning } else { Severity::Error };
    Some(difference.draft(severity, format!("`{}` became `{}`", difference.source_text(), difference.target_text())))
}
