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
    /// elsewhere in the same section, which is a note. The end of a range of addresses that is
    /// written out: "192.0.2.131 to 136" and "192.0.2.131 to 192.0.2.136".
    "number-missing", Number, Scope::Difference { kinds: &[ClaimKind::Number], changes: &[Change::Missing], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    if difference.is_whole_block() || ends_address(difference) {
        return None;
    }
    // A language without a pack has number words that nobody listed.
    let pack = difference.pair.locale().pack();
    let is_worded = pack.number_words.is_empty() && difference.source_value().parse().is_ok_and(|number: u64| number <= 20);
    let severity = if is_worded || difference.difference.standing == Standing::InSection { Severity::Note } else { Severity::Warning };
    Some(difference.draft(severity, format!("the number `{}` is missing", difference.source_text())))
}

/// Whether an address in the translated text ends with the number.
fn ends_address(difference: &DifferenceContext<'_>) -> bool {
    let value = difference.source_value();
    if value.len() > 3 || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let bead = &difference.pair.pair.beads[difference.difference.bead as usize];
    let there = difference.pair.target.text_of_blocks(bead.target_range());
    let mut words = there.split(|c: char| !c.is_ascii_digit() && c != '.');
    words.any(|word| word.trim_end_matches('.').rsplit_once('.').is_some_and(|(head, last)| last == value && head.matches('.').count() == 2))
}
