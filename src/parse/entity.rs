//! Character references of HTML: `&amp;`, `&#8211;`, `&eacute;`.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// Bytes of the longest reference, `&CounterClockwiseContourIntegral;`.
const LONGEST: usize = 33;

/// What the reference at the begin of `text` stands for, and its length in
/// bytes; `None` if `text` begins with no reference.
///
/// The few that nearly all pages use are read here, the other two thousand by html5gum.
pub(super) fn reference(text: &str) -> Option<(Decoded, usize)> {
    const COMMON: [(&str, char); 6] =
        [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&nbsp;", '\u{a0}'), ("&quot;", '"'), ("&#39;", '\'')];
    if let Some(&(written, character)) = COMMON.iter().find(|(written, _)| text.starts_with(written)) {
        return Some((Decoded::from(character), written.len()));
    }
    let window = &text[..text.floor_char_boundary(LONGEST)];
    let name_end =
        1 + window.strip_prefix('&')?.bytes().take_while(|&byte| byte.is_ascii_alphanumeric() || byte == b'#').count();
    if name_end == 1 {
        return None;
    }
    let semicolon = window.as_bytes().get(name_end) == Some(&b';');
    let written = &window[..name_end + usize::from(semicolon)];
    let mut decoded = Decoded::EMPTY;
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<std::convert::Infallible> {
        if let CallbackEvent::String { value } = event {
            decoded.push(value);
        }
        None
    });
    for Ok(_) in Tokenizer::new_with_emitter(written, emitter) {}
    let text = decoded.as_str();
    // `&ampx` is "&x": what html5gum left as it was belongs to the text after.
    let rest = (0..written.len()).map(|at| &written[at..]).find(|rest| text.ends_with(rest)).unwrap_or("");
    if rest.len() == written.len() {
        return None;
    }
    let kept = decoded.length as usize - rest.len();
    decoded.length = kept as u8;
    (kept > 0).then_some((decoded, written.len() - rest.len()))
}

/// One or two characters (or a text that was no reference), kept without allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decoded {
    bytes: [u8; LONGEST],
    length: u8,
}

impl Decoded {
    const EMPTY: Decoded = Decoded { bytes: [0; LONGEST], length: 0 };

    fn from(character: char) -> Decoded {
        let mut decoded = Decoded::EMPTY;
        decoded.push(character.encode_utf8(&mut [0; 4]).as_bytes());
        decoded
    }

    fn push(&mut self, value: &[u8]) {
        for &byte in value {
            if let Some(free) = self.bytes.get_mut(self.length as usize) {
                *free = byte;
                self.length += 1;
            }
        }
    }

    /// As text.
    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length as usize]).unwrap_or("")
    }
}

/// Resolves all references of a text, for attribute values.
pub(super) fn decode(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            // In an attribute, `&copy=1` is no reference: an address means what it says.
            Some((decoded, length)) if rest.as_bytes()[length - 1] == b';' => {
                out.push_str(decoded.as_str());
                rest = &rest[length..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_and_measured() {
        let check = |text: &str, expected: Option<(&str, usize)>| {
            let found = reference(text);
            assert_eq!(found.as_ref().map(|(decoded, length)| (decoded.as_str(), *length)), expected, "{text}");
        };
        check("&amp;x", Some(("&", 5)));
        check("&eacute;t", Some(("é", 8)));
        check("&#8211;", Some(("–", 7)));
        check("&#x4E2D;文", Some(("中", 8)));
        check("&ampx", Some(("&", 4)));
        check("&notit;", Some(("¬", 4)));
        check("&NotEqualTilde;", Some(("≂̸", 15)));
        check("&", None);
        check("& b", None);
        check("&foo;", None);
        check("&中", None);
        let mut address = String::new();
        decode("?a=1&amp;b=2&copy=3&lt", &mut address);
        assert_eq!(address, "?a=1&b=2&copy=3&lt");
    }
}
