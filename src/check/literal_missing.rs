use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};
use crate::compare::Standing;
use crate::page::{BlockKind, InlineKind};
check! {
    /// ## What it does
    /// Reports an identifier, a file name, a path, a registry key, a code span or
    /// another literal that the source names and the translation does not.
    ///
    /// ## Why it matters
    /// Literals are typed, searched and configured; translated or left out, they lead
    /// nowhere. This is what people report most after plain wording.
    ///
    /// ## Example
    /// - en-US: "the **CATCH** block"
    /// - de-DE: "der Block **FANGEN**"
    ///
    /// ## Not reported
    /// Brand names and example domains. A literal that the translation names elsewhere
    /// in the same section, or that no translation has, is a note.
    "literal-missing", Code, Scope::Difference { kinds: &[ClaimKind::Literal], changes: &[Change::Missing], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    if difference.is_whole_block() || said_in_row(difference) {
        return None;
    }
    let said_nearby = difference.difference.standing == Standing::InSection;
    let severity = if said_nearby || is_name(difference) || difference.vote().against_source() { Severity::Note } else { Severity::Warning };
    Some(difference.draft(severity, format!("`{}` is missing", difference.source_text())))
}

/// Whether another cell of the row names it as well: "className | the className of …".
fn said_in_row(difference: &DifferenceContext<'_>) -> bool {
    let source = difference.pair.source;
    let Some(claim) = difference.source_claim() else { return false };
    let row_of = |block: usize| match source.page.blocks.get(block).map(|block| block.kind) {
        Some(BlockKind::TableCell { table, row, .. }) => Some((table, row)),
        _ => None,
    };
    let block = claim.block as usize;
    let Some(row) = row_of(block) else { return false };
    let before = (0..block).rev().take_while(|block| row_of(*block) == Some(row));
    let behind = (block + 1..).take_while(|block| row_of(*block) == Some(row));
    before.chain(behind).any(|block| {
        let claims = &source.claims[source.claims_of(block..block + 1)];
        claims.iter().any(|other| other.kind == claim.kind && other.value == claim.value)
    })
}

/// Whether it is a name in running text, such as `VitePress`: other scripts have spellings of
/// their own for those, and sentences that say it without.
fn is_name(difference: &DifferenceContext<'_>) -> bool {
    let Some(claim) = difference.source_claim() else { return false };
    let view = difference.pair.source;
    let in_code = view.page.block_inlines(view.block_of(claim)).iter().any(|inline| {
        inline.kind == InlineKind::Code && inline.text.contains(claim.text)
    });
    !in_code && difference.source_text().bytes().all(|byte| byte.is_ascii_alphabetic())
}
