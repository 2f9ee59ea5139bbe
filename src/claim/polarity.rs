//! Yes and no: supported or not, required or not, and whether a statement is
//! negated at all.
//!
//! A pack lists pairs of opposites. A phrase that affirms ("supported") denies
//! when a strong negation stands before it with nothing but small words between
//! ("is *not* yet fully *supported*"). The longest phrase at a place wins, so a
//! lexicalised exception ("as soon as possible") is one more phrase, of the
//! kind `neither`. A claim's subject is the pair, its value `supported:yes` or
//! `supported:no`; both may stand in one segment.
//!
//! Besides, every negation is a soft claim with the subject `negation`:
//! `negation:no` for a word that denies its statement, `negation:maybe` for one
//! that another language may put without a negation ("unless", "fails",
//! `除非`). Two aligned segments contradict each other in general where one has
//! `negation:no` and the other has neither of the two.

use std::ops::Range;

use super::{ClaimKind, Sink};
use crate::locale::Pack;
use crate::locale::lexicon::{Starts, is_space, visit_starts};
use crate::locale::tables::{PolarityWord, Tables};

/// How many small words may stand between a negation and what it denies.
const WORDS_BETWEEN: usize = 4;

/// Reads the affirmations and denials of a block.
///
/// `taken` are the ranges of `text` that other extractors have read, sorted.
pub(crate) fn extract(text: &str, taken: &[Range<usize>], pack: &Pack, sink: &mut Sink<'_>) {
    let tables = pack.tables();
    let mut others = taken.iter().peekable();
    let mut done = 0;
    let mut negation: Option<Range<usize>> = None;
    visit_starts(text, Starts::Words, pack.glued, |at| {
        if at < done {
            return;
        }
        let Some((end, word)) = tables.polarity.match_at(text, at) else { return };
        while others.next_if(|range| range.end <= at).is_some() {}
        if others.peek().is_some_and(|range| range.start <= at) {
            return;
        }
        done = end;
        match word {
            PolarityWord::Yes(index) => {
                let pair = &tables.pairs[usize::from(index)];
                match negation.take().filter(|negation| reaches(text, negation.end..at, tables)) {
                    Some(negation) => {
                        sink.push(ClaimKind::Polarity, negation.start..end, &pair.no, &pair.name);
                    }
                    None => sink.push(ClaimKind::Polarity, at..end, &pair.yes, &pair.name),
                }
            }
            PolarityWord::No(index) => {
                let pair = &tables.pairs[usize::from(index)];
                match negation.take().filter(|negation| reaches(text, negation.end..at, tables)) {
                    // "not unsupported", "ne … pas désactivé".
                    Some(negation) => sink.push(ClaimKind::Polarity, negation.start..end, &pair.yes, &pair.name),
                    None => {
                        sink.push(ClaimKind::Polarity, at..end, &pair.no, &pair.name);
                        sink.push_soft(ClaimKind::Polarity, at..end, "negation:maybe", "negation");
                    }
                }
            }
            PolarityWord::Strong => {
                sink.push_soft(ClaimKind::Polarity, at..end, "negation:no", "negation");
                negation = Some(at..end);
            }
            PolarityWord::Weak => sink.push_soft(ClaimKind::Polarity, at..end, "negation:maybe", "negation"),
            PolarityWord::Neither => {}
        }
    });
}

/// Whether only small words stand in `gap`, so that a negation before it denies
/// what comes after it.
fn reaches(text: &str, gap: Range<usize>, tables: &Tables) -> bool {
    let mut at = gap.start;
    for _ in 0..=WORDS_BETWEEN {
        at += text[at..gap.end].len() - text[at..gap.end].trim_start_matches(is_space).len();
        if at >= gap.end {
            return true;
        }
        match tables.between.match_at(text, at) {
            Some((end, ())) => at = end,
            None => return false,
        }
    }
    false
}
