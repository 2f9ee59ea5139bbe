//! Text that was left in the language of the source.
//!
//! Nearly no block of a translation is, so a cheap look comes first. In a
//! script without Latin letters it is enough to see small words between spaces;
//! in a Latin one, words of the source in a row. Only where that look finds
//! something is the block read as a whole and then sentence by sentence: a
//! sentence was left if it says hardly anything but words of the source, some
//! of them words that the language pair is known to translate.
//!
//! Cost: one pass over the target's bytes, and over the source's for Latin scripts.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::PageView;
use crate::align::{Bead, Model};
use crate::bitext;
use crate::locale::Script;
use crate::page::{Block, BlockKind, InlineKind, Page, TextRange};

/// What of a page was left in the language of the source.
#[derive(Debug, Default)]
pub struct Untranslated {
    /// In order of the beads.
    pub texts: Vec<Left>,
    /// Bytes of running text that have a counterpart, quotes aside.
    all: usize,
    /// Bytes of these that were left.
    left: usize,
}

/// A text that was left in the language of the source: a block, or sentences of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// The block of the source.
    pub source: u32,
    /// The text of the target.
    pub text: TextRange,
    /// Whether it is a sentence; a label may well be a name.
    pub is_sentence: bool,
    /// Whether it stands in a quote: what somebody says, or a program.
    pub is_quoted: bool,
}

/// Bytes of text that make a page.
const PAGE: usize = 200;

/// Words in small letters that make a sentence of a language.
const PROSE: usize = 3;

/// Words in small letters that make a sentence even where signs of code stand in it.
const LONG: usize = 5;

/// Letters of the longest word that joins others: "of", "the".
const JOINING: usize = 3;

/// Words that a label must have, words in small letters among them, and words
/// that the pair usually translates: shorter ones are names as often as not.
const LABEL: (usize, usize, usize) = (4, 2, 2);

/// The same of a heading, of which all words may have capitals.
const HEADING: (usize, usize, usize) = (4, 0, 3);

/// The same of a heading that names an identifier: "AppShare table in Lync Server".
const HEADING_OF_CODE: (usize, usize, usize) = (4, 2, 2);

impl Untranslated {
    /// Whether at least half of the page was left, so that one finding says it all.
    pub fn is_whole_page(&self) -> bool {
        self.left * 2 >= self.all && self.left > PAGE
    }
}

/// The words of the source in a bead.
enum Words<'s> {
    /// Those of the target's block, which is the same.
    All,
    These(FxHashSet<&'s str>),
}

impl Words<'_> {
    fn have(&self, word: &str) -> bool {
        match self {
            Words::All => true,
            Words::These(words) => words.contains(word),
        }
    }
}

/// Looks for such texts in one pair of pages, bead by bead.
#[derive(Debug)]
pub(super) struct Finder<'p> {
    source: &'p Page,
    target: &'p Page,
    model: &'p Model,
    /// Whether the target is written in Latin letters as the source is.
    latin: bool,
    /// Whether the two languages are one, so that nothing can be told.
    same: bool,
    found: Untranslated,
}

impl<'p> Finder<'p> {
    pub(super) fn new(source: &'p PageView, target: &'p PageView, model: &'p Model) -> Finder<'p> {
        let (source, target) = (&source.page, &target.page);
        Finder {
            source,
            target,
            model,
            latin: target.locale.script() == Script::Latin,
            same: source.locale.language() == target.locale.language() || source.locale.script() != Script::Latin,
            found: Untranslated::default(),
        }
    }

    pub(super) fn finish(self) -> Untranslated {
        self.found
    }

    /// Looks at the blocks of a bead.
    pub(super) fn look(&mut self, bead: &Bead) {
        if self.same || !bead.is_pair() {
            return;
        }
        for index in bead.target_range() {
            let block = &self.target.blocks[index];
            if block.kind == BlockKind::Code {
                continue;
            }
            if !block.quoted {
                self.found.all += block.text.len();
            }
            if self.is_suspicious(block, bead) {
                self.read(block, bead);
            }
        }
    }

    fn is_suspicious(&self, block: &Block, bead: &Bead) -> bool {
        let here = self.target.block_text(block);
        let sources = || self.source.blocks[bead.source_range()].iter().map(|block| self.source.block_text(block));
        if here.len() < 6 {
            return false;
        }
        let equal = || sources().any(|there| there.len() == here.len() && there == here && here.contains(' '));
        match self.latin {
            false => small_words(here) || equal(),
            true => shared_words(sources(), here) || equal(),
        }
    }

    /// Reads a block word by word: as a whole, then its sentences.
    fn read(&mut self, block: &Block, bead: &Bead) {
        let here = self.target.block_text(block);
        let texts = || self.source.blocks[bead.source_range()].iter().map(|block| self.source.block_text(block));
        let theirs = match texts().any(|there| there == here) {
            true => Words::All,
            false => Words::These(texts().flat_map(words).collect()),
        };
        let source = bead.source.0;
        let is_heading = matches!(block.kind, BlockKind::Heading(_));
        let names = self.names(block);
        let left = |text: TextRange| self.left(&self.prose(&names, text), is_heading, &theirs);
        if let Some(is_sentence) = left(block.text) {
            self.push(Left { source, text: block.text, is_sentence, is_quoted: block.quoted });
            return;
        }
        let mut segments = Vec::new();
        bitext::cut(self.target, block, &mut segments);
        let mut run: Option<Left> = None;
        let mut runs = Vec::new();
        for text in segments {
            match left(text) {
                Some(is_sentence) => {
                    let start = run.map_or(text.start, |run| run.text.start);
                    let is_sentence = is_sentence || run.is_some_and(|run| run.is_sentence);
                    let text = TextRange { start, end: text.end };
                    run = Some(Left { source, text, is_sentence, is_quoted: block.quoted });
                }
                None => runs.extend(run.take()),
            }
        }
        runs.extend(run);
        runs.into_iter().for_each(|left| self.push(left));
    }

    /// The spans of code of a block and what is a name as they are, in order; none overlap.
    fn names(&self, block: &Block) -> Vec<TextRange> {
        let page = self.target;
        // A link on one word in small letters is a name as a span of code is: the functions of a list.
        let is_name = |inline: &&crate::page::Inline| {
            inline.kind == InlineKind::Code
                || inline.kind == InlineKind::Link
                    && !self.latin
                    && page.text[inline.text.range()].bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let mut names: Vec<TextRange> = Vec::new();
        for name in page.block_inlines(block).iter().filter(is_name).map(|inline| inline.text) {
            if names.last().is_none_or(|last| last.end <= name.start) {
                names.push(name);
            }
        }
        names
    }

    /// A text without those of its block's [`Finder::names`] that stand in it, which no
    /// translation changes.
    fn prose(&self, names: &[TextRange], text: TextRange) -> Cow<'p, str> {
        let page = self.target;
        let first = names.partition_point(|name| name.end <= text.start);
        let mut spans = names[first..].iter().take_while(|name| name.start < text.end).peekable();
        if spans.peek().is_none() {
            return Cow::Borrowed(&page.text[text.range()]);
        }
        let mut prose = String::with_capacity(text.len());
        let mut at = text.start;
        for span in spans {
            prose.push_str(page.text.get(at as usize..span.start.max(at) as usize).unwrap_or_default());
            at = at.max(span.end.min(text.end));
        }
        prose.push_str(page.text.get(at as usize..text.end as usize).unwrap_or_default());
        Cow::Owned(prose)
    }

    fn push(&mut self, left: Left) {
        if !left.is_quoted {
            self.found.left += left.text.len();
        }
        self.found.texts.push(left);
    }

    /// Whether a text says hardly anything but words of the source, and these
    /// are words of a language and not names; `Some(true)` for a sentence.
    fn left(&self, here: &str, is_heading: bool, theirs: &Words<'_>) -> Option<bool> {
        // A type, with the words of a programming language: `{ style?: string, open?: boolean }`.
        if here.contains("?: ") {
            return None;
        }
        // A message in quotes is what the program says.
        let unquoted = if self.latin { None } else { without_quoted(here) };
        let here = unquoted.as_deref().unwrap_or(here);
        let ideographs = here.bytes().filter(|byte| (0xe3..=0xed).contains(byte)).count();
        let (mut all, mut same, mut prose, mut translated) = (ideographs / 2, 0, 0, 0);
        // A name of an example has nouns only: "North voice routing policy".
        let mut joined = here.trim_end().ends_with(['.', '!', '?', ':', ';']);
        for word in words(here) {
            if word.bytes().any(|byte| byte >= 0xe3) {
                continue;
            }
            if !word.bytes().any(|byte| byte.is_ascii_alphabetic()) {
                // A word in another alphabet; of those without spaces, the bytes were counted.
                all += usize::from(word.chars().any(char::is_alphabetic));
                continue;
            }
            all += 1;
            if theirs.have(word) {
                same += 1;
                let small = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
                prose += usize::from(small);
                joined |= small && word.len() <= JOINING;
                // Nobody asks for more.
                translated += usize::from(translated < HEADING.2 && self.model.translates(word));
            }
        }
        // A word here and there is put in by a list of terms, which in a Latin script does not show.
        let share = if self.latin { 9 } else { 8 };
        let says = translated > 0 || !self.model.has_lexicon();
        if prose >= PROSE
            && (joined || prose >= LONG)
            && same * 10 >= all * share
            && says
            && (prose >= LONG || !is_code(here) || !has_signs(here) && here.trim_end().ends_with('.') && translated > 1)
        {
            // A heading that joins two names is a label, and so are the few words that a translated
            // verb stands before: "单击 Import an existing project".
            let is_label = is_heading && prose < LONG || ideographs > 0 && prose <= LONG;
            return (!is_signature(here)).then_some(!is_label);
        }
        let enough =
            |(words, small, known): (usize, usize, usize)| all >= words && prose >= small && translated >= known;
        let is_label = same == all
            && match is_code(here) {
                true => is_heading && enough(HEADING_OF_CODE),
                false => enough(LABEL) || is_heading && enough(HEADING),
            }
            && !is_signature(here);
        is_label.then_some(false)
    }
}

/// Whether a text has signs of commands, paths, names and placeholders.
fn is_code(text: &str) -> bool {
    has_signs(text)
        || text.as_bytes().windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
}

/// Whether a text has signs of code other than words with capitals inside: "userAgent" may well
/// be what a sentence is about.
fn has_signs(text: &str) -> bool {
    text.contains(['\\', '$', '<', '>', '=', '|', '_'])
        || text.contains(" -")
        || text.contains("://")
        || text.as_bytes().windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1] == b'(')
}

/// A text without what stands between its first quote and its last; `None` if that is nothing
/// or nearly all of it.
fn without_quoted(text: &str) -> Option<String> {
    let quotes = ['"', '“', '”', '「', '」', '«', '»'];
    let (start, end) = (text.find(quotes)?, text.rfind(quotes)?);
    let rest = text[..start].trim().len() + text[end..].trim().len();
    (start < end && rest > 4).then(|| format!("{} {}", &text[..start], &text[end..]))
}

/// Whether a text is a type, a function's form or a tag rather than a sentence: a sign of
/// code for every three words.
fn is_signature(text: &str) -> bool {
    let signs = text
        .bytes()
        .filter(|byte| matches!(byte, b'{' | b'}' | b'|' | b'=' | b'<' | b'>' | b';' | b'[' | b']' | b'$' | b'\\'))
        .count();
    let is_parameters = text.starts_with('(') && text.ends_with(')') && text.contains(": ");
    is_parameters
        || text.starts_with("$ ")
        || text.contains(") => ")
        || signs > 1 && signs * 3 >= text.split_whitespace().count()
}

/// The words of a text, without the marks around them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split_whitespace();
    words.map(|word| word.trim_matches(|character: char| !character.is_alphanumeric())).filter(|word| !word.is_empty())
}

/// Whether words in small Latin letters stand in a row: in a script without
/// them that is the source's language, or a name.
fn small_words(text: &str) -> bool {
    let bytes = text.as_bytes();
    let between = |at: usize| {
        let before = at.checked_sub(1).map(|at| bytes[at]);
        before.is_some_and(|before| before.is_ascii_lowercase() || matches!(before, b',' | b';' | b')'))
            && bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase)
    };
    memchr::memchr_iter(b' ', bytes).filter(|&at| between(at)).nth(PROSE - 2).is_some()
}

/// A set of words that may hold more than was put in.
#[derive(Default)]
struct Filter([u64; 16]);

impl Filter {
    fn place(word: &[u8]) -> (usize, u64) {
        let mut hash = word.len() as u64;
        for &byte in word.iter().take(8) {
            hash = hash.rotate_left(7) ^ u64::from(byte);
        }
        hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((hash >> 60) as usize, 1 << (hash >> 54 & 63))
    }

    fn insert(&mut self, word: &[u8]) {
        let (at, bit) = Filter::place(word);
        self.0[at] |= bit;
    }

    fn holds(&self, word: &[u8]) -> bool {
        let (at, bit) = Filter::place(word);
        self.0[at] & bit != 0
    }
}

/// Whether the target has words of the source in a row, words in capitals aside.
fn shared_words<'s>(sources: impl Iterator<Item = &'s str>, target: &str) -> bool {
    let mut filter = Filter::default();
    for source in sources {
        small(source.as_bytes(), |word| {
            filter.insert(word);
            false
        });
    }
    let mut run = 0;
    small(target.as_bytes(), |word| {
        run = if filter.holds(word) { run + 1 } else { 0 };
        run >= PROSE
    })
}

/// What a byte is: no part of a word, a small ASCII letter, or another part.
const BETWEEN: u8 = 0;
const SMALL: u8 = 1;
const OTHER: u8 = 2;

const PARTS: [u8; 256] = {
    let mut parts = [BETWEEN; 256];
    let mut byte = 0;
    while byte < 256 {
        if (byte as u8).is_ascii_lowercase() {
            parts[byte] = SMALL;
        } else if (byte as u8).is_ascii_alphanumeric() || byte >= 0x80 {
            parts[byte] = OTHER;
        }
        byte += 1;
    }
    parts
};

/// Calls `found` with each word of two or more small ASCII letters until it says to stop.
fn small<'t>(text: &'t [u8], mut found: impl FnMut(&'t [u8]) -> bool) -> bool {
    let part = |at: usize| text.get(at).map_or(BETWEEN, |&byte| PARTS[usize::from(byte)]);
    let mut at = 0;
    while at < text.len() {
        let (start, mut parts) = (at, BETWEEN);
        while part(at) != BETWEEN {
            parts |= part(at);
            at += 1;
        }
        if parts == SMALL && at > start + 1 && found(&text[start..at]) {
            return true;
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_left_out() {
        assert_eq!(without_quoted("会出现 \"no such file\" 错误").as_deref(), Some("会出现  \" 错误"));
        assert_eq!(without_quoted("\"no such file\""), None);
        assert_eq!(without_quoted("no such file"), None);
    }

    #[test]
    fn signatures_are_no_sentences() {
        assert!(is_signature("(from: number, to: number) => void | null"));
        assert!(is_signature("boolean \\| { start: boolean; end: boolean }"));
        assert!(!is_signature("Restart the service before you go on, and wait for the <client>."));
    }

    #[test]
    fn a_word_with_capitals_inside_is_no_sign_of_code() {
        assert!(is_code("syncState holds the last cookie.") && !has_signs("syncState holds the last cookie."));
        assert!(has_signs("Call start() first.") && has_signs("Pass -Force to it."));
    }

    #[test]
    fn the_first_look_finds_sentences_of_the_source() {
        let check = |target: &str, expected: bool| assert_eq!(small_words(target), expected, "{target}");
        check("此服务器 is published for clients", true);
        check("运行 Lync Server 2013 的服务器", false);
        check("使用 Get-CsUser cmdlet 检索用户", false);
        let check = |source: &str, target: &str, expected: bool| {
            assert_eq!(shared_words([source].into_iter(), target), expected, "{target}");
        };
        let source = "Restart the service before you go on, and wait for the client.";
        check(source, "Redémarrez le service avant de continuer, et attendez le client.", false);
        check(source, "Redémarrez le service. Restart the service before you go on.", true);
    }
}
