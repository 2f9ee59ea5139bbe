use std::cell::OnceCell;

use super::{Draft, PairContext, Place, Scope};
use crate::align::Bead;
use crate::claim::{Claim, ClaimKind, Value};
use crate::compare::PageView;
use crate::finding::{Change, Severity};
use crate::locale::Pack;

check! {
    /// ## What it does
    /// Reports a version with "or later" or "or earlier" behind it whose translation
    /// names the version alone, or turns the words around.
    ///
    /// ## Why it matters
    /// "Lync Server 2010 or earlier" is not "Lync Server 2010": a reader takes other
    /// versions for supported, or for unsupported, than the source says.
    ///
    /// ## Example
    /// - en-US: "Install Windows Server 2008 R2 **or later**."
    /// - fr-FR: "Installez Windows Server 2008 R2."
    ///
    /// ## Not reported
    /// A translation that says so anywhere in the same text, a version that is not
    /// there at all (`version-missing`), and languages whose pack lists no such words.
    "version-bound-changed", Version, Scope::Pair(run)
}

/// Which versions are meant beside the one that is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Later,
    Earlier,
}

impl Bound {
    fn words(self, pack: &Pack) -> &[String] {
        match self {
            Bound::Later => &pack.or_later,
            Bound::Earlier => &pack.or_earlier,
        }
    }

    /// Whether a text in lower case says so.
    fn is_in(self, text: &str, pack: &Pack) -> bool {
        self.words(pack).iter().any(|words| text.contains(words.as_str()))
    }
}

/// Bytes behind a version in which such words belong to it.
const NEAR: usize = 24;

/// Bytes behind a version that hold such words if they are near.
const WINDOW: usize = 96;

/// The least score of a bead that is trusted.
const SURE: f32 = 0.85;

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    let (theirs, ours) = (pair.source.page.locale.pack(), pair.target.page.locale.pack());
    let is_known = |pack: &Pack| !pack.or_later.is_empty() && !pack.or_earlier.is_empty();
    if pair.pair.unrelated || !is_known(theirs) || !is_known(ours) {
        return;
    }
    for bead in pair.pair.beads.iter().filter(|bead| bead.is_pair() && bead.score >= SURE) {
        let claims = pair.source.claims_of(bead.source_range());
        let bounded = claims.clone().filter_map(|index| Some((index, bound(pair.source, index, theirs)?)));
        let text = OnceCell::new();
        for (index, said) in bounded {
            let claim = &pair.source.claims[index];
            let text = text.get_or_init(|| pair.target.text_of_blocks(bead.target_range()).to_lowercase());
            drafts.extend(judge(pair, bead, text, claim, said, ours));
        }
    }
}

/// What stands behind a version: the bound, and the words for it.
fn bound<'p>(view: &PageView, index: usize, pack: &'p Pack) -> Option<(Bound, &'p str)> {
    let claim = &view.claims[index];
    if claim.kind != ClaimKind::Version || claim.soft {
        return None;
    }
    let end = claim.text.end as usize;
    let block = &view.page.blocks[claim.block as usize];
    let text = view.page.text.get(end..block.text.end as usize)?;
    let text = &text[..text.floor_char_boundary(WINDOW)];
    // The words behind the next version are the next version's.
    // An edition behind a version is part of it.
    let is_version = |index: &u32| {
        let claim = &view.claims[*index as usize];
        claim.kind == ClaimKind::Version && !claim.soft
    };
    let next = view.claims_from(claim.text.end).find(is_version);
    let next = next.map_or(usize::MAX, |index| view.claims[index as usize].text.start as usize - end);
    let text = text.get(..next).unwrap_or(text);
    let text = text.split(['.', ';', '。', '；']).next().unwrap_or(text).to_lowercase();
    let (at, index) = pack.tables().bounds.first(&text)?;
    let found = match index.checked_sub(pack.or_later.len()) {
        None => (Bound::Later, pack.or_later[index].as_str()),
        Some(index) => (Bound::Earlier, pack.or_earlier[index].as_str()),
    };
    (at <= NEAR).then_some(found)
}

fn judge(
    pair: &PairContext<'_>,
    bead: &Bead,
    text: &str,
    claim: &Claim,
    (said, words): (Bound, &str),
    ours: &Pack,
) -> Option<Draft> {
    // A name that was left as it is may be followed by the source's words.
    if said.is_in(text, ours) || text.contains(words) {
        return None;
    }
    let same = |index: &usize| is_same(&pair.target.claims[*index], claim.value);
    let index = pair.target.claims_of(bead.target_range()).find(same)?;
    let there = &pair.target.claims[index];
    let opposite = bound(pair.target, index, ours).filter(|(other, _)| *other != said);
    let name = pair.topic.values.text(claim.value);
    let (severity, confidence, message) = match opposite {
        Some((_, other)) => (Severity::Error, 0.9, format!("`{name} {words}` became `{name} {other}`")),
        None => (Severity::Warning, 0.8, format!("`{name}` stands without `{words}`")),
    };
    Some(Draft {
        change: Change::Changed,
        severity,
        confidence,
        claim: Some((ClaimKind::Version, format!("{name} {words}"))),
        source: Some(Place::of(pair.source.page.span(claim.text))),
        target: Some(Place::of(pair.target.page.span(there.text))),
        message,
    })
}

fn is_same(claim: &Claim, value: Value) -> bool {
    claim.kind == ClaimKind::Version && claim.value == value
}
