use std::collections::BTreeMap;

use super::{Draft, PairContext, Place, Scope};
use crate::compare::PageView;
use crate::finding::{Change, Severity};
use crate::locale::terms::{End, Term, Terms};
use crate::page::{BlockKind, InlineKind, TextRange};

check! {
    /// ## What it does
    /// Reports a word that became its opposite: "minimum" where the source says "maximum",
    /// "right" for "left", "after" for "before".
    ///
    /// ## Why it matters
    /// The sentence reads well and says the reverse; nobody who knows only one of the two
    /// languages sees it.
    ///
    /// ## Example
    /// - en-US: "The **maximum** size of a message"
    /// - de-DE: "Die **Mindestgröße** einer Nachricht"
    ///
    /// ## Not reported
    /// A text that says both, on either side, and one in which the translation says neither; and
    /// where a word may stand for either ("since" beside "after").
    /// What may be said from the other end ("after" and "before", "first" and "last") is a note, and
    /// "required" and "optional" are compared in labels only.
    /// Words in code, of links and in bold type, which may be names. Languages whose pack has
    /// no list for the two.
    "opposite-word", Content, Scope::Pair(run)
}

/// The least score of a bead whose words are held against each other.
const SURE: f32 = 0.9;

/// What a sentence may turn round without saying the reverse: what comes after one thing has
/// the other before it, and who decrypts has what was encrypted.
const LOOSE: &[&str] = &["amount", "change", "cipher", "need", "rank", "secrecy", "time"];

/// What is required and what is optional: in a sentence the two speak of many things, so they are
/// compared in labels only.
const NEED: &str = "need";

/// Bytes of a label: a heading, the cell of a table.
const LABEL: usize = 40;

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    if pair.pair.unrelated {
        return;
    }
    let packs = [&pair.source, &pair.target].map(|view| view.page.locale.pack());
    let [there, here] = packs.map(|pack| &pack.tables().terms);
    for bead in pair.pair.beads.iter().filter(|bead| bead.is_pair() && bead.score >= SURE) {
        let ours = pair.target.terms_of(bead.target_range());
        let theirs = pair.source.terms_of(bead.source_range());
        if theirs.is_empty() || ours.is_empty() {
            continue;
        }
        let theirs = ends(there, theirs, pair.source);
        let ours = ends(here, ours, pair.target);
        for (name, said) in &theirs {
            let Some(now) = ours.get(name) else { continue };
            let (Some((from, place)), Some((to, other))) = (said.only(), now.only()) else { continue };
            let text = pair.source.text_of_blocks(bead.source_range());
            if from == to || *name == NEED && text.len() > LABEL {
                continue;
            }
            let page = (&pair.source.page, &pair.target.page);
            let (was, is) = (&page.0.text[place.range()], &page.1.text[other.range()]);
            drafts.push(Draft {
                change: Change::Changed,
                severity: if LOOSE.contains(name) { Severity::Note } else { Severity::Warning },
                confidence: if LOOSE.contains(name) { 0.5 } else { 0.8 },
                claim: None,
                source: Some(Place::of(page.0.span(place))),
                target: Some(Place::of(page.1.span(other))),
                message: format!("`{was}` became `{is}`: the opposite"),
            });
        }
    }
}

/// Where a text says the one end of a thing, and where the other.
#[derive(Default)]
struct Said {
    open: bool,
    one: Option<TextRange>,
    other: Option<TextRange>,
}

impl Said {
    /// The end that it says and where it first does, if it does not say the other, too.
    fn only(&self) -> Option<(End, TextRange)> {
        match (self.one, self.other) {
            _ if self.open => None,
            (Some(place), None) => Some((End::One, place)),
            (None, Some(place)) => Some((End::Other, place)),
            _ => None,
        }
    }
}

/// What the words of some blocks say, by what they speak of.
fn ends<'t>(terms: &'t Terms, found: &[Term], view: &PageView) -> BTreeMap<&'t str, Said> {
    let page = &view.page;
    let mut said: BTreeMap<&str, Said> = BTreeMap::new();
    let mut done = 0;
    for term in found {
        let Some((name, end)) = terms.opposite(term) else { continue };
        // A longer phrase has taken its words.
        if term.place.start < done {
            continue;
        }
        done = term.place.end;
        // In code and in names, words speak of nothing.
        let block = page.block_at(term.place.start).map(|index| &page.blocks[index]);
        let is_prose = block.is_some_and(|block| block.kind != BlockKind::Code && block.text.contains(term.place));
        if end == End::Neither || !is_prose || view.stands_in(term.place, InlineKind::OF_NAMES) {
            continue;
        }
        let said = said.entry(name).or_default();
        match end {
            End::One => said.one = said.one.or(Some(term.place)),
            End::Other => said.other = said.other.or(Some(term.place)),
            End::Open | End::Neither => said.open = true,
        }
    }
    said
}
