use super::{Draft, PairContext, Place, Scope};
use crate::align::Bead;
use crate::finding::{Change, Severity};
use crate::locale::terms::{End, Term};
use crate::page::{Block, BlockKind, InlineKind, Page, TextRange};
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
    for term in &pair.source.terms {
        let place = term.place;
        let Some(name) = theirs.qualifier(term).filter(|name| ours.qualifiers.contains_key(*name)) else { continue };
        let Some(index) = page.block_at(place.start) else { continue };
        let block = &page.blocks[index];
        let begins = page.text[block.text.start as usize..place.start as usize].trim().is_empty();
        let written = &page.text[place.range()];
        if matches!(block.kind, BlockKind::Code | BlockKind::Heading(_))
            || !begins && written.contains(|c: char| c.is_ascii_uppercase())
            || is_marked(page, block, place)
        {
            continue;
        }
        let Some(bead) = bead_of(pair, index) else { continue };
        // That it says the opposite is told as such.
        let same_place = pair.source.terms.iter().filter(|other| other.place.start == place.start);
        let opposite = same_place.filter_map(|other| theirs.opposite(other)).map(|(name, _)| name).next();
        let is_opposed =
            |term: &Term| there.opposite(term).is_some_and(|(name, end)| Some(name) == opposite && end != End::Neither);
        if opposite.is_some() && pair.target.terms_of(bead.target_range()).iter().any(is_opposed) {
            continue;
        }
        let text = pair.target.text_of_blocks(bead.target_range());
        let says = pair.target.terms_of(bead.target_range()).iter().any(|term| there.qualifier(term) == Some(name));
        // A term that was left as it is.
        if says || text.as_bytes().windows(written.len()).any(|there| there.eq_ignore_ascii_case(written.as_bytes())) {
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
    // A text that says it twice lacks it once.
    drafts.dedup_by(|again, first| again.message == first.message && again.target == first.target);
}

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

/// Whether a place is part of a name: in code, in bold, in a link.
fn is_marked(page: &Page, block: &Block, place: TextRange) -> bool {
    page.block_inlines(block).iter().any(|inline| {
        matches!(inline.kind, InlineKind::Code | InlineKind::Link | InlineKind::Strong) && inline.text.contains(place)
    })
}

/// The least score of a bead that such a word is looked for in.
const SURE: f32 = 0.9;
