//! From one to the other, or the other way round.
//!
//! "From 2010 to 2013" and "from 2013 to 2010" name the same versions, so the
//! sets of a bead are equal. Where only the order of its versions or numbers
//! differs, the aligned sentences are asked for their direction:
//!
//! * a *version* comes from somewhere or goes somewhere by the words next to it
//!   (`from`, `to`, `从`, `到`; the packs list them). Two sentences contradict
//!   each other where each has a direction and they are opposite, and at least
//!   one of them has both words;
//! * two *numbers* with a range word or a dash between them are a range; it was
//!   turned round where the target has them next to each other the other way
//!   and nowhere as the source has them.
//!
//! Lists have no such words, and may stand in any order.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::PageView;
use super::sentence::Sentences;
use crate::align::Bead;
use crate::claim::{Claim, ClaimKind, Value, Values};
use crate::locale::Pack;
use crate::page::TextRange;

/// Two facts of a sentence that changed places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderSwap {
    /// Versions or numbers.
    pub kind: ClaimKind,
    /// Both in the source, from the first to the last byte of them.
    pub source: TextRange,
    /// Both in the target.
    pub target: TextRange,
    /// What the source names first, and what it names last.
    pub values: (Value, Value),
}

/// How far from a version a word may stand that tells its direction: words in
/// scripts with spaces, characters in others.
const WORDS: usize = 3;
const CHARACTERS: usize = 14;

/// How far apart the two ends of a range may stand, in bytes.
const RANGE: u32 = 20;

/// What a version is to the sentence it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    From,
    To,
}

/// Which way a sentence goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Direction {
    from: u32,
    to: u32,
    /// Both ends have their word.
    sure: bool,
}

/// Claims that say where a sentence goes: a number may be in words ("four to 15").
fn counts(claim: &Claim, kind: ClaimKind) -> bool {
    claim.kind == kind && (!claim.soft || kind == ClaimKind::Number)
}

/// The values of one kind among some claims of a page, as they come.
fn in_order<'p>(view: &'p PageView, claims: &Range<usize>, kind: ClaimKind) -> impl Iterator<Item = Value> + use<'p> {
    view.claims[claims.clone()].iter().filter(move |claim| counts(claim, kind)).map(|claim| claim.value)
}

/// Whether the versions or the numbers of a bead are the same in another order.
pub(super) fn differs(source: &PageView, target: &PageView, bead: &Bead) -> bool {
    let (theirs, ours) = (source.claims_of(bead.source_range()), target.claims_of(bead.target_range()));
    [ClaimKind::Version, ClaimKind::Number].into_iter().any(|kind| {
        if in_order(source, &theirs, kind).eq(in_order(target, &ours, kind)) {
            return false;
        }
        let one: Vec<Value> = in_order(source, &theirs, kind).collect();
        let other: Vec<Value> = in_order(target, &ours, kind).collect();
        let shared = |values: &[Value], there: &[Value]| {
            let there: FxHashSet<Value> = there.iter().copied().collect();
            values.iter().copied().filter(|value| there.contains(value)).collect::<Vec<Value>>()
        };
        let (one, other) = (shared(&one, &other), shared(&other, &one));
        one != other && one.iter().any(|value| *value != one[0])
    })
}

/// Adds what changed places in the aligned sentences of a bead.
pub(super) fn swaps(
    source: &PageView,
    target: &PageView,
    sentences: &Sentences,
    values: &Values,
    out: &mut Vec<OrderSwap>,
) {
    for pair in sentences.beads.iter().filter(|pair| pair.is_pair()) {
        let theirs = Side::new(source, sentences.source.range(pair.source_range()));
        let ours = Side::new(target, sentences.target.range(pair.target_range()));
        out.extend(versions(&theirs, &ours));
        out.extend(ranges(&theirs, &ours, values));
    }
}

/// One side of a pair of sentences.
struct Side<'p> {
    view: &'p PageView,
    text: TextRange,
    claims: Vec<u32>,
}

impl<'p> Side<'p> {
    fn new(view: &'p PageView, text: TextRange) -> Side<'p> {
        Side { view, text, claims: view.claims_within(text).collect() }
    }

    fn of(&self, kind: ClaimKind) -> impl Iterator<Item = (u32, &'p Claim)> {
        let claim = |&index: &u32| (index, &self.view.claims[index as usize]);
        self.claims.iter().map(claim).filter(move |(_, claim)| counts(claim, kind))
    }

    fn claim(&self, index: u32) -> &'p Claim {
        &self.view.claims[index as usize]
    }

    fn covers(&self, one: u32, other: u32) -> TextRange {
        let (one, other) = (self.claim(one).text, self.claim(other).text);
        TextRange { start: one.start.min(other.start), end: one.end.max(other.end) }
    }

    /// Where a sentence comes from and where it goes.
    fn direction(&self) -> Option<Direction> {
        let pack = self.view.page.locale.pack();
        let versions: Vec<(u32, &Claim)> = self.of(ClaimKind::Version).collect();
        let roles: Vec<Option<Role>> = (0..versions.len()).map(|at| self.role(&versions, at, pack)).collect();
        let value = |at: usize| versions[at].1.value;
        let first = |role: Role| roles.iter().position(|&own| own == Some(role));
        let (from, to) = (first(Role::From), first(Role::To));
        let (from, to, sure) = match (from, to) {
            (Some(from), Some(to)) => (from, to, true),
            // "Move X to Y" and "from X … in Y": the other end is the nearest other version.
            (None, Some(to)) => ((0..to).rev().find(|&at| value(at) != value(to))?, to, false),
            (Some(from), None) => (from, (from + 1..versions.len()).find(|&at| value(at) != value(from))?, false),
            (None, None) => return None,
        };
        (value(from) != value(to)).then_some(Direction { from: versions[from].0, to: versions[to].0, sure })
    }

    /// What the words next to a version make of it.
    fn role(&self, versions: &[(u32, &Claim)], at: usize, pack: &Pack) -> Option<Role> {
        let own = versions[at].1.text;
        let text = &self.view.page.text;
        if pack.direction.follows {
            let end = versions.get(at + 1).map_or(self.text.end, |(_, next)| next.text.start);
            return following(&text[own.end as usize..end.max(own.end) as usize], pack);
        }
        let start = at.checked_sub(1).map_or(self.text.start, |before| versions[before].1.text.end);
        preceding(&text[start.min(own.start) as usize..own.start as usize], pack)
    }
}

/// The role that the last words of a text give to what comes after it.
fn preceding(text: &str, pack: &Pack) -> Option<Role> {
    let text = text.rsplit(['.', ';', ':', '。', '；', '：', '，']).next()?;
    if text.trim_end().ends_with(['→', '>']) {
        return Some(Role::To);
    }
    if pack.glued {
        let start = text.char_indices().rev().nth(CHARACTERS).map_or(0, |(at, _)| at);
        let last = |words: &[String]| words.iter().filter_map(|word| text[start..].rfind(word.as_str())).max();
        return match (last(&pack.direction.from), last(&pack.direction.to)) {
            (None, None) => None,
            (from, to) => Some(if from > to { Role::From } else { Role::To }),
        };
    }
    let words = text.rsplit(|character: char| character.is_whitespace() || matches!(character, '\'' | '’' | '('));
    let words = words.filter(|word| !word.is_empty()).take(WORDS);
    words.map(str::to_lowercase).find_map(|word| role_of(&word, pack))
}

/// The role that the first words of a text give to what comes before it.
fn following(text: &str, pack: &Pack) -> Option<Role> {
    let end = text.char_indices().nth(CHARACTERS).map_or(text.len(), |(at, _)| at);
    let text = text[..end].split(['.', '。', '、', ',']).next()?;
    let first = |words: &[String]| words.iter().filter_map(|word| text.find(word.as_str())).min();
    match (first(&pack.direction.from), first(&pack.direction.to)) {
        (None, None) => None,
        (Some(from), Some(to)) => Some(if from < to { Role::From } else { Role::To }),
        (from, _) => Some(if from.is_some() { Role::From } else { Role::To }),
    }
}

fn role_of(word: &str, pack: &Pack) -> Option<Role> {
    let is = |words: &[String]| words.iter().any(|listed| listed == word);
    match () {
        () if is(&pack.direction.from) => Some(Role::From),
        () if is(&pack.direction.to) => Some(Role::To),
        () => None,
    }
}

fn versions(source: &Side<'_>, target: &Side<'_>) -> Option<OrderSwap> {
    let (theirs, ours) = (source.direction()?, target.direction()?);
    let opposite = source.claim(theirs.from).value == target.claim(ours.to).value
        && source.claim(theirs.to).value == target.claim(ours.from).value;
    // Without both words on either side, only where there is nothing else to refer to.
    let two = |side: &Side<'_>| side.of(ClaimKind::Version).count() == 2;
    (opposite && (theirs.sure || ours.sure || two(source) && two(target))).then(|| OrderSwap {
        kind: ClaimKind::Version,
        source: source.covers(theirs.from, theirs.to),
        target: target.covers(ours.from, ours.to),
        values: (source.claim(theirs.from).value, source.claim(theirs.to).value),
    })
}

/// Two numbers next to each other, with their places among the claims.
type Pair = ((u32, Claim), (u32, Claim));

/// The ranges of the source that the target has the other way round.
fn ranges(source: &Side<'_>, target: &Side<'_>, values: &Values) -> Vec<OrderSwap> {
    let next_to = |side: &Side<'_>| {
        let numbers: Vec<(u32, Claim)> = side.of(ClaimKind::Number).map(|(index, claim)| (index, *claim)).collect();
        let pairs = numbers.windows(2).map(|pair| (pair[0], pair[1]));
        pairs
            .filter(|((_, one), (_, other))| other.text.start.saturating_sub(one.text.end) <= RANGE)
            // "One or both"
            .filter(|((_, one), (_, other))| !(one.soft && other.soft))
            .collect::<Vec<Pair>>()
    };
    let (theirs, ours) = (next_to(source), next_to(target));
    let number = |claim: &Claim| magnitude(values.text(claim.value));
    // How often two numbers stand side by side, and where they first do.
    let counted = |pairs: &[Pair]| {
        let mut counts: FxHashMap<(&str, &str), (u32, usize)> = FxHashMap::default();
        for (at, ((_, one), (_, other))) in pairs.iter().enumerate() {
            counts.entry((number(one), number(other))).or_insert((0, at)).0 += 1;
        }
        counts
    };
    let (counts, counts_there) = (counted(&ours), counted(&theirs));
    let mut swaps = Vec::new();
    for &((first, one), (last, other)) in &theirs {
        let between = &source.view.page.text[one.text.end as usize..other.text.start.max(one.text.end) as usize];
        let before = &source.view.page.text[source.text.start as usize..one.text.start as usize];
        if number(&one) == number(&other) || !joins(before, between, source.view.page.locale.pack()) {
            continue;
        }
        let (same, turned) = ((number(&one), number(&other)), (number(&other), number(&one)));
        let times = |counts: &FxHashMap<_, (u32, usize)>, numbers| counts.get(&numbers).map_or(0, |(times, _)| *times);
        if let Some(&(_, at)) = counts.get(&turned)
            && times(&counts, same) < times(&counts_there, same)
            && times(&counts, turned) > times(&counts_there, turned)
        {
            let pair = &ours[at];
            swaps.push(OrderSwap {
                kind: ClaimKind::Number,
                source: source.covers(first, last),
                target: target.covers(pair.0.0, pair.1.0),
                values: (one.value, other.value),
            });
        }
    }
    swaps
}

/// A quantity without its unit, which only the last number of a range may have.
fn magnitude(value: &str) -> &str {
    value.split(' ').next().unwrap_or(value)
}

/// Whether what stands between two numbers makes a range of them. `before` is the text before the
/// first, whose last word may stand before the other as well: "step 1 through step 4".
fn joins(before: &str, between: &str, pack: &Pack) -> bool {
    let between = between.trim();
    if between.chars().all(|character| matches!(character, '-' | '–' | '—' | '‑' | '~' | '～' | '〜'))
        && !between.is_empty()
    {
        return true;
    }
    let again = before.split_whitespace().next_back().and_then(|word| {
        let rest = between.len().checked_sub(word.len()).filter(|&rest| between.is_char_boundary(rest))?;
        between[rest..].eq_ignore_ascii_case(word).then(|| between[..rest].trim_end())
    });
    // "1-to-5"
    let word = again.unwrap_or(between).trim_matches('-').to_lowercase();
    pack.range_words.contains(&word)
}
