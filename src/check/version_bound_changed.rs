use std::cell::{OnceCell, RefCell};

use rustc_hash::FxHashMap;

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
        let there = There::new(pair, bead);
        for (index, said) in bounded {
            drafts.extend(judge(pair, &there, &pair.source.claims[index], said, ours));
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
    // The words behind the next version are the next version's; an edition behind a version is part of it.
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

/// The target's side of a bead, of which the same is asked for every version.
struct There<'b> {
    pair: &'b PairContext<'b>,
    bead: &'b Bead,
    /// Its text in lower case.
    text: OnceCell<String>,
    /// Which words it has, as far as they were asked for.
    words: RefCell<FxHashMap<String, bool>>,
    /// The first claim of each version.
    versions: OnceCell<FxHashMap<Value, usize>>,
}

impl<'b> There<'b> {
    fn new(pair: &'b PairContext<'b>, bead: &'b Bead) -> There<'b> {
        There { pair, bead, text: OnceCell::new(), words: RefCell::default(), versions: OnceCell::new() }
    }

    fn has(&self, words: &str) -> bool {
        if let Some(&known) = self.words.borrow().get(words) {
            return known;
        }
        let text = self.text.get_or_init(|| self.pair.target.text_of_blocks(self.bead.target_range()).to_lowercase());
        let has = text.contains(words);
        self.words.borrow_mut().insert(words.to_owned(), has);
        has
    }

    fn version(&self, value: Value) -> Option<usize> {
        let versions = self.versions.get_or_init(|| {
            let claims = self.pair.target.claims_of(self.bead.target_range()).rev();
            let versions = claims.filter(|&index| self.pair.target.claims[index].kind == ClaimKind::Version);
            versions.map(|index| (self.pair.target.claims[index].value, index)).collect()
        });
        versions.get(&value).copied()
    }
}

fn judge(
    pair: &PairContext<'_>,
    target: &There<'_>,
    claim: &Claim,
    (said, words): (Bound, &str),
    ours: &Pack,
) -> Option<Draft> {
    // A name that was left as it is may be followed by the source's words.
    if said.words(ours).iter().any(|words| target.has(words)) || target.has(words) {
        return None;
    }
    let index = target.version(claim.value)?;
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
