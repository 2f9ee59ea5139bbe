use super::example::{is_translated, without_emphasis};
use super::{DifferenceContext, Draft, Scope};
use crate::claim::{Claim, ClaimKind};
use crate::compare::Standing;
use crate::finding::{Change, Severity};
use crate::page::{Block, BlockKind, InlineKind};
use memchr::memmem;
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
    /// Brand names and example domains; a name in running text that the source also writes as
    /// words, "ServiceAccount" and "service account"; a value whose parts are named one by one,
    /// "set `open` to `false`" for `open=false`; a comparison that is put in words with
    /// its operands, "`total` is greater than `50`" for `total>50`; an empty value in a sentence
    /// (`{}`). Literals of one sentence that is missing are told with the sentence, and three or
    /// more of one block together. What may be a word as well
    /// (`width`), what is said in a shorter form (`fetch` for `fetch()`), a literal that the translation names elsewhere
    /// in the same section, or that no translation has, is a note.
    "literal-missing", Code, Scope::Difference { kinds: &[ClaimKind::Literal], changes: &[Change::Missing], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    if !difference.in_table() && is_empty_value(difference.source_text()) {
        return None;
    }
    if difference.is_whole_block() || said_in_row(difference) || is_term(difference) || is_put_in_words(difference) {
        return None;
    }
    if is_said_in_parts(difference) {
        return None;
    }
    let said_nearby = difference.difference.standing == Standing::InSection;
    let source = difference.source_text();
    let worded =
        is_word(source) || is_value_in_italics(difference) || is_said_shorter(difference) || is_example(difference);
    let worded = worded
        || is_label_of_link(difference)
        || is_element(source)
        || is_switch(difference)
        || is_shown_in_section(difference);
    let said = said_nearby || worded || is_name(difference) || is_pattern(source) || difference.vote().against_source();
    let severity = if said { Severity::Note } else { Severity::Warning };
    Some(difference.draft(severity, format!("`{source}` is missing")))
}

/// Whether a sentence may say "empty" or "nothing" for it: `{}`, `""`, `[]`.
fn is_empty_value(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| matches!(c, '{' | '}' | '[' | ']' | '(' | ')' | '"' | '\'' | ' '))
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
    difference.source_claim().is_some()
        && !difference.source_stands_in(InlineKind::Code)
        && difference.source_text().bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Whether it is a word of the language as well, or several, which a translation may say in
/// its own: the `width`, the `Menu mode`.
fn is_word(text: &str) -> bool {
    let is_plain = |word: &str| {
        word.bytes().all(|byte| byte.is_ascii_alphabetic())
            && word.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
    };
    let mut words = text.split_whitespace().peekable();
    words.peek().is_some() && words.all(is_plain)
}

/// Whether the translation has the heart of it: the call without its brackets, the folder
/// without its slash, the command without its placeholders, the member without its class.
fn is_said_shorter(difference: &DifferenceContext<'_>) -> bool {
    let there = difference.target_passage();
    let source = difference.source_text();
    let prompted = source.strip_prefix("$ ").map(str::to_owned);
    let bare = |text: &str| {
        text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '@' | '_' | '-' | '$')).to_owned()
    };
    let command =
        source.split(['[', '<', '{']).next().map(|command| command.split_whitespace().collect::<Vec<_>>().join(" "));
    let unstressed = difference.source_claim().and_then(|claim| without_emphasis(difference.pair.source, claim));
    let without_scheme = source.split_once("://").map(|(_, rest)| rest.to_owned());
    let is_ending = |member: &str| member.len() <= EXTENSION && member.bytes().all(|byte| byte.is_ascii_lowercase());
    // `CallOptions.path` is no file.
    let is_type = |class: &str| {
        class.starts_with(|c: char| c.is_ascii_uppercase())
            && class.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && class.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
            && class.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    let member = source
        .rsplit_once('.')
        .filter(|(class, member)| !class.contains(['/', ' ']) && (is_type(class) || !is_ending(member)))
        .map(|(_, member)| bare(member));
    let shorter = [
        Some(bare(source)),
        command.filter(|command| command.contains(' ')),
        without_scheme,
        member,
        prompted,
        unstressed,
    ];
    shorter.into_iter().flatten().any(|text| text.len() > 2 && text != source && there.contains(&text))
}

/// Bytes of an ending that tells the type of a file, and is no member of a class.
const EXTENSION: usize = 4;

/// Whether its line says the same in words of the translation: an example's file in a list.
fn is_example(difference: &DifferenceContext<'_>) -> bool {
    let source = difference.source_passage();
    source.len() < LABEL && is_translated(difference, source, difference.target_passage())
}

/// Whether it stands in italics and names a value that the reader puts: *host_name*.
fn is_value_in_italics(difference: &DifferenceContext<'_>) -> bool {
    let words = |c: char| c.is_ascii_lowercase() || matches!(c, '_' | '.');
    let text = difference.source_text();
    text.contains('_') && text.chars().all(words) && difference.source_stands_in(InlineKind::Emphasis)
}

/// Bytes of a line that is little more than a name.
const LABEL: usize = 60;

/// Whether the source writes the name as words as well, which translations do throughout:
/// "ServiceAccount" and "service accounts".
fn is_term(difference: &DifferenceContext<'_>) -> bool {
    let text = difference.source_text();
    if !is_name(difference) {
        return false;
    }
    let mut words = String::with_capacity(text.len() + 2);
    for character in text.strip_suffix('s').unwrap_or(text).chars() {
        if character.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(character.to_ascii_lowercase());
    }
    holds(&difference.pair.source.page.text, &words)
}

/// Whether the text of the translation names the parts one by one: "set `open` to `false`" for
/// `open=false`, the values of `"a" | "b"`, a name whose plural is English.
fn is_said_in_parts(difference: &DifferenceContext<'_>) -> bool {
    let text = difference.source_text();
    let there = difference.target_passage();
    let has = |part: &str| holds(there, part) && words(there, IN_NAMES).any(|word| word.trim_end_matches('.') == part);
    let bare = |part: &str| part.trim().trim_matches(['"', '\'', '`', '{', '}', '\\']).trim().to_owned();
    let is_part = |part: &String| !part.is_empty() && part.chars().all(|c| is_inside(c, IN_NAMES));
    let all = |parts: Vec<String>| parts.len() > 1 && parts.iter().all(|part| is_part(part) && has(part));
    let is_type = |name: &str| {
        name.chars().all(|c| c.is_ascii_alphanumeric()) && name.starts_with(|c: char| c.is_ascii_uppercase())
    };
    let singular =
        text.strip_suffix('s').filter(|name| is_type(name) && name[1..].contains(|c: char| c.is_ascii_uppercase()));
    // `'*'` in quotes is the sign itself.
    let sign = text.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\'']));
    all(text.split('|').map(bare).collect())
        || !text.contains(['<', '>', '!']) && all(text.split('=').map(bare).collect())
        || singular.is_some_and(has)
        || sign.is_some_and(|sign| sign.chars().all(|c| c.is_ascii_punctuation()) && there.contains(sign))
}

/// Whether the text of the translation has both operands of a comparison.
fn is_put_in_words(difference: &DifferenceContext<'_>) -> bool {
    let text = difference.source_text();
    let Some(at) = text.find(['<', '>']) else { return false };
    let operands = (text[..at].trim(), text[at..].trim_start_matches(['<', '>', '=']).trim());
    let is_operand =
        |operand: &str| !operand.is_empty() && operand.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    if !is_operand(operands.0) || !is_operand(operands.1) {
        return false;
    }
    let there = difference.target_passage();
    has_word(there, operands.0, &['_', '.']) && has_word(there, operands.1, &['_', '.'])
}

/// Whether it stands in the label of a link that the translation has as well, with a label of
/// its own: "the `CONTRIBUTING.md`" and "the page for contributors" lead to one place.
fn is_label_of_link(difference: &DifferenceContext<'_>) -> bool {
    let Some(claim) = difference.source_claim() else { return false };
    let (source, target) = (difference.pair.source, difference.pair.target);
    let bead = difference.bead();
    let ours = &target.claims[target.claims_of(bead.target_range())];
    let is_link = |other: &Claim| matches!(other.kind, ClaimKind::Link | ClaimKind::Url);
    let theirs = &source.claims[source.claims_of(claim.block as usize..claim.block as usize + 1)];
    let label = |other: &&Claim| is_link(other) && other.inline.is_some() && other.text.contains(claim.text);
    let is_there = |link: &Claim| ours.iter().any(|other| is_link(other) && other.value == link.value);
    // Code is typed, wherever it stands.
    !difference.source_stands_in(InlineKind::Code) && theirs.iter().find(label).is_some_and(is_there)
}

/// Whether the translation shows it as a word in the code of the same section, to who reads on.
fn is_shown_in_section(difference: &DifferenceContext<'_>) -> bool {
    let bead = difference.bead();
    const JOINED: &[char] = &['_', '-', ':'];
    let view = difference.pair.target;
    let source = difference.source_text();
    let is_name = source.len() > 3 && source.chars().all(|c| is_inside(c, JOINED));
    // Most pages have it in no code at all.
    if !is_name || !bead.is_pair() || !view.has_in_code(source) {
        return false;
    }
    let page = &view.page;
    let is_short_code = |block: &&Block| block.kind == BlockKind::Code && block.text.len() < SHORT;
    let section = &page.sections[page.blocks[bead.target_range().start].section as usize];
    let mut code = page.section_blocks(section).iter().filter(is_short_code).take(8);
    code.any(|block| has_word(page.block_text(block), source, JOINED))
}

/// Bytes of an example in code that a reader sees at a glance.
const SHORT: usize = 4096;

/// Whether it is an element whose name is a word as well, which sentences put in words: "the
/// `<head>` of the page".
fn is_element(text: &str) -> bool {
    let name = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    name.map(|name| name.trim_end_matches([' ', '/']))
        .is_some_and(|name| name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// Whether it switches something on that the translation names: "with `checkable`" for
/// "with `checkable=true`".
fn is_switch(difference: &DifferenceContext<'_>) -> bool {
    let Some((name, value)) = difference.source_text().split_once('=') else { return false };
    let is_on = matches!(value.trim().trim_matches(['"', '\'', '{', '}']), "true" | "True");
    let name = name.trim().trim_start_matches(['-', '{']);
    let there = difference.target_passage();
    is_on && !name.is_empty() && has_word(there, name, IN_NAMES)
}

/// What joins the words of a name.
const IN_NAMES: &[char] = &['_', '.', '-'];

/// Whether a text has a word just so.
fn has_word(text: &str, word: &str, joined: &'static [char]) -> bool {
    holds(text, word) && words(text, joined).any(|there| there == word)
}

/// Whether a text has these characters, which is known long before it is cut into words.
fn holds(text: &str, part: &str) -> bool {
    memmem::find(text.as_bytes(), part.as_bytes()).is_some()
}

/// The words of a text: letters and digits of ASCII and these signs.
fn words<'t>(text: &'t str, joined: &'static [char]) -> impl Iterator<Item = &'t str> {
    text.split(move |c: char| !is_inside(c, joined))
}

fn is_inside(c: char, joined: &[char]) -> bool {
    c.is_ascii_alphanumeric() || joined.contains(&c)
}

/// Whether it shows a form by words that stand for values: `domain\logon`.
fn is_pattern(text: &str) -> bool {
    let is_word = |part: &str| part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    text.replace("\\\\", "\\").split_once('\\').is_some_and(|(one, other)| is_word(one) && is_word(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::told;

    #[test]
    fn what_the_code_of_the_section_shows_is_a_note() {
        let check = |heading: &str, its_heading: &str, shown: &str, expected: &[&str]| {
            let page = |text: &str, heading: &str| format!("# Pool\n\n{text}\n\n{heading}```\nstart {shown} 4\n```");
            let source = page("Each pool is told its limit by `poolCount2` before it opens.", heading);
            let target = page("Chaque pool connaît sa limite avant de s’ouvrir.", its_heading);
            assert_eq!(told::of(&source, "fr-FR", &target), expected, "{target}");
        };
        let (note, warning) =
            ("literal-missing Note: `poolCount2` is missing", "literal-missing Warning: `poolCount2` is missing");
        check("", "", "poolCount2", &[note]);
        check("", "", "poolCount2s", &[warning]);
        check("# Start\n\n", "# Démarrage\n\n", "poolCount2", &[warning]);
    }

    #[test]
    fn words_are_told_from_identifiers() {
        for word in ["width", "Popover", "Menu mode"] {
            assert!(is_word(word), "{word}");
        }
        for name in ["CATCH", "radioStyle", "fetch()", "a-b", "--all"] {
            assert!(!is_word(name), "{name}");
        }
    }
}
