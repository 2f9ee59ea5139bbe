use super::number_missing::is_label;
use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::compare::Standing;
use crate::finding::{Change, Severity};
use crate::page::{BlockKind, InlineKind};
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
    /// Number words, a number that stands elsewhere on the source page or is another cell of the same row, and one that counts
    /// the names right before it: "`a` と `b` の 2 つ"; the 1 of "steps 1 to 10" for "through step 10".
    "number-extra", Number, Scope::Difference { kinds: &[ClaimKind::Number], changes: &[Change::Extra], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    let is_label = difference.target_claim().is_some_and(|claim| is_label(difference.pair.target, claim));
    if is_label
        || difference.is_whole_block()
        || difference.difference.standing == Standing::InSection
        || counts_names(difference)
        || begins_range(difference)
        || stands_in_row(difference)
    {
        return None;
    }
    // "From scratch", "an hour", "year-long": one and none are said without a number.
    let is_said_without = matches!(difference.target_value().split(' ').next(), Some("0" | "1"));
    let severity = if is_said_without || difference.difference.standing == Standing::OnPage {
        Severity::Note
    } else {
        Severity::Warning
    };
    Some(difference.draft(severity, format!("the number `{}` is not in the source", difference.target_text())))
}

/// Whether another cell of the row is this number: "closes after 4.5 seconds | number | 4.5".
fn stands_in_row(difference: &DifferenceContext<'_>) -> bool {
    let Some(claim) = difference.target_claim() else { return false };
    let page = &difference.pair.target.page;
    let row_of = |block: usize| match page.blocks.get(block).map(|block| block.kind) {
        Some(BlockKind::TableCell { table, row, .. }) => Some((table, row)),
        _ => None,
    };
    let block = claim.block as usize;
    let Some(row) = row_of(block) else { return false };
    let number = difference.target_value().split(' ').next().unwrap_or_default();
    let before = (0..block).rev().take_while(|block| row_of(*block) == Some(row));
    let behind = (block + 1..).take_while(|block| row_of(*block) == Some(row));
    before.chain(behind).any(|block| page.block_text(&page.blocks[block]).trim() == number)
}

/// The most names that are counted.
const NAMES: usize = 9;

/// What may stand between two of them, in bytes.
const BETWEEN: usize = 8;

/// Whether as many names in code, in bold or linked stand right before the number.
fn counts_names(difference: &DifferenceContext<'_>) -> bool {
    let Some(claim) = difference.target_claim() else { return false };
    let Ok(count) = difference.target_value().parse::<usize>() else { return false };
    if !(2..=NAMES).contains(&count) {
        return false;
    }
    let view = difference.pair.target;
    let block = view.block_of(claim);
    let mut end = claim.text.start;
    let inlines = view.page.block_inlines(block);
    let before = inlines.partition_point(|inline| inline.text.start <= claim.text.start);
    let inlines = inlines[..before].iter().rev();
    let names = inlines.filter(|inline| inline.kind != InlineKind::Image && inline.text.end <= claim.text.start);
    let near = names.take_while(|inline| {
        let is_near = (end - inline.text.end.min(end)) as usize <= BETWEEN;
        end = inline.text.start;
        is_near
    });
    near.take(count).count() == count
}

/// Whether it is the 1 at the begin of a range, which other languages leave unsaid.
fn begins_range(difference: &DifferenceContext<'_>) -> bool {
    let Some(claim) = difference.target_claim().filter(|_| difference.target_value() == "1") else { return false };
    let view = difference.pair.target;
    let behind = view.page.text[claim.text.end as usize..view.block_of(claim).text.end as usize].trim_start();
    let words = view.page.locale.pack().range_words.iter().map(String::as_str).chain(["-", "–", "~", "～"]);
    words
        .filter_map(|word| behind.strip_prefix(word))
        .any(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
}
