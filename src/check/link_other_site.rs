use rustc_hash::FxHashMap;

use super::{Draft, PairContext, Place, Scope};
use crate::claim::{Claim, ClaimKind, Value};
use crate::compare::PageView;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a link that leads to the same page as the source's, at another site.
    ///
    /// ## Why it matters
    /// One of the two addresses is the older one, and will be gone first.
    ///
    /// ## Example
    /// - en-US: `https://technet.microsoft.com/library/gg398867`
    /// - zh-CN: `https://docs.microsoft.com/powershell/module/skype/get-csuser`
    ///
    /// ## Not reported
    /// Another locale or form of an address at the same site, and links to files of the set.
    /// Always a note: the reader gets where she should.
    "link-other-site", Url, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    if pair.pair.unrelated {
        return;
    }
    for bead in pair.pair.beads.iter().filter(|bead| bead.is_pair()) {
        let theirs = &pair.source.claims[pair.source.claims_of(bead.source_range())];
        let ours = &pair.target.claims[pair.target.claims_of(bead.target_range())];
        let mut pages: Option<FxHashMap<Value, Vec<&Claim>>> = None;
        for source in theirs.iter().filter(|claim| claim.kind == ClaimKind::Link) {
            let Some(site) = site(pair.source, source) else { continue };
            let there = pages.get_or_insert_with(|| by_page(ours)).get(&source.value);
            let Some(there) = there else { continue };
            let is_elsewhere = |claim: &&Claim| self::site(pair.target, claim).is_some_and(|other| other != site);
            if !there.iter().take(MOST_LINKS).all(is_elsewhere) {
                continue;
            }
            let first = there[0];
            let (source, target) = (pair.source.span_of(source), pair.target.span_of(first));
            let (from, to) = (pair.source.page.slice(source), pair.target.page.slice(target));
            drafts.push(Draft {
                change: Change::Changed,
                severity: Severity::Note,
                confidence: 0.9,
                claim: None,
                source: Some(Place::of(source)),
                target: Some(Place::of(target)),
                message: format!("`{from}` and `{to}` are one page at two sites"),
            });
        }
    }
}

/// The links among some claims, by the page that they lead to.
fn by_page(claims: &[Claim]) -> FxHashMap<Value, Vec<&Claim>> {
    let mut pages: FxHashMap<Value, Vec<&Claim>> = FxHashMap::default();
    for link in claims.iter().filter(|claim| claim.kind == ClaimKind::Link) {
        pages.entry(link.value).or_default().push(link);
    }
    pages
}

/// Links of one text to one page that are looked at.
const MOST_LINKS: usize = 100;

/// The host that a link names, without what names a locale.
fn site<'p>(view: &'p PageView, claim: &Claim) -> Option<&'p str> {
    let inline = &view.page.inlines[claim.inline? as usize];
    let (_, rest) = view.page.destination(inline).split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host))
}
