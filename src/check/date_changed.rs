use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::compare::Standing;
use crate::finding::{Change, Severity};
check! {
    /// ## What it does
    /// Reports a date or a time that is missing, added or another one.
    ///
    /// ## Why it matters
    /// Ends of support, example intervals and schedules are read as they stand.
    ///
    /// ## Example
    /// - en-US: "until **June 2014**"
    /// - zh-CN: "到 **2014 年 7 月**"
    ///
    /// ## Not reported
    /// Formats and month names, and the line that tells when the topic was last modified.
    "date-changed", Date, Scope::Difference { kinds: &[ClaimKind::Date], changes: &[], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    if difference.is_whole_block() {
        return None;
    }
    let (source, target) = (difference.source_text(), difference.target_text());
    let message = match difference.difference.change {
        Change::Missing => format!("the date `{source}` is missing"),
        Change::Extra => format!("the date `{target}` is not in the source"),
        Change::Changed => format!("`{source}` became `{target}`"),
    };
    let severity = match (difference.difference.change, difference.difference.standing) {
        (_, Standing::InSection) => Severity::Note,
        (Change::Extra, _) => Severity::Note,
        _ => Severity::Warning,
    };
    Some(difference.draft(severity, message))
}
