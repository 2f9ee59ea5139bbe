use super::{DifferenceContext, Draft, Scope};
use crate::claim::{Claim, ClaimKind};
use crate::compare::{PageView, Standing};
use crate::finding::{Change, Severity};
use crate::page::InlineKind;

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
    /// elsewhere in the same section, which is a note; so is one that says "all of it" (100 %,
    /// 360 degrees, 24 hours). The end of a range of addresses that is
    /// written out: "192.0.2.131 to 136" and "192.0.2.131 to 192.0.2.136". The number of a
    /// section in the text of a link to it.
    "number-missing", Number, Scope::Difference { kinds: &[ClaimKind::Number], changes: &[Change::Missing], judge }
}

/// Bytes before the number of a section in a link to it, and no more than a word: "Section 9.7, …".
const BEFORE: u32 = 16;

/// Whether it is the number of a section in the text of a link to another place of the set, which
/// links of another language may leave out.
pub(super) fn is_label(view: &PageView, claim: &Claim) -> bool {
    let page = &view.page;
    let number = &page.text[claim.text.range()];
    let near = || {
        let inlines = page.block_inlines(view.block_of(claim));
        let first = inlines.partition_point(|inline| inline.text.start + BEFORE < claim.text.start);
        inlines[first..].iter().take_while(|inline| inline.text.start <= claim.text.start)
    };
    number.contains('.')
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && near().any(|inline| {
            inline.kind == InlineKind::Link
                && claim.text.end < inline.text.end
                && page.text[inline.text.start as usize..claim.text.start as usize].split_whitespace().count() <= 1
                && !page.destination(inline).contains("://")
        })
}

/// Quantities that are said in words as well: all of it, all around, day and night.
const ALL_OF_IT: &[&str] = &["100 %", "360 °", "24 h"];

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    let is_label = difference.source_claim().is_some_and(|claim| is_label(difference.pair.source, claim));
    if difference.is_whole_block() || is_label {
        return None;
    }
    // A language without a pack has number words that nobody listed.
    let pack = difference.pair.locale().pack();
    let is_worded =
        pack.number_words.is_empty() && difference.source_value().parse().is_ok_and(|number: u64| number <= 20);
    let is_all_of_it = ALL_OF_IT.contains(&difference.source_value());
    // "The first page" for "page 1": one is said without a number as often as not.
    let is_worded = is_worded || difference.source_value() == "1";
    let severity = if is_worded || is_all_of_it || difference.difference.standing == Standing::InSection {
        Severity::Note
    } else {
        Severity::Warning
    };
    Some(difference.draft(severity, format!("the number `{}` is missing", difference.source_text())))
}
