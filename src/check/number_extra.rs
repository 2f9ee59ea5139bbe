use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};
use crate::compare::Standing;
check! {
    /// ## What it does
    /// Reports a quantity that the translation gives and the source does not.
    ///
    /// ## Why it matters
    /// It is usually what an older source said.
    ///
    /// ## Example
    /// - en-US: "a large pool"
    /// - zh-CN: "最多 **12** 台服务器的池"
    ///
    /// ## Not reported
    /// Number words, and a number that stands elsewhere on the source page.
    "number-extra", Number, Scope::Difference { kinds: &[ClaimKind::Number], changes: &[Change::Extra], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    if difference.is_whole_block() || difference.difference.standing == Standing::InSection {
        return None;
    }
    // "From scratch", "an hour", "year-long": one and none are said without a number.
    let is_said_without = matches!(difference.target_value().split(' ').next(), Some("0" | "1"));
    let severity = if is_said_without || difference.difference.standing == Standing::OnPage { Severity::Note } else { Severity::Warning };
    Some(difference.draft(severity, format!("the number `{}` is not in the source", difference.target_text())))
}
