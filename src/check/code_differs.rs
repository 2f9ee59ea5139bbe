use super::example::{is_localized, is_translated};
use super::{DifferenceContext, Draft, Place, Scope};
use crate::claim::ClaimKind;
use crate::claim::{is_text, is_text_line};
use crate::finding::{Change, Severity};
use crate::page::BlockKind;
use crate::source::Span;
use memchr::memmem;
use unicode_normalization::char::is_combining_mark;

check! {
    /// ## What it does
    /// Reports a line of a code block that is missing, added or different; a block in which
    /// more than a few lines are, once.
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
    if is_part_of_gap(difference) {
        return None;
    }
    let (source, target) = (difference.source_text(), difference.target_text());
    // The values have no comments.
    let (folded_source, folded_target) = (folded(difference.source_value()), folded(difference.target_value()));
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
        Change::Changed
            if is_translated(difference, source, target)
                || is_localized(difference, difference.source_value(), difference.target_value()) =>
        {
            Severity::Note
        }
        Change::Changed if is_prose(source) && is_prose(target) => Severity::Note,
        Change::Changed if unquoted(source) == unquoted(target) => Severity::Note,
        Change::Changed if are_names_in_other_order(source, target) => Severity::Note,
        // What a command prints is in the reader's language on her machine.
        _ if is_output(difference) => Severity::Note,
        Change::Missing | Change::Extra if stands_in_text(difference) => Severity::Note,
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

/// Whether the block stands in a section, note or list item that is missing or extra as a
/// whole, which says it all.
fn is_part_of_gap(difference: &DifferenceContext<'_>) -> bool {
    let pair = &difference.pair;
    let (view, claim) = match (difference.source_claim(), difference.target_claim()) {
        (Some(claim), None) => (pair.source, claim),
        (None, Some(claim)) => (pair.target, claim),
        _ => return false,
    };
    let in_source = difference.source_claim().is_some();
    let says_more = |blocks: std::ops::Range<usize>| {
        view.page.blocks[blocks].iter().any(|block| block.kind != BlockKind::Code && block.text.len() >= SAYS)
    };
    pair.pair.gap_of(in_source, claim.block as usize).is_some_and(|gap| says_more(gap.blocks.clone()))
}

/// Whether the other page has the line as running text: a command that one author indents as
/// code and the other leaves in its paragraph.
fn stands_in_text(difference: &DifferenceContext<'_>) -> bool {
    let pair = &difference.pair;
    let (line, other) = match difference.difference.change {
        Change::Extra => (difference.target_text().trim(), pair.source),
        _ => (difference.source_text().trim(), pair.target),
    };
    // In running text, a backslash may be an escape that is not shown: `C:\>`.
    line.len() >= SAYS
        && line.contains(' ')
        && (other.has_in_prose(line) || line.contains('\\') && other.has_in_prose_unescaped(line))
}

/// Bytes of text from which on a gap is told for what stands beside the code.
const SAYS: usize = 12;

/// So many lines of one block are told one by one.
const FEW: usize = 3;

/// What was said of the lines of one bead, in order: where many lines of a block differ, one
/// draft for all of them, with the differences that it stands for.
pub(crate) fn blocks<'d, 't>(
    lines: Vec<(&'d DifferenceContext<'t>, Draft)>,
) -> Vec<(Vec<&'d DifferenceContext<'t>>, Draft)> {
    let mut told = Vec::new();
    let (warnings, notes): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(_, draft)| draft.severity > Severity::Note);
    for lines in [warnings, notes] {
        let whole = lines.first().is_some_and(|(difference, _)| difference.is_whole_block());
        if lines.len() <= FEW && !(whole && lines.len() > 1) {
            told.extend(lines.into_iter().map(|(difference, draft)| (vec![difference], draft)));
            continue;
        }
        let all = lines.len();
        let (differences, drafts): (Vec<&DifferenceContext<'_>>, Vec<Draft>) = lines.into_iter().unzip();
        let confidence = drafts.iter().map(|draft| draft.confidence).sum::<f32>() / all as f32;
        let change = drafts.iter().map(|draft| draft.change).reduce(|a, b| if a == b { a } else { Change::Changed });
        let places = |place: fn(&Draft) -> Option<Place>| hull(drafts.iter().filter_map(place));
        let (source, target) = (places(|draft| draft.source), places(|draft| draft.target));
        let Some(first) = drafts.into_iter().next() else { continue };
        let change = change.unwrap_or(first.change);
        let line = match differences[0].source_text() {
            "" => differences[0].target_text(),
            line => line,
        };
        let message = match change {
            Change::Missing if whole => format!("a code block is missing, from the line `{line}` on"),
            Change::Extra if whole => format!("a code block is not in the source, from the line `{line}` on"),
            Change::Missing => format!("{all} lines of this code block are missing, from `{line}` on"),
            Change::Extra => format!("{all} lines of this code block are not in the source, from `{line}` on"),
            Change::Changed => format!("this code block differs in {all} lines, from `{line}` on"),
        };
        told.push((differences, Draft { change, confidence, source, target, message, ..first }));
    }
    told
}

/// From the first place to the last; places of something absent only where there are no others.
pub(super) fn hull(places: impl Iterator<Item = Place>) -> Option<Place> {
    places.reduce(|one, other| match (one.absent, other.absent) {
        (true, false) => other,
        (false, true) | (true, true) => one,
        (false, false) => {
            Place::of(Span { start: one.span.start.min(other.span.start), end: one.span.end.max(other.span.end) })
        }
    })
}

/// Whether it is a line of a text for people that is shown as code, which the translation
/// puts in its language.
fn is_line_of_text(difference: &DifferenceContext<'_>) -> bool {
    let line =
        if difference.difference.change == Change::Extra { difference.target_text() } else { difference.source_text() };
    is_text_line(line)
        && is_text(beginning(difference.source_passage()))
        && beginning(difference.target_passage()).chars().any(|c| c.is_alphabetic() && !c.is_ascii())
}

/// Whether the lines differ in example values alone, and the translation's are in its own language.
fn is_example(difference: &DifferenceContext<'_>) -> bool {
    let same_skeleton =
        difference.source_claim().map(|claim| claim.subject) == difference.target_claim().map(|claim| claim.subject);
    let (source, target) = (difference.source_text(), difference.target_text());
    let foreign = !target.is_ascii() && (same_skeleton || has_words_of(target, source));
    foreign || is_reworded(source, target) || is_described(source, target)
}

/// Whether the lines list the same option with its description in other words, as help texts
/// do: `--all   every namespace`.
fn is_described(source: &str, target: &str) -> bool {
    let name =
        |line: &str| line.find("   ").map(|at| line[..at].trim().to_owned()).filter(|name| name.starts_with('-'));
    name(source).is_some_and(|option| name(target).as_ref() == Some(&option))
}

/// Whether a line that only one side has stands on the other with its text for people in other words.
fn is_said_otherwise(difference: &DifferenceContext<'_>) -> bool {
    let (source, target) = (difference.source_passage(), difference.target_passage());
    let (line, own, others) = match difference.difference.change {
        Change::Extra => (difference.target_text(), target, source),
        _ => (difference.source_text(), source, target),
    };
    let folded_line = folded(line);
    let mut others = beginning(others).lines().map(str::trim).take(MOST_LINES);
    // A formatter cuts a long line behind a sign.
    let mut wrapped = others.clone().zip(others.clone().skip(1)).filter(|(first, _)| first.ends_with([':', '=', '(']));
    let is_wrapped = |(first, second): (&str, &str)| {
        let joined = format!("{first} {second}");
        folded(&joined) == folded_line || is_reworded(line, &joined)
    };
    if wrapped.any(is_wrapped) {
        return true;
    }
    let says = |other: &str| {
        is_reworded(line, other) || is_described(line, other) || {
            let (there, here) =
                if difference.difference.change == Change::Extra { (other, line) } else { (line, other) };
            is_translated(difference, there, here)
        }
    };
    // What both sides say is the counterpart of itself.
    others.any(|other| says(other) && memmem::find(own.as_bytes(), other.as_bytes()).is_none())
}

/// The lines of a block of code, and their bytes, that a line is compared with: most have less,
/// and where a page has thousands of lines, each is not held against each.
const MOST_LINES: usize = 200;
const MOST_OF_BLOCK: usize = 16_384;

/// What of a block a line is held against.
fn beginning(block: &str) -> &str {
    &block[..block.floor_char_boundary(MOST_OF_BLOCK)]
}

/// Characters of a text for people by which it is told from another: more of them say no more,
/// and cost their square.
const TELLING: usize = 200;

/// Whether the lines differ in text for people alone, in quotes, between tags or behind
/// `key: `, and that of the translation is in words of its own: `label: 'Contenu'` for
/// `label: 'Content'`. Words that are nearly the same are a typo.
fn is_reworded(source: &str, target: &str) -> bool {
    let ((source_signs, source_text), (target_signs, target_text)) = (texts(source), texts(target));
    let is_text = |text: &str| {
        let words = |c: char| {
            c.is_alphabetic()
                || matches!(
                    c,
                    '…' | ' ' | '-' | '\'' | '’' | ',' | '.' | '!' | '?' | ':' | '\u{a0}' | '\u{200c}' | '\u{200d}'
                )
                || is_combining_mark(c)
        };
        !is_name_of_file(text) && text.chars().all(words) && text.chars().any(char::is_alphabetic)
    };
    source_signs == target_signs
        && !source_text.is_empty()
        && source_text.len() == target_text.len()
        && source_text.iter().zip(&target_text).all(|(one, other)| one == other || is_text(one) && is_text(other))
        && source_text.iter().zip(&target_text).any(|(one, other)| {
            let [one, other] = [one, other].map(|text| &text[..text.floor_char_boundary(TELLING)]);
            strsim::normalized_levenshtein(one, other) < 0.85
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
            Some(b':') if rest.starts_with(' ') && !rest.contains(['"', '\'', '{', '[', '(', '<', '=', ';']) => {
                rest.len()
            }
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

/// Words in small letters that make a sentence.
const SENTENCE: usize = 5;

/// Whether a line is text that a page shows: `Click me!`, `This is my first post.`
fn is_prose(line: &str) -> bool {
    let line = untagged(line);
    // Names in code and formulas stand in prose.
    let outside = |line: &str, mark: char| line.split(mark).step_by(2).collect::<Vec<_>>().join("x");
    let line = outside(&line, '`');
    // What a template puts in stands in prose.
    let line = line.replace("{{", "").replace("}}", "");
    let line = if line.matches('$').count() > 1 { outside(&line, '$') } else { line };
    let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '#' | '*'));
    let plain = |c: char| {
        c.is_alphanumeric() || matches!(c, ' ' | ',' | '.' | '!' | '?' | ':' | '\'' | '’' | '…' | '*' | '_' | '\u{a0}')
    };
    let mut letters = line.chars();
    // A line that goes on with code: "`run` then shows what there is".
    let goes_on = line.starts_with("x ");
    let capital = goes_on
        || letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(|c| c.is_lowercase() || c == ' ');
    // Where a sentence is long, a sign in it does not make it code.
    let is_word =
        |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_lowercase() || matches!(c, ',' | '.' | '’' | '\''));
    let is_sentence =
        line.split_whitespace().filter(is_word).count() >= SENTENCE && !line.contains(['=', '{', ';', '|']);
    capital && (is_sentence || line.chars().all(plain) && (line.contains(' ') || line.ends_with([':', '!', '?'])))
}

/// Whether a line in another language has the signs of the source's line in their order, and
/// no word in ASCII that the source's line has not: `<p>发表于：{date}</p>` for
/// `<p>Published on: {date}</p>`.
fn has_words_of(target: &str, source: &str) -> bool {
    let signs = |line: &str| {
        line.chars()
            .filter(|c| matches!(c, '<' | '>' | '{' | '}' | '(' | ')' | '[' | ']' | '=' | '$' | '/' | '\\' | '|'))
            .collect::<String>()
    };
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
    without_styles(&line)
}

/// A line of code without white space, as formatters would write it: without brackets around
/// the only parameter of an arrow function, and without a comma behind the last element.
fn without_styles(line: &str) -> String {
    let line = line.strip_suffix(',').unwrap_or(line);
    let mut styled = line.replace(",}", "}").replace(",]", "]").replace(",)", ")");
    let mut from = 0;
    while let Some(arrow) = styled[from..].find(")=>").map(|at| from + at) {
        let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
        from = arrow + 3;
        let open = styled[..arrow].trim_end_matches(name).len();
        if open > 0 && open < arrow && styled[..open].ends_with('(') && !styled[..open - 1].ends_with(name) {
            styled.remove(arrow);
            styled.remove(open - 1);
            from -= 2;
        }
    }
    styled
}

/// Whether two lines that import or export names differ in their order alone.
fn are_names_in_other_order(source: &str, target: &str) -> bool {
    let is_list = |line: &str| (line.starts_with("import ") || line.starts_with("export ")) && line.contains('{');
    let names = |line: &str| {
        let mut names: Vec<String> = line
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '{' | '}'))
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        names.sort_unstable();
        names
    };
    is_list(source) && is_list(target) && names(source) == names(target)
}

/// A line without quotes around single words; those around more hold these together.
fn unquoted(line: &str) -> String {
    let holds_words = |quote: char| line.split(quote).skip(1).step_by(2).any(|quoted| quoted.contains(' '));
    if holds_words('"') || holds_words('\'') {
        return line.to_owned();
    }
    line.chars().filter(|character| !matches!(character, '"' | '\'')).collect()
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
        let words = line
            .split_whitespace()
            .filter(|word| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase()))
            .count();
        // "Get-CsUser : the user was not found": what a command prints about itself.
        let printed = line.split_once(" : ").is_some_and(|(name, _)| !name.contains(' '));
        let is_command = !printed
            && line.split_whitespace().next().is_some_and(|word| word.contains(['-', '$', '=', '.', '\\', '/']));
        words >= 3 && !is_command && !line.contains(['=', '{', '|', '$'])
    };
    let translated = || difference.target_passage().bytes().filter(|byte| *byte >= 0xc3).nth(8).is_some();
    match difference.difference.change {
        Change::Extra => !difference.target_text().is_ascii(),
        _ => is_sentence(difference.source_text()) && translated(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::told;

    #[test]
    fn a_line_that_is_cut_in_two_is_a_note() {
        let check = |line: &str, lines: &str, expected: &[&str]| {
            let page = |text: &str, line: &str| format!("{text}\n\n```\nprint(total)\n{line}\nprint(total, all)\n```");
            let (source, target) = (page("Call it so:", line), page("Appelez-la ainsi :", lines));
            assert_eq!(told::of(&source, "fr-FR", &target), expected, "{target}");
        };
        let (line, lost) = ("run(first, second, third)", "the line `run(first, second, third)`");
        check(line, "run(\n  first, second, third)", &[&format!("code-differs Note: {lost} is missing")]);
        check(line, "run(\n  first, second)", &[&format!("code-differs Warning: {lost} became `first, second)`")]);
        // The text in quotes is in the language of the page.
        let note = "code-differs Note: the line `total = 'The first page'` is missing";
        check("total = 'The first page'", "total =\n  'La page initiale'", &[note]);
    }

    #[test]
    fn text_for_people_is_told_from_code() {
        let check = |source: &str, target: &str, expected: bool| {
            assert_eq!(is_reworded(source, target), expected, "{source} {target}")
        };
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
        assert!(is_prose("Here is my _great_ page about `main()`!"));
        assert!(is_prose("When $a = 1$ there are two of them"));
        assert!(is_prose("<h1>Welcome to page 404</h1>"));
        assert!(is_described(
            "-n, --namespace string    the scope of this",
            "-n, --namespace string    Namespace utilisé"
        ));
        assert!(!is_described(
            "-n, --namespace string    the scope of this",
            "-a, --namespace string    the scope of this"
        ));
        assert!(is_prose("The count is: {{ count }}"));
        assert_eq!(unquoted("\"a.b/c\": keep"), "a.b/c: keep");
        assert_eq!(unquoted("get \"Ken Myer\""), "get \"Ken Myer\"");
        assert!(are_names_in_other_order("export { one, two };", "export { two, one }"));
        assert!(!are_names_in_other_order("export { one, two };", "export { one, three };"));
        assert_eq!(folded("list.map((item) => {"), folded("list.map(item => {"));
        assert_ne!(folded("call((item) => {"), folded("call((item, place) => {"));
        assert_ne!(folded("run(() => {"), folded("run(a => {"));
        assert_eq!(folded("{ one: 1, },"), folded("{ one: 1 }"));
        assert!(!is_prose("npm install"));
        assert!(!is_prose("Import-CsUser"));
        assert!(!is_prose("SELECT name FROM users"));
    }
}
