//! The sentence break classes of the characters that nearly all text is made
//! of (Unicode's `SentenceBreakProperty.txt`), and the scan for terminators.

/// A sentence break class, as far as the rules need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// CR, LF, Sep.
    LineEnd,
    /// Sp.
    Space,
    Lower,
    Upper,
    /// OLetter.
    Letter,
    Numeric,
    ATerm,
    STerm,
    Close,
    /// SContinue.
    Continue,
    /// Any class that no rule names.
    Other,
    /// Not known here; may also be Extend or Format.
    Unknown,
}

use Class::{ATerm, Close, Continue, Letter, LineEnd, Lower, Numeric, Other, STerm, Space, Unknown, Upper};

/// The classes of ASCII.
pub(super) const ASCII: [Class; 128] = {
    let mut classes = [Other; 128];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'\n' | b'\r' => LineEnd,
            b'\t' | 0x0b | 0x0c | b' ' => Space,
            b'a'..=b'z' => Lower,
            b'A'..=b'Z' => Upper,
            b'0'..=b'9' => Numeric,
            b'.' => ATerm,
            b'!' | b'?' => STerm,
            b'"' | b'\'' | b'(' | b')' | b'[' | b']' | b'{' | b'}' => Close,
            b',' | b'-' | b':' | b';' => Continue,
            _ => Other,
        };
        byte += 1;
    }
    classes
};

/// The class of a character.
pub(super) fn class(character: char) -> Class {
    match character {
        '\0'..='\x7f' => ASCII[character as usize],
        '\u{85}' | '\u{2028}' | '\u{2029}' => LineEnd,
        '\u{a0}' | '\u{3000}' | '\u{202f}' | '\u{2000}'..='\u{200a}' => Space,
        '«' | '»' | '\u{2018}'..='\u{201f}' | '‹' | '›' => Close,
        'À'..='Ö' | 'Ø'..='Þ' | 'Œ' => Upper,
        'ß'..='ö' | 'ø'..='ÿ' | 'œ' => Lower,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' => Letter,
        '。' | '！' | '？' => STerm,
        '．' => ATerm,
        '〈'..='】' | '〔'..='〛' | '（' | '）' | '［' | '］' | '｛' | '｝' => Close,
        '–' | '—' | '、' | '，' | '：' => Continue,
        '…' | '•' | '®' | '™' | '©' | '→' | '×' | '·' => Other,
        _ => Unknown,
    }
}

/// Whether the byte may begin a character of class LineEnd, ATerm or STerm, or is a semicolon.
const CANDIDATE: [bool; 256] = {
    let mut candidates = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        candidates[byte] = match byte as u8 {
            b'\n' | b'\r' | b'.' | b'!' | b'?' | b';' => true,
            0..=0xc1 => false,
            // Latin letters, Greek and Cyrillic; ideographs: none in these blocks.
            0xc3..=0xcc | 0xd0..=0xd3 | 0xe4..=0xe9 => false,
            _ => true,
        };
        byte += 1;
    }
    candidates
};

/// The first byte at or after `from` that may begin a terminator or a line end.
pub(super) fn next_candidate(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let mut skipped = 0;
    // Eight at a time: an `or` of eight look-ups is one branch.
    for chunk in rest.chunks_exact(8) {
        let hit = chunk.iter().fold(false, |hit, &byte| hit | CANDIDATE[byte as usize]);
        if hit {
            break;
        }
        skipped += 8;
    }
    rest[skipped..].iter().position(|&byte| CANDIDATE[byte as usize]).map(|offset| from + skipped + offset)
}

/// Terminators beyond those of [`class`]: the ranges of ATerm, STerm and Sep.
const TERMINATORS: &[(char, char)] = &[
    ('\u{85}', '\u{85}'),
    ('\u{589}', '\u{589}'),
    ('\u{61d}', '\u{61f}'),
    ('\u{6d4}', '\u{6d4}'),
    ('\u{700}', '\u{702}'),
    ('\u{7f9}', '\u{7f9}'),
    ('\u{837}', '\u{837}'),
    ('\u{839}', '\u{839}'),
    ('\u{83d}', '\u{83e}'),
    ('\u{964}', '\u{965}'),
    ('\u{104a}', '\u{104b}'),
    ('\u{1362}', '\u{1362}'),
    ('\u{1367}', '\u{1368}'),
    ('\u{166e}', '\u{166e}'),
    ('\u{1735}', '\u{1736}'),
    ('\u{17d4}', '\u{17d5}'),
    ('\u{1803}', '\u{1803}'),
    ('\u{1809}', '\u{1809}'),
    ('\u{1944}', '\u{1945}'),
    ('\u{1aa8}', '\u{1aab}'),
    ('\u{1b4e}', '\u{1b4f}'),
    ('\u{1b5a}', '\u{1b5b}'),
    ('\u{1b5e}', '\u{1b5f}'),
    ('\u{1b7d}', '\u{1b7f}'),
    ('\u{1c3b}', '\u{1c3c}'),
    ('\u{1c7e}', '\u{1c7f}'),
    ('\u{2024}', '\u{2024}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{203c}', '\u{203d}'),
    ('\u{2047}', '\u{2049}'),
    ('\u{2cf9}', '\u{2cfb}'),
    ('\u{2e2e}', '\u{2e2e}'),
    ('\u{2e3c}', '\u{2e3c}'),
    ('\u{2e53}', '\u{2e54}'),
    ('\u{3002}', '\u{3002}'),
    ('\u{a4ff}', '\u{a4ff}'),
    ('\u{a60e}', '\u{a60f}'),
    ('\u{a6f3}', '\u{a6f3}'),
    ('\u{a6f7}', '\u{a6f7}'),
    ('\u{a876}', '\u{a877}'),
    ('\u{a8ce}', '\u{a8cf}'),
    ('\u{a92f}', '\u{a92f}'),
    ('\u{a9c8}', '\u{a9c9}'),
    ('\u{aa5d}', '\u{aa5f}'),
    ('\u{aaf0}', '\u{aaf1}'),
    ('\u{abeb}', '\u{abeb}'),
    ('\u{fe12}', '\u{fe12}'),
    ('\u{fe15}', '\u{fe16}'),
    ('\u{fe52}', '\u{fe52}'),
    ('\u{fe56}', '\u{fe57}'),
    ('\u{ff01}', '\u{ff01}'),
    ('\u{ff0e}', '\u{ff0e}'),
    ('\u{ff1f}', '\u{ff1f}'),
    ('\u{ff61}', '\u{ff61}'),
    ('\u{10a56}', '\u{10a57}'),
    ('\u{10f55}', '\u{10f59}'),
    ('\u{10f86}', '\u{10f89}'),
    ('\u{11047}', '\u{11048}'),
    ('\u{110be}', '\u{110c1}'),
    ('\u{11141}', '\u{11143}'),
    ('\u{111c5}', '\u{111c6}'),
    ('\u{111cd}', '\u{111cd}'),
    ('\u{111de}', '\u{111df}'),
    ('\u{11238}', '\u{11239}'),
    ('\u{1123b}', '\u{1123c}'),
    ('\u{112a9}', '\u{112a9}'),
    ('\u{113d4}', '\u{113d5}'),
    ('\u{1144b}', '\u{1144c}'),
    ('\u{115c2}', '\u{115c3}'),
    ('\u{115c9}', '\u{115d7}'),
    ('\u{11641}', '\u{11642}'),
    ('\u{1173c}', '\u{1173e}'),
    ('\u{11944}', '\u{11944}'),
    ('\u{11946}', '\u{11946}'),
    ('\u{11a42}', '\u{11a43}'),
    ('\u{11a9b}', '\u{11a9c}'),
    ('\u{11c41}', '\u{11c42}'),
    ('\u{11ef7}', '\u{11ef8}'),
    ('\u{11f43}', '\u{11f44}'),
    ('\u{16a6e}', '\u{16a6f}'),
    ('\u{16af5}', '\u{16af5}'),
    ('\u{16b37}', '\u{16b38}'),
    ('\u{16b44}', '\u{16b44}'),
    ('\u{16d6e}', '\u{16d6f}'),
    ('\u{16e98}', '\u{16e98}'),
    ('\u{1bc9f}', '\u{1bc9f}'),
    ('\u{1da88}', '\u{1da88}'),
];

/// Whether the character at the byte offset, whose class is not known here, may
/// be a terminator or a line end.
pub(super) fn may_end(text: &str, at: usize) -> bool {
    let Some(character) = text[at..].chars().next() else { return false };
    let place = TERMINATORS.partition_point(|range| range.1 < character);
    TERMINATORS.get(place).is_some_and(|range| range.0 <= character)
}
