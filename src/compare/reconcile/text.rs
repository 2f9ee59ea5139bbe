//! Whether a text has the words of a claim, though no claim was read from them.

use crate::claim::ClaimKind;

/// Whether `text` has `needle` as a word of its own, white space and letter case aside.
///
/// A letter that is glued to the left of a capital does not count as the same
/// word: "frontauxLync".
pub(super) fn holds(text: &str, needle: &str, kind: ClaimKind) -> bool {
    let needle = needle.trim();
    let Some(first) = needle.chars().next() else { return false };
    // The byte that begins it in either case: a long text is searched for many needles.
    let lead = needle.as_bytes()[0];
    let (lower, upper) = (lead.to_ascii_lowercase(), lead.to_ascii_uppercase());
    for at in memchr::memchr2_iter(lower, upper, text.as_bytes()) {
        if let Some(length) = matches_folded(&text[at..], needle) {
            let before = text[..at].chars().next_back();
            let after = text[at + length..].chars().next();
            // A parameter's hyphen begins a word; behind a letter it joins two.
            // "v3.5": the letter belongs to the version.
            let versioned = first.is_ascii_digit()
                && matches!(before, Some('v' | 'V'))
                && !text[..at].chars().nth_back(1).is_some_and(|c| c.is_ascii_alphanumeric());
            // The hyphen of "值是-1" is a sign.
            let is_sign = first == '-' && needle[1..].starts_with(|next: char| next.is_ascii_digit());
            let hyphenated = |before: char| before.is_alphanumeric() && !(is_sign && before >= '\u{2e80}');
            let glued = !versioned
                && before.is_some_and(|before| joins(before, first) || first == '-' && hyphenated(before))
                && !(first.is_ascii_uppercase() && before.is_some_and(char::is_lowercase));
            let last = needle.chars().next_back().unwrap_or(first);
            let decimal = last.is_ascii_digit()
                && matches!(after, Some('.' | ','))
                && text[at + length..].chars().nth(1).is_some_and(|next| next.is_ascii_digit());
            let before_decimal = first.is_ascii_digit()
                && matches!(before, Some('.' | ','))
                && text[..at].chars().nth_back(1).is_some_and(|previous| previous.is_ascii_digit());
            // "SQL Server 2008 R2" is another version than "SQL Server 2008".
            let behind = text[at + length..].trim_start();
            let goes_on = kind == ClaimKind::Version
                && ["R2", "SP", "Service Pack", "CU"].iter().any(|more| behind.starts_with(more));
            // "Server 2010Edge Server": a name that a lost space glued to a version.
            let next = text[at + length..].chars().nth(1);
            let named = kind == ClaimKind::Version
                && last.is_ascii_digit()
                && after.is_some_and(|after| after.is_ascii_uppercase())
                && next.is_some_and(|next| next.is_ascii_lowercase());
            let ends = named || !after.is_some_and(|after| joins(last, after));
            if !goes_on && !glued && !decimal && !before_decimal && ends {
                return true;
            }
        }
    }
    false
}

/// Whether the words of `name`, three or more, stand side by side in `text` in another order,
/// with no mark between them.
pub(super) fn holds_in_other_order(text: &str, name: &str) -> bool {
    fn is_mark(c: char) -> bool {
        c.is_ascii_punctuation() && !matches!(c, '-' | '_' | '+' | '#')
    }
    fn bare(word: &str) -> &str {
        word.trim_start_matches(|c| is_mark(c) && c != '.').trim_end_matches(is_mark)
    }
    let named: Vec<&str> = name.split_whitespace().map(bare).collect();
    if named.len() < 3 {
        return false;
    }
    let sorted = |words: &[&str]| {
        let mut words: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
        words.sort_unstable();
        words
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(named.len()).any(|window| {
        // Nearly every window ends here, before anything is copied.
        let is_named = |word: &&str| named.iter().any(|name| name.eq_ignore_ascii_case(bare(word)));
        window.iter().all(is_named) && {
            let there: Vec<&str> = window.iter().map(|word| bare(word)).collect();
            let parted = window[..window.len() - 1].iter().any(|word| word.ends_with(is_mark));
            let as_named = there.iter().zip(&named).all(|(word, name)| word.eq_ignore_ascii_case(name));
            !parted && !as_named && sorted(&there) == sorted(&named)
        }
    })
}

/// Whether two characters belong to one word.
fn joins(a: char, b: char) -> bool {
    let inside = |character: char| character.is_ascii_alphanumeric() || character == '_';
    inside(a) && inside(b)
}

/// The bytes of `text` that equal `needle`, white space and ASCII letter case aside.
fn matches_folded(text: &str, needle: &str) -> Option<usize> {
    // Most of what is compared are letters and digits, which need no decoding.
    let is_same = |(found, wanted): &(u8, u8)| wanted.is_ascii_graphic() && found.eq_ignore_ascii_case(wanted);
    let same = text.bytes().zip(needle.bytes()).take_while(is_same).count();
    let mut there = text[same..].char_indices().map(|(at, found)| (same + at, found)).peekable();
    let mut wanted = needle[same..].chars().peekable();
    while let Some(character) = wanted.next() {
        let (_, found) = there.next()?;
        if character.is_whitespace() {
            if !found.is_whitespace() {
                return None;
            }
            while wanted.peek().is_some_and(|next| next.is_whitespace()) {
                wanted.next();
            }
            while there.peek().is_some_and(|(_, next)| next.is_whitespace()) {
                there.next();
            }
        } else if !found.eq_ignore_ascii_case(&character) {
            return None;
        }
    }
    Some(there.peek().map_or(text.len(), |(at, _)| *at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_held_in_another_order() {
        let check = |text: &str, name: &str, expected: bool| {
            assert_eq!(holds_in_other_order(text, name), expected, "{name} in {text}")
        };
        check("Open the Lync 2013 Web App, then call.", "Lync Web App 2013", true);
        check("(4.5 .Net Framework)", ".NET Framework 4.5", true);
        check("Lync Server 2013, Exchange Server", "Exchange Server 2013", false);
        check("Lync Server 2013 CU1", "Lync Server 2013", false);
        check("Lync 2013 and the Web App 2010", "Lync Web App 2013", false);
        check("Lync 2013", "Lync 2013", false);
    }

    #[test]
    fn words_are_held_whole() {
        let check = |text: &str, needle: &str, expected: bool| {
            assert_eq!(holds(text, needle, ClaimKind::Version), expected, "{needle} in {text}")
        };
        check("运行 get-csuser 命令", "Get-CsUser", true);
        check("Run Get-CsUsers", "Get-CsUser", false);
        check("frontauxLync Server\u{a0}2010.", "Lync Server 2010", true);
        check("25090 users", "2509", false);
        check("2.509", "509", false);
        check("共12个", "12", true);
        check("值是-1。", "-1", true);
        check("est-1", "-1", false);
        check("参数-Identity", "-Identity", false);
        check("since v3.5.0", "3.5.0", true);
        check("dev3.5", "3.5", false);
        check("(C:\\Temp\\a.txt)", "C:\\Temp\\a.txt", true);
        check("SQL Server 2008\u{a0}R2", "SQL Server 2008", false);
        check("Lync Server 2010Edge Server", "Lync Server 2010", true);
        check("Lync Server 2010R2", "Lync Server 2010", false);
    }
}
