//! Numbers in words: "twenty-four", "two hundred", `三千五百万`.
//!
//! One rule reads them all. Numbers below ten add to the tens and hundreds
//! before them, factors below a thousand multiply what stands directly before
//! them, and factors from a thousand on multiply the whole section.

use crate::locale::lexicon::{is_space, is_spaced_letter};
use crate::locale::tables::{NumberWord, Tables, Word};

/// Reads the longest number in words that begins at byte `at`: where it ends,
/// and its value.
pub(super) fn read(text: &str, at: usize, tables: &Tables) -> Option<(usize, u64)> {
    let mut total = 0u64;
    let mut section = 0u64;
    let mut unit = None::<u64>;
    let mut end = None;
    let mut next = at;
    while let Some((word_end, Word::Number(word))) = tables.words.match_at(text, next) {
        match word {
            NumberWord::Cardinal(value) => {
                let fits = match unit {
                    Some(_) => false,
                    None if value < 10 => section.is_multiple_of(10),
                    None => section.is_multiple_of(100) && value < 100,
                };
                // "zero" and a second full number are numbers of their own.
                if !fits || (value == 0 && end.is_some()) {
                    break;
                }
                if value >= 20 && value % 10 == 0 {
                    section += value;
                } else {
                    unit = Some(value);
                }
            }
            NumberWord::Scale(factor) if factor < 1000 => {
                section = section.checked_add(unit.take().unwrap_or(1).checked_mul(factor)?)?;
            }
            NumberWord::Scale(factor) => {
                let here = section + unit.take().unwrap_or(0);
                section = 0;
                total = if total > 0 && total < factor {
                    (total + here).checked_mul(factor)?
                } else {
                    total.checked_add(here.max(1).checked_mul(factor)?)?
                };
            }
            _ => break,
        }
        end = Some(word_end);
        next = after_separator(text, word_end);
    }
    Some((end?, total + section + unit.unwrap_or(0)))
}

/// Where the next word of the same number could begin: after one space or
/// hyphen in scripts that put them between words.
fn after_separator(text: &str, at: usize) -> usize {
    let spaced = text[..at].chars().next_back().is_some_and(is_spaced_letter);
    match text[at..].chars().next() {
        Some(c) if spaced && (is_space(c) || c == '-' || c == '\u{2011}') => at + c.len_utf8(),
        _ => at,
    }
}
