use super::code_differs::without_placeholders;
use super::example::{is_localized, is_translated, without_emphasis};
use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::compare::{Difference, PageView, Standing};
use crate::finding::{Change, Severity};
use memchr::memmem;
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
    /// Letter case of file names, hosts and variables, and what `<placeholders>` and words in italics are called. Names
    /// of examples in words of the translation are notes, and so is a literal of the
    /// translation that the source does not have at all.
    "literal-changed", Code, Scope::Difference { kinds: &[ClaimKind::Literal], changes: &[Change::Changed, Change::Extra], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    if difference.difference.change == Change::Extra {
        let names_nothing = difference.is_whole_block()
            || is_denied_nothing(difference)
            || difference.difference.standing != Standing::Nowhere;
        return (!names_nothing)
            .then(|| difference.draft(Severity::Note, format!("`{}` is not in the source", difference.target_text())));
    }
    let (source, target) = (difference.source_text(), difference.target_text());
    // What stands for a value may be named in the reader's language: `mail.<domain>`.
    if source.contains('<') && without_placeholders(source) == without_placeholders(target) {
        return None;
    }
    // The same with markup: `mail.` and a *domain*.
    if let (Some(theirs), Some(ours)) = (difference.source_claim(), difference.target_claim()) {
        let one = without_emphasis(difference.pair.source, theirs);
        let other = without_emphasis(difference.pair.target, ours);
        if one.is_some_and(|text| text == other.as_deref().unwrap_or(target)) {
            return None;
        }
    }
    if is_list_of_members(difference) {
        return None;
    }
    // Text for people that is shown as code: `"blogging"`, `List of users`.
    let is_text = source.contains([' ', '"', '\''])
        && !source.contains(['\\', '/'])
        && target.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count() >= 2;
    // A word on the screen: `Cancel` became `取消`.
    let on_screen = source.len() > 1
        && source.bytes().all(|byte| byte.is_ascii_alphabetic())
        && source.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase())
        && (source == "OK" || source.bytes().skip(1).all(|byte| byte.is_ascii_lowercase()))
        && target.chars().all(|c| c.is_alphabetic() && !c.is_ascii());
    let same_quoted = || source.replace('\'', "\"") == target.replace('\'', "\"");
    // An example that was renamed throughout: the other name stands in several places, the first in none.
    let page = difference.pair.target.page.text.as_bytes();
    let is_renamed = source.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        && memmem::find_iter(page, target).nth(1).is_some()
        && memmem::find(page, source.as_bytes()).is_none();
    // `DaemonSets` is the English plural.
    let is_plural = source.strip_suffix('s').is_some_and(|singular| singular.eq_ignore_ascii_case(target));
    // A value in a table that is a word of the language: the default of a label.
    let is_value = difference.in_table() && difference.pair.model.translates(source);
    // A bare identifier that is translated is another identifier; in a path or a text it is an example.
    let is_bare = source.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !is_own_name(source);
    let is_example = !is_bare && is_translated(difference, source, target);
    let severity = match is_renamed
        || is_stand_in(source)
        || is_value
        || is_example
        || same_signs(source, target)
        || stands_beside_text(difference)
        || is_named_in_code(difference)
        || is_localized(difference, source, target)
        || is_plural
        || on_screen
        || source.eq_ignore_ascii_case(target)
        || is_text
        || same_quoted()
    {
        true => Severity::Note,
        false => Severity::Warning,
    };
    Some(difference.draft(severity, format!("`{source}` became `{target}`")))
}

/// Whether it is made of names for whatever comes to mind, of which each language has its own.
fn is_stand_in(text: &str) -> bool {
    const NAMES: &[&str] = &["foo", "bar", "baz", "qux", "foobar", "quux"];
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let mut words = text.split(|c: char| !is_letter(c)).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| NAMES.contains(&word.to_ascii_lowercase().as_str()))
}

/// Whether the translation names each of several members that the source names in one:
/// `List.add|remove|sort`.
fn is_list_of_members(difference: &DifferenceContext<'_>) -> bool {
    let Some((class, members)) = difference.source_text().split_once('.') else { return false };
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let there = difference.target_passage();
    let has = |member: &str| is_name(member) && there.contains(&format!("{class}.{member}"));
    is_name(class) && members.contains('|') && members.split('|').all(has)
}

/// Whether the literal stands among texts for people that are shown as code and that the
/// translation has in its own script: `{ none: "No data", unit: "item" }`.
fn stands_beside_text(difference: &DifferenceContext<'_>) -> bool {
    let pair = &difference.pair;
    let is_foreign = |text: &str| !text.is_empty() && text.chars().all(|c| !c.is_ascii() || c == ' ');
    fn text(view: &PageView, claim: Option<u32>) -> &str {
        claim.map_or("", |claim| view.text_of(&view.claims[claim as usize]))
    }
    let is_text = |other: &Difference| {
        other.kind == ClaimKind::Literal
            && text(pair.source, other.source).contains(' ')
            && is_foreign(text(pair.target, other.target))
    };
    if !is_foreign(difference.target_text()) {
        return false;
    }
    let first = pair.pair.differences.partition_point(|other| other.bead < difference.difference.bead);
    let beside = pair.pair.differences[first..].iter().take(BESIDE_TEXT);
    beside.take_while(|other| other.bead == difference.difference.bead).any(is_text)
}

/// Differences of one block that are looked through for such texts.
const BESIDE_TEXT: usize = 32;

/// Whether it is a text of the example: each page has its own in its code, and not the other's.
fn is_named_in_code(difference: &DifferenceContext<'_>) -> bool {
    let (source, target) = (difference.source_text(), difference.target_text());
    let is_text =
        |text: &str| text.chars().all(|c| c.is_alphabetic() || c == ' ') && text.starts_with(char::is_uppercase);
    source.contains(' ')
        && is_text(source)
        && is_text(target)
        && difference.pair.source.has_in_code(source)
        && difference.pair.target.has_in_code(target)
        && !difference.pair.target.has_in_code(source)
}

/// Bytes between a word that denies and what it denies.
const BESIDE: u32 = 12;

/// Whether the translation denies that something is nothing, "not `undefined`", which a source
/// may put as "set".
fn is_denied_nothing(difference: &DifferenceContext<'_>) -> bool {
    let is_nothing = matches!(difference.target_text(), "null" | "nil" | "None" | "undefined" | "NULL" | "nullptr");
    let Some(claim) = difference.target_claim().filter(|_| is_nothing) else { return false };
    let view = difference.pair.target;
    let before = &view.claims[view.claims_of(claim.block as usize..claim.block as usize + 1)];
    before.iter().any(|other| {
        other.kind == ClaimKind::Polarity
            && other.text.end <= claim.text.start
            && claim.text.start - other.text.end <= BESIDE
            && difference.pair.topic.values.text(other.value).ends_with(":no")
    })
}

/// Whether it is a name that every reader puts her own for: `YOUR_HOST`, `myServer`.
fn is_own_name(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["your", "my"].iter().any(|own| text.starts_with(own)) || text.contains("_your_") || text.contains("example")
}

/// Whether two literals are one but for white space, quotes, the slashes around a path, a `v` before a number and what
/// stands in `<placeholders>`.
fn same_signs(source: &str, target: &str) -> bool {
    let folded = |text: &str| {
        let mut depth = 0_usize;
        let mut folded = String::new();
        for character in
            text.strip_prefix('v').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(text).chars()
        {
            match character {
                '<' => depth += 1,
                '>' if depth > 0 => depth -= 1,
                _ if depth > 0 || character.is_whitespace() || matches!(character, '"' | '\'' | '“' | '”') => {}
                '…' => folded.push_str("..."),
                _ => folded.push(character),
            }
        }
        folded
    };
    let bare = |text: &str| {
        text.replace('…', "...")
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '“' | '”'))
            .collect::<String>()
    };
    let (one, other) = (folded(source), folded(target));
    let is_balanced = source.matches('<').count() == source.matches('>').count();
    let in_folder = |text: &str| bare(text).trim_start_matches("./").trim_matches('/').to_owned();
    let is_path = source.contains('/') && !source.contains([' ', '<']);
    bare(source) == bare(target)
        || is_path && in_folder(source) == in_folder(target)
        || is_balanced && one == other && one.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::told;

    #[test]
    fn members_that_the_source_names_in_one_may_be_named_one_by_one() {
        let check = |members: &str, expected: &[&str]| {
            let source = "The methods `List.add|remove` change the list in its place.";
            let target = format!("Les méthodes {members} changent la liste sur place.");
            assert_eq!(told::of(source, "fr-FR", &target), expected, "{target}");
        };
        check("`List.add` et `List.remove`", &[]);
        let told = "literal-changed Warning: `List.add|remove` became `List.clear`";
        check("`List.add` et `List.clear`", &[told]);
    }

    #[test]
    fn literals_are_one_but_for_signs() {
        let check = |source: &str, target: &str, expected: bool| {
            assert_eq!(same_signs(source, target), expected, "{source} {target}");
        };
        check("{ ... }", "{...}", true);
        check("<slot />", "<slot/>", true);
        check("const a = { ... }", "const a = {...}", true);
        check("\"a.b/c\": keep", "a.b/c: keep", true);
        check("22.14.*", "v22.14.*", true);
        check("--config <path>", "--config <chemin>", true);
        check("pull one…", "pull one...", true);
        check("src/pages/", "/src/pages", true);
        check("./a/b.js", "a/b.js", true);
        check("a/b", "b/a", false);
        check("<head>", "<body>", false);
        check("v23", "v21", false);
        check("{?<=20)", "(?<=20)", false);
    }
}
