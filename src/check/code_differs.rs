use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a line of a code block that is missing, added or different.
    ///
    /// ## Why it matters
    /// Readers copy code. A line that differs does something else.
    ///
    /// ## Example
    /// - en-US: `Import-CsLegacyConfiguration`
    /// - zh-CN: `Export-CsLegacyConfiguration`
    ///
    /// ## Not reported
    /// White space, comments and what `<placeholders>` are called. Text in quotes that is
    /// in the translation's own language is a note: an example value. So are dashes and
    /// quotes that a shell would not take, which `command-not-runnable` reports, and lines that a
    /// command prints rather than takes.
    "code-differs", Code, Scope::Difference { kinds: &[ClaimKind::CodeLine], changes: &[], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    let (source, target) = (difference.source_text(), difference.target_text());
    if without_placeholders(source) == without_placeholders(target) {
        return None;
    }
    let severity = match difference.difference.change {
        // What a shell would not take is said by `command-not-runnable`.
        Change::Changed if is_example(difference) || straight(source) == straight(target) => Severity::Note,
        // What a command prints is in the reader's language on her machine.
        _ if is_output(difference) => Severity::Note,
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
    same_skeleton && !difference.target_text().is_ascii()
}

/// A line with its `<placeholders>` emptied.
fn without_placeholders(line: &str) -> String {
    let mut open = false;
    let keep = |character: &char| {
        let keep = !open || *character == '>';
        open = *character == '<' || open && *character != '>';
        keep && !character.is_whitespace()
    };
    line.chars().filter(keep).collect()
}

/// A line with hyphens and straight quotes for their typographic forms.
fn straight(line: &str) -> String {
    let straight = |character: char| match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}'..='\u{201b}' => '\'',
        '\u{201c}'..='\u{201f}' | '«' | '»' => '"',
        other => other,
    };
    line.chars().map(straight).collect()
}

/// Whether a line reads as a sentence that a command prints, and the other side's is in its own language.
fn is_output(difference: &DifferenceContext<'_>) -> bool {
    let is_sentence = |line: &str| {
        let words = line.split_whitespace().filter(|word| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())).count();
        // "Get-CsUser : the user was not found": what a command prints about itself.
        let printed = line.split_once(" : ").is_some_and(|(name, _)| !name.contains(' '));
        let is_command = !printed && line.split_whitespace().next().is_some_and(|word| word.contains(['-', '$', '=', '.', '\\', '/']));
        words >= 3 && !is_command && !line.contains(['=', '{', '|', '$'])
    };
    let pair = &difference.pair;
    let block = pair.pair.beads[difference.difference.bead as usize].target_range();
    let translated = pair.target.text_of_blocks(block).bytes().filter(|byte| *byte >= 0xc3).count() > 8;
    match difference.difference.change {
        Change::Extra => !difference.target_text().is_ascii(),
        _ => translated && is_sentence(difference.source_text()),
    }
}
