//! Whether code and literals differ only in words that a translation may choose:
//! names of examples, text for people, placeholders.
//!
//! A translator who writes `src/pages/a-propos.astro` for `src/pages/about.astro`
//! or `'@exemple/mon-adaptateur'` for `'@example/my-adapter'` has changed no
//! fact. What tells it from an error is that the words that are new are words of
//! the translation's language, which stand in the running text of its page and
//! not in that of the source, and that every sign and number is the same.

use super::DifferenceContext;
use crate::claim::Claim;
use crate::compare::PageView;
use crate::locale::{Locale, Script};
use crate::page::{Inline, InlineKind};

/// The longest text that is looked at, in bytes: a line, not a file.
const LONGEST: usize = 2_000;

/// The text of a literal without what stands in italics, which stands for a value; `None` where
/// nothing does, or nothing else is left.
pub(super) fn without_emphasis(view: &PageView, claim: &Claim) -> Option<String> {
    let stressed = |inline: &&Inline| {
        inline.kind == InlineKind::Emphasis
            && inline.text != claim.text
            && claim.text.start <= inline.text.start
            && inline.text.end <= claim.text.end
    };
    let mut rest = String::new();
    let mut done = claim.text.start;
    for inline in view.page.block_inlines(view.block_of(claim)).iter().filter(stressed) {
        if inline.text.start >= done {
            rest.push_str(&view.page.text[done as usize..inline.text.start as usize]);
            done = inline.text.end;
        }
    }
    if done == claim.text.start {
        return None;
    }
    rest.push_str(&view.page.text[done as usize..claim.text.end as usize]);
    let rest = rest.trim();
    (!rest.is_empty()).then(|| rest.to_owned())
}

/// Whether the two texts of a difference differ in translated words alone.
pub(super) fn is_translated(difference: &DifferenceContext<'_>, source: &str, target: &str) -> bool {
    if source.len() > LONGEST || target.len() > LONGEST {
        return false;
    }
    let Some((gone, new)) = replaced(source, target) else { return false };
    let (theirs, ours) = (difference.pair.source, difference.pair.target);
    // In another script, a word in Latin letters is a name or a keyword: `true` for `false`.
    let latin = ours.page.locale.script() == Script::Latin;
    let model = difference.pair.model;
    let stands_here_alone = |word: &str| ours.has_word_in_prose(word) && !theirs.has_word_in_prose(word);
    let is_own = |word: &&&str| {
        let is_translation = || gone.iter().any(|gone| model.pairs(gone, word));
        !word.is_ascii() || latin && (is_translation() || stands_here_alone(word) || is_renamed(ours, word, &gone))
    };
    let known: Vec<&&str> = new.iter().filter(is_own).collect();
    // "Une photo de chat": where half of a phrase is, all of it is in the language.
    let is_in_phrase = |word: &&&str| {
        latin
            && phrases(target).any(|phrase| {
                let of_phrase = || phrase.iter().filter(|there| new.iter().any(|word| word == *there));
                let all = of_phrase().count();
                phrase.contains(*word)
                    && all > 2
                    && of_phrase().filter(|there| known.contains(there)).count() * 2 >= all
            })
    };
    let own: Vec<&&str> = new.iter().filter(|word| known.contains(word) || is_in_phrase(word)).collect();
    let letters = |words: &[&&str]| words.iter().map(|word| word.len()).sum::<usize>();
    own.len() * 2 >= new.len() || letters(&own) * 2 >= letters(&new.iter().collect::<Vec<_>>())
}

/// The words of a text that only spaces part, phrase by phrase.
fn phrases(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let inside = |c: char| c.is_alphabetic() || matches!(c, ' ' | '\'' | '’');
    text.split(move |c| !inside(c))
        .map(|phrase| phrase.split([' ', '\'', '’']).filter(|word| !word.is_empty()).collect())
}

/// Whether the source names its own locale and the target its own: `/en/setup`, `/de/setup`.
pub(super) fn is_localized(difference: &DifferenceContext<'_>, source: &str, target: &str) -> bool {
    let ours = difference.pair.locale();
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let parts = |text: &str| text.split(|c: char| !is_part(c)).map(hyphenated).collect::<Vec<_>>();
    let (there, here) = (parts(source), parts(target));
    let is_tag = |part: &str| matches!(part.len(), 2 | 5 | 7) && Locale::new(part).is_ok();
    let is_own = |part: &str| {
        part.split(['-', '_']).next().is_some_and(|language| language.eq_ignore_ascii_case(ours.language()))
    };
    source != target
        && there.len() == here.len()
        && there.iter().zip(&here).all(|(there, here)| there == here || is_tag(there) && is_own(here))
}

/// A tag that is written as the name of a variable, `deDE`, with its hyphen; anything else as it is.
fn hyphenated(part: &str) -> String {
    let is_tag = matches!(part.as_bytes(), [a, b, c, d]
        if a.is_ascii_lowercase() && b.is_ascii_lowercase() && c.is_ascii_uppercase() && d.is_ascii_uppercase());
    if is_tag { format!("{}-{}", &part[..2], &part[2..]) } else { part.to_owned() }
}

/// Whether a word stands several times on the page and none of those that it replaces stands there.
fn is_renamed(view: &PageView, word: &str, gone: &[&str]) -> bool {
    word.len() > 2 && view.count_of_word(word) >= 3 && !gone.iter().any(|gone| view.count_of_word(gone) > 0)
}

/// The words of the source that are not in the target, and those that are in the target
/// instead; `None` if something else differs too, or nothing.
fn replaced<'t>(source: &'t str, target: &'t str) -> Option<(Vec<&'t str>, Vec<&'t str>)> {
    let (theirs, ours) = (tokens(source), tokens(target));
    let first = theirs.iter().zip(&ours).take_while(|(one, other)| one == other).count();
    let last =
        theirs[first..].iter().rev().zip(ours[first..].iter().rev()).take_while(|(one, other)| one == other).count();
    let (theirs, ours) = (&theirs[first..theirs.len() - last], &ours[first..ours.len() - last]);
    let is_word = |token: &&&str| token.starts_with(char::is_alphabetic);
    let words = |tokens: &[&'t str], other: &[&str]| {
        let news = |token: &&'t str| !other.iter().any(|there| there.eq_ignore_ascii_case(token));
        tokens.iter().filter(is_word).copied().filter(news).collect::<Vec<_>>()
    };
    // Signs that join or end words, and white space, belong to the words.
    let signs = |tokens: &[&'t str]| {
        let is_sign = |token: &&&str| {
            !is_word(token) && !token.chars().all(|c| "-_ .,!?:'’\u{a0}«»！？：，。、（）()".contains(c))
        };
        tokens.iter().filter(is_sign).copied().collect::<Vec<_>>()
    };
    if signs(theirs) != signs(ours) {
        return None;
    }
    // `title: a` made `titre: b` has another key, which is no text.
    let is_key = |tokens: &[&str]| first == 0 && tokens.len() > 1 && matches!(tokens[1], ":" | "=");
    let (gone, new) = (words(theirs, ours), words(ours, theirs));
    (!gone.is_empty() && !new.is_empty() && !is_key(theirs)).then_some((gone, new))
}

/// Words, cut where a capital begins another, numbers, and signs one by one.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let class = |c: char| match c {
        _ if c.is_numeric() => 1,
        _ if c.is_alphabetic() => 2,
        _ => 0,
    };
    let mut previous: Option<char> = None;
    for (at, character) in text.char_indices() {
        let goes_on = previous.is_some_and(|previous| {
            class(character) > 0
                && class(previous) == class(character)
                && !(previous.is_lowercase() && character.is_uppercase())
        });
        if !goes_on && at > start {
            tokens.push(&text[start..at]);
            start = at;
        }
        previous = Some(character);
    }
    tokens.push(&text[start..]);
    tokens.retain(|token| !token.trim().is_empty());
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_replaced_is_words_between_the_same_signs() {
        let check = |source: &str, target: &str, expected: Option<(&[&str], &[&str])>| {
            let found = replaced(source, target);
            let found = found.as_ref().map(|(gone, new)| (gone.as_slice(), new.as_slice()));
            assert_eq!(found, expected, "{source} {target}");
        };
        check("src/about/index.js", "src/a-propos/index.js", Some((&["about"], &["a", "propos"])));
        check(
            "'@example/my-kit'",
            "'@exemple/ma-trousse'",
            Some((&["example", "my", "kit"], &["exemple", "ma", "trousse"])),
        );
        check("myImage.png", "monImage.png", Some((&["my"], &["mon"])));
        check("(a, row) => {", "(a) => {", None);
        check("kit@7", "kit@4", None);
        check("title: x", "titre: y", None);
        check("a.js", "a.js", None);
    }
}
