//! Commands that a shell would not take.
//!
//! Translation tools and word processors turn hyphens into dashes and straight
//! quotes into curly ones; a copied line may lose its last quote. In code all of
//! that is damage; in running text only where a cmdlet stands right beside it,
//! because prose writes dashes and quotes too.

use std::ops::Range;

use super::code;
use super::command;

/// One damaged place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Bytes of the block's text.
    pub range: Range<usize>,
    /// What is wrong and what to do.
    pub message: &'static str,
    /// Whether no reading makes it right.
    pub certain: bool,
}

const DASH: &str = "a dash stands where the shell wants a hyphen: the command does not run";
const GLUED: &str = "a dash and no space stand between the cmdlet and its parameter: the command does not run";
const QUOTES: &str = "typographic quotes stand where the shell wants straight ones";
const UNCLOSED: &str = "a quote is opened and never closed: the command does not run";

fn is_dash(character: char) -> bool {
    matches!(character, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn is_curly(character: char) -> bool {
    matches!(character, '\u{2018}'..='\u{201f}' | '«' | '»')
}

/// Damage in a block of code.
pub fn in_code(text: &str, report: &mut impl FnMut(Damage)) {
    // Damage is a character outside ASCII, or a straight quote.
    if text.is_ascii() && !text.contains('"') || code::is_prose(text) {
        return;
    }
    let is_commands = text.split_whitespace().any(|word| command::cmdlet(word).is_some());
    for line in code::lines(text) {
        let content = &text[line.clone()];
        if !content.is_ascii() {
            for (at, character) in content.char_indices() {
                let place = line.start + at..line.start + at + character.len_utf8();
                let next = content[place.end - line.start..].chars().next();
                let before = content[..at].chars().next_back();
                let is_option = next.is_some_and(|next| next.is_ascii_alphabetic())
                    && before.is_none_or(|before| before.is_whitespace() || before.is_ascii_alphanumeric());
                if is_dash(character) && is_option {
                    report(Damage { range: word_around(text, place), message: DASH, certain: is_commands });
                } else if is_curly(character) && is_commands && !is_apostrophe(character, before, next) {
                    report(Damage { range: word_around(text, place), message: QUOTES, certain: false });
                    break;
                }
            }
        }
        // A line that goes on, and text that wraps, close their quotes later.
        if memchr::memchr_iter(b'"', content.as_bytes()).count().is_multiple_of(2) {
            continue;
        }
        let is_command = content.split_whitespace().next().is_some_and(|word| command::cmdlet(word).is_some());
        // "New-PSSession : [host] The service cannot …": what a console prints.
        let is_printed = content.split_once(" : ").is_some_and(|(name, _)| !name.trim().contains(' '));
        let is_last = text[line.end..].trim().is_empty();
        let goes_on = content.ends_with(['`', '|', ',', '\\']);
        if is_command && !is_printed && is_last && !goes_on && !content.contains(['“', '”', '\'']) {
            report(Damage { range: line.start..line.end, message: UNCLOSED, certain: true });
        }
    }
}

/// Damage in running text: a cmdlet glued to its parameter by a dash.
pub fn in_text(text: &str, report: &mut impl FnMut(Damage)) {
    // Dashes are E2 80 90 to 95 and E2 88 92 in UTF-8.
    let begins_dash = |at: &usize| matches!(text.as_bytes()[*at..], [_, 0x80, 0x90..=0x95, ..] | [_, 0x88, 0x92, ..]);
    for at in memchr::memchr_iter(0xe2, text.as_bytes()).filter(begins_dash) {
        let end = at + '–'.len_utf8();
        let start = text[..at]
            .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
        let is_parameter = text[end..].starts_with(|c: char| c.is_ascii_uppercase());
        if is_parameter && command::cmdlet(&text[start..at]).is_some() {
            report(Damage { range: word_around(text, start..end), message: GLUED, certain: true });
        }
    }
}

/// Whether a quote stands between two letters, as in `d’information`.
fn is_apostrophe(character: char, before: Option<char>, next: Option<char>) -> bool {
    character == '’' && before.is_some_and(char::is_alphabetic) && next.is_some_and(char::is_alphabetic)
}

/// The word around a range.
fn word_around(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '-' || is_dash(c) || is_curly(c) || c == '$' || c == '_';
    let start = text[..range.start]
        .char_indices()
        .rev()
        .take_while(|(_, c)| inside(*c))
        .last()
        .map_or(range.start, |(at, _)| at);
    let end = text[range.end..].find(|c: char| !inside(c)).map_or(text.len(), |length| range.end + length);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(find: fn(&str, &mut dyn FnMut(Damage)), text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        find(text, &mut |damage| found.push(text[damage.range].to_owned()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn code_needs_hyphens_straight_quotes_and_closed_ones() {
        let code = |text: &str, expected: &[&str]| {
            check(|text, report| in_code(text, &mut |damage| report(damage)), text, expected)
        };
        code("Set-CsUser -Identity \"Ken Myer\"\n", &[]);
        code("Set-CsUser –Identity \"Ken Myer\"\n", &["–Identity"]);
        code("Set-CsUser -Identity “Ken Myer”\n", &["“Ken"]);
        code("Set-CsUser -Identity \"Ken Myer\n", &["Set-CsUser -Identity \"Ken Myer"]);
        code("Set-CsUser -Identity \"Ken\n  Myer\"\n", &[]);
        code("New-PSSession : [host] The \"service cannot be reached\n", &[]);
        code("# 2010 – 2013\n", &[]);
    }

    #[test]
    fn text_needs_a_space_between_cmdlet_and_parameter() {
        let text = |text: &str, expected: &[&str]| {
            check(|text, report| in_text(text, &mut |damage| report(damage)), text, expected)
        };
        text(
            "Set-CsOAuthConfiguration–ExchangeAutodiscoverUrl \"x\"",
            &["Set-CsOAuthConfiguration–ExchangeAutodiscoverUrl"],
        );
        text("use the –Identity parameter", &[]);
        text("Get-CsUser – Lists users", &[]);
    }
}
