//! Bytes to text, and places in it.
//!
//! A [`Span`] counts bytes of the file as it is on disk, byte-order mark and
//! carriage returns included, so that the slice at a span is exactly what an
//! editor shows there. Lines and columns are made at the edge only, by
//! [`LineIndex`], 1-based, columns in Unicode scalar values.

use std::ops::Range;

use serde::Serialize;

/// A byte range of a file, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte, 0-based.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end` (bytes, end exclusive).
    pub fn new(start: usize, end: usize) -> Span {
        debug_assert!(start <= end);
        Span { start: start as u32, end: end as u32 }
    }

    /// The span as an index range for slicing the file's text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether nothing stands between start and end: a place, not a text.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The empty span at this span's start.
    pub fn at_start(self) -> Span {
        Span { start: self.start, end: self.start }
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A place in a file as people and editors count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LineColumn {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in Unicode scalar values.
    pub column: u32,
}

/// Where each line of a text begins, for turning byte offsets into lines.
///
/// Only `\n` ends a line, so `\r\n` files count as editors count them.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// Places inside long lines, in order, with the characters of the line before each:
    /// a page that is one line is not counted from its beginning for every place in it.
    waymarks: Vec<(u32, u32)>,
}

/// Bytes of a line between two waymarks.
const STRIDE: usize = 4096;

impl LineIndex {
    /// Scans `text` once, O(bytes).
    pub fn new(text: &str) -> LineIndex {
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes()).map(|offset| offset as u32 + 1);
        let starts: Vec<u32> = std::iter::once(0).chain(newlines).collect();
        let ends = starts.iter().skip(1).copied().chain([text.len() as u32]);
        let mut waymarks = Vec::new();
        for (start, end) in starts.iter().zip(ends) {
            let (mut at, end) = (*start as usize, end as usize);
            let mut characters = 0;
            while end - at > STRIDE {
                let next = text.floor_char_boundary(at + STRIDE);
                characters += text[at..next].chars().count() as u32;
                waymarks.push((next as u32, characters));
                at = next;
            }
        }
        LineIndex { starts, waymarks }
    }

    /// The 1-based line that holds the byte `offset`, O(log lines).
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// The 1-based line and column of the byte `offset` of `text`, which must be
    /// the text that the index was made from. A byte-order mark takes no column.
    /// An offset inside a character counts as that character's column.
    pub fn line_column(&self, text: &str, offset: u32) -> LineColumn {
        let line = self.line(offset);
        let start = self.starts[line as usize - 1] as usize;
        let end = text.floor_char_boundary((offset as usize).min(text.len()));
        let passed = self.waymarks.partition_point(|&(at, _)| at as usize <= end);
        let waymark = self.waymarks[..passed].last().filter(|(at, _)| *at as usize > start);
        let (from, characters) = waymark.map_or((start, 0), |&(at, characters)| (at as usize, characters));
        let characters = characters + text.get(from..end).unwrap_or("").chars().count() as u32;
        let mark = u32::from(start == 0 && end > 0 && text.starts_with(BYTE_ORDER_MARK));
        LineColumn { line, column: characters - mark + 1 }
    }

    /// The span of a 1-based line without its line end; `None` past the last line.
    pub fn line_span(&self, text: &str, line: u32) -> Option<Span> {
        let start = *self.starts.get((line as usize).checked_sub(1)?)? as usize;
        let end = self.starts.get(line as usize).map_or(text.len(), |&next| next as usize);
        let content = text[start..end].trim_end_matches(['\n', '\r']);
        Some(Span::new(start, start + content.len()))
    }
}

/// U+FEFF, which most real pages begin with.
pub const BYTE_ORDER_MARK: char = '\u{feff}';

/// Why the bytes of a file are not a text that docparity reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The file's own fault: it was saved in another encoding.
    #[error("not valid UTF-8 at byte {offset}; save the file as UTF-8")]
    NotUtf8 {
        /// 0-based offset of the first byte that is not UTF-8.
        offset: usize,
    },
    /// The file's own fault: UTF-16, as older Windows editors save.
    #[error("the file is UTF-16; save it as UTF-8")]
    Utf16,
    /// Usually a binary file with a page's name.
    #[error("the file holds NUL bytes, so it is not text")]
    Binary,
}

/// Checks that `bytes` are UTF-8 text and gives them back as such, byte for byte.
///
/// # Errors
/// See [`DecodeError`]; nothing is repaired, because a span must slice the file as it is.
pub fn decode(bytes: &[u8]) -> Result<&str, DecodeError> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(DecodeError::Utf16);
    }
    // The standard library checks text that is not ASCII at a tenth of the speed.
    match simdutf8::basic::from_utf8(bytes) {
        Ok(_) if memchr::memchr(0, bytes).is_some() => Err(DecodeError::Binary),
        Ok(text) => Ok(text),
        Err(_) => {
            let offset = simdutf8::compat::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
            Err(DecodeError::NotUtf8 { offset })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_scalar_values_and_lines_end_at_newlines_only() {
        let text = "\u{feff}ab\r\n中文x\u{2028}y\n";
        let index = LineIndex::new(text);
        let check = |needle: &str, line, column| {
            let offset = text.find(needle).unwrap() as u32;
            assert_eq!(index.line_column(text, offset), LineColumn { line, column }, "{needle}");
        };
        check("ab", 1, 1);
        check("b", 1, 2);
        check("文", 2, 2);
        check("y", 2, 5);
        assert_eq!(&text[index.line_span(text, 1).unwrap().range()], "\u{feff}ab");
        assert_eq!(index.line_span(text, 9), None);
    }

    #[test]
    fn columns_of_long_lines_are_those_of_short_ones() {
        proptest::proptest!(|(pieces in proptest::collection::vec("[a中é]{1,3}|\n|\u{feff}", 1..12), times in 1_usize..3_000, part in 0.0..1.0)| {
            let text: String = pieces.iter().flat_map(|piece| std::iter::repeat_n(piece.as_str(), if piece == "\n" { 1 } else { times })).collect();
            let offset = text.floor_char_boundary((text.len() as f64 * part) as usize);
            let before = text[..offset].strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text[..offset]);
            let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
            let line = before.matches('\n').count() as u32 + 1;
            proptest::prop_assert_eq!(LineIndex::new(&text).line_column(&text, offset as u32), LineColumn { line, column });
        });
    }

    #[test]
    fn other_encodings_are_named() {
        assert_eq!(decode(&[0xff, 0xfe, b'a', 0]), Err(DecodeError::Utf16));
        assert_eq!(decode(b"a\0"), Err(DecodeError::Binary));
        assert_eq!(decode(b"a\xe9b"), Err(DecodeError::NotUtf8 { offset: 1 }));
    }
}
