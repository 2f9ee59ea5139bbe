//! HTML to tokens with places, by html5gum.
//!
//! html5gum hands the pieces of each token to an `Emitter`. This one copies
//! nothing: it keeps where a tag or a comment begins and ends, and whatever
//! stands between two of them is text. Names, attributes and character
//! references are read from the source at those places by whoever needs them.
//!
//! Tags that cannot be read in two ways (`<td>`, `</p>`, `<tr class="odd">`) are
//! nine of ten, and a look at their bytes is enough for them; html5gum reads the
//! others, comments, and everything in raw elements. A property holds both
//! ways to the same tokens.

use html5gum::{Emitter, Error, State, Tokenizer, naive_next_state};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum TokenKind {
    Text,
    StartTag,
    EndTag,
    /// A comment, a doctype, a processing instruction.
    Comment,
}

/// A token and its bytes in the text that was tokenised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) struct Token {
    pub(in crate::parse) kind: TokenKind,
    pub(in crate::parse) start: usize,
    pub(in crate::parse) end: usize,
}

/// Where text in raw elements (`<script>`) is told from markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum RawText {
    /// By all of HTML's raw elements, as a browser does for a whole page.
    AsBrowsers,
    /// By `<script>` and `<style>` alone: in Markdown, `<title>` or `<plaintext>`
    /// is a placeholder rather than an element that swallows the rest.
    ScriptsOnly,
}

/// Calls `take` for each token of `html` in order. Tokens cover the text
/// without gaps and overlap, O(bytes).
pub(in crate::parse) fn tokens(html: &str, raw_text: RawText, mut take: impl FnMut(Token)) {
    let bytes = html.as_bytes();
    // Everything before was handed over.
    let mut done = 0;
    let mut hand_over = |done: &mut usize, kind, start: usize, end: usize| {
        if *done < start {
            take(Token { kind: TokenKind::Text, start: *done, end: start });
        }
        if start < end {
            take(Token { kind, start, end });
        }
        *done = end;
    };
    while let Some(at) = memchr::memchr(b'<', &bytes[done..]).map(|length| done + length) {
        if let Some((kind, end)) = plain_tag(bytes, at) {
            hand_over(&mut done, kind, at, end);
            continue;
        }
        let mut tokenizer = Tokenizer::new_with_emitter(&html[at..], TagPlaces::new(&bytes[at..], raw_text));
        let mut raw = false;
        loop {
            // Nothing but text follows, maybe with a tag that is cut off.
            let Some(Ok(token)) = tokenizer.next() else {
                hand_over(&mut done, TokenKind::Text, html.len(), html.len());
                return;
            };
            // A token never begins before the last one's end: html5gum reads forward only.
            let start = (at + token.start).max(done);
            let end = (at + token.end).clamp(start, html.len());
            hand_over(&mut done, token.kind, start, end);
            raw = token.kind == TokenKind::StartTag && is_raw(tag_name(&html[start..end]), raw_text)
                || raw && token.kind != TokenKind::EndTag;
            if !raw {
                break;
            }
        }
    }
    hand_over(&mut done, TokenKind::Text, html.len(), html.len());
}

/// The kind and the end of the tag at `at`, if it can be read in one way only:
/// a name, and attributes in double quotes. Tags of raw elements are left to
/// html5gum, which then reads what is in them.
#[inline]
fn plain_tag(bytes: &[u8], at: usize) -> Option<(TokenKind, usize)> {
    let is_end = bytes.get(at + 1) == Some(&b'/');
    let start = at + 1 + usize::from(is_end);
    let name_end = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if !bytes.get(start)?.is_ascii_alphabetic() {
        return None;
    }
    if is_end {
        return (bytes.get(name_end) == Some(&b'>')).then_some((TokenKind::EndTag, name_end + 1));
    }
    let name = &bytes[start..name_end];
    if name.len() > 2 && is_raw(std::str::from_utf8(name).ok()?, RawText::AsBrowsers) {
        return None;
    }
    let mut end = name_end;
    loop {
        match bytes.get(end)? {
            b'>' => return Some((TokenKind::StartTag, end + 1)),
            b' ' if bytes.get(end + 1) == Some(&b'/') && bytes.get(end + 2) == Some(&b'>') => {
                return Some((TokenKind::StartTag, end + 3));
            }
            b' ' => {}
            _ => return None,
        }
        let key = end + 1;
        let length = bytes[key..].iter().take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'-').count();
        let quote = key + length + 1;
        if length == 0 || bytes.get(quote - 1) != Some(&b'=') || bytes.get(quote) != Some(&b'"') {
            return None;
        }
        end = quote + 1 + memchr::memchr(b'"', &bytes[quote + 1..])? + 1;
    }
}

/// Whether what follows a start tag of this name is not markup.
fn is_raw(name: &str, raw_text: RawText) -> bool {
    // Raw elements begin with one of these letters, most others do not.
    if !matches!(name.as_bytes().first().map(u8::to_ascii_lowercase), Some(b'i' | b'n' | b'p' | b's' | b't' | b'x')) {
        return false;
    }
    let scripts = ["script", "style"];
    let others =
        ["textarea", "title", "plaintext", "iframe", "xmp", "noembed", "noframe", "noscript"].iter().chain(&scripts);
    match raw_text {
        RawText::AsBrowsers => others.into_iter().any(|raw| name.eq_ignore_ascii_case(raw)),
        RawText::ScriptsOnly => scripts.iter().any(|raw| name.eq_ignore_ascii_case(raw)),
    }
}

struct TagPlaces<'a> {
    source: &'a [u8],
    raw_text: RawText,
    position: usize,
    tag_start: usize,
    /// Where the name of the last start tag stands.
    last_start_tag: (usize, usize),
    is_end_tag: bool,
    ready: Option<Token>,
}

impl<'a> TagPlaces<'a> {
    fn new(source: &'a [u8], raw_text: RawText) -> TagPlaces<'a> {
        TagPlaces {
            source,
            raw_text,
            position: 0,
            tag_start: 0,
            last_start_tag: (0, 0),
            is_end_tag: false,
            ready: None,
        }
    }

    fn finish(&mut self, kind: TokenKind) {
        self.ready = Some(Token { kind, start: self.tag_start, end: self.position });
    }
}

impl Emitter for TagPlaces<'_> {
    type Token = Token;

    #[inline]
    fn move_position(&mut self, offset: isize) {
        self.position = self.position.saturating_add_signed(offset);
    }

    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    #[inline]
    fn pop_token(&mut self) -> Option<Token> {
        self.ready.take()
    }

    #[inline]
    fn start_open_tag(&mut self) {
        self.tag_start = self.position.saturating_sub(1);
    }

    #[inline]
    fn init_start_tag(&mut self) {
        self.is_end_tag = false;
    }

    #[inline]
    fn init_end_tag(&mut self) {
        self.is_end_tag = true;
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        if self.is_end_tag {
            self.finish(TokenKind::EndTag);
            return None;
        }
        self.finish(TokenKind::StartTag);
        let start = self.tag_start + 1;
        let name = self.source.get(start..).unwrap_or(&[]);
        let name = name.get(..name.iter().take_while(|&&byte| !ends_name(byte)).count())?;
        self.last_start_tag = (start, start + name.len());
        if is_raw(std::str::from_utf8(name).ok()?, self.raw_text) {
            return naive_next_state(&name.to_ascii_lowercase());
        }
        None
    }

    fn emit_current_comment(&mut self) {
        self.finish(TokenKind::Comment);
    }

    fn emit_current_doctype(&mut self) {
        self.finish(TokenKind::Comment);
    }

    /// Asked at `</name` inside a raw element, when the byte after the name was just read.
    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        let (start, end) = self.last_start_tag;
        let current = self.source.get(self.tag_start + 2..self.position.saturating_sub(1));
        let open = self.source.get(start..end);
        matches!((current, open), (Some(current), Some(open)) if current.eq_ignore_ascii_case(open))
    }

    fn set_last_start_tag(&mut self, _: Option<&[u8]>) {}
    fn emit_eof(&mut self) {}
    fn emit_error(&mut self, _: Error) {}
    fn emit_string(&mut self, _: &[u8]) {}
    fn init_comment(&mut self) {}
    fn set_self_closing(&mut self) {}
    fn set_force_quirks(&mut self) {}
    fn push_tag_name(&mut self, _: &[u8]) {}
    fn push_comment(&mut self, _: &[u8]) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn init_doctype(&mut self) {}
    fn init_attribute(&mut self) {}
    fn push_attribute_name(&mut self, _: &[u8]) {}
    fn push_attribute_value(&mut self, _: &[u8]) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
}

/// The name in a start or end tag, as written.
#[inline]
pub(in crate::parse) fn tag_name(tag: &str) -> &str {
    let bytes = tag.as_bytes();
    let start = match bytes {
        [b'<', b'/', ..] => 2,
        [b'<', ..] => 1,
        _ => 0,
    };
    let length = bytes[start..].iter().take_while(|&&byte| !ends_name(byte)).count();
    // The bytes around a name are ASCII.
    tag.get(start..start + length).unwrap_or("")
}

/// Whether a byte ends the name of a tag.
#[inline]
pub(super) fn ends_name(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c | b'/' | b'>')
}

/// The value of an attribute in a start tag, as written, with its offset in the
/// tag. `name` is lower case; an attribute without value has an empty one.
pub(in crate::parse) fn attribute<'a>(tag: &'a str, name: &str) -> Option<(usize, &'a str)> {
    let bytes = tag.as_bytes();
    let is_space = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
    let mut at = 1 + tag_name(tag).len();
    loop {
        while at < bytes.len() && is_space(bytes[at]) {
            at += 1;
        }
        let key = at;
        while at < bytes.len() && !is_space(bytes[at]) && !matches!(bytes[at], b'=' | b'>') {
            at += 1;
        }
        let key_end = at;
        if key_end == key && bytes.get(at) != Some(&b'=') {
            return None;
        }
        while at < bytes.len() && bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        let mut value = (at, at);
        if bytes.get(at) == Some(&b'=') {
            at += 1;
            while at < bytes.len() && bytes[at].is_ascii_whitespace() {
                at += 1;
            }
            match bytes.get(at) {
                Some(&quote @ (b'"' | b'\'')) => {
                    let end = memchr::memchr(quote, &bytes[at + 1..]).map_or(bytes.len(), |length| at + 1 + length);
                    value = (at + 1, end);
                    at = (end + 1).min(bytes.len());
                }
                _ => {
                    let start = at;
                    while at < bytes.len() && !bytes[at].is_ascii_whitespace() && bytes[at] != b'>' {
                        at += 1;
                    }
                    value = (start, at);
                }
            }
        }
        if tag.get(key..key_end).is_some_and(|key| key.eq_ignore_ascii_case(name)) {
            return Some((value.0, tag.get(value.0..value.1)?));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(html: &str, raw_text: RawText) -> String {
        let mut out = String::new();
        tokens(html, raw_text, |token| {
            let sign = match token.kind {
                TokenKind::Text => 't',
                TokenKind::StartTag => 's',
                TokenKind::EndTag => 'e',
                TokenKind::Comment => 'c',
            };
            out.push_str(&format!("{sign}[{}]", &html[token.start..token.end]));
        });
        out
    }

    #[test]
    fn tokens_cover_the_text() {
        let check = |html: &str, expected: &str| assert_eq!(rendered(html, RawText::ScriptsOnly), expected, "{html}");
        check("a<b>中文</b>c", "t[a]s[<b>]t[中文]e[</b>]t[c]");
        check("<td class=\"中>\">é &amp; è</td>\r\nx", "s[<td class=\"中>\">]t[é &amp; è]e[</td>]t[\r\nx]");
        check("1 < 2 <!-- ü --> 3", "t[1 < 2 ]c[<!-- ü -->]t[ 3]");
        check("<script>if (a</b>c) '<p>'</script>d", "s[<script>]t[if (a</b>c) '<p>']e[</script>]t[d]");
        check("<STYLE>p>a</sTyle>d", "s[<STYLE>]t[p>a]e[</sTyle>]t[d]");
        check("<title>a<b>", "s[<title>]t[a]s[<b>]");
        check("a</>b<foo bar", "t[a</>b<foo bar]");
        check("<?xml?><!DOCTYPE html>a<![CDATA[b]]>", "c[<?xml?>]c[<!DOCTYPE html>]t[a]c[<![CDATA[b]]>]");
        assert_eq!(rendered("<title>a<b></title>", RawText::AsBrowsers), "s[<title>]t[a<b>]e[</title>]");
    }

    proptest::proptest! {
        #[test]
        fn plain_tags_are_what_html5gum_says(parts in proptest::collection::vec(proptest::sample::select(&[
            "<", ">", "/", " ", "=", "\"", "'", "a", "-", "td", "SCRIPT", "script", "title", "!--", "-->", "!", "&lt;", "中", "\n",
            "\r\n", "<td>", "</td>", "<a b=\"c\">", "<br />", "</script>", "</script", "<script>", "<style>", "</style>", "<p/>",
        ][..]), 0..40)) {
            let html = parts.concat();
            for raw_text in [RawText::AsBrowsers, RawText::ScriptsOnly] {
                let (mut plain, mut pure) = (Vec::new(), Vec::new());
                tokens(&html, raw_text, |token| plain.push(token));
                let mut all = Tokenizer::new_with_emitter(html.as_str(), TagPlaces::new(html.as_bytes(), raw_text));
                let mut done = 0;
                while let Some(Ok(token)) = all.next() {
                    if done < token.start {
                        pure.push(Token { kind: TokenKind::Text, start: done, end: token.start });
                    }
                    done = token.end;
                    pure.push(token);
                }
                if done < html.len() {
                    pure.push(Token { kind: TokenKind::Text, start: done, end: html.len() });
                }
                proptest::prop_assert_eq!(plain, pure, "{}", html);
            }
        }
    }

    #[test]
    fn attributes_are_found_as_written() {
        let check = |tag: &str, name: &str, expected: Option<&str>| {
            let found = attribute(tag, name);
            assert_eq!(found.map(|(_, value)| value), expected, "{tag} {name}");
            if let Some((at, value)) = found {
                assert_eq!(&tag[at..at + value.len()], value);
            }
        };
        check("<a href=\"x y\">", "href", Some("x y"));
        check("<A class=b HREF = 'é>'>", "href", Some("é>"));
        check("<img src=a.png/>", "src", Some("a.png/"));
        check("<img alt src=a />", "alt", Some(""));
        check("<img alt src=a />", "src", Some("a"));
        check("<a data-href='1'>", "href", None);
        check("<a href=\"x", "href", Some("x"));
        check("<a =\"x\">", "href", None);
        check("<a", "href", None);
    }
}
