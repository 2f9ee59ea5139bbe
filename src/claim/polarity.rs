//! Yes and no: supported or not, required or not, and whether a statement is
//! negated at all.
//!
//! A pack lists pairs of opposites, and how its language says no. Per sentence
//! the phrases are found, the longest at each place, and judged together:
//!
//! * A phrase that denies ("unsupported", `不支持`) is a no. So is one that
//!   affirms with a strong negation before it and nothing but small words
//!   between: "is *not* yet fully *supported*".
//! * A phrase that affirms is a yes, unless a strong negation stands earlier in
//!   the same clause ("*no* changes are *required*"): then it is a maybe.
//! * Where a word turns the sentence round ("*not* … *until*" is `才`, "all
//!   *except* those supported"), yes and no are maybes too, since another
//!   language may well say the opposite of the opposite.
//!
//! A claim's subject is the pair, its value `supported:yes`, `supported:no` or,
//! soft, `supported:maybe`. Two aligned segments contradict each other over a
//! pair if one says only yes and the other only no.
//!
//! Besides, every negation is a soft claim with the subject `negation`:
//! `negation:no` for a word that denies its statement, `negation:maybe` for one
//! that another language may put without a negation ("fails", "without"), and
//! `negation:turned` for one that turns the sentence round ("unless", `除非`), or
//! `negation:absorbed` for one that also takes a negation in ("none … until" is
//! `才`). Two aligned segments differ in general where one has a `negation:no` and
//! the other has none of these.

use std::ops::Range;

use super::{ClaimKind, Sink};
use crate::locale::Pack;
use crate::locale::lexicon::is_space;
use crate::locale::tables::{PolarityWord, Tables};

/// How many small words may stand between a negation and what it denies.
const WORDS_BETWEEN: usize = 4;

/// What stands around a value that is quoted.
const QUOTES: [char; 6] = ['"', '\'', '“', '”', '「', '」'];

/// Something that is said of a pair.
struct Statement {
    range: Range<usize>,
    pair: u16,
    says: Says,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Yes,
    No,
    Maybe,
}

/// Reads the affirmations and denials of a block, sentence by sentence.
pub(super) struct Sentences<'a> {
    text: &'a str,
    tables: &'a Tables,
    /// Whether a negation may stand after what it denies.
    follows: bool,
    /// Whether the language has no spaces between words.
    glued: bool,
    /// Where the last word of the lexicon ended.
    done: usize,
    /// What was said in the sentence so far.
    statements: Vec<Statement>,
    /// The first of the statements of the clause that no negation has come after:
    /// what the next one may leave open begins there.
    unanswered: usize,
    /// The last negation of the clause, and whether it denies what comes next:
    /// "not" does, "unsupported" has denied its own.
    negation: Option<(Range<usize>, bool)>,
    /// A word that turns the sentence round has come.
    turned: bool,
}

impl<'a> Sentences<'a> {
    pub(super) fn new(text: &'a str, pack: &'a Pack) -> Sentences<'a> {
        Sentences {
            text,
            tables: pack.tables(),
            follows: pack.negation.follows,
            glued: pack.glued,
            done: 0,
            statements: Vec::new(),
            unanswered: 0,
            negation: None,
            turned: false,
        }
    }

    /// A yes or a no that is the whole text, or its first sentence or clause.
    pub(super) fn answer(&self, sink: &mut Sink<'_>) {
        let start = self.text.len() - self.text.trim_start_matches(is_space).len();
        let Some((end, yes)) = self.tables.answers.match_at(self.text, start) else { return };
        let ends = [',', '.', ';', ':', '(', '（', '，', '。', '；', '：', '、'];
        let rest = self.text[end..].trim_start_matches(is_space);
        // A mark of a footnote may stand behind it.
        if rest.trim_start_matches(|c: char| c.is_numeric() || c == '*').is_empty() || rest.starts_with(ends) {
            let pair = &self.tables.answer;
            sink.push(ClaimKind::Polarity, start..end, if yes { &pair.yes } else { &pair.no }, &pair.name);
        }
    }

    /// Reads a listed word; words come in the order of the text.
    pub(super) fn word(&mut self, range: Range<usize>, word: PolarityWord, sink: &mut Sink<'_>) {
        if range.start < self.done {
            return;
        }
        self.pass(range.start, sink);
        self.done = range.end;
        // `"No"` in quotes is a value, or a button: it denies nothing.
        let quoted = self.text[..range.start].ends_with(QUOTES) && self.text[range.end..].starts_with(QUOTES);
        // "A no-op", "--no-cache": part of a name.
        let compound = self.text[..range.start].ends_with('-')
            || self.text[range.end..]
                .strip_prefix('-')
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
        match word {
            PolarityWord::Strong if quoted || compound && self.text[range.clone()].is_ascii() => {
                sink.push_soft(ClaimKind::Polarity, range, "negation:maybe", "negation");
            }
            PolarityWord::Yes(pair) => {
                let (range, says) = match self.negation.clone() {
                    // In Japanese and Korean a negation denies what is before it.
                    Some(_) if self.follows && self.glued => (range, Says::Yes),
                    Some((negation, true)) if self.reaches(negation.end..range.start) => {
                        (negation.start..range.end, Says::No)
                    }
                    Some(_) => (range, Says::Maybe),
                    None => (range, Says::Yes),
                };
                self.statements.push(Statement { range, pair, says });
            }
            PolarityWord::No(pair) | PolarityWord::NotYes(pair) => {
                // "not disabled", "no unsupported version": a double negation.
                let double = self.negation.is_some() && !(self.follows && self.glued);
                let says = if double { Says::Maybe } else { Says::No };
                let negated = matches!(word, PolarityWord::NotYes(_));
                let value = if negated { "negation:no" } else { "negation:maybe" };
                sink.push_soft(ClaimKind::Polarity, range.clone(), value, "negation");
                if negated {
                    self.negation = Some((range.clone(), false));
                    self.leave_open();
                }
                self.statements.push(Statement { range, pair, says });
            }
            PolarityWord::Strong => {
                sink.push_soft(ClaimKind::Polarity, range.clone(), "negation:no", "negation");
                self.negation = Some((range, true));
                self.leave_open();
            }
            PolarityWord::Weak => sink.push_soft(ClaimKind::Polarity, range, "negation:maybe", "negation"),
            PolarityWord::Turning => {
                sink.push_soft(ClaimKind::Polarity, range, "negation:turned", "negation");
                self.turned = true;
            }
            PolarityWord::Absorbing => {
                sink.push_soft(ClaimKind::Polarity, range, "negation:absorbed", "negation");
                self.turned = true;
            }
            PolarityWord::Neither => {}
        }
    }

    /// Leaves open what the clause has affirmed so far, where a negation may
    /// come after it.
    fn leave_open(&mut self) {
        let unanswered = &mut self.statements[self.unanswered..];
        for statement in unanswered.iter_mut().filter(|statement| statement.says == Says::Yes) {
            if self.follows || self.tables.pairs[usize::from(statement.pair)].governs {
                statement.says = Says::Maybe;
            }
        }
        // Another negation would find the same: each is gone over once, however
        // many negations a clause has.
        self.unanswered = self.statements.len();
    }

    /// Goes over text up to `at`, in which there is no word of the lexicon.
    fn pass(&mut self, at: usize, sink: &mut Sink<'_>) {
        if self.negation.is_none() && self.statements.is_empty() && !self.turned {
            return;
        }
        match boundary(&self.text[self.done..at]) {
            Boundary::None => {}
            Boundary::Clause => {
                self.negation = None;
                self.unanswered = self.statements.len();
            }
            Boundary::Sentence => self.finish(sink),
        }
    }

    /// Whether only small words stand in `gap`, so that a negation before it
    /// denies what comes after it.
    fn reaches(&self, gap: Range<usize>) -> bool {
        let mut at = gap.start;
        for _ in 0..=WORDS_BETWEEN {
            let rest = &self.text[at..gap.end];
            at += rest.len() - rest.trim_start_matches(is_space).len();
            if at >= gap.end {
                return true;
            }
            match self.tables.between.match_at(self.text, at) {
                Some((end, ())) => at = end,
                None => return false,
            }
        }
        false
    }

    /// Ends the sentence: gives out what was said in it.
    pub(super) fn finish(&mut self, sink: &mut Sink<'_>) {
        for statement in self.statements.drain(..) {
            let pair = &self.tables.pairs[usize::from(statement.pair)];
            match statement.says {
                Says::Yes if !self.turned => sink.push(ClaimKind::Polarity, statement.range, &pair.yes, &pair.name),
                Says::No if !self.turned => sink.push(ClaimKind::Polarity, statement.range, &pair.no, &pair.name),
                _ => sink.push_soft(ClaimKind::Polarity, statement.range, &pair.maybe, &pair.name),
            }
        }
        self.unanswered = 0;
        self.negation = None;
        self.turned = false;
    }
}

#[derive(PartialEq, Eq)]
enum Boundary {
    None,
    Clause,
    Sentence,
}

/// The strongest end of a clause or a sentence in a text.
fn boundary(text: &str) -> Boundary {
    let bytes = text.as_bytes();
    let mut found = Boundary::None;
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' | b'!' | b'?' | b';' => return Boundary::Sentence,
            // A full stop inside a number or a name ends nothing.
            b'.' if text[at + 1..].chars().next().is_none_or(is_space) => return Boundary::Sentence,
            b',' | b':' | b'(' | b')' => found = Boundary::Clause,
            // The first bytes of `。` `、`, of `！` `？` `；` `，` `：` `（` `）`, and of dashes.
            0xe3 | 0xef | 0xe2 => match text[at..].chars().next() {
                Some('。' | '！' | '？' | '；') => return Boundary::Sentence,
                Some('，' | '：' | '（' | '）' | '–' | '—') => found = Boundary::Clause,
                _ => {}
            },
            _ => {}
        }
    }
    found
}
