use super::code_differs::without_placeholders;
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
    /// Letter case of file names, hosts and variables, and what `<placeholders>` are called. A literal of the translation that
    /// the source does not have at all is a note.
    "literal-changed", Code, Scope::Difference { kinds: &[ClaimKind::Literal], changes: &[Change::Changed, Change::Extra], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    if difference.difference.change == Change::Extra {
        let names_nothing = difference.is_whole_block() || difference.difference.standing != Standing::Nowhere;
        return (!names_nothing).then(|| difference.draft(Severity::Note, format!("`{}` is not in the source", difference.target_text())));
    }
    let (source, target) = (difference.source_text(), difference.target_text());
    // What stands for a value may be named in the reader's language: `mail.<domain>`.
    if source.contains('<') && without_placeholders(source) == without_placeholders(target) {
        return None;
    }
    // Text for people that is shown as code: `"blogging"`, `List of users`.
    let is_text = source.contains([' ', '"', '\''])
        && !source.contains(['\\', '/'])
        && target.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count() >= 2;
    // A word on the screen: `Cancel` became `取消`.
    let on_screen = source.len() > 2
        && source.bytes().all(|byte| byte.is_ascii_alphabetic())
        && source.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase())
        && source.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
        && target.chars().all(|c| c.is_alphabetic() && !c.is_ascii());
    let same_quoted = || source.replace('\'', "\"") == target.replace('\'', "\"");
    // An example that was renamed throughout: the other name stands in several places, the first in none.
    let page = &difference.pair.target.page.text;
    let is_renamed = source.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        && page.matches(target).nth(1).is_some()
        && !page.contains(source);
    // `DaemonSets` is the English plural.
    let is_plural = source.strip_suffix('s') == Some(target);
    let severity = match is_renamed || is_plural || on_screen || source.eq_ignore_ascii_case(target) || is_text || same_quoted() {
        true => Severity::Note,
        false => Severity::Warning,
    };
    Some(difference.draft(severity, format!("`{source}` became `{target}`")))
}
