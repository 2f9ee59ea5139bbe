//! Where in a page a link leads.
//!
//! A link is known by its page; the place in that page is its fragment. Anchors
//! are made of headings, so that a translation may well have its own. In text of
//! another script one in Latin letters is none of these: it was kept from the
//! source, and must be the source's.

use super::{Difference, PageView, Standing};
use crate::align::Bead;
use crate::claim::{Claim, ClaimKind};
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
    for &there in &theirs {
        let value = source.claims[there].value;
        let Some(place) = fragment(source, &source.claims[there]) else { continue };
        let same = ours.iter().copied().filter(|here| target.claims[*here].value == value);
        let mut others = same.clone().filter(|here| fragment(target, &target.claims[*here]).is_some());
        if same.clone().any(|here| fragment(target, &target.claims[here]) == Some(place)) {
            continue;
        }
        let known = |here: usize| {
            let place = fragment(target, &target.claims[here]);
            theirs
                .iter()
                .any(|there| source.claims[*there].value == value && fragment(source, &source.claims[*there]) == place)
        };
        if let Some(here) = others.find(|here| !known(*here))
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
