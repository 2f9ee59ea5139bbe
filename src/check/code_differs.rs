use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::claim::{is_text, is_text_line};
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
    /// White space, comments, what `<placeholders>` are called, the kind of quotes around a
    /// text without variables, a semicolon at the end, and lines of brackets alone. Text in quotes that is
    /// in the translation's own language is a note: an example value. So are dashes and
    /// quotes that a shell would not take, which `command-not-runnable` reports, and lines that a
    /// command prints rather than takes.
    "code-differs", Code, Scope::Difference { kinds: &[ClaimKind::CodeLine], changes: &[], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    let (source, target) = (difference.source_text(), difference.target_text());
    let (folded_source, folded_target) = (folded(source), folded(target));
    if folded_source == folded_target {
        return None;
    }
    // A bracket comes and goes with the lines around it, which are told.
    if !folded_source.contains(char::is_alphanumeric) && !folded_target.contains(char::is_alphanumeric) {
        return None;
    }
    if is_line_of_text(difference) {
        return None;
    }
    let severity = match difference.difference.change {
        // What a shell would not take is said by `command-not-runnable`.
        Change::Changed if is_example(difference) || straight(source) == straight(target) => Severity::Note,
        // What a command prints is in the reader's language on her machine.
        _ if is_output(difference) => Severity::Note,
        // Said in other words, which were not recognised as its counterpart.
        Change::Missing | Change::Extra if is_said_otherwise(difference) => Severity::Note,
        Change::Missing if is_prose(source) => Severity::Note,
        Change::Extra if is_prose(target) => Severity::Note,
        _ => Severity::Warning,
    };
    let message = match difference.difference.change {
        Change::Missing => format!("the line `{source}` is missing"),
        Change::Extra => format!("the line `{target}` is not in the source"),
        Change::Changed => format!("the line `{source}` became `{target}`"),
    };
    Some(difference.draft(severity, message))
}

/// Whether it is a line of a text for people that is shown as code, which the translation
/// puts in its language.
fn is_line_of_text(difference: &DifferenceContext<'_>) -> bool {
    let pair = &difference.pair;
    let bead = &pair.pair.beads[difference.difference.bead as usize];
    let line = if difference.difference.change == Change::Extra { difference.target_text() } else { difference.source_text() };
    let (source, target) = (pair.source.text_of_blocks(bead.source_range()), pair.target.text_of_blocks(bead.target_range()));
    is_text_line(line) && is_text(source) && target.lines().any(|line| line.chars().any(|c| c.is_alphabetic() && !c.is_ascii()))
}

/// Whether the lines differ in example values alone, and the translation's are in its own language.
fn is_example(difference: &DifferenceContext<'_>) -> bool {
    let same_skeleton = difference.source_claim().map(|claim| claim.subject) == difference.target_claim().map(|claim| claim.subject);
    let (source, target) = (difference.source_text(), difference.target_text());
    let foreign = !target.is_ascii() && (same_skeleton || has_words_of(target, source));
    foreign || is_reworded(source, target) || is_described(source, target)
}

/// Whether the lines list the same option with its description in other words, as help texts
/// do: `--all   every namespace`.
fn is_described(source: &str, target: &str) -> bool {
    let name = |line: &str| line.find("   ").map(|at| line[..at].trim().to_owned()).filter(|name| name.starts_with('-'));
    name(source).is_some_and(|option| name(target).as_ref() == Some(&option))
}

/// Whether a line that only one side has stands on the other with its text for people in other words.
fn is_said_otherwise(difference: &DifferenceContext<'_>) -> bool {
    let pair = &difference.pair;
    let bead = &pair.pair.beads[difference.difference.bead as usize];
    let source = pair.source.text_of_blocks(bead.source_range());
    let target = pair.target.text_of_blocks(bead.target_range());
    let (line, own, others) = match difference.difference.change {
        Change::Extra => (difference.target_text(), target, source),
        _ => (difference.source_text(), source, target),
    };
    // The lines of a code block are few; a longer run is not compared with every line.
    let others = others.lines().map(str::trim).take(200);
    // What both sides say is the counterpart of itself.
    others.filter(|other| !own.contains(other)).any(|other| is_reworded(line, other) || is_described(line, other))
}

/// Whether the lines differ in text for people alone, in quotes, between tags or behind
/// `key: `, and that of the translation is in words of its own: `label: 'Contenu'` for
/// `label: 'Content'`. Words that are nearly the same are a typo.
fn is_reworded(source: &str, target: &str) -> bool {
    let ((source_signs, source_text), (target_signs, target_text)) = (texts(source), texts(target));
    let is_text = |text: &str| {
        let words = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | ',' | '.' | '!' | '?' | ':' | '\u{a0}');
        !is_name_of_file(text) && text.chars().all(words) && text.chars().any(char::is_alphabetic)
    };
    source_signs == target_signs
        && !source_text.is_empty()
        && source_text.len() == target_text.len()
        && source_text.iter().zip(&target_text).filter(|(one, other)| one != other).all(|(one, other)| {
            is_text(one) && is_text(other) && strsim::normalized_levenshtein(one, other) < 0.85
        })
}

/// Whether a dot stands within a word: `a.js`, `example.org`.
fn is_name_of_file(text: &str) -> bool {
    text.match_indices('.').any(|(at, _)| text[at + 1..].starts_with(char::is_alphanumeric))
}

/// A line without its texts for people, and these.
fn texts(line: &str) -> (String, Vec<&str>) {
    let (mut signs, mut texts, mut rest) = (String::new(), Vec::new(), line);
    while let Some(at) = rest.find(['"', '\'', '>', ':']) {
        let (before, after) = rest.split_at(at + 1);
        signs.push_str(before);
        rest = after;
        // `=>` and `->` are signs of the code.
        if before.ends_with("=>") || before.ends_with("->") {
            continue;
        }
        let end = match before.as_bytes().last() {
            Some(b'>') => rest.find(['<', '{']).unwrap_or(rest.len()),
            Some(b':') if rest.starts_with(' ') && !rest.contains(['"', '\'', '{', '[', '(', '<', '=', ';']) => rest.len(),
            Some(b':') => 0,
            // An opening quote, and the closing one behind what it holds.
            Some(&quote) => match rest.find(quote as char) {
                Some(close) => {
                    texts.push(&rest[..close]);
                    signs.push(quote as char);
                    rest = &rest[close + 1..];
                    continue;
                }
                None => 0,
            },
            None => 0,
        };
        if end > 0 {
            texts.push(rest[..end].trim());
            rest = &rest[end..];
        }
    }
    signs.push_str(rest);
    (signs, texts)
}

/// Whether a line is text that a page shows: `Click me!`, `This is my first post.`
fn is_prose(line: &str) -> bool {
    let line = untagged(line);
    let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '#' | '*'));
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '.' | '!' | '?' | ':' | '\'' | '’' | '*' | '\u{a0}');
    let mut letters = line.chars();
    let capital = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(|c| c.is_lowercase() || c == ' ');
    capital && line.chars().all(plain) && (line.contains(' ') || line.ends_with([':', '!', '?']))
}

/// Whether a line in another language has the signs of the source's line in their order, and
/// no word in ASCII that the source's line has not: `<p>发表于：{date}</p>` for
/// `<p>Published on: {date}</p>`.
fn has_words_of(target: &str, source: &str) -> bool {
    let signs = |line: &str| line.chars().filter(|c| matches!(c, '<' | '>' | '{' | '}' | '(' | ')' | '[' | ']' | '=' | '$' | '/' | '\\' | '|')).collect::<String>();
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let known = |word: &str| word.is_empty() || source.split(|c| !is_word(c)).any(|other| other == word);
    let letters = target.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count();
    letters >= 2 && signs(target) == signs(source) && target.split(|c| !is_word(c)).all(known)
}

/// A line without its tags.
fn untagged(line: &str) -> String {
    let mut open = false;
    let outside = |c: &char| {
        let outside = !open && *c != '<';
        open = *c == '<' || open && *c != '>';
        outside
    };
    line.chars().filter(outside).collect()
}

/// A line with its `<placeholders>` emptied and its quotes of one kind, without a semicolon at its end.
fn folded(line: &str) -> String {
    let line = line.trim_end().trim_end_matches(';');
    // In shells and templates, the kind of quotes decides whether a variable is filled in.
    let quotes_matter = line.contains('$');
    let mut line = without_placeholders(line);
    if !quotes_matter {
        line = line.replace('\'', "\"");
    }
    line
}

/// A line with its `<placeholders>` emptied.
pub(super) fn without_placeholders(line: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_for_people_is_told_from_code() {
        let check = |source: &str, target: &str, expected: bool| assert_eq!(is_reworded(source, target), expected, "{source} {target}");
        check("label: 'Content',", "label: 'Contenus affichés',", true);
        check("<p>Written by: {post.author}</p>", "<p>Autor: {post.author}</p>", true);
        check("author: Example Learner", "author: Apprentie modèle", true);
        check("<td>Sneakers</td><td class=\"red\">0</td>", "<td>Baskets</td><td class=\"red\">0</td>", true);
        check("() => import('page-that-opens-a-window'),", "() => import('pagina-que-abre-una-ventana'),", true);
        check("uses: actions/checkout@v7", "uses: actions/checkout@v4", false);
        check("label: 'Content',", "label: 'Contents',", false);
        check("run --user \"Ann\"", "run --all \"Anna Example\"", false);
        check("import a from './a.js';", "import a from './b.js';", false);
        assert!(is_prose("This is my first post."));
        assert!(is_prose("Buy now"));
        assert!(is_prose("<h1>Welcome to page 404</h1>"));
        assert!(is_described("-n, --namespace string    the scope of this", "-n, --namespace string    Namespace utilisé"));
        assert!(!is_described("-n, --namespace string    the scope of this", "-a, --namespace string    the scope of this"));
        assert!(!is_prose("npm install"));
        assert!(!is_prose("Import-CsUser"));
        assert!(!is_prose("SELECT name FROM users"));
    }
}
