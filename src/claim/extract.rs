//! From a page to its claims: the order in which the extractors see a block.
//!
//! What one extractor has read, the next ones leave alone: a link's address is
//! no file name, the 2013 of "Exchange 2013" is no number. The order is links
//! and images, code spans, addresses in the text, products with versions, then
//! commands and literals word by word, then dates, numbers and polarity.

use std::ops::Range;

use super::word::{self, Word};
use super::{Claim, ClaimKind, Sink, Values, code, command, date, link, literal, statement, url, variant, version};
use crate::locale::Locale;
use crate::locale::terms::Term;
use crate::page::{Block, BlockKind, Inline, InlineKind, Page, TextRange};

/// Links of a block whose brackets stand in its text, beyond which it is no text.
const MOST_BROKEN: usize = 100;

/// Bytes of a picture's address that are looked through for its end.
const LONGEST_ADDRESS: usize = 2048;

/// Finds the topic that a destination leads to, if it is in the set.
pub type Resolve<'r> = &'r dyn Fn(&str) -> Option<&'r str>;

/// Reads pages; keeps its buffers from one page to the next.
#[derive(Debug, Default)]
pub struct Extractor {
    words: Vec<Word>,
    taken: Vec<Range<usize>>,
    value: String,
    subject: String,
    terms: Vec<Term>,
}

impl Extractor {
    /// All claims of a page, in order of their blocks.
    ///
    /// `resolve` finds the topic of a link's destination; `values` is the
    /// interner of the topic that the page belongs to.
    pub fn claims(&mut self, page: &Page, resolve: Resolve<'_>, values: &mut Values) -> Vec<Claim> {
        let mut claims = Vec::with_capacity(page.blocks.len() * 2);
        self.terms.clear();
        for (index, block) in page.blocks.iter().enumerate() {
            let mut sink = Sink::new(values, &mut claims, index as u32, block.text.start);
            self.block(page, block, resolve, &mut sink);
        }
        claims
    }

    /// The words of the last page that checks look for, in the order of its text.
    pub(crate) fn take_terms(&mut self) -> Vec<Term> {
        std::mem::take(&mut self.terms)
    }

    fn block(&mut self, page: &Page, block: &Block, resolve: Resolve<'_>, sink: &mut Sink<'_>) {
        let text = page.block_text(block);
        self.taken.clear();
        if block.kind == BlockKind::Code && !code::is_prose(text) {
            code::extract(text, sink, &mut self.value, &mut self.subject);
            return;
        }
        for index in block.inlines.0..block.inlines.1 {
            let inline = &page.inlines[index as usize];
            self.inline(page, block, inline, index, resolve, sink);
        }
        if matches!(block.kind, BlockKind::TableCell { .. })
            && let Some(name) = literal::column_type(text)
        {
            let start = text.len() - text.trim_start().len();
            sink.push(ClaimKind::Literal, start..start + name.len(), name, "code");
            self.taken.push(start..start + name.len());
        }
        word::words(text, &mut self.words);
        self.broken_images(text, sink);
        self.broken_links(text, sink);
        self.addresses(text, sink);
        let before = self.taken.len();
        if self.words.iter().any(|word| !word.shape.is_plain()) {
            version::extract(text, &self.words, page.locale.pack().decimal_mark, &mut self.taken, sink);
        }
        variant::extract(text, &self.taken[before..], sink);
        self.taken.sort_unstable_by_key(|range| range.start);
        self.names(text, sink);
        let pack = page.locale.pack();
        if date::last_modified(text, pack).is_some() {
            return;
        }
        statement::extract(text, &self.taken, pack, sink, &mut self.terms);
    }

    fn inline(
        &mut self,
        page: &Page,
        block: &Block,
        inline: &Inline,
        index: u32,
        resolve: Resolve<'_>,
        sink: &mut Sink<'_>,
    ) {
        let base = block.text.start as usize;
        let range = inline.text.start as usize - base..inline.text.end as usize - base;
        let destination = page.destination(inline);
        let kind = match inline.kind {
            InlineKind::Strong | InlineKind::Emphasis => return,
            InlineKind::Code => {
                self.code_span(&page.text[inline.text.range()], range, sink);
                return;
            }
            InlineKind::Image => {
                link::canonical_image(destination, &mut self.value);
                ClaimKind::Image
            }
            InlineKind::Link => match resolve(destination) {
                Some(topic) => {
                    link::canonical(destination, Some(topic), &mut self.value);
                    ClaimKind::Link
                }
                None if url::is_external(destination) => {
                    url::canonical(destination, &mut self.value);
                    ClaimKind::Url
                }
                None => {
                    link::canonical(destination, None, &mut self.value);
                    ClaimKind::Link
                }
            },
        };
        if self.value.is_empty() {
            return;
        }
        let subject = if kind == ClaimKind::Url { self.value.split(['/', '?']).next().unwrap_or("") } else { "" };
        sink.push(kind, range.clone(), &self.value, subject);
        sink.on_inline(index);
        let label = &page.text[inline.text.range()];
        // An address that links to itself is one claim; one that links elsewhere is two.
        if label.contains("://") || label.starts_with("www.") {
            url::canonical(label.trim(), &mut self.subject);
            if kind == ClaimKind::Url && self.subject != self.value {
                sink.push(ClaimKind::Url, range.clone(), &self.subject, "");
            }
            self.taken.push(range);
        }
    }

    /// A code span is what its one word is, or a literal as a whole.
    fn code_span(&mut self, label: &str, range: Range<usize>, sink: &mut Sink<'_>) {
        let is_word = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if is_word && command::cmdlet(label).is_some() || label.trim().is_empty() {
            return;
        }
        self.value.clear();
        for part in label.split_whitespace() {
            if !self.value.is_empty() {
                self.value.push(' ');
            }
            self.value.push_str(part);
        }
        sink.push(ClaimKind::Literal, range.clone(), &self.value, "code");
        self.taken.push(range);
    }

    /// Images whose markup a quote in the title broke: `![…](picture.jpg "a "b" c")`.
    fn broken_images(&mut self, text: &str, sink: &mut Sink<'_>) {
        let Some(mark) = memchr::memchr(b'!', text.as_bytes()) else { return };
        let Some(first) = text[mark..].find("![").map(|at| mark + at) else { return };
        for Range { start, end } in addresses_behind_brackets(text, first, &[' ', '\n', '"']) {
            let is_picture =
                [".jpg", ".png", ".gif", ".svg", ".jpeg"].iter().any(|extension| text[start..end].ends_with(extension));
            if is_picture {
                link::canonical_image(&text[start..end], &mut self.value);
                sink.push(ClaimKind::Image, start..end, &self.value, "");
                self.taken.push(start..end);
            }
        }
    }

    /// Links whose brackets stand in the text, since a space or a word glued to the address
    /// keeps Markdown from reading them.
    fn broken_links(&mut self, text: &str, sink: &mut Sink<'_>) {
        // Nearly no text has one.
        let Some(bracket) = memchr::memchr(b']', text.as_bytes()) else { return };
        for address in addresses_behind_brackets(text, bracket, &[' ', '\n', '"', ')']).take(MOST_BROKEN) {
            let is_path = ["/", "./", "../", "#"].iter().any(|begin| text[address.clone()].starts_with(begin));
            if is_path && address.len() > 3 && !overlaps(&self.taken, &(address.start - 2..address.end)) {
                link::canonical(&text[address.clone()], None, &mut self.value);
                sink.push(ClaimKind::Link, address.clone(), &self.value, "");
                self.taken.push(address);
            }
        }
    }

    /// Addresses that stand in the text as they are.
    fn addresses(&mut self, text: &str, sink: &mut Sink<'_>) {
        if !self.words.iter().any(|word| word.shape.has_join()) || !text.contains("://") {
            return;
        }
        let mut done = 0;
        for word in &self.words {
            let start = word.start as usize;
            if start < done || !word.shape.has_join() || overlaps(&self.taken, &word.range()) {
                continue;
            }
            let Some(scheme) = ["https://", "http://", "ftp://"].iter().find_map(|scheme| word.of(text).find(scheme))
            else {
                continue;
            };
            let start = start + scheme;
            let end = start + address_length(&text[start..]);
            url::canonical(&text[start..end], &mut self.value);
            let subject = self.value.split(['/', '?']).next().unwrap_or("");
            sink.push(ClaimKind::Url, start..end, &self.value, subject);
            self.taken.push(start..end);
            done = end;
        }
    }

    /// Commands, parameters and literals, word by word.
    fn names(&mut self, text: &str, sink: &mut Sink<'_>) {
        let mut next_taken = 0;
        for index in 0..self.words.len() {
            let word = self.words[index];
            if word.shape.is_capitalised()
                || word.shape.is_plain() && !word.shape.has_hyphen() && !word.shape.has_accent()
            {
                // Nearly every word stands behind a space.
                let is_dashed = || text[..word.start as usize].ends_with(['–', '—', '‑', '−']);
                let is_spaced = word.start == 0 || text.as_bytes()[word.start as usize - 1].is_ascii();
                if is_spaced || word.shape.is_plain() || !is_dashed() {
                    continue;
                }
            }
            let range = word.range();
            while self.taken.get(next_taken).is_some_and(|taken| taken.end <= range.start) {
                next_taken += 1;
            }
            if self.taken.get(next_taken).is_some_and(|taken| taken.start < range.end) {
                continue;
            }
            let found = self.names_word(text, word, sink);
            if let Some(found) = found {
                self.taken.insert(next_taken, found);
            }
        }
    }

    fn names_word(&mut self, text: &str, word: Word, sink: &mut Sink<'_>) -> Option<Range<usize>> {
        let name = word.of(text);
        let range = word.range();
        let mut before = text[..range.start].chars();
        let (glyph, before_glyph) = (before.next_back(), before.next_back());
        // "-Identity" is one word; "–Identity" is a word behind a dash.
        let parameter = match (name.strip_prefix('-'), glyph) {
            (Some(rest), glyph) => Some((rest, '-', glyph, range.start)),
            (None, Some(dash @ ('–' | '—' | '‑' | '−'))) => {
                Some((name, dash, before_glyph, range.start - dash.len_utf8()))
            }
            _ => None,
        };
        let after_number = || {
            let before = text[..range.start].trim_end_matches(['–', '—', '‑', '−', ' ', '\u{a0}']);
            before.ends_with(|c: char| c.is_ascii_digit())
        };
        if let Some((rest, dash, before, start)) = parameter
            && command::is_parameter(rest, dash, before, after_number())
        {
            // The dash is kept: a shell does not take it for a hyphen.
            self.value.clear();
            self.value.push(if dash == '-' { '-' } else { '–' });
            self.value.extend(rest.chars().flat_map(char::to_lowercase));
            sink.push(ClaimKind::Parameter, start..range.end, &self.value, "-");
            return Some(start..range.end);
        }
        if word.shape.has_hyphen()
            && let Some((verb, noun)) = command::cmdlet(name)
        {
            self.value.clear();
            self.value.extend(name[verb..].chars().map(|character| character.to_ascii_lowercase()));
            let subject = noun - verb;
            let value = std::mem::take(&mut self.value);
            sink.push(ClaimKind::Command, range.start + verb..range.end, &value, &value[subject..]);
            self.value = value;
            return Some(range);
        }
        let mut literal = literal::classify(text, word)?;
        // What stands for a value of the reader's own may be called anything.
        if glyph == Some('<') && text[range.end..].starts_with('>') {
            literal = literal::Literal::Soft;
        }
        self.value.clear();
        match literal {
            // "DialogIDs" is several of "DialogID".
            literal::Literal::Exact if name.ends_with("Ds") || name.ends_with("Is") || name.ends_with("Ls") => {
                self.value.push_str(&name[..name.len() - 1])
            }
            literal::Literal::Exact => self.value.push_str(name),
            _ => self.value.extend(name.chars().map(|character| character.to_ascii_lowercase())),
        }
        match literal {
            literal::Literal::Soft => sink.push_soft(ClaimKind::Literal, range.clone(), &self.value, ""),
            _ => sink.push(ClaimKind::Literal, range.clone(), &self.value, ""),
        }
        Some(range)
    }
}

/// Whether a block is the line that tells when a topic was last modified.
pub fn last_modified(page: &Page, block: &Block) -> bool {
    date::last_modified(page.block_text(block), page.locale.pack()).is_some()
}

/// The date in the line that tells when a topic was last modified, which stands
/// near the top, and where; as `2013-02-12`.
pub fn last_modified_date(page: &Page) -> Option<(TextRange, String)> {
    let pack = page.locale.pack();
    page.blocks.iter().take(6).find_map(|block| {
        let text = page.block_text(block);
        let range = date::last_modified(text, pack)?;
        let (mut values, mut claims) = (Values::default(), Vec::new());
        let base = block.text.start as usize + range.start;
        date::extract(&text[range], &mut Vec::new(), pack, &mut Sink::new(&mut values, &mut claims, 0, base as u32));
        let claim = claims.first().filter(|claim| values.text(claim.subject) == "date")?;
        Some((claim.text, values.text(claim.value).to_owned()))
    })
}

/// The versions that a line of text in `locale` names, each with its product.
pub fn versions_of(text: &str, locale: &Locale) -> Vec<(String, String)> {
    let (mut values, mut claims, mut words) = (Values::default(), Vec::new(), Vec::new());
    word::words(text, &mut words);
    let mark = locale.pack().decimal_mark;
    version::extract(text, &words, mark, &mut Vec::new(), &mut Sink::new(&mut values, &mut claims, 0, 0));
    let versions = claims.iter().filter(|claim| !claim.soft);
    versions.map(|claim| (values.text(claim.value).to_owned(), values.text(claim.subject).to_owned())).collect()
}

/// What stands behind each `](` from byte `from` on, up to a byte of `ends`; empty where none of them
/// comes before an address would be too long: a page may be one line of brackets.
fn addresses_behind_brackets(text: &str, from: usize, ends: &'static [char]) -> impl Iterator<Item = Range<usize>> {
    memchr::memmem::find_iter(&text.as_bytes()[from..], b"](").map(move |at| {
        let start = from + at + 2;
        let most = text.floor_char_boundary(start.saturating_add(LONGEST_ADDRESS));
        start..start + text[start..most].find(ends).unwrap_or(0)
    })
}

fn overlaps(taken: &[Range<usize>], range: &Range<usize>) -> bool {
    taken.iter().any(|taken| taken.start < range.end && range.start < taken.end)
}

/// How many bytes of `text`, which begins with a scheme, belong to the address.
fn address_length(text: &str) -> usize {
    let mut depth = 0_i32;
    let mut end = text.len();
    for (at, byte) in text.bytes().enumerate() {
        let belongs = match byte {
            b'(' => {
                depth += 1;
                true
            }
            b')' => {
                depth -= 1;
                depth >= 0
            }
            b'<' | b'>' | b'"' | b'`' | b'{' | b'}' | b'|' | b'^' => false,
            byte => byte.is_ascii_graphic(),
        };
        if !belongs {
            end = at;
            break;
        }
    }
    text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '(', '[']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        let check = |text: &str, expected: &str| assert_eq!(&text[..address_length(text)], expected, "{text}");
        check("https://a.b/c(v=1).aspx), and", "https://a.b/c(v=1).aspx");
        check("https://a.b/c。然后", "https://a.b/c");
        check("https://a.b/c?d=e.", "https://a.b/c?d=e");
    }
}
