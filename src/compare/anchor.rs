//! Where in a page a link leads.
//!
//! A link is known by its page; the place in that page is its fragment. Anchors
//! are made of headings, so that a translation may well have its own. In text of
//! another script one in Latin letters is none of these: it was kept from the
//! source, and must be the source's.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Difference, PageView, Standing};
use crate::align::Bead;
use crate::claim::{Claim, ClaimKind, Value};
use crate::finding::Change;
use crate::page::Page;

/// Whether links of a page lead to places in pages.
pub(super) fn any(page: &Page) -> bool {
    memchr::memchr(b'#', page.destinations.as_bytes()).is_some()
}

/// Adds the links of a bead that lead to another place of the same page.
pub(super) fn differences(source: &PageView, target: &PageView, bead: &Bead, index: u32, out: &mut Vec<Difference>) {
    let links = |view: &PageView, blocks: std::ops::Range<usize>| {
        view.claims_of(blocks).filter(|index| view.claims[*index].kind == ClaimKind::Link).collect::<Vec<usize>>()
    };
    let theirs = links(source, bead.source_range());
    if theirs.is_empty() {
        return;
    }
    let ours = links(target, bead.target_range());
    let place = |view: &PageView, link: usize| {
        let claim = &view.claims[link];
        fragment(view, claim).map(|fragment| (claim.value, fragment.to_owned()))
    };
    let places = |view: &PageView, links: &[usize]| {
        links.iter().filter_map(|&link| place(view, link)).collect::<FxHashSet<(Value, String)>>()
    };
    let (known, found) = (places(source, &theirs), places(target, &ours));
    // The first link to each page that leads to a place which the source does not name.
    let mut others: FxHashMap<Value, usize> = FxHashMap::default();
    for &here in &ours {
        if let Some(place) = place(target, here).filter(|place| !known.contains(place)) {
            others.entry(place.0).or_insert(here);
        }
    }
    for &there in &theirs {
        let Some(place) = place(source, there).filter(|place| !found.contains(place)) else { continue };
        if let Some(&here) = others.get(&place.0)
            && is_other_script(target, &target.claims[here])
        {
            out.push(Difference {
                kind: ClaimKind::Link,
                change: Change::Changed,
                source: Some(there as u32),
                target: Some(here as u32),
                bead: index,
                standing: Standing::Nowhere,
                narrowed: false,
                sentences: None,
            });
        }
    }
}

/// The fragment of a link, if it is in Latin letters.
fn fragment<'v>(view: &'v PageView, claim: &Claim) -> Option<&'v str> {
    let inline = &view.page.inlines[claim.inline? as usize];
    let (_, fragment) = view.page.destination(inline).split_once('#')?;
    (fragment.len() > 1 && fragment.is_ascii() && !fragment.contains('%')).then_some(fragment)
}

/// Whether the block of a claim is in letters that are not Latin.
fn is_other_script(view: &PageView, claim: &Claim) -> bool {
    let text = view.page.block_text(view.block_of(claim));
    text.chars().any(|character| character >= '\u{370}' && character.is_alphabetic())
}
