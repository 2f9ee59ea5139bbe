//! Yes against no, sentence by sentence.
//!
//! A paragraph says that one thing is supported and another is not; only in
//! aligned sentences do the two words speak of the same thing. So where a bead's
//! polarities differ, its blocks are cut into segments, these are aligned, and
//! the segments of one bead are compared:
//!
//! * they contradict each other over a pair of opposites where both speak of it
//!   equally often, all of it for sure, and one says no once more;
//! * else they differ in what they deny at all where one side has more words
//!   that deny their statement and the other has no word that may stand for one
//!   ("fails", "without"). Where a word turns the sentence round ("not … until"),
//!   nothing can be told.
//!
//! Where neither side denies anything, and no subject is affirmed here and denied
//! there, no sentence can contradict another (`may_contradict`). Few beads get
//! further, so that cutting and aligning costs little over a set.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::sentence::Sentences;
use super::{Difference, PageView, SentencePair, Setting, Standing};
use crate::align::{self, Model};
use crate::claim::{Claim, ClaimKind, Value, Values};
use crate::finding::Change;
use crate::page::TextRange;

/// Subject of a negation that belongs to no pair of opposites.
const GENERAL: &str = "negation";

/// What a word says that denies its statement.
const DENIAL: &str = "negation:no";

/// Subject of an answer that is a whole cell or sentence.
const ANSWER: &str = "answer";

/// From this score of a sentence bead on, who denies what can be told.
const SURE: f32 = 0.9;

/// A sentence has no less than this part of the bytes of its counterpart.
const SHARE: u32 = 4;

/// The part of a sentence that its main clause has at least, and by how much that may differ from
/// the other side's.
const LEAST_SHARE: f64 = 0.15;
const MOST_APART: f64 = 0.3;

/// Bytes of a sentence that says something.
const LEAST: u32 = 8;

/// Whether sentences of two runs of blocks may contradict each other, as far as
/// their claims tell without their sentences.
pub(super) fn may_contradict(
    source: &PageView,
    target: &PageView,
    blocks: (Range<usize>, Range<usize>),
    values: &Values,
) -> bool {
    let theirs = &source.claims[source.claims_of(blocks.0)];
    let ours = &target.claims[target.claims_of(blocks.1)];
    if denials(theirs, values) + denials(ours, values) > 0 {
        return true;
    }
    let polarity = |claim: &&Claim| claim.kind == ClaimKind::Polarity;
    // What the target says of each subject: one thing, or several.
    let mut said: FxHashMap<Value, Option<Value>> = FxHashMap::default();
    for other in ours.iter().filter(polarity) {
        let one = said.entry(other.subject).or_insert(Some(other.value));
        *one = one.filter(|value| *value == other.value);
    }
    let differs = |one: &Claim| said.get(&one.subject).is_some_and(|other| *other != Some(one.value));
    theirs.iter().filter(polarity).any(|one| values.text(one.subject) != GENERAL && differs(one))
}

/// How many words deny their statement.
fn denials(claims: &[Claim], values: &Values) -> usize {
    let is_denial = |claim: &&Claim| claim.kind == ClaimKind::Polarity && values.text(claim.value) == DENIAL;
    claims.iter().filter(is_denial).count()
}

/// Finds contradictions in one bead and adds them to `out`.
pub(super) fn contradictions(
    source: &PageView,
    target: &PageView,
    blocks: (Range<usize>, Range<usize>),
    sentences: &Sentences,
    index: u32,
    setting: &Setting<'_>,
    out: &mut Vec<Difference>,
) {
    let Setting { values, model, .. } = *setting;
    let packs = [source.page.locale.pack(), target.page.locale.pack()];
    // Of a language whose words nobody listed, nothing can be told.
    if packs.iter().any(|pack| pack.negation.strong.is_empty()) {
        return;
    }
    let complete = packs.iter().all(|pack| pack.negation.complete);
    // A denial that stands in the sentence before or behind on the other side is not lost.
    let denied = |view: &PageView, blocks: Range<usize>| denials(&view.claims[view.claims_of(blocks)], values);
    let as_many = denied(source, blocks.0) == denied(target, blocks.1);
    let balance = balances(source, target, sentences, values);
    for (place, pair) in sentences.beads.iter().enumerate().filter(|(_, pair)| pair.is_pair()) {
        let texts = (sentences.source.range(pair.source_range()), sentences.target.range(pair.target_range()));
        let theirs = Sentence::new(source, texts.0, true, values);
        let ours = Sentence::new(target, texts.1, false, values);
        let found = out.len();
        for (at, &there) in theirs.claims.iter().enumerate() {
            let subject = source.claims[there as usize].subject;
            let again = theirs.claims[..at].iter().any(|&claim| source.claims[claim as usize].subject == subject);
            if again || values.text(subject) == GENERAL {
                continue;
            }
            let Some((there, here)) = opposites(&theirs, &ours, subject) else { continue };
            let sides = match theirs.affirms(source.claims[there as usize].value) {
                true => [(&theirs, there), (&ours, here)],
                false => [(&ours, here), (&theirs, there)],
            };
            let besides = sides.map(|(sentence, claim)| sentence.denials_besides(claim));
            // "Eliminates the need to" affirms the need, and is put as "need not".
            let [(affirming, affirmed), (denying, _)] = sides;
            // "Does not concern (or require) it": the denial reaches into the brackets.
            let is_denied_before = affirming.denials > 0 && affirming.is_bracketed(affirmed);
            let clear = !is_denied_before && !affirming.hedges(denying, model);
            // "Recommended *not* to" may well be what the other side puts as "not recommended", and
            // of "nor is it enabled" the words do not tell which of the two is denied.
            if besides[0] > besides[1] || besides[0] > 0 && !clear {
                continue;
            }
            let sentences = SentencePair { source: texts.0, target: texts.1, clear };
            out.push(difference(Some(there), Some(here), index, Some(sentences)));
        }
        if out.len() == found
            && pair.score >= SURE
            && let Some((there, here, clear)) = denial_of_one(&theirs, &ours, model)
            && !is_quoted(&theirs, &ours, there.or(here), there.is_some())
            && !is_left_in_source_language(&source.page.text[texts.0.range()], &target.page.text[texts.1.range()])
        {
            // What one pair denies too much the pair beside it denies too little: cut in another place.
            let beside = [place.checked_sub(1), Some(place + 1)].into_iter().flatten();
            let is_shifted = beside.filter_map(|other| balance.get(other)).any(|other| other * balance[place] < 0);
            let aside = there.is_some_and(|claim| theirs.is_aside(claim, &ours))
                || here.is_some_and(|claim| ours.is_aside(claim, &theirs));
            let clear = clear && complete && !as_many && !is_shifted && !aside;
            let sentences = SentencePair { source: texts.0, target: texts.1, clear };
            out.push(difference(there, here, index, Some(sentences)));
        }
    }
}

/// By how many words that deny each pair of sentences has more in the source than in the target.
fn balances(source: &PageView, target: &PageView, sentences: &Sentences, values: &Values) -> Vec<i64> {
    let denied = |view: &PageView, text: TextRange| {
        let claims = view.claims_within(text).map(|index| &view.claims[index as usize]);
        claims.filter(|claim| claim.kind == ClaimKind::Polarity && values.text(claim.value) == DENIAL).count() as i64
    };
    let of_bead = |bead: &align::Bead| {
        let texts = (sentences.source.range(bead.source_range()), sentences.target.range(bead.target_range()));
        denied(source, texts.0) - denied(target, texts.1)
    };
    sentences.beads.iter().map(of_bead).collect()
}

/// The denial of the source or that of the target, if only one of them denies,
/// or one does so more often; and whether nothing speaks against it.
fn denial_of_one(
    theirs: &Sentence<'_>,
    ours: &Sentence<'_>,
    model: &Model,
) -> Option<(Option<u32>, Option<u32>, bool)> {
    // "None … until" is said with `才` alone: a negation beside it denies once more.
    if theirs.turn.is_some()
        && !theirs.absorbs
        && ours.absorbs
        && ours.turn.is_none()
        && theirs.denials == 1
        && ours.denials == 1
    {
        return Some((Some(theirs.denial?), Some(ours.denial?), false));
    }
    if let (Some(there), Some(here)) = (theirs.turn, ours.turn) {
        return denial_of_main_clause(theirs, there, ours, here, model);
    }
    let (more, fewer) = if theirs.denials > ours.denials { (theirs, ours) } else { (ours, theirs) };
    if more.denials == fewer.denials || more.turn.is_some() || more.absorbs || theirs.answers || ours.answers {
        return None;
    }
    if fewer.hedges(more, model) {
        return None;
    }
    // A sentence that was cut in another place has its "no" elsewhere.
    let length = |sentence: &Sentence<'_>| sentence.text.end - sentence.text.start;
    if length(fewer) < (length(more) / SHARE).max(LEAST) {
        return None;
    }
    // Where both deny, another language says "not" twice for one "not … or".
    if fewer.denials > 0 && ours.denials > theirs.denials {
        return None;
    }
    // "Is not uncommon" may well be "is common".
    let clear = fewer.denials == 0 && more.denials == 1 && !more.hedges(fewer, model);
    let denial = Some(more.denial?);
    Some(if theirs.denials > ours.denials { (denial, None, clear) } else { (None, denial, clear) })
}

/// The same of two sentences that words turn round which begin at `there` and `here`: both say
/// "not … until", or "not … except". What stands before these words is the main clause, and
/// speaks for itself.
fn denial_of_main_clause(
    theirs: &Sentence<'_>,
    there: u32,
    ours: &Sentence<'_>,
    here: u32,
    model: &Model,
) -> Option<(Option<u32>, Option<u32>, bool)> {
    let share = |sentence: &Sentence<'_>, turn: u32| {
        f64::from(turn - sentence.text.start) / f64::from(sentence.text.end - sentence.text.start).max(1.0)
    };
    let (first, second) = (share(theirs, there), share(ours, here));
    if theirs.absorbs || ours.absorbs || first.min(second) < LEAST_SHARE || (first - second).abs() > MOST_APART {
        return None;
    }
    let before = |sentence: &Sentence<'_>, turn: u32, wanted: &dyn Fn(&Claim) -> bool| {
        let claims = sentence.claims.iter().copied();
        let is_wanted = |claim: &Claim| claim.text.end <= turn && wanted(claim);
        claims.filter(|claim| is_wanted(&sentence.view.claims[*claim as usize])).collect::<Vec<u32>>()
    };
    let denies = |claim: &Claim| theirs.values.text(claim.value) == DENIAL;
    let (lost, gained) = (before(theirs, there, &denies), before(ours, here, &denies));
    let (denial, other, turn) = match (&lost[..], &gained[..]) {
        (&[denial], []) if !ours.is_weak(theirs, model) => ((Some(denial), None), ours, here),
        ([], &[denial]) if !theirs.is_weak(ours, model) => ((None, Some(denial)), theirs, there),
        _ => return None,
    };
    // Of one thing the one side says yes and the other no: "cannot", "not supported".
    let of_pair = |claim: &Claim| theirs.values.text(claim.subject) != GENERAL;
    if let (&[one], &[another]) = (&before(theirs, there, &of_pair)[..], &before(ours, here, &of_pair)[..]) {
        let claims = (&theirs.view.claims[one as usize], &ours.view.claims[another as usize]);
        let is_denied = |side: &Sentence<'_>, claim: &Claim, denial: Option<u32>| {
            denial.is_some_and(|denial| {
                claim.text.range().contains(&(side.view.claims[denial as usize].text.start as usize))
            })
        };
        if claims.0.subject == claims.1.subject
            && (is_denied(theirs, claims.0, denial.0) || is_denied(ours, claims.1, denial.1))
        {
            return Some((Some(one), Some(another), true));
        }
    }
    // "Rather than" takes a denial in, and behind "unless" another language may put the denial.
    let spoken = &other.view.page.text[turn as usize..];
    let takes_in = ["instead of", "rather than", "neither", "nothing but"].iter().any(|word| spoken.starts_with(word));
    (other.denials == 0 && !takes_in).then_some((denial.0, denial.1, true))
}

/// What one sentence affirms and denies.
struct Sentence<'v> {
    view: &'v PageView,
    values: &'v Values,
    /// Its polarity claims, as indices.
    claims: Vec<u32>,
    /// The first word that denies its statement.
    denial: Option<u32>,
    /// How many such words it has.
    denials: u32,
    /// Where it stands.
    text: TextRange,
    /// The words that may stand for a negation.
    weak: Vec<TextRange>,
    /// It is the source's.
    is_source: bool,
    /// Where the first word begins that turns it round.
    turn: Option<u32>,
    /// It has a word that turns it round and takes a negation in.
    absorbs: bool,
    /// It is no more than an answer.
    answers: bool,
}

impl<'v> Sentence<'v> {
    fn new(view: &'v PageView, text: TextRange, is_source: bool, values: &'v Values) -> Sentence<'v> {
        let mut sentence = Sentence {
            view,
            values,
            claims: Vec::new(),
            denial: None,
            denials: 0,
            text,
            weak: Vec::new(),
            is_source,
            turn: None,
            absorbs: false,
            answers: false,
        };
        for index in view.claims_within(text) {
            let claim = &view.claims[index as usize];
            if claim.kind != ClaimKind::Polarity {
                continue;
            }
            sentence.claims.push(index);
            match values.text(claim.value) {
                DENIAL => {
                    sentence.denial = sentence.denial.or(Some(index));
                    sentence.denials += 1;
                }
                "negation:maybe" => sentence.weak.push(claim.text),
                "negation:turned" => sentence.turn = sentence.turn.or(Some(claim.text.start)),
                "negation:absorbed" => sentence.absorbs = true,
                _ if values.text(claim.subject) == ANSWER => sentence.answers = true,
                _ => {}
            }
        }
        sentence
    }

    fn weak_words(&self) -> impl Iterator<Item = &'v str> {
        self.weak.iter().map(|word| &self.view.page.text[word.range()])
    }

    /// Whether a claim stands in brackets, of which the other sentence has none: what is said
    /// aside may be left out.
    fn is_aside(&self, claim: u32, other: &Sentence<'_>) -> bool {
        self.is_bracketed(claim) && !other.view.page.text[other.text.range()].contains(['(', '（'])
    }

    /// Whether a claim stands in brackets.
    fn is_bracketed(&self, claim: u32) -> bool {
        let text = &self.view.page.text;
        let before = &text[self.text.start as usize..self.view.claims[claim as usize].text.start as usize];
        before.rfind(['(', '（']).is_some_and(|open| !before[open..].contains([')', '）']))
    }

    /// Whether it has a word that turns it round, or one that may stand for a negation and
    /// is not just the translation of one that `other` has beside its own.
    fn hedges(&self, other: &Sentence<'_>, model: &Model) -> bool {
        self.turn.is_some() || self.absorbs || self.is_weak(other, model)
    }

    /// Whether it has a word that may stand for a negation and is not just the translation of
    /// one that `other` has beside its own.
    fn is_weak(&self, other: &Sentence<'_>, model: &Model) -> bool {
        let mut left: Vec<&str> = other.weak_words().collect();
        let mut is_translated = |word| {
            let pairs = |other: &&str| match self.is_source {
                true => model.pairs(word, other),
                false => model.pairs(other, word),
            };
            left.iter().position(pairs).map(|at| left.swap_remove(at)).is_some()
        };
        !self.weak_words().all(&mut is_translated)
    }

    /// How often it says yes and no about a subject, if all of it is for sure.
    fn says(&self, subject: Value) -> Option<(usize, usize)> {
        let mut says = (0, 0);
        for claim in self.of(subject).map(|index| &self.view.claims[index as usize]) {
            match claim.soft {
                true => return None,
                false if self.affirms(claim.value) => says.0 += 1,
                false => says.1 += 1,
            }
        }
        Some(says)
    }

    fn of(&self, subject: Value) -> impl Iterator<Item = u32> {
        self.claims.iter().copied().filter(move |claim| self.view.claims[*claim as usize].subject == subject)
    }

    /// The first claim about a subject that is a yes, or a no.
    fn first(&self, subject: Value, yes: bool) -> Option<u32> {
        self.of(subject).find(|&claim| self.affirms(self.view.claims[claim as usize].value) == yes)
    }

    fn affirms(&self, value: Value) -> bool {
        self.values.text(value).ends_with(":yes")
    }

    /// How many of its claims deny anything but the subject of `claim`.
    fn denials_besides(&self, claim: u32) -> usize {
        let claims = &self.view.claims;
        let own = &claims[claim as usize];
        let denies = |other: &&u32| {
            let other = &claims[**other as usize];
            // "Cannot" is a denial of its own beside that of the ability.
            let apart = other.text.end <= own.text.start || own.text.end <= other.text.start;
            let certain = self.values.text(other.value) != "negation:maybe";
            apart && other.subject != own.subject && !self.affirms(other.value) && certain
        };
        self.claims.iter().filter(denies).count()
    }
}

/// The two claims of a subject in which two sentences contradict each other.
fn opposites(theirs: &Sentence<'_>, ours: &Sentence<'_>, subject: Value) -> Option<(u32, u32)> {
    let (there, here) = (theirs.says(subject)?, ours.says(subject)?);
    if there.0 + there.1 != here.0 + here.1 || there.1.abs_diff(here.1) != 1 {
        return None;
    }
    let denied_there = there.1 > here.1;
    Some((theirs.first(subject, !denied_there)?, ours.first(subject, denied_there)?))
}

/// Whether the denial stands with the words behind it in both sentences: a message or the
/// name of a button that the translation left as it is.
fn is_quoted(theirs: &Sentence<'_>, ours: &Sentence<'_>, denial: Option<u32>, in_source: bool) -> bool {
    let (own, other) = if in_source { (theirs, ours) } else { (ours, theirs) };
    let Some(claim) = denial.map(|claim| &own.view.claims[claim as usize]) else { return false };
    let text = &own.view.page.text[claim.text.start as usize..own.text.end as usize];
    let words = text.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    let words = words.trim_end_matches(|c: char| c.is_ascii_punctuation());
    let there = &other.view.page.text[other.text.range()];
    // "Not Supported" is the value `NotSupported`.
    let is_there =
        || there.contains(words) || words.starts_with(char::is_uppercase) && there.contains(&words.replace(' ', ""));
    words.is_ascii() && words.contains(' ') && is_there()
}

/// Bytes of a sentence that tell in which language it is.
const TELLING: usize = 4096;

/// Whether most words of the target's sentence stand in the source's.
fn is_left_in_source_language(source: &str, target: &str) -> bool {
    // Each word is looked for in all of the source's sentence, which may be a page.
    let target = &target[..target.floor_char_boundary(TELLING)];
    let words = |word: &&str| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let (mut shared, mut all) = (0, 0);
    for word in target.split(|character: char| !character.is_alphanumeric()).filter(words) {
        all += 1;
        shared += usize::from(memchr::memmem::find(source.as_bytes(), word.as_bytes()).is_some());
    }
    let other = target.chars().filter(|character| *character >= '\u{2e80}').count();
    shared * 3 > all * 2 && shared > other
}

fn difference(source: Option<u32>, target: Option<u32>, bead: u32, sentences: Option<SentencePair>) -> Difference {
    Difference {
        kind: ClaimKind::Polarity,
        change: Change::Changed,
        source,
        target,
        bead,
        standing: Standing::Nowhere,
        narrowed: false,
        sentences,
    }
}
