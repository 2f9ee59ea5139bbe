use super::unit_changed;
use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};
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
    /// changed unit is `unit-changed`. Inches and miles that are centimetres and kilometres
    /// in the translation; the telephone number of an example, which is a note.
    "number-changed", Number, Scope::Difference { kinds: &[ClaimKind::Number], changes: &[Change::Changed], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    if unit_changed::changes_the_unit(difference) {
        return None;
    }
    let severity = match () {
        () if is_of_example(difference) => Severity::Note,
        () if difference.vote().against_source() => Severity::Warning,
        () => Severity::Error,
    };
    Some(difference.draft(severity, format!("`{}` became `{}`", difference.source_text(), difference.target_text())))
}

/// Whether both are telephone numbers, and that of the source is one that nobody has: examples
/// may be given in the form of the reader's country.
fn is_of_example(difference: &DifferenceContext<'_>) -> bool {
    let is_phone = |number: &str| number.len() >= 7 && number.bytes().all(|byte| byte.is_ascii_digit());
    let number = difference.source_value();
    is_phone(number) && is_phone(difference.target_value()) && number[..number.len() - 4].ends_with("555")
}
