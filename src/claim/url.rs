//! Addresses outside the set of pages, in a form that is equal where they lead
//! to the same place.
//!
//! Dropped: the scheme's `s`, `www.`, a locale in the path, the host or the
//! query (`/zh-cn/`, `fr.wikipedia.org`, `clcid=0x804`), tracking, a trailing
//! slash, `(v=…)` and `.aspx` of library pages, letter case. Kept: what chooses
//! the target, such as `linkid` and `kbid`.

use std::fmt::Write as _;

use url::Url;

/// Query keys that choose a language or count visitors, lower case.
const DROPPED_KEYS: &[&str] = &[
    "clcid",
    "lcid",
    "lc",
    "locale",
    "lang",
    "language",
    "hl",
    "mkt",
    "ui",
    "rs",
    "ad",
    "displaylang",
    "setlang",
    "ocid",
    "wt.mc_id",
    "wt.mc_ev",
    "icid",
];

/// Whether a destination leads out of the set: it has a scheme or a host.
pub(super) fn is_external(destination: &str) -> bool {
    destination.starts_with("//") || has_scheme(destination)
}

fn has_scheme(destination: &str) -> bool {
    let scheme = destination.split(':').next().unwrap_or("");
    scheme.len() < destination.len()
        && scheme.len() > 1
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        && scheme.as_bytes()[0].is_ascii_alphabetic()
}

/// Writes the canonical form of an address to `out`, which is emptied first.
pub(super) fn canonical(address: &str, out: &mut String) {
    out.clear();
    let address = address.trim();
    let unescaped;
    // `?linkid=1%26clcid=0x404` is what became of `\&` in many translations.
    let address = if address.contains("%26") || address.contains('\\') || address.contains("&amp;") {
        unescaped = address.replace('\\', "").replace("&amp;", "&").replace("%26", "&");
        &unescaped
    } else {
        address
    };
    let parsed = if address.starts_with("//") { Url::parse(&format!("https:{address}")) } else { Url::parse(address) };
    match parsed {
        Ok(url) if url.has_host() && url.scheme().starts_with("http") => write_web(&url, out),
        _ => write_other(address, out),
    }
}

fn write_web(url: &Url, out: &mut String) {
    let host = url.host_str().unwrap_or("");
    let host = host.strip_prefix("www.").unwrap_or(host);
    let host = host.strip_suffix(".com.cn").map_or_else(|| host.to_owned(), |head| format!("{head}.com"));
    if let Some((label, site)) = host.split_once('.')
        && is_language(label)
        && site.contains('.')
    {
        // An encyclopedia in another language has articles of its own.
        let _ = write!(out, "*.{site}");
        return;
    }
    out.push_str(&host);
    if let Some(port) = url.port() {
        let _ = write!(out, ":{port}");
    }
    let is_fwlink = url.path().to_ascii_lowercase().starts_with("/fwlink");
    // An article of the knowledge base by its number: the same at the redirector, where all of
    // them have one link id, and at its site.
    if is_fwlink
        && host == "go.microsoft.com"
        && url.query_pairs().any(|(key, value)| key.eq_ignore_ascii_case("linkid") && value == "3052")
        && let Some((_, article)) = url.query_pairs().find(|(key, _)| key.eq_ignore_ascii_case("kbid"))
        && !article.is_empty()
        && article.bytes().all(|byte| byte.is_ascii_digit())
    {
        out.clear();
        let _ = write!(out, "support.microsoft.com/kb/{article}");
        return;
    }
    if is_fwlink {
        out.push_str("/fwlink");
    } else {
        write_path(url.path(), out);
    }
    write_query(url, out);
    if let Some(fragment) = url.fragment().filter(|fragment| !fragment.is_empty()) {
        out.push('#');
        push_lower(fragment, out);
    }
}

fn write_path(path: &str, out: &mut String) {
    let start = out.len();
    for (index, segment) in path.split('/').filter(|segment| !segment.is_empty()).enumerate() {
        if is_locale(segment) || index == 0 && is_language(segment) || is_country(segment) {
            continue;
        }
        out.push('/');
        push_lower(&percent_decoded(segment), out);
    }
    // "/library/gg398125(v=ocs.15).aspx" is "/library/gg398125", "/guide/index.html" is "/guide".
    let tail = &out[start..];
    let bare = [".aspx", ".html", ".htm"].iter().find_map(|ending| tail.strip_suffix(ending)).unwrap_or(tail);
    let mut keep = bare.strip_suffix("/index").unwrap_or(bare).len();
    if let Some(version) = out[start..start + keep].rfind("(v=") {
        keep = version;
    }
    out.truncate(start + keep);
}

fn write_query(url: &Url, out: &mut String) {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (key, value) in url.query_pairs() {
        let key = key.to_ascii_lowercase();
        let dropped = DROPPED_KEYS.contains(&key.as_str()) || key.starts_with("utm_");
        if dropped || value.is_empty() && is_locale(&key) {
            continue;
        }
        pairs.push((key, value.to_lowercase()));
    }
    pairs.sort();
    for (index, (key, value)) in pairs.iter().enumerate() {
        let _ = write!(out, "{}{key}={value}", if index == 0 { '?' } else { '&' });
    }
}

/// What is no web address: `mailto:`, `sip:`, an address with a placeholder in it.
fn write_other(address: &str, out: &mut String) {
    let mut depth = 0;
    for character in address.trim_end_matches('/').chars() {
        match character {
            '<' => depth += 1,
            '>' if depth > 0 => {
                depth -= 1;
                out.push_str("<>");
            }
            _ if depth > 0 => {}
            character => out.extend(character.to_lowercase()),
        }
    }
    if let Some(rest) = out.strip_prefix("http://") {
        *out = format!("https://{rest}");
    }
}

/// Appends a text in lower case.
pub(super) fn push_lower(text: &str, out: &mut String) {
    if text.is_ascii() {
        let start = out.len();
        out.push_str(text);
        out[start..].make_ascii_lowercase();
    } else {
        out.extend(text.chars().flat_map(char::to_lowercase));
    }
}

fn percent_decoded(segment: &str) -> std::borrow::Cow<'_, str> {
    if !segment.contains('%') {
        return segment.into();
    }
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match hex.filter(|_| byte == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_or_else(|_| segment.into(), Into::into)
}

/// `en-us`, `zh_CN`, `zh-hans`: a language with a region or a script.
pub(super) fn is_locale(segment: &str) -> bool {
    let Some((language, region)) = segment.split_once(['-', '_']) else { return false };
    let lengths = matches!(language.len(), 2 | 3) && matches!(region.len(), 2 | 4);
    let letters = segment.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_'));
    lengths && letters && is_language(language)
}

/// Countries that sites call their editions by, at any place of a path.
fn is_country(segment: &str) -> bool {
    const COUNTRIES: &[&str] = &["us", "cn", "tw", "jp", "kr", "br"];
    COUNTRIES.contains(&segment)
}

/// The languages that documentation is commonly published in.
pub(super) fn is_language(label: &str) -> bool {
    const LANGUAGES: &[&str] = &[
        "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu",
        "id", "it", "ja", "ko", "lt", "lv", "ms", "nb", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv",
        "th", "tr", "uk", "vi", "zh",
    ];
    LANGUAGES.iter().any(|language| label.eq_ignore_ascii_case(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, expected: &str) {
        let mut found = String::new();
        canonical(address, &mut found);
        assert_eq!(found, expected, "{address}");
    }

    #[test]
    fn what_leads_to_the_same_place_is_equal() {
        check("http://go.microsoft.com/fwlink/p/?linkId=205889", "go.microsoft.com/fwlink?linkid=205889");
        check("https://go.microsoft.com/fwlink/?linkid=205889\\&clcid=0x804", "go.microsoft.com/fwlink?linkid=205889");
        check("http://go.microsoft.com/fwlink/?linkid=205889%26clcid=0x40C", "go.microsoft.com/fwlink?linkid=205889");
        check("https://go.microsoft.com/fwlink/p/?linkid=3052&kbid=2083921", "support.microsoft.com/kb/2083921");
        check(
            "https://technet.microsoft.com/zh-cn/library/gg398125(v=ocs.15).aspx",
            "technet.microsoft.com/library/gg398125",
        );
        check("https://technet.microsoft.com/library/GG398125\\(v=ocs.15\\)", "technet.microsoft.com/library/gg398125");
        check(
            "https://docs.microsoft.com/en-us/powershell/module/skype/Get-CsUser/",
            "docs.microsoft.com/powershell/module/skype/get-csuser",
        );
        check("https://www.microsoft.com.cn/a%20b", "microsoft.com/a b");
        check("https://docs.example.org/guide/index.html", "docs.example.org/guide");
        check("https://docs.example.org/guide.html#top", "docs.example.org/guide#top");
        check("https://fr.wikipedia.org/wiki/Session", "*.wikipedia.org");
        check("https://<pool fqdn>/dialin", "https://<>/dialin");
        check("mailto:Ken@Contoso.com", "mailto:ken@contoso.com");
    }

    #[test]
    fn schemes_and_paths_are_told_apart() {
        for (destination, expected) in [
            ("https://a.b/", true),
            ("//a.b/c", true),
            ("mailto:a@b", true),
            ("a/b.md", false),
            ("C:\\x", false),
            ("#top", false),
            ("topic.md#a:b", false),
        ] {
            assert_eq!(is_external(destination), expected, "{destination}");
        }
    }
}
