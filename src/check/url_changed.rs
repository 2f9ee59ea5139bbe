use super::{DifferenceContext, Draft, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};
use crate::locale::Locale;
use url::Url;

check! {
    /// ## What it does
    /// Reports an address that leads elsewhere in the translation.
    ///
    /// ## Why it matters
    /// The reader lands on another page, or on none.
    ///
    /// ## Example
    /// - en-US: `https://support.microsoft.com/kb/2756725`
    /// - zh-CN: `https://support.microsoft.com/kb/2756752`
    ///
    /// ## Not reported
    /// Locales and `clcid` in addresses, tracking, http for https, and the same page of a
    /// site in the translation's language: `cn.example.org/guide` for `example.org/guide`.
    "url-changed", Url, Scope::Difference { kinds: &[ClaimKind::Url], changes: &[Change::Changed], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {

    let (source, target) = (difference.source_text(), difference.target_text());
    let addresses = (difference.source_claim()?, difference.target_claim()?);
    let destination = |view: &crate::compare::PageView, claim: &crate::claim::Claim| {
        claim.inline.map(|inline| view.page.destination(&view.page.inlines[inline as usize]).to_owned())
    };
    let source_address = destination(difference.pair.source, addresses.0).unwrap_or_else(|| source.to_owned());
    let target_address = destination(difference.pair.target, addresses.1).unwrap_or_else(|| target.to_owned());
    if is_localized(&source_address, &target_address, difference.pair.locale()) {
        return None;
    }
    let (source, target) = if source == target { (&*source_address, &*target_address) } else { (source, target) };
    // A cmdlet's page in another library is the same page, better or worse kept.
    let label = difference.source_label().trim();
    let other_library = label.contains('-') && target.to_lowercase().contains(&label.to_lowercase()) != source.to_lowercase().contains(&label.to_lowercase());
    let severity = if other_library && label.eq_ignore_ascii_case(difference.target_label().trim()) { Severity::Note } else { Severity::Warning };
    Some(difference.draft(severity, format!("the address to `{source}` leads to `{target}`")))
}

/// Whether the second address is that of the first one's page in the language of a
/// locale. Anchors are translated with the headings that they are made of.
fn is_localized(source: &str, target: &str, locale: &Locale) -> bool {
    let (Ok(source), Ok(target)) = (Url::parse(source), Url::parse(target)) else { return false };
    let (source, named_in_source) = without_locale(&source, locale);
    let (target, named_in_target) = without_locale(&target, locale);
    named_in_target && source == target && (named_in_source || !source.is_empty())
}

/// Host and path without what names English or the locale, and whether something did.
fn without_locale(url: &Url, locale: &Locale) -> (String, bool) {
    let mut named = false;
    let mut is_locale = |part: &str| {
        let language = part.split(['-', '_']).next().unwrap_or(part);
        let region = locale.as_str().rsplit('-').next().unwrap_or_default();
        let script = locale.script() != crate::locale::Script::Latin;
        let is = part.len() <= 10
            && (language.eq_ignore_ascii_case(locale.language())
                || language.eq_ignore_ascii_case("en")
                || script && part.eq_ignore_ascii_case(region)
                || locale.language() == "zh" && part.eq_ignore_ascii_case("cn"));
        named |= is;
        is
    };
    let host = url.host_str().unwrap_or_default().trim_start_matches("www.");
    let host = match host.split_once('.') {
        Some((label, site)) if site.contains('.') && is_locale(label) => site,
        _ => host,
    };
    let mut found = host.to_owned();
    for part in url.path().split('/').filter(|part| !part.is_empty()) {
        let (stem, suffix) = part.rsplit_once('-').unwrap_or((part, ""));
        if is_locale(part) || part == "index" || stem == "index" && is_locale(suffix) {
            continue;
        }
        let part = part.strip_suffix(".html").unwrap_or(part);
        found.push('/');
        found.push_str(match part.rsplit_once('-') {
            Some((stem, suffix)) if suffix.len() == 2 && is_locale(suffix) => stem,
            _ => part,
        });
    }
    (found, named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_in_the_readers_language_is_the_same_site() {
        let check = |source: &str, target: &str, tag: &str, expected: bool| {
            let locale = Locale::new(tag).expect("a tag");
            assert_eq!(is_localized(source, target, &locale), expected, "{source} {target}");
        };
        check("https://example.org/guide/a.html#x", "https://cn.example.org/guide/a#x", "zh-CN", true);
        check("https://example.org/guide", "https://ja.example.org/guide", "ja", true);
        check("https://example.org/en/guide#a", "https://example.org/fr/guide#b", "fr", true);
        check("https://example.org/edit/docs/en/a.md", "https://example.org/edit/docs/zh-cn/a.md", "zh-CN", true);
        check("https://example.org", "https://example.org/index-cn", "zh-CN", true);
        check("https://example.org/guide", "https://example.org/fr/other", "fr", false);
        check("https://example.org/guide#a", "https://example.org/guide#b", "fr", false);
        check("https://example.org/a", "https://example.com/a", "fr", false);
    }
}
