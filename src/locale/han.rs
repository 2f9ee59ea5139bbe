//! Which Han characters are written in simplified or in traditional Chinese only.
//!
//! The two lists hold the characters that have a counterpart in the other
//! script and are never its own counterpart (the Unicode variant mappings, as
//! OpenCC curates them), less those that occur in both scripts in published
//! pages (面, 台, 里). A single character proves little; see the check that
//! counts them.

use std::sync::OnceLock;

/// How many characters of a text belong to one script only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HanCount {
    /// Characters of simplified Chinese only.
    pub simplified: u32,
    /// Characters of traditional Chinese only.
    pub traditional: u32,
    /// All Han characters.
    pub all: u32,
}

const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;
const WORDS: usize = ((LAST - FIRST) / 64 + 1) as usize;

/// One bit for each character of the CJK Unified Ideographs block.
type Set = [u64; WORDS];

fn sets() -> &'static (Set, Set) {
    static SETS: OnceLock<(Set, Set)> = OnceLock::new();
    SETS.get_or_init(|| {
        let set = |text: &str| {
            let mut set = [0; WORDS];
            for index in
                text.chars().map(u32::from).filter(|code| (FIRST..=LAST).contains(code)).map(|code| code - FIRST)
            {
                set[index as usize / 64] |= 1 << (index % 64);
            }
            set
        };
        (set(include_str!("simplified-only.txt")), set(include_str!("traditional-only.txt")))
    })
}

/// Counts the Han characters of a text by script. O(bytes), a table look-up for each Han character.
pub fn count(text: &str) -> HanCount {
    let (simplified, traditional) = sets();
    let mut found = HanCount::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // CJK Unified Ideographs are E4 B8 80 to E9 BF BF in UTF-8.
        if !(0xe4..=0xe9).contains(&bytes[at]) || at + 2 >= bytes.len() {
            at += 1;
            continue;
        }
        let code =
            u32::from(bytes[at] & 0x0f) << 12 | u32::from(bytes[at + 1] & 0x3f) << 6 | u32::from(bytes[at + 2] & 0x3f);
        at += 3;
        let Some(index) = code.checked_sub(FIRST).filter(|index| *index <= LAST - FIRST) else { continue };
        let (word, bit) = (index as usize / 64, index % 64);
        found.all += 1;
        found.simplified += (simplified[word] >> bit & 1) as u32;
        found.traditional += (traditional[word] >> bit & 1) as u32;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_by_script() {
        let check = |text: &str, simplified, traditional, all| {
            assert_eq!(count(text), HanCount { simplified, traditional, all }, "{text}")
        };
        check("服务器设备", 3, 0, 5);
        check("伺服器支援", 0, 0, 5);
        check("設定電話 Lync", 0, 3, 4);
        check("台北 abc é", 0, 0, 2);
    }
}
