//! The words of a block, as claims see them.
//!
//! A word is a maximal run of ASCII letters, digits and the signs that join
//! parts of identifiers, paths and addresses (`-_.:/\@%$+#&=`), and of accented
//! letters, so that `génériques.csv` is one word. Chinese, Japanese and Korean
//! characters end a word: names are glued to them without a space. One pass
//! over the bytes; each word carries the classes of its bytes, and most words
//! are dismissed by those alone.

use std::ops::Range;

/// A word of a block's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// First byte in the block's text.
    pub(crate) start: u32,
    /// One past the last byte; trailing punctuation is left out.
    pub(crate) end: u32,
    /// Which classes its bytes are of.
    pub(crate) shape: Shape,
}

/// A set of byte classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape(u8);

impl Shape {
    const LOWER: u8 = 1;
    /// An upper-case letter at the start.
    const INITIAL: u8 = 2;
    /// An upper-case letter elsewhere.
    const UPPER: u8 = 4;
    const DIGIT: u8 = 8;
    /// A hyphen.
    const HYPHEN: u8 = 16;
    /// Any other joining sign.
    const JOIN: u8 = 32;
    /// A letter outside ASCII.
    const ACCENT: u8 = 64;

    fn has(self, classes: u8) -> bool {
        self.0 & classes != 0
    }

    /// Nothing but lower-case letters, accents and hyphens: never a name.
    pub(crate) fn is_plain(self) -> bool {
        !self.has(Shape::INITIAL | Shape::UPPER | Shape::DIGIT | Shape::JOIN)
    }

    /// A capital and then lower-case letters at most.
    pub(crate) fn is_capitalised(self) -> bool {
        self.has(Shape::INITIAL) && !self.has(Shape::UPPER | Shape::DIGIT | Shape::JOIN | Shape::HYPHEN)
    }

    /// Letters and digits only, no joining sign.
    pub(crate) fn is_simple(self) -> bool {
        !self.has(Shape::JOIN | Shape::HYPHEN)
    }

    /// Holds a letter outside ASCII.
    pub(crate) fn has_accent(self) -> bool {
        self.has(Shape::ACCENT)
    }

    /// Holds a hyphen.
    pub(crate) fn has_hyphen(self) -> bool {
        self.has(Shape::HYPHEN)
    }

    /// Holds a joining sign other than a hyphen.
    pub(crate) fn has_join(self) -> bool {
        self.has(Shape::JOIN)
    }

    /// Holds a digit.
    pub(crate) fn has_digit(self) -> bool {
        self.has(Shape::DIGIT)
    }

    /// Holds a lower-case ASCII letter.
    pub(crate) fn has_lower(self) -> bool {
        self.has(Shape::LOWER)
    }

    /// Holds an upper-case ASCII letter, at the start or later.
    pub(crate) fn has_upper(self) -> bool {
        self.has(Shape::UPPER | Shape::INITIAL)
    }
}

impl Word {
    /// As an index range of the block's text.
    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The word itself.
    pub(crate) fn of(self, text: &str) -> &str {
        &text[self.range()]
    }
}

const SEPARATOR: u8 = 0;

/// The class of each byte; an upper-case letter is [`Shape::UPPER`] until its place is known.
const CLASSES: [u8; 256] = {
    let mut classes = [SEPARATOR; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' => Shape::LOWER,
            b'A'..=b'Z' => Shape::UPPER,
            b'0'..=b'9' => Shape::DIGIT,
            b'-' => Shape::HYPHEN,
            b'_' | b'.' | b':' | b'/' | b'\\' | b'@' | b'%' | b'$' | b'+' | b'#' | b'&' | b'=' => Shape::JOIN,
            // Lead bytes of U+00C0..U+07FF: accented Latin, Greek, Cyrillic.
            0xc3..=0xdf => Shape::ACCENT,
            _ => SEPARATOR,
        };
        byte += 1;
    }
    classes
};

/// Puts the words of `text` into `words`, which is emptied first. O(bytes).
pub(crate) fn words(text: &str, words: &mut Vec<Word>) {
    words.clear();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&first) = bytes.get(at) {
        let start = at;
        let class = CLASSES[first as usize];
        if class == SEPARATOR {
            // Characters of three bytes are no part of a word.
            at += if first >= 0xe0 { 3 } else { 1 };
            continue;
        }
        let initial = if class == Shape::UPPER { Shape::INITIAL } else { class };
        let mut shape = initial;
        at += 1;
        while let Some(&byte) = bytes.get(at) {
            let class = CLASSES[byte as usize];
            // A lead byte of two is always followed by its continuation in a `str`.
            if class == SEPARATOR && CLASSES[bytes[at - 1] as usize] != Shape::ACCENT {
                break;
            }
            shape |= class;
            at += 1;
        }
        let mut end = at;
        let has_signs = shape & (Shape::JOIN | Shape::HYPHEN) != 0;
        while has_signs && end > start && matches!(bytes[end - 1], b'.' | b':' | b'/' | b'&' | b'=' | b'-') {
            end -= 1;
        }
        if end == start {
            continue;
        }
        if end < at {
            // The sign at the end is no part of the word: see what is left.
            let rest = bytes[start + 1..end].iter();
            shape = rest.fold(initial, |shape, &byte| shape | CLASSES[byte as usize]);
        }
        words.push(Word { start: start as u32, end: end as u32, shape: Shape(shape) });
    }
}

/// Whether nothing but white space (no-break spaces included) stands in `gap`.
pub(crate) fn is_space(gap: &str) -> bool {
    gap.chars().all(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        words(text, &mut found);
        let found: Vec<&str> = found.iter().map(|word| word.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_end_at_spaces_cjk_and_trailing_punctuation() {
        check("Run Get-CsUser, then C:\\Temp\\a.txt.", &["Run", "Get-CsUser", "then", "C:\\Temp\\a.txt"]);
        check(
            "运行Get-CsUser命令（Lync Server 2013）",
            &["Run"].map(|_| "Get-CsUser").iter().copied().chain(["Lync", "Server", "2013"]).collect::<Vec<_>>(),
        );
        check("génériques.csv à 50 %", &["génériques.csv", "à", "50", "%"]);
        check("--- : a/b.", &["a/b"]);
        check("", &[]);
    }

    #[test]
    fn shapes_tell_what_a_word_can_be() {
        let shape = |text: &str| {
            let mut found = Vec::new();
            words(text, &mut found);
            found[0].shape
        };
        assert!(shape("real-time.").is_plain());
        assert!(shape("Windows").is_capitalised());
        assert!(shape("End.").is_capitalised());
        assert!(!shape("SharePoint").is_capitalised());
        assert!(shape("Identité").has_accent());
    }
}
