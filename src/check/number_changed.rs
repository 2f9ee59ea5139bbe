use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};
use super::unit_changed;
check! {
    /// ## What it does
    /// Reports a quantity that became another one.
    ///
    /// ## Why it matters
    /// The reader sizes, waits or opens a port by a wrong figure.
    ///
    /// ## Example
    /// - en-US: "more than **15,000** connections"
    /// - fr-FR: "plus de **5 000** connexions"
    ///
    /// ## Not reported
    /// Formats (`1,000`, `1 000`, `8 万`), number words and digits of one value. A
    /// changed unit is `unit-changed`.
    "number-changed", Number, Scope::Difference { kinds: &[ClaimKind::Number], changes: &[Change::Changed], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    if unit_changed::changes_the_unit(difference) {
        return None;
    }
    let severity = if difference.vote().against_source() { Severity::Warning } else { Severity::Error };
    Some(difference.draft(severity, format!("`{}` became `{}`", difference.source_text(), difference.target_text())))
}
