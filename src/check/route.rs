//! Whether two addresses lead to the same page of a documentation site.
//!
//! One language links to a file, another to the route that the site makes of
//! it, to the site's own address on the web, or to an edition by its suffix:
//! `/topics/charts.md`, `/zh/docs/topics/charts/`, `https://example.org/topics/charts`,
//! `/components/select` and `/components/select-cn`. They are one page where
//! their paths end alike once locales, extensions and slashes are taken off.

use super::DifferenceContext;
use crate::claim::ClaimKind;
use crate::compare::PageView;
use crate::finding::Change;
use crate::locale::Locale;

/// Whether two addresses, of the source and of the target, end in the same path.
pub(super) fn same_page(source: &str, target: &str, source_locale: &Locale, target_locale: &Locale) -> bool {
    let (theirs, ours) = (steps(source, source_locale), steps(target, target_locale));
    let (short, long) = if theirs.len() < ours.len() { (&theirs, &ours) } else { (&ours, &theirs) };
    // A single step may end many paths: both must be that step, or it must be a name of some length.
    let says = short.len() > 1 || long.len() == 1 || short.first().is_some_and(|step| step.len() >= NAME);
    !short.is_empty() && says && long.ends_with(short)
}

/// Letters of a step that names its page by itself.
const NAME: usize = 12;

/// Whether the other side links to the page of a missing or extra link in another way.
pub(super) fn is_linked_otherwise(difference: &DifferenceContext<'_>) -> bool {
    let pair = &difference.pair;
    let bead = difference.bead();
    let (own, claim, other, blocks) = match (difference.source_claim(), difference.target_claim()) {
        (Some(claim), None) => (pair.source, claim, pair.target, bead.target_range()),
        (None, Some(claim)) => (pair.target, claim, pair.source, bead.source_range()),
        _ => return false,
    };
    let address = destination(own, claim).unwrap_or_default();
    // A link to a place in its own page, and one that leaves the page's name out.
    let to_itself = claim.kind == ClaimKind::Link && pair.topic.values.text(claim.value) == pair.topic.id;
    let links = other.claims[other.claims_of(blocks.clone())].iter();
    let mut links = links.filter(|there| matches!(there.kind, ClaimKind::Link | ClaimKind::Url)).take(MOST_LINKS);
    links.any(|there| {
        destination(other, there).is_some_and(|there| {
            to_itself && there.starts_with('#') || same_page(address, there, &own.page.locale, &other.page.locale)
        })
    }) || to_itself
        && other.page.blocks[blocks.clone()].iter().any(|block| {
            other.page.block_inlines(block).iter().any(|inline| other.page.destination(inline).starts_with('#'))
        })
        || difference.difference.change == Change::Missing && other.text_of_blocks(blocks).contains(address)
}

/// Links of one text that an address is held against.
const MOST_LINKS: usize = 256;

/// Where the link of a claim leads, as it is written.
fn destination<'v>(view: &'v PageView, claim: &crate::claim::Claim) -> Option<&'v str> {
    match claim.inline {
        Some(inline) => Some(view.page.destination(&view.page.inlines[inline as usize])),
        None => Some(view.text_of(claim)),
    }
}

/// The steps of an address that name the page, in lower case.
fn steps(address: &str, locale: &Locale) -> Vec<String> {
    let address = address.split(['#', '?']).next().unwrap_or(address);
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => address,
    };
    let steps = path.split('/').filter(|step| !matches!(*step, "" | "." | ".." | "docs"));
    let mut steps: Vec<String> =
        steps.filter(|step| !is_edition(step, locale)).map(|step| name(step, locale).to_lowercase()).collect();
    if steps.len() > 1 && steps.last().is_some_and(|last| last == "index") {
        steps.pop();
    }
    steps
}

/// A step without its extension and the locale at its end: `select` of `select-cn` and `select.zh-CN.md`.
fn name<'s>(step: &'s str, locale: &Locale) -> &'s str {
    let extensions = [".mdx", ".md", ".html", ".htm", ".markdown"];
    let step = extensions.iter().find_map(|extension| step.strip_suffix(extension)).unwrap_or(step);
    let ends = step.char_indices().filter(|(_, c)| matches!(c, '-' | '_' | '.'));
    ends.map(|(at, _)| at).find(|&at| at > 0 && is_edition(&step[at + 1..], locale)).map_or(step, |at| &step[..at])
}

/// Whether a part of an address is a locale's name: its tag, its language, or the
/// country that goes by it.
fn is_edition(part: &str, locale: &Locale) -> bool {
    let tag = locale.as_str();
    let language = locale.language();
    let region = tag.rsplit('-').next().filter(|region| *region != language);
    part.eq_ignore_ascii_case(tag)
        || part.replace('_', "-").eq_ignore_ascii_case(tag)
        || part.eq_ignore_ascii_case(language)
        || region.is_some_and(|region| part.eq_ignore_ascii_case(region))
        || language == "zh" && part.eq_ignore_ascii_case("cn")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_and_files_are_one_page() {
        let check = |source: &str, target: &str, tag: &str, expected: bool| {
            let (english, locale) = (Locale::new("en").expect("a tag"), Locale::new(tag).expect("a tag"));
            assert_eq!(same_page(source, target, &english, &locale), expected, "{source} {target}");
        };
        check("/topics/reg.md", "/zh/docs/topics/reg/", "zh", true);
        check("/guide/index.mdx", "/docs/guide/index.mdx", "zh", true);
        check("https://example.org/parts/list/", "/parts/list-cn", "zh-CN", true);
        check("../tip/index.en.md#api", "../tip/index.zh-CN.md#api", "zh-CN", true);
        check("/theme-editor", "/theme-editor-cn", "zh-CN", true);
        check("/topics/reg.md", "/topics/rig.md", "fr", false);
        check("/guide/setup", "/other/guide", "fr", false);
        check("/a/setup", "/setup", "fr", false);
        check("https://example.org", "https://example.com", "fr", false);
    }
}
