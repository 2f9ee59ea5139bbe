//! Where words and numbers begin.
//!
//! Text in scripts with spaces is classified eight bytes at a time, by
//! arithmetic on machine words, into one bit per byte, so that the only branches
//! are those on the starts themselves. Text in scripts without spaces is read
//! character by character, since every character is a start.

/// What begins at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// A run of ASCII digits.
    Digits,
    /// A word, with a letter of ASCII.
    Letter,
    /// A word with another letter, or a letter of a script without spaces.
    Wide,
}

/// Calls `visit` with the byte offset of every place in `text` where a word or
/// a number may begin, in order, and with what begins there.
///
/// `glued` tells that the text is in a script without spaces between words
/// (Chinese, Japanese) or with endings glued on (Korean): there every letter is
/// a start, and Latin words begin after any letter of that script. In the other
/// scripts a byte that is not ASCII is taken for a letter, but for the two blocks
/// that hold Latin and general punctuation.
#[inline]
pub(crate) fn visit_starts(text: &str, glued: bool, visit: impl FnMut(usize, Start)) {
    if glued { visit_glued(text.as_bytes(), visit) } else { visit_spaced(text.as_bytes(), visit) }
}

const OTHER: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;

/// What each byte of ASCII is.
const CLASSES: [u8; 128] = {
    let mut classes = [OTHER; 128];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphabetic() {
            classes[byte] = LETTER;
        } else if (byte as u8).is_ascii_digit() {
            classes[byte] = DIGIT;
        }
        byte += 1;
    }
    classes
};

#[inline]
fn visit_glued(bytes: &[u8], mut visit: impl FnMut(usize, Start)) {
    let mut at = 0;
    let mut before = OTHER;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            0..0x80 => {
                let class = CLASSES[usize::from(byte)];
                if class != before {
                    before = class;
                    match class {
                        LETTER => visit(at, Start::Letter),
                        DIGIT => visit(at, Start::Digits),
                        _ => {}
                    }
                }
                at += 1;
            }
            0xe3..0xf0 => {
                visit(at, Start::Wide);
                before = OTHER;
                at += 3;
            }
            _ => {
                before = OTHER;
                at += match byte {
                    0x80..0xe0 => 2,
                    0xe0..0xf0 => 3,
                    _ => 4,
                };
            }
        }
    }
}

#[inline]
fn visit_spaced(bytes: &[u8], mut visit: impl FnMut(usize, Start)) {
    let mut carry = Carry::default();
    let mut offset = 0;
    while offset < bytes.len() {
        let mut starts = match bytes.get(offset..offset + 64).and_then(|chunk| <&[u8; 64]>::try_from(chunk).ok()) {
            Some(chunk) => starts_in(chunk, &mut carry),
            None => {
                let rest = &bytes[offset..];
                let mut chunk = [0; 64];
                chunk[..rest.len()].copy_from_slice(rest);
                starts_in(&chunk, &mut carry)
            }
        };
        while starts != 0 {
            let at = offset + starts.trailing_zeros() as usize;
            let start = match bytes[at] {
                b'0'..=b'9' => Start::Digits,
                0x80.. => Start::Wide,
                _ => Start::Letter,
            };
            visit(at, start);
            starts &= starts - 1;
        }
        offset += 64;
    }
}

/// What a chunk has to know of the one before it.
#[derive(Default)]
struct Carry {
    /// 1 if the last byte was a letter.
    letter: u64,
    /// 1 if the last byte was a digit.
    digit: u64,
    /// The first bytes that belong to a punctuation mark begun before.
    mark: u64,
}

/// The starts among 64 bytes, one bit each.
#[inline]
fn starts_in(chunk: &[u8; 64], carry: &mut Carry) -> u64 {
    let (mut digits, mut letters, mut high) = (0u64, 0u64, 0u64);
    for (index, group) in chunk.as_chunks::<8>().0.iter().enumerate() {
        let group = u64::from_le_bytes(*group);
        let (wide, low) = (group & HIGH, group & LOW);
        digits |= gather(between(low, b'0', b'9') & !wide) << (index * 8);
        letters |= gather(between(low | (ONES * 0x20), b'a', b'z') & !wide) << (index * 8);
        high |= gather(wide) << (index * 8);
    }
    if high != 0 {
        let (mut two, mut three) = (0u64, 0u64);
        for (index, group) in chunk.as_chunks::<8>().0.iter().enumerate() {
            let group = u64::from_le_bytes(*group);
            two |= gather(equal(group, 0xc2)) << (index * 8);
            three |= gather(equal(group, 0xe2)) << (index * 8);
        }
        let marks = two | two << 1 | three | three << 1 | three << 2 | carry.mark;
        carry.mark = (two >> 63) | ((three >> 63) * 0b11) | (three >> 62 & 1);
        letters |= high & !marks;
    }
    let found = (letters & !(letters << 1 | carry.letter)) | (digits & !(digits << 1 | carry.digit));
    carry.letter = letters >> 63;
    carry.digit = digits >> 63;
    found
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;
const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// The high bit of every byte of `low` (all below 0x80) from `first` to `last`.
#[inline]
pub(super) const fn between(low: u64, first: u8, last: u8) -> u64 {
    let from = low + ONES * (0x80 - first as u64);
    let past = low + ONES * (0x7f - last as u64);
    from & !past & HIGH
}

/// The high bit of every byte of `group` that is `byte`.
#[inline]
const fn equal(group: u64, byte: u8) -> u64 {
    let difference = group ^ (ONES * byte as u64);
    !(((difference & LOW) + LOW) | difference) & HIGH
}

/// The high bits of eight bytes as the low eight bits of a number.
#[inline]
const fn gather(high_bits: u64) -> u64 {
    high_bits.wrapping_mul(0x0002_0408_1020_4081) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_are_where_words_and_numbers_begin() {
        let check = |text: &str, glued, expected: &[&str]| {
            // Also where the text lies across a chunk's end.
            for padding in [0, 7, 58, 63] {
                let padded = ".".repeat(padding) + text;
                let mut found = Vec::new();
                visit_starts(&padded, glued, |at, start| {
                    let first = padded[at..].chars().next().unwrap();
                    let expected = match first {
                        '0'..='9' => Start::Digits,
                        'a'..='z' | 'A'..='Z' => Start::Letter,
                        _ => Start::Wide,
                    };
                    assert_eq!(start, expected, "{first}");
                    found.push(first.to_string());
                });
                assert_eq!(found, expected, "{padded}");
            }
        };
        check("one 22 three4 five", false, &["o", "2", "t", "4", "f"]);
        check("l’été «\u{a0}bébé\u{202f}a – b", false, &["l", "é", "b", "a", "b"]);
        check("Пять не", false, &["П", "н"]);
        check("支持SIP协议12个", true, &["支", "持", "S", "协", "议", "1", "个"]);
        check("0123456789 1", true, &["0", "1"]);
        check("café – 10MB", true, &["c", "1", "M"]);
        check("", false, &[]);
    }
}
