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

/// A character of simplified Chinese only.
const SIMPLIFIED: u8 = 1;
/// A character of traditional Chinese only.
const TRADITIONAL: u8 = 2;

/// What each character of the CJK Unified Ideographs block is.
fn classes() -> &'static [u8; (LAST - FIRST + 1) as usize] {
    static CLASSES: OnceLock<Box<[u8; (LAST - FIRST + 1) as usize]>> = OnceLock::new();
    CLASSES.get_or_init(|| {
        let mut classes = Box::new([0; (LAST - FIRST + 1) as usize]);
        let lists =
            [(include_str!("simplified-only.txt"), SIMPLIFIED), (include_str!("traditional-only.txt"), TRADITIONAL)];
        for (list, class) in lists {
            let codes = list.chars().map(u32::from).filter(|code| (FIRST..=LAST).contains(code));
            codes.for_each(|code| classes[(code - FIRST) as usize] |= class);
        }
        classes
    })
}

/// Counts the Han characters of a text by script. O(bytes), a table look-up for each Han character.
pub fn count(text: &str) -> HanCount {
    let classes = classes();
    let bytes = text.as_bytes();
    // By class; a character may be of both.
    let mut tally = [0; 4];
    let mut at = 0;
    while let Some(&lead) = bytes.get(at) {
        // CJK Unified Ideographs are E4 B8 80 to E9 BF BF in UTF-8.
        if !(0xe4..=0xe9).contains(&lead) {
            at += 1;
            continue;
        }
        let Some(&[second, third]) = bytes.get(at + 1..at + 3) else { break };
        at += 3;
        let code = u32::from(lead & 0x0f) << 12 | u32::from(second & 0x3f) << 6 | u32::from(third & 0x3f);
        if let Some(class) = classes.get(code.wrapping_sub(FIRST) as usize) {
            tally[usize::from(class & 3)] += 1;
        }
    }
    let [neither, simplified, traditional, both] = tally;
    HanCount {
        simplified: simplified + both,
        traditional: traditional + both,
        all: neither + simplified + traditional + both,
    }
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
