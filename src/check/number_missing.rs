use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};
use crate::compare::Standing;
check! {
    /// ## What it does
    /// Reports a quantity that the source gives and the translation does not.
    ///
    /// ## Why it matters
    /// Limits, ports and sizes are what readers look up.
    ///
    /// ## Example
    /// - en-US: "up to **15,000** connections"
    /// - fr-FR: "de nombreuses connexions"
    ///
    /// ## Not reported
    /// Formats (`1,000`, `1 000`, `1.000`), number words, and a number that stands
    /// elsewhere in the same section, which is a note.
    "number-missing", Number, Scope::Difference { kinds: &[ClaimKind::Number], changes: &[Change::Missing], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    if difference.is_whole_block() {
        return None;
    }
    // A language without a pack has number words that nobody listed.
    let pack = difference.pair.locale().pack();
    let is_worded = pack.number_words.is_empty() && difference.source_value().parse().is_ok_and(|number: u64| number <= 20);
    let severity = if is_worded || difference.difference.standing == Standing::InSection { Severity::Note } else { Severity::Warning };
    Some(difference.draft(severity, format!("the number `{}` is missing", difference.source_text())))
}
