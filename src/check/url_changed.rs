use super::example::{is_translated, without_emphasis};
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
    let locale = difference.pair.locale();
    // What stands in italics is a value that the reader puts: its name may be translated.
    let [there, here] = [(difference.pair.source, addresses.0), (difference.pair.target, addresses.1)];
    if without_emphasis(there.0, there.1)
        .is_some_and(|text| without_emphasis(here.0, here.1).is_some_and(|ours| ours == text))
    {
        return None;
    }
    if is_localized(&source_address, &target_address, locale) {
        return None;
    }
    // `[the guide][guide]` has its address elsewhere on the page.
    let is_reference = |text: &str| !text.contains("://") && text.contains("][");
    let whole = source == target || is_reference(source) || is_reference(target);
    let (source, target) = if whole { (&*source_address, &*target_address) } else { (source, target) };
    // A cmdlet's page in another library is the same page, better or worse kept.
    let label = difference.source_label().trim();
    let other_library = label.contains('-')
        && target.to_lowercase().contains(&label.to_lowercase())
            != source.to_lowercase().contains(&label.to_lowercase());
    let in_other_library = other_library && label.eq_ignore_ascii_case(difference.target_label().trim());
    let severity = match () {
        () if in_other_library
            || is_moved(source, target)
            || is_mirror(source, target, locale)
            || is_edition(source, target, locale) =>
        {
            Severity::Note
        }
        () if is_example(source) && is_translated(difference, source, target) => Severity::Note,
        () => Severity::Warning,
    };
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
    for part in url.path().replace("%7E", "~").split('/').filter(|part| !part.is_empty()) {
        let (stem, suffix) = part.strip_suffix(".html").unwrap_or(part).rsplit_once(['-', '.']).unwrap_or((part, ""));
        if is_locale(part) || matches!(part, "index" | "index.html") || stem == "index" && is_locale(suffix) {
            continue;
        }
        let part = part.strip_suffix(".html").unwrap_or(part);
        found.push('/');
        // `guide-fr.html`, and `guide.fr.html`.
        found.push_str(match part.rsplit_once(['-', '.']) {
            Some((stem, suffix)) if suffix.len() == 2 && is_locale(suffix) => stem,
            _ => part,
        });
    }
    (found, named)
}

/// Whether the target leads to a page of the same site that is in its language.
fn is_edition(source: &str, target: &str, locale: &Locale) -> bool {
    let (Ok(source), Ok(target)) = (Url::parse(source), Url::parse(target)) else { return false };
    let site = |url: &Url| {
        let host = url.host_str().unwrap_or_default().to_owned();
        host.rsplitn(3, '.').take(2).collect::<Vec<_>>().join(".")
    };
    let plain = Url::parse(&format!("https://{}/", target.host_str().unwrap_or_default()));
    let names = |url: &Url| {
        url.path().split('/').any(|step| {
            let language = step.split(['-', '_']).next().unwrap_or(step);
            step.len() <= 10 && language.eq_ignore_ascii_case(locale.language())
        })
    };
    site(&source) == site(&target) && plain.is_ok_and(|plain| plain != target) && names(&target)
}

/// Whether an address is of the reader's own machine, or of nobody's.
fn is_example(address: &str) -> bool {
    let host = address.split("://").nth(1).unwrap_or(address);
    let host = host.split(['/', ':']).next().unwrap_or(host);
    host == "localhost" || host.starts_with("127.") || host.starts_with("example.") || host.contains(".example.")
}

/// Whether the same page of a site stands at another place of it, as sites are put in another order.
fn is_moved(source: &str, target: &str) -> bool {
    let (Ok(source), Ok(target)) = (Url::parse(source), Url::parse(target)) else { return false };
    let steps =
        |url: &Url| url.path().split('/').filter(|step| !step.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (theirs, ours) = (steps(&source), steps(&target));
    let (short, long) = if theirs.len() < ours.len() { (&theirs, &ours) } else { (&ours, &theirs) };
    let is_in_order = || {
        let mut long = long.iter();
        short.iter().skip(1).all(|step| long.any(|other| other == step))
    };
    source.host_str() == target.host_str()
        && theirs.last() == ours.last()
        && short.len() > 2
        && (short.len() < long.len() && is_in_order() || theirs.last().is_some_and(|last| last.len() >= 8))
}

/// Whether the target's host names its language, and the path is the source's: a site's
/// edition that others keep, as `guide-ru.example.org` for `guide.example.org`.
fn is_mirror(source: &str, target: &str, locale: &Locale) -> bool {
    let (Ok(source), Ok(target)) = (Url::parse(source), Url::parse(target)) else { return false };
    let names = |host: &str| {
        host.split(['.', '-']).any(|part| {
            part == locale.language() || locale.as_str().to_ascii_lowercase().rsplit('-').next() == Some(part)
        })
    };
    let path = |url: &Url| url.path().trim_end_matches('/').trim_end_matches(".html").to_owned();
    names(target.host_str().unwrap_or_default()) && path(&source) == path(&target)
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

    #[test]
    fn pages_that_moved_and_mirrors_are_told_apart() {
        let docs = "https://example.org/en/docs/http/headers/vary";
        assert!(is_moved(docs, "https://example.org/fr/docs/http/reference/headers/vary"));
        assert!(!is_moved(docs, "https://example.org/fr/docs/http/headers/age"));
        assert!(!is_moved("https://example.org/a", "https://example.org/b/a"));
        let locale = Locale::new("ru").expect("a tag");
        assert!(is_mirror("https://guide.example/a.html", "https://guide-ru.example/a", &locale));
        assert!(!is_mirror("https://guide.example/a", "https://guide-ru.example/b", &locale));
        assert!(!is_mirror("https://guide.example/a", "https://other.example/a", &locale));
        assert!(is_example("http://localhost:4321/tags/a") && !is_example("https://example-site.org/"));
    }
}
