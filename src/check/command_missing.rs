use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::compare::Standing;
use crate::finding::{Change, Severity};
check! {
    /// ## What it does
    /// Reports a cmdlet or a parameter in running text that the translation does not name.
    ///
    /// ## Why it matters
    /// The reader is told to run something, and not what.
    ///
    /// ## Example
    /// - en-US: "Use the **Get-CsUser** cmdlet"
    /// - fr-FR: "Utilisez l'applet de commande"
    ///
    /// ## Not reported
    /// Letter case. A name that the translation gives elsewhere in the same section is a
    /// note. Commands in code blocks belong to `code-differs`.
    "command-missing", Command, Scope::Difference { kinds: &[ClaimKind::Command, ClaimKind::Parameter], changes: &[Change::Missing], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    // A block that is missing as a whole is one finding, not one for each name in it.
    if difference.is_whole_block() {
        return None;
    }
    // A block of code may have what the source has in its text.
    let is_in_code = || difference.pair.target.has_in_code(difference.source_text());
    let severity = match difference.difference.standing == Standing::InSection || is_in_code() {
        true => Severity::Note,
        false => Severity::Warning,
    };
    Some(difference.draft(severity, format!("`{}` is missing", difference.source_text())))
}
