//! What the formats for other programs need beside the findings: the checks'
//! documentation, where the repository begins, and which findings come first.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::terminal::Pages;
use crate::finding::{Evidence, Finding, Report, Severity};

/// Where the project's own pages are.
pub(super) const HOME: &str = "https://github.com/docparity/docparity";

/// What is told of a check beside its findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// What it reports, in one sentence without a full stop.
    pub summary: String,
    /// All its documentation, in Markdown.
    pub documentation: &'static str,
}

impl Rule {
    /// The page that documents the check.
    pub fn address(id: &str) -> String {
        format!("{HOME}/blob/main/src/check/{}.rs", id.replace('-', "_"))
    }
}

/// What a format may look at beside the report.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    /// All checks.
    pub rules: &'c [Rule],
    /// The folder that paths in reports count from, with `/`; absolute paths
    /// below it are written relative to it, others stay as they are.
    pub root: &'c str,
    /// The lines of the pages.
    pub pages: &'c dyn Pages,
}

impl Context<'_> {
    /// A path as programs that know the repository want it: relative to its
    /// root, without `./`, with `/`.
    pub fn relative<'p>(&self, path: &'p str) -> &'p str {
        let below = path.strip_prefix(self.root).filter(|_| !self.root.is_empty());
        let below = below.and_then(|rest| rest.strip_prefix('/')).unwrap_or(path);
        let mut rest = below;
        while let Some(shorter) = rest.strip_prefix("./") {
            rest = shorter.trim_start_matches('/');
        }
        if rest.is_empty() { below } else { rest }
    }

    /// The relative path as a URI reference (RFC 3986).
    pub fn uri(&self, path: &str) -> String {
        let relative = self.relative(path);
        let encoded = encoded(relative);
        // `a:b/c.md` would be read as an address with the scheme `a`; `:` is encoded, so it is not.
        match relative.starts_with('/') {
            true => format!("file://{encoded}"),
            false => encoded,
        }
    }
}

/// A path with everything encoded that has a meaning in a URI.
pub(super) fn encoded(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// What is not written as it is in the path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The place that an annotation stands at: in the translation where it has one,
/// in the source otherwise.
pub(super) fn primary(finding: &Finding) -> Option<&Evidence> {
    finding.target.as_ref().or(finding.source.as_ref())
}

/// The place that an annotation refers to: in the source, if [`primary`] is in the translation.
pub(super) fn related(finding: &Finding) -> Option<&Evidence> {
    finding.target.as_ref().and(finding.source.as_ref())
}

/// All findings, errors first and sure ones before unsure ones; those that are
/// alike stay in the order of the report.
pub(super) fn worst_first(report: &Report) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    let sureness = |finding: &Finding| (finding.confidence.get() * 100.0) as u32;
    findings.sort_by_key(|finding| std::cmp::Reverse((finding.severity, sureness(finding))));
    findings
}

/// `fr-FR: what is wrong`.
pub(super) fn headline(finding: &Finding) -> String {
    format!("{}: {}", finding.locale, super::harmless(&finding.message))
}

/// The severity by its name.
pub(super) fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A text without the characters that XML 1.0 has no way to write, and without
/// those that a terminal would obey: both become `\u{…}`.
pub(super) fn fit_for_xml(text: &str) -> Cow<'_, str> {
    match super::harmless(text) {
        shown if shown.contains(['\u{fffe}', '\u{ffff}']) => {
            Cow::Owned(shown.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}"))
        }
        shown => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing;

    impl Pages for Nothing {
        fn line(&self, _: &str, _: u32) -> Option<String> {
            None
        }

        fn title(&self, _: &str) -> Option<String> {
            None
        }
    }

    #[test]
    fn paths_count_from_the_root() {
        let check = |path: &str, relative: &str, uri: &str| {
            let context = Context { rules: &[], root: "/repo", pages: &Nothing };
            assert_eq!((context.relative(path), context.uri(path).as_str()), (relative, uri), "{path:?}");
        };
        check("docs/a.md", "docs/a.md", "docs/a.md");
        check("./docs/a.md", "docs/a.md", "docs/a.md");
        check("/repo/docs/a.md", "docs/a.md", "docs/a.md");
        check("/repository/a.md", "/repository/a.md", "file:///repository/a.md");
        check("../a b.md", "../a b.md", "../a%20b.md");
        check("a:b/#?%.md", "a:b/#?%.md", "a%3Ab/%23%3F%25.md");
        check("中\n.md", "中\n.md", "%E4%B8%AD%0A.md");
        check("./", "./", "./");
    }
}
