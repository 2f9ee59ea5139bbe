//! Names that a translation spells otherwise, or translates.
//!
//! A product, a command or a keyword in plain text has no markup that tells it
//! from a word. Three things tell it all the same:
//!
//! 1. *Spelling.* In text of another script Latin words are names. One that the
//!    source has nowhere, beside a word of the source that the translation has
//!    not and that differs by a letter, is a misspelt name: `ESLink` for `ESLint`.
//! 2. *Neighbours.* Items of a list, cells of a column, headings of a section
//!    that are one word each, and mostly the same in both languages, are names;
//!    the one that is not the same was translated: `help`, `run`, `ストア`.
//!    So does an item that begins with the name of another item of its list:
//!    "Store. …, Cache. …" and "Store. …, Store. …".
//! 3. *The page itself.* A word that stands in a heading or in bold, and that
//!    both pages have as code or as a parameter, is that code's name:
//!    "# The fun keyword" on a page about `fun`.
//!
//! Cost: one search for each Latin word of a text in another script; the rest
//! looks at short blocks, headings and bold words only.

use std::cell::OnceCell;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::PageView;
use crate::align::Bead;
use crate::claim::{Claim, ClaimKind, is_text};
use crate::locale::count_bytes;
use crate::page::{Block, BlockKind, InlineKind, TextRange};

/// A name that is another one in the translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameChange {
    /// The name in the source.
    pub source: TextRange,
    /// What stands for it in the target: a word, or the text that lacks the name.
    pub target: TextRange,
    /// Whether it is another spelling; else it was translated.
    pub misspelt: bool,
    /// Whether the pages leave no doubt that it is a name.
    pub sure: bool,
}

/// Letters of a word from which on it can be told from another by its spelling.
const LETTERS: usize = 3;

/// Letters of a word from which on two of them may differ.
const LONG: usize = 7;

/// Letters of a word that a heading in title case begins with a capital.
const LONG_WORD: usize = 4;

/// Bytes of the longest text that is a name as a whole.
const NAME: usize = 40;

/// Of a run of names, how many must be the same in both languages, and how many
/// of all: two of three.
const SAME: usize = 2;

/// From so many neighbours on, four of five of them the same, there is no doubt.
const MANY: usize = 4;

/// The names of a pair of pages that differ, in order of the source.
pub(super) fn changes(source: &PageView, target: &PageView, beads: &[Bead]) -> Vec<NameChange> {
    let mut names = Names::new(source, target);
    let mut found = Vec::new();
    let mut neighbours = Neighbours::default();
    for bead in beads.iter().filter(|bead| bead.is_pair()) {
        let single = bead.source.1 - bead.source.0 == 1 && bead.target.1 - bead.target.0 == 1;
        let (first, other) = (bead.source.0 as usize, bead.target.0 as usize);
        let (theirs, ours) = (&source.page.blocks[first], &target.page.blocks[other]);
        if theirs.kind == BlockKind::Code || ours.kind == BlockKind::Code {
            if theirs.kind == ours.kind && is_text(source.page.block_text(theirs)) {
                names.misspelt(bead, &mut found);
            }
            continue;
        }
        names.misspelt(bead, &mut found);
        if single {
            names.keyword(theirs, ours, &mut found);
            neighbours.add(source, target, theirs, ours);
        }
    }
    neighbours.repeated(source, target, &mut found);
    neighbours.translated(source, target, &mut found);
    found.sort_by_key(|change| (change.source.start, change.target.start));
    found.dedup_by_key(|change| (change.source, change.target));
    found
}

struct Names<'p> {
    source: &'p PageView,
    target: &'p PageView,
    /// What the source shows as code, and the target.
    code: [OnceCell<FxHashSet<&'p str>>; 2],
    /// Bytes that may still be looked through.
    effort: usize,
}

/// Bytes that are looked through for names, for all texts of a page together. It is more than
/// a thousand times what the longest real pages take; a page of words that the source has not
/// asks for the square of its length.
const EFFORT: usize = 256 << 20;

/// What it takes to tell two words by their spelling, in bytes that are looked through.
const COMPARISON: usize = 100;

impl<'p> Names<'p> {
    fn new(source: &'p PageView, target: &'p PageView) -> Names<'p> {
        Names { source, target, code: Default::default(), effort: EFFORT }
    }

    /// Latin words of a text in another script that the source spells otherwise.
    fn misspelt(&mut self, bead: &Bead, found: &mut Vec<NameChange>) {
        let text = self.target.text_of_blocks(bead.target_range());
        if !words(text).any(|range| range.len() >= LETTERS) || !is_other_script(text) {
            return;
        }
        let there = self.source.text_of_blocks(bead.source_range());
        let base = |view: &PageView, blocks: Range<usize>| view.page.blocks[blocks.start].text.start;
        let (source_base, target_base) =
            (base(self.source, bead.source_range()), base(self.target, bead.target_range()));
        let place = |base: u32, range: Range<usize>| TextRange {
            start: base + range.start as u32,
            end: base + range.end as u32,
        };
        let known: FxHashSet<&str> = words(there).map(|range| &there[range]).collect();
        let counts = OnceCell::new();
        for range in words(text) {
            let word = &text[range.clone()];
            if word.len() < LETTERS || known.contains(word) {
                continue;
            }
            if !self.affords(there.len()) {
                return;
            }
            if has_word(there, word) {
                continue;
            }
            let (theirs, ours) = counts.get_or_init(|| (Counts::new(there), Counts::new(text)));
            if !self.affords(theirs.in_order.len() * COMPARISON) {
                return;
            }
            // "ESLink" beside one "ESLint" for two: one of them was misspelt.
            let word_folded = word.to_ascii_lowercase();
            let is_lost = |name: &&(String, Range<usize>)| {
                is_near_miss(&name.0, &word_folded) && ours.of(&name.0) < theirs.of(&name.0)
            };
            let Some((_, name)) = theirs.in_order.iter().find(is_lost) else { continue };
            // Parts of addresses are compared with these.
            if is_in_address(text, &range) || is_in_address(there, name) {
                continue;
            }
            if !self.affords(self.source.page.text.len() + self.target.page.text.len()) {
                return;
            }
            if has_word(&self.source.page.text, word) {
                continue;
            }
            // "Service Pack 1" is one version with "SP1".
            let own = place(target_base, range.clone());
            let of_version = |claim: &Claim| {
                claim.kind == ClaimKind::Version && claim.text.start <= own.start && own.end <= claim.text.end
            };
            if self.target.claims[self.target.claims_of(bead.target_range())].iter().any(of_version) {
                continue;
            }
            found.push(NameChange {
                source: place(source_base, name.clone()),
                target: place(target_base, range),
                misspelt: true,
                sure: has_word(&self.target.page.text, &there[name.clone()]),
            });
        }
    }

    /// Whether so many bytes may still be looked through; takes them off what is left.
    fn affords(&mut self, bytes: usize) -> bool {
        let left = self.effort.checked_sub(bytes);
        self.effort = left.unwrap_or(0);
        left.is_some()
    }

    /// Whether both pages have a word as code.
    fn are_code(&self, word: &str) -> bool {
        let has = |side: usize, view: &'p PageView| self.code[side].get_or_init(|| words_of_code(view)).contains(word);
        has(0, self.source) && has(1, self.target)
    }

    /// The code that a heading or a bold word speaks of, where the other has no such word.
    fn keyword(&mut self, theirs: &Block, ours: &Block, found: &mut Vec<NameChange>) {
        let (source, target) = (&self.source.page, &self.target.page);
        let (text, other) = (source.block_text(theirs), target.block_text(ours));
        let first = source.block_inlines(theirs).first();
        let mut look = |range: TextRange, sure: bool| {
            let word = &source.text[range.range()];
            let is_name = word.len() >= LETTERS && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if is_name && self.are_code(word) && self.affords(other.len()) && !has_word(other, word) {
                found.push(NameChange { source: range, target: ours.text, misspelt: false, sure });
            }
        };
        if let BlockKind::Heading(_) = theirs.kind {
            let is_lower = |range: &Range<usize>| text.as_bytes()[range.start].is_ascii_lowercase();
            // Only a heading whose other words are capitals, or come later, shows that it is no word.
            let others = words(text).filter(|range| range.len() >= LONG_WORD && is_lower(range)).count();
            for range in words(text).filter(|range| is_lower(range)) {
                let own = usize::from(range.len() >= LONG_WORD);
                if others > own && !text[..range.start].trim().is_empty() {
                    continue;
                }
                let start = theirs.text.start + range.start as u32;
                look(TextRange { start, end: start + range.len() as u32 }, false);
            }
            return;
        }
        // "**Identity** specifies …"; a bold word later on is a label of a window.
        if let Some(inline) = first.filter(|inline| inline.kind == InlineKind::Strong)
            && inline.text.start == theirs.text.start
            && inline.text.end < theirs.text.end
        {
            look(inline.text, true);
        }
    }
}

/// Blocks of one word each, by what they stand side by side in.
#[derive(Default)]
struct Neighbours {
    /// The run and what stands behind the name, the source's name, the target's
    /// text, whether the name stands in it.
    names: Vec<((Run, u64), TextRange, TextRange, bool)>,
    /// The names that items of a list begin with, in the source and in the target.
    labels: Vec<(Run, TextRange, TextRange)>,
    lists: u32,
    in_list: bool,
}

/// What puts blocks side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Run {
    List(u32, u8),
    Column(u16, u16),
    Headings(Option<u32>, u8),
}

impl Neighbours {
    fn add(&mut self, source: &PageView, target: &PageView, theirs: &Block, ours: &Block) {
        let is_item = matches!(theirs.kind, BlockKind::ListItem { .. });
        self.lists += u32::from(is_item && !self.in_list);
        self.in_list = is_item;
        let run = match theirs.kind {
            BlockKind::ListItem { .. } => Run::List(self.lists, theirs.list_depth),
            BlockKind::TableCell { table, column, header: false, .. } => Run::Column(table, column),
            BlockKind::Heading(level) => Run::Headings(source.page.sections[theirs.section as usize].parent, level),
            _ => return,
        };
        let text = source.page.block_text(theirs);
        if is_item && let (Some(there), Some(here)) = (label(text), label(target.page.block_text(ours))) {
            let range = |block: &Block, length: usize| TextRange {
                start: block.text.start,
                end: block.text.start + length as u32,
            };
            self.labels.push((run, range(theirs, there), range(ours, here)));
        }
        let start = text.len() - text.trim_start().len();
        let text = text.trim();
        if text.len() < LETTERS || text.len() > NAME {
            return;
        }
        // "Conferences view", "Media view": what all of them have behind it is no name.
        let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
        if name.len() < LETTERS || !is_name(name) {
            return;
        }
        let other = target.page.block_text(ours).trim();
        let same = if rest.is_empty() { other.eq_ignore_ascii_case(name) } else { has_word(other, name) };
        let mut hasher = FxHasher::default();
        rest.hash(&mut hasher);
        let start = theirs.text.start + start as u32;
        let range = TextRange { start, end: start + name.len() as u32 };
        self.names.push(((run, hasher.finish()), range, ours.text, same));
    }

    /// Items that begin with the name of another item, which has that name in both pages.
    fn repeated(&self, source: &PageView, target: &PageView, found: &mut Vec<NameChange>) {
        for run in self.labels.chunk_by(|a, b| a.0 == b.0) {
            let there = |label: &(Run, TextRange, TextRange)| &source.page.text[label.1.range()];
            let here = |label: &(Run, TextRange, TextRange)| &target.page.text[label.2.range()];
            let kept: FxHashSet<&str> = run.iter().filter(|label| there(label) == here(label)).map(there).collect();
            for label in run.iter().filter(|label| there(label) != here(label) && kept.contains(here(label))) {
                found.push(NameChange { source: label.1, target: label.2, misspelt: false, sure: true });
            }
        }
    }

    fn translated(mut self, source: &PageView, target: &PageView, found: &mut Vec<NameChange>) {
        self.names.sort_by_key(|name| name.0);
        for run in self.names.chunk_by(|a, b| a.0 == b.0) {
            let same = run.iter().filter(|name| name.3).count();
            if same < SAME || same == run.len() || same * 3 < run.len() * 2 {
                continue;
            }
            for (_, theirs, ours, _) in run.iter().filter(|name| !name.3) {
                let name = source.page.text[theirs.range()].trim();
                let there = target.page.text[ours.range()].trim();
                if !there.contains(char::is_alphabetic) || there.len() > NAME || has_word(there, name) {
                    continue;
                }
                // A heading, and a word with a capital, may well be put in words.
                let is_title = matches!(run[0].0.0, Run::Headings(..)) || name.starts_with(char::is_uppercase);
                let sure = !is_title && same >= MANY && same * 5 >= run.len() * 4;
                found.push(NameChange { source: *theirs, target: *ours, misspelt: false, sure });
            }
        }
    }
}

/// The length of the name that a text begins with, if a mark and more text stand behind it.
fn label(text: &str) -> Option<usize> {
    let name = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let rest = text[name..].trim_start_matches([' ', '\u{a0}']);
    let spaced = rest.len() + name < text.len();
    let behind = match rest.chars().next()? {
        '。' | '：' => rest.trim_start_matches(['。', '：']),
        ':' => &rest[1..],
        '.' if !spaced && rest[1..].starts_with([' ', '\u{a0}']) => &rest[1..],
        dash @ ('-' | '–' | '—') if spaced => &rest[dash.len_utf8()..],
        _ => return None,
    };
    (name >= LETTERS && text.as_bytes()[0].is_ascii_alphabetic() && !behind.trim().is_empty()).then_some(name)
}

/// Whether a text is one word that may be a name: letters, and what joins them.
fn is_name(text: &str) -> bool {
    text.starts_with(|character: char| character.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// The words that both code and prose of a page may mean: spans of code, and parameters.
fn words_of_code(view: &PageView) -> FxHashSet<&str> {
    let is_span = |claim: &&Claim| claim.kind == ClaimKind::Literal && view.stands_in(claim.text, &[InlineKind::Code]);
    let spans = view.claims.iter().filter(is_span).map(|claim| view.text_of(claim));
    let text = view.page.text.as_str();
    let parameters = memchr::memchr_iter(b'-', text.as_bytes()).filter_map(|dash| {
        let is_first = dash > 0 && text.as_bytes()[dash - 1].is_ascii_whitespace();
        let rest = &text.as_bytes()[dash + 1..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        (is_first && length > 0).then(|| &text[dash + 1..dash + 1 + length])
    });
    spans.chain(parameters).collect()
}

/// Whether a text is written in letters that are not Latin, names aside.
fn is_other_script(text: &str) -> bool {
    let is_other = |other: usize, latin: usize| other >= 2 && other * 12 > latin;
    let bytes = text.as_bytes();
    let latin = count_bytes(bytes, |byte| byte.is_ascii_alphabetic()) as usize;
    // What begins an ideograph, all of which are letters, and what may begin any letter;
    // behind 0xe2 are quotes, dashes and bullets.
    let han = count_bytes(bytes, |byte| (0xe5..=0xe9).contains(&byte)) as usize;
    let most = count_bytes(bytes, |byte| byte >= 0xcd && byte != 0xe2) as usize;
    is_other(han, latin)
        || is_other(most, latin) && {
            let letters = text.chars().filter(|character| *character >= '\u{370}' && character.is_alphabetic());
            is_other(letters.count(), latin)
        }
}

/// The Latin words of a text.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() && !bytes[at].is_ascii_alphabetic() {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
            at += 1;
        }
        (start < at).then_some(start..at)
    })
}

/// Bytes around a word that are looked through for an address.
const LONGEST_ADDRESS: usize = 1_000;

/// Whether a word stands in an address: `clcid=0x404` at the end of one.
fn is_in_address(text: &str, word: &Range<usize>) -> bool {
    let goes_on = |byte: &u8| byte.is_ascii_graphic();
    let bytes = text.as_bytes();
    let start =
        word.start - bytes[..word.start].iter().rev().take(LONGEST_ADDRESS).take_while(|byte| goes_on(byte)).count();
    let end = word.end + bytes[word.end..].iter().take(LONGEST_ADDRESS).take_while(|byte| goes_on(byte)).count();
    memmem::find(&bytes[start..end], b"://").is_some_and(|scheme| start + scheme < word.start)
}

/// Whether a text has a word, letter case aside.
fn has_word(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    if memmem::find(text, word).is_some() {
        return true;
    }
    let [lower, upper] = [word[0].to_ascii_lowercase(), word[0].to_ascii_uppercase()];
    memchr::memchr2_iter(lower, upper, text)
        .any(|at| text.get(at..at + word.len()).is_some_and(|there| there.eq_ignore_ascii_case(word)))
}

/// The words of a text in small letters.
struct Counts {
    /// Each of them once, with where it first stands.
    in_order: Vec<(String, Range<usize>)>,
    /// How often each stands there.
    counts: FxHashMap<String, u32>,
}

impl Counts {
    fn new(text: &str) -> Counts {
        let (mut in_order, mut counts) = (Vec::new(), FxHashMap::default());
        for range in words(text) {
            let word = text[range.clone()].to_ascii_lowercase();
            let count = counts.entry(word).or_insert(0);
            if *count == 0 {
                in_order.push((text[range.clone()].to_ascii_lowercase(), range));
            }
            *count += 1;
        }
        Counts { in_order, counts }
    }

    fn of(&self, word: &str) -> u32 {
        self.counts.get(word).copied().unwrap_or(0)
    }
}

/// Whether two words are one name but for a letter; endings aside.
fn is_near_miss(name: &str, word: &str) -> bool {
    if name.len() < LETTERS || name.len().abs_diff(word.len()) > 2 {
        return false;
    }
    let (name, word) = (name.to_ascii_lowercase(), word.to_ascii_lowercase());
    let (short, long) = if name.len() < word.len() { (&name, &word) } else { (&word, &name) };
    // "FQDN" and "FQDNs", "server" and "serveur": the ending of another language.
    if name.as_bytes()[0] != word.as_bytes()[0] || long.starts_with(short.as_str()) {
        return false;
    }
    let most = if short.len() >= LONG { 2 } else { 1 };
    strsim::osa_distance(&name, &word) <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_makes_another_name() {
        let check = |name: &str, word: &str, expected: bool| {
            assert_eq!(is_near_miss(name, word), expected, "{name} {word}");
        };
        check("ESLint", "ESLink", true);
        check("Sprig", "Spring", true);
        check("MTU", "MTC", true);
        check("FQDN", "FQDNs", false);
        check("store", "save", false);
        check("Kubernetes", "Kuberentes", true);
    }

    #[test]
    fn items_begin_with_names() {
        let check =
            |text: &str, expected: Option<&str>| assert_eq!(label(text).map(|end| &text[..end]), expected, "{text}");
        check("Store. Keeps the calls.", Some("Store"));
        check("Store。保存通话。", Some("Store"));
        check("Store\u{a0}: garde les appels", Some("Store"));
        check("store_2 – keeps the calls", Some("store_2"));
        check("Store.cfg keeps the calls", None);
        check("Store", None);
        check("保存。Store", None);
    }

    #[test]
    fn words_of_addresses_are_known() {
        let check = |text: &str, word: &str, expected: bool| {
            let at = text.rfind(word).unwrap();
            assert_eq!(is_in_address(text, &(at..at + word.len())), expected, "{text}");
        };
        check("参阅<https://example.org/?clcid=0x404>。", "x404", true);
        check("参阅 https://example.org/a 和 x404", "x404", false);
        check("x404", "x404", false);
    }

    #[test]
    fn words_are_found_in_any_case() {
        assert!(has_word("运行 eslint 检查", "ESLint"));
        assert!(!has_word("运行 ESLink 检查", "ESLint"));
        let found: Vec<&str> = words("用 ESLint9 与 a-b").map(|range| &"用 ESLint9 与 a-b"[range]).collect();
        assert_eq!(found, ["ESLint9", "a", "b"]);
    }
}
