use std::collections::BTreeSet;

use memchr::memmem;
use rustc_hash::FxHashMap;

use super::{Draft, PairContext, Place, Scope};
use crate::align::Bead;
use crate::finding::{Change, Severity};
use crate::locale::terms::{End, Terms};
use crate::page::{BlockKind, InlineKind, Page};
use crate::source::Span;

check! {
    /// ## What it does
    /// Reports a word that limits what a sentence is about, "unique", "external",
    /// "minimum", where nothing in the translated text says so.
    ///
    /// ## Why it matters
    /// Without it the sentence is about more, or other, things than the source's.
    ///
    /// ## Example
    /// - en-US: "The number of **unique** users that logged on"
    /// - fr-FR: "Le nombre d’utilisateurs qui ont ouvert une session"
    ///
    /// ## Not reported
    /// Words of a name ("External Access Edge"), code, links and headings, and a text that has
    /// the word once more than its translation. Languages whose pack has no list for the word.
    /// Always a note: translations say such things in many ways.
    "qualifier-missing", Content, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    let (theirs, ours) = (pair.source.page.locale.pack(), pair.target.page.locale.pack());
    if pair.pair.unrelated || theirs.glued {
        return;
    }
    let (theirs, there) = (&theirs.tables().terms, &ours.tables().terms);
    let (page, other) = (&pair.source.page, &pair.target.page);
    let mut counterpart: Option<Counterpart<'_>> = None;
    // The words that begin at one place, of which several may be found: a longer and a shorter one.
    for same_place in pair.source.terms.chunk_by(|one, other| one.place.start == other.place.start) {
        let opposite = same_place.iter().find_map(|other| theirs.opposite(other)).map(|(name, _)| name);
        for term in same_place {
            let place = term.place;
            let Some(name) = theirs.qualifier(term).filter(|name| ours.qualifiers.contains_key(*name)) else {
                continue;
            };
            let Some(index) = page.block_at(place.start) else { continue };
            let block = &page.blocks[index];
            let begins = page.text[block.text.start as usize..place.start as usize].trim().is_empty();
            let written = &page.text[place.range()];
            if matches!(block.kind, BlockKind::Code | BlockKind::Heading(_))
                || !begins && written.contains(|c: char| c.is_ascii_uppercase())
                || pair.source.stands_in(place, InlineKind::OF_NAMES)
            {
                continue;
            }
            let Some(bead) = bead_of(pair, index) else { continue };
            let counterpart = match &mut counterpart {
                Some(known) if std::ptr::eq(known.bead, bead) => known,
                other => other.insert(Counterpart::new(pair, bead, there)),
            };
            // That it says the opposite is told as such, and a term may be left as it is.
            if opposite.is_some_and(|name| counterpart.opposites.contains(name))
                || counterpart.qualifiers.contains(name)
                || counterpart.has(written)
            {
                continue;
            }
            drafts.push(Draft {
                change: Change::Missing,
                severity: Severity::Note,
                confidence: 0.6,
                claim: None,
                source: Some(Place::of(page.span(place))),
                target: Some(Place::absent(place_in(other, bead))),
                message: format!("nothing says `{written}` here"),
            });
        }
    }
    // A text that says it twice lacks it once.
    drafts.dedup_by(|again, first| again.message == first.message && again.target == first.target);
}

/// What the translation says in the place of some blocks, read once for all words of these.
struct Counterpart<'p> {
    bead: &'p Bead,
    text: &'p str,
    /// The ways in which its words limit what is said.
    qualifiers: BTreeSet<&'p str>,
    /// What its words say an end of.
    opposites: BTreeSet<&'p str>,
    /// The text in small letters, once a word is looked for in it.
    folded: Option<Vec<u8>>,
    /// The words that were looked for, in small letters, and whether they are there.
    words: FxHashMap<Vec<u8>, bool>,
}

impl<'p> Counterpart<'p> {
    fn new(pair: &PairContext<'p>, bead: &'p Bead, terms: &'p Terms) -> Counterpart<'p> {
        let found = pair.target.terms_of(bead.target_range());
        let ends = found.iter().filter_map(|term| terms.opposite(term)).filter(|(_, end)| *end != End::Neither);
        Counterpart {
            bead,
            text: pair.target.text_of_blocks(bead.target_range()),
            qualifiers: found.iter().filter_map(|term| terms.qualifier(term)).collect(),
            opposites: ends.map(|(name, _)| name).collect(),
            folded: None,
            words: FxHashMap::default(),
        }
    }

    /// Whether the text has a word of the source, letter case aside.
    fn has(&mut self, word: &str) -> bool {
        let word = word.to_ascii_lowercase().into_bytes();
        if let Some(&known) = self.words.get(&word) {
            return known;
        }
        // More words than this are none of a text: nobody misses each of them.
        if self.words.len() >= MOST_WORDS {
            return true;
        }
        let folded = self.folded.get_or_insert_with(|| self.text.to_ascii_lowercase().into_bytes());
        let has = memmem::find(folded, &word).is_some();
        self.words.insert(word, has);
        has
    }
}

/// Words of one text that are looked for in its translation. A stem ("extern*") makes as many of
/// them as somebody likes to write.
const MOST_WORDS: usize = 500;

/// Where the text of a bead begins.
fn place_in(page: &Page, bead: &Bead) -> Span {
    page.span(page.blocks[bead.target.0 as usize].text).at_start()
}

/// The bead of a block of the source, if it is sure and has both sides.
fn bead_of<'p>(pair: &PairContext<'p>, block: usize) -> Option<&'p Bead> {
    let beads = &pair.pair.beads;
    let at = beads.partition_point(|bead| (bead.source.1 as usize) <= block);
    let bead = beads[at..].iter().find(|bead| bead.source_range().contains(&block))?;
    (bead.is_pair() && bead.score >= SURE).then_some(bead)
}

/// The least score of a bead that such a word is looked for in.
const SURE: f32 = 0.9;
