use super::route::same_page;
use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};
use crate::page::InlineKind;

check! {
    /// ## What it does
    /// Reports a link that leads elsewhere in the translation.
    ///
    /// ## Why it matters
    /// The reader lands on another page, or on none.
    ///
    /// ## Example
    /// - en-US: `setup.md`
    /// - zh-CN: `update.md`
    ///
    /// ## Not reported
    /// A link to the localized twin of the same topic is equal. Where the links of a page
    /// name its locale at the end of their paths, `setup-cn` for `setup`, that is the set's way.
    "link-changed", Link, Scope::Difference { kinds: &[ClaimKind::Link], changes: &[Change::Changed], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    let (source, target) = (difference.source_text(), difference.target_text());
    let locales = (&difference.pair.source.page.locale, difference.pair.locale());
    let leads_elsewhere = difference.source_claim()?.value != difference.target_claim()?.value;
    if leads_elsewhere && same_page(source, target, locales.0, locales.1)
        || is_named_by_locale(difference, source, target)
    {
        return None;
    }
    Some(difference.draft(Severity::Warning, format!("the link to `{source}` leads to `{target}`")))
}

/// Links of a page that are looked at for how they name its locale.
const LINKS: usize = 64;

/// Whether the links are the same but for the locale's name at the end of the path, and
/// another link of the page has it as well.
fn is_named_by_locale(difference: &DifferenceContext<'_>, source: &str, target: &str) -> bool {
    let locale = difference.pair.locale();
    let region = locale.as_str().rsplit('-').next().unwrap_or_default();
    let names = [locale.language(), region, locale.as_str()];
    let stem = |link: &str| -> Option<String> {
        let (path, anchor) = link.split_at(link.find(['#', '?']).unwrap_or(link.len()));
        let path = path.trim_end_matches('/');
        let (stem, name) = path.rsplit_once('-')?;
        names.iter().any(|known| known.eq_ignore_ascii_case(name)).then(|| format!("{stem}{anchor}"))
    };
    let plain = |link: &str| link.replace("/#", "#").replace("/?", "?").trim_end_matches('/').to_owned();
    if stem(target).is_none_or(|stem| plain(source) != stem) {
        return false;
    }
    let page = &difference.pair.target.page;
    let links = page.inlines.iter().filter(|inline| inline.kind == InlineKind::Link).take(LINKS);
    links.filter(|inline| page.destination(inline) != target && stem(page.destination(inline)).is_some()).count() > 0
}
