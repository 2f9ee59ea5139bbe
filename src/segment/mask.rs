//! Boundaries that technical text does not mean.

use super::Boundary;
use crate::locale::Pack;
use crate::page::TextRange;

/// Whether the boundary is hidden. `start` is where the segment that it would
/// end begins.
pub(super) fn hides(text: &str, start: usize, boundary: Boundary, pack: &Pack, code: &[TextRange]) -> bool {
    let Boundary { terminator, at, .. } = boundary;
    let bytes = text.as_bytes();
    if !code.is_empty() && in_code(code, at) {
        return true;
    }
    match bytes[terminator] {
        b'.' => {
            let glued = at == terminator + 1;
            (glued && bytes.get(at).is_some_and(|&next| next.is_ascii()) && !starts_sentence(bytes, terminator))
                || lone(&text[start..terminator])
                || label(&text[start..terminator])
                || abbreviation(&text[start..terminator], pack)
        }
        // https://example.com/find?what=this, `!=`
        b'!' | b'?' => {
            let next = bytes.get(terminator + 1);
            at == terminator + 1 && next.is_some_and(|next| next.is_ascii_graphic())
        }
        // `4。5`, `(。P7B)`: a full stop that a machine translation made of a point.
        0xe3 | 0xef => {
            at == terminator + 3
                && bytes.get(at).is_some_and(u8::is_ascii_alphanumeric)
                && (terminator == 0
                    || matches!(bytes[terminator - 1], b'(' | b'"' | b'*' | b' ')
                    || (bytes[terminator - 1].is_ascii_digit() && bytes[at].is_ascii_digit()))
        }
        _ => false,
    }
}

/// Whether the offset lies inside one of the sorted ranges.
fn in_code(code: &[TextRange], at: usize) -> bool {
    let place = code.partition_point(|range| range.start as usize <= at);
    place > 0 && at <= code[place - 1].end as usize && at > code[place - 1].start as usize
}

/// `(see below).Next`: without a space, only a capital behind a closing mark begins a sentence.
fn starts_sentence(bytes: &[u8], terminator: usize) -> bool {
    let closed = terminator > 0 && matches!(bytes[terminator - 1], b')' | b']' | b'"');
    closed && bytes.get(terminator + 1).is_some_and(u8::is_ascii_uppercase)
}

/// `* . exe`, `.NET`: a point that nothing stands before. A point behind a space
/// and a word does end a sentence: machine translation puts it there.
fn lone(segment: &str) -> bool {
    let before = segment.trim_end();
    before.is_empty() || before.ends_with('*')
}

/// `1.`, `a.` at the start of a segment.
fn label(segment: &str) -> bool {
    let label = segment.trim_start().as_bytes();
    match label {
        [only] => only.is_ascii_alphanumeric(),
        [_, ..] if label.len() <= 3 => label.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// Whether the text ends with an abbreviation of the language.
fn abbreviation(segment: &str, pack: &Pack) -> bool {
    let bytes = segment.as_bytes();
    pack.abbreviations.iter().any(|abbreviation| {
        let Some(before) = bytes.len().checked_sub(abbreviation.len()) else { return false };
        bytes[before..].eq_ignore_ascii_case(abbreviation.as_bytes())
            && (before == 0 || !bytes[before - 1].is_ascii_alphanumeric() && bytes[before - 1] < 0x80)
    })
}
