//! Tokens: what survives translation, as numbers that are equal where the facts are.
//!
//! Three kinds: the end of a link's destination, the text of a code span, and
//! words of ASCII that carry a digit or capitals inside (`2013`, `R2`,
//! `PowerShell`, `SIP`). Separators inside numbers do not count, so that `4,5`
//! and `4.5` are one. Cost: one pass over the text.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// Adds the tokens of running text.
pub(super) fn of_text(text: &str, tokens: &mut Vec<u32>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let start = at;
        let (mut digits, mut capitals, mut others) = (false, 0, 0);
        while at < bytes.len() {
            match bytes[at] {
                b'0'..=b'9' => digits = true,
                b'A'..=b'Z' if at > start => capitals += 1,
                b'A'..=b'Z' | b'a'..=b'z' => others += 1,
                b'.' | b',' | b'-' | b'_' | b':'
                    if bytes.get(at + 1).is_some_and(|next| next.is_ascii_digit())
                        && bytes[at - 1].is_ascii_digit() => {}
                _ => break,
            }
            at += 1;
        }
        if digits || (capitals > 0 && capitals + others > 1) {
            tokens.push(hash(1, &bytes[start..at]));
        }
    }
}

/// Adds the token of a code span.
pub(super) fn of_code(code: &str, tokens: &mut Vec<u32>) {
    tokens.push(hash(2, code.trim().as_bytes()));
}

/// Adds the token of a link's or an image's destination: what tells it from
/// others whatever its host, locale and query are.
pub(super) fn of_destination(destination: &str, tokens: &mut Vec<u32>) {
    let (path, query) = destination.split_once(['?', '#']).unwrap_or((destination, ""));
    let id = query.split(['&', '?']).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        (key.eq_ignore_ascii_case("linkid") || key.eq_ignore_ascii_case("kbid")).then_some(value)
    });
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
    let last = last.strip_suffix(".md").unwrap_or(last);
    tokens.push(hash(3, id.unwrap_or(last).as_bytes()));
}

/// Letter case and separators left out.
fn hash(kind: u8, bytes: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write_u8(kind);
    for byte in bytes.iter().filter(|byte| !matches!(byte, b'.' | b',' | b'-' | b'_' | b':')) {
        hasher.write_u8(byte.to_ascii_lowercase());
    }
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_survives_translation_is_equal() {
        let check = |source: &str, target: &str, common: usize| {
            let tokens = |text| {
                let mut tokens = Vec::new();
                of_text(text, &mut tokens);
                tokens.sort_unstable();
                tokens
            };
            let (one, other) = (tokens(source), tokens(target));
            assert_eq!(one.iter().filter(|token| other.contains(token)).count(), common, "{source} | {target}");
        };
        check("Use PowerShell 4.5 on port 5061.", "在端口5061上使用PowerShell 4,5。", 3);
        check("The Server", "Server", 0);
        check("Set 15,000 of R2", "15 000 R2", 1);
        check("SIP and A", "SIP A", 1);
    }

    #[test]
    fn destinations_are_equal_over_hosts_and_locales() {
        let check = |one: &str, other: &str, equal: bool| {
            let (mut left, mut right) = (Vec::new(), Vec::new());
            of_destination(one, &mut left);
            of_destination(other, &mut right);
            assert_eq!(left == right, equal, "{one} | {other}");
        };
        check(
            "https://example.org/en-us/library/Gg398807(v=OCS.15)",
            "https://example.org/library/gg398807(v=ocs.15)",
            true,
        );
        check("https://example.org/fwlink/p/?linkid=12&clcid=0x804", "https://example.org/fwlink/?LinkId=12", true);
        check("a-page.md", "../zh-CN/a-page.md", true);
        check("a-page.md", "b-page.md", false);
    }
}
