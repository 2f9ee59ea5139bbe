use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a quantity whose number is right and whose unit is another one.
    ///
    /// ## Why it matters
    /// 2000 kbps and 2000 Mbps differ by a thousand.
    ///
    /// ## Example
    /// - en-US: "a timeout of **10 minutes**"
    /// - zh-CN: "**10 秒**的超时"
    ///
    /// ## Not reported
    /// Names of one unit in two languages ("Mo" and "MB").
    "unit-changed", Number, Scope::Difference { kinds: &[ClaimKind::Number], changes: &[Change::Changed], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    if !changes_the_unit(difference) {
        return None;
    }
    Some(
        difference
            .draft(Severity::Warning, format!("`{}` became `{}`", difference.source_text(), difference.target_text())),
    )
}

/// Whether the number is the same and the unit is not.
pub(super) fn changes_the_unit(difference: &DifferenceContext<'_>) -> bool {
    let number = |value: &str| value.split(' ').next().map(str::to_owned);
    number(difference.source_value()) == number(difference.target_value())
}
