use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};
use crate::compare::Standing;
check! {
    /// ## What it does
    /// Reports an identifier, a file name, a path, a code span or another literal that
    /// the translation writes differently.
    ///
    /// ## Why it matters
    /// One letter makes another file, another option, another key.
    ///
    /// ## Example
    /// - en-US: "`hostPath`"
    /// - zh-CN: "`hostpash`"
    ///
    /// ## Not reported
    /// Letter case of file names, hosts and variables. A literal of the translation that
    /// the source does not have at all is a note.
    "literal-changed", Code, Scope::Difference { kinds: &[ClaimKind::Literal], changes: &[Change::Changed, Change::Extra], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    if difference.difference.change == Change::Extra {
        let names_nothing = difference.is_whole_block() || difference.difference.standing != Standing::Nowhere;
        return (!names_nothing).then(|| difference.draft(Severity::Note, format!("`{}` is not in the source", difference.target_text())));
    }
    let (source, target) = (difference.source_text(), difference.target_text());
    let severity = if source.eq_ignore_ascii_case(target) { Severity::Note } else { Severity::Warning };
    Some(difference.draft(severity, format!("`{source}` became `{target}`")))
}
