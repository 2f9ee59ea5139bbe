use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Compares code blocks line by line: a line that is missing, added or different.
    ///
    /// ## Why it matters
    /// Readers copy code. A line that differs does something else.
    ///
    /// ## Example
    /// - en-US: `Import-CsLegacyConfiguration`
    /// - zh-CN: `Export-CsLegacyConfiguration`
    ///
    /// ## Not reported
    /// White space and comments. A difference in the text of quotes or `<placeholders>`
    /// alone is a note where the translation's text is in its own language: an example
    /// value.
    "code-differs", Code, Scope::Difference { kinds: &[ClaimKind::CodeLine], changes: &[], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    let (source, target) = (difference.source_text(), difference.target_text());
    let severity = match difference.difference.change {
        Change::Changed if is_example(difference) => Severity::Note,
        _ => Severity::Warning,
    };
    let message = match difference.difference.change {
        Change::Missing => format!("the line `{source}` is missing"),
        Change::Extra => format!("the line `{target}` is not in the source"),
        Change::Changed => format!("the line `{source}` became `{target}`"),
    };
    Some(difference.draft(severity, message))
}

/// Whether the lines differ in example values alone, and the translation's are in its own language.
fn is_example(difference: &DifferenceContext<'_>) -> bool {
    let same_skeleton = difference.source_claim().map(|claim| claim.subject) == difference.target_claim().map(|claim| claim.subject);
    same_skeleton && (!difference.target_text().is_ascii() || difference.source_text().contains('<'))
}
