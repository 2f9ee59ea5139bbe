//! Comments in pages that allow findings.
//!
//! `<!-- docparity: allow version-missing -- older release -->` allows the findings of
//! a check in the block that follows, with the reason behind `--`. `allow-page` is
//! for the whole page, and `allow-start` holds up to `allow-end`. In MDX the
//! comment is written as `{/* docparity: … */}`. Several checks stand with commas
//! between them, and the beginning of an id stands for all that have it, as in
//! `--select`. A comment in a source page holds for every translation.
//!
//! What is allowed is counted and not reported. A comment that allows nothing is
//! a finding itself (`unused-suppression`). Cost: one search through the text of
//! each page, and nothing else for pages without such a comment.

use rustc_hash::FxHashMap;

use crate::check::CHECKS;
use crate::config::{Config, is_or_begins, nearest};
use crate::corpus::{PageFile, Topic};
use crate::finding::{Change, Confidence, Evidence, Finding, Kind, Severity, stable_id};
use crate::locale::Locale;
use crate::source::LineIndex;

/// What a comment begins with.
const MARK: &str = "docparity:";

/// The check of comments that allow nothing.
const UNUSED: &str = "unused-suppression";

/// A comment that allows findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// A check's id, or the beginning of several.
    pub check: String,
    /// Why, as written behind `--`.
    pub reason: Option<String>,
    /// The bytes of the comment.
    pub span: std::ops::Range<usize>,
    /// The lines that it holds for, 1-based, both inclusive; `None` for the page.
    pub lines: Option<(u32, u32)>,
    /// What is wrong with the comment itself.
    pub mistake: Option<String>,
}

/// Whether a page's text may hold such a comment; cheap.
pub fn may_allow(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_some()
}

/// A page with its comments, and whether each has allowed something.
struct Allowing<'c> {
    page: &'c PageFile,
    text: String,
    found: Vec<(Suppression, bool)>,
}

/// Takes the findings of a topic that are allowed out of `findings`, adds one for each
/// comment that allows nothing, and returns how many were taken out. `marked` are the
/// pages of the topic for which [`may_allow`] holds.
pub fn apply(
    source_locale: &Locale,
    config: &Config,
    topic: &Topic,
    marked: &[&PageFile],
    findings: &mut Vec<Finding>,
) -> u64 {
    let mut pages: Vec<Allowing<'_>> = Vec::new();
    let mut by_path: FxHashMap<&str, usize> = FxHashMap::default();
    for &page in marked {
        let Ok(text) = page.read() else { continue };
        let found: Vec<_> = read(&text).into_iter().map(|suppression| (suppression, false)).collect();
        if !found.is_empty() {
            by_path.insert(page.path.as_str(), pages.len());
            pages.push(Allowing { page, text: text.into_owned(), found });
        }
    }
    if pages.is_empty() {
        return 0;
    }
    let before = findings.len();
    findings.retain(|finding| {
        let mut allowed = false;
        for evidence in [&finding.source, &finding.target].into_iter().flatten() {
            let Some(&page) = by_path.get(evidence.path.as_str()) else { continue };
            for (suppression, used) in &mut pages[page].found {
                if suppression.covers(finding.rule, evidence) {
                    *used = true;
                    allowed = true;
                }
            }
        }
        !allowed
    });
    let suppressed = (before - findings.len()) as u64;
    if let Some(severity) = config.severity(UNUSED, Severity::Warning) {
        for Allowing { page, text, found } in &pages {
            let lines = LineIndex::new(text);
            for (suppression, _) in found.iter().filter(|(suppression, used)| !used && suppression.is_judged(config)) {
                findings.push(unused(source_locale, topic, page, (text, &lines), suppression, severity));
            }
        }
    }
    suppressed
}

impl Suppression {
    fn covers(&self, rule: &str, evidence: &Evidence) -> bool {
        let on_lines = |(first, last)| evidence.line <= last && evidence.end_line >= first;
        // The cheap question first: a page may have a comment a line.
        self.lines.is_none_or(on_lines) && self.mistake.is_none() && is_or_begins(rule, &self.check)
    }

    /// Whether it could have allowed something in this run.
    fn is_judged(&self, config: &Config) -> bool {
        let runs = |id: &str| is_or_begins(id, &self.check) && config.is_enabled(id);
        self.mistake.is_some() || CHECKS.iter().any(|check| runs(check.id))
    }
}

fn unused(
    source_locale: &Locale,
    topic: &Topic,
    page: &PageFile,
    (text, lines): (&str, &LineIndex),
    suppression: &Suppression,
    severity: Severity,
) -> Finding {
    let place = |at: usize| lines.line_column(text, at as u32);
    let (start, end) = (place(suppression.span.start), place(suppression.span.end));
    let evidence = Some(Evidence {
        locale: page.locale.clone(),
        path: page.path.to_string(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        text: text.get(suppression.span.clone()).map(str::to_owned),
    });
    let of_source = page.locale == *source_locale;
    let (source, target) = if of_source { (evidence, None) } else { (None, evidence) };
    let message = match &suppression.mistake {
        Some(mistake) => mistake.clone(),
        None => format!("nothing is found that `{}` would allow here; remove it", suppression.check),
    };
    let identity = stable_id(&[UNUSED, &topic.id, page.locale.as_str(), &suppression.check, &message]);
    Finding {
        rule: UNUSED,
        kind: Kind::Metadata,
        change: Change::Extra,
        severity,
        confidence: Confidence::new(1.0),
        topic: topic.id.clone(),
        locale: page.locale.clone(),
        claim: None,
        source,
        target,
        locales: Default::default(),
        outlier: None,
        group: identity.clone(),
        pattern: None,
        message,
        fingerprint: identity,
        explained_by: None,
    }
}

/// The comments of a page that allow findings, in order, one for each check that they name.
pub fn read(text: &str) -> Vec<Suppression> {
    let lines = Lines::of(text);
    let mut found = Vec::new();
    // Checks of regions that are open, as indices of `found`.
    let mut open: Vec<usize> = Vec::new();
    for (number, line) in (1..).zip(&lines.texts) {
        if lines.in_code[number as usize - 1] {
            continue;
        }
        for comment in comments(line) {
            let at = lines.starts[number as usize - 1];
            let span = at + comment.start..at + comment.end;
            let Some(order) = Order::read(&line[comment.clone()]) else { continue };
            let of = |check: &str, lines, mistake| Suppression {
                check: check.to_owned(),
                reason: order.reason.map(str::to_owned),
                span: span.clone(),
                lines,
                mistake,
            };
            let unknown = |check: &str| {
                let known = CHECKS.iter().any(|known| is_or_begins(known.id, check));
                (!known).then(|| match nearest(check, CHECKS.iter().map(|check| check.id)) {
                    Some(near) => format!("there is no check `{check}`; did you mean `{near}`?"),
                    None => format!("there is no check `{check}`; `docparity explain` lists them"),
                })
            };
            for check in &order.checks {
                match order.verb {
                    "allow" => found.push(of(check, Some(lines.block_after(number, &comment)), unknown(check))),
                    "allow-page" => found.push(of(check, None, unknown(check))),
                    "allow-start" => {
                        open.push(found.len());
                        found.push(of(check, Some((number, u32::MAX)), unknown(check)));
                    }
                    "allow-end" => match open.iter().rposition(|&index: &usize| found[index].check == *check) {
                        Some(position) => {
                            let region = &mut found[open.remove(position)];
                            region.lines = region.lines.map(|(first, _)| (first, number));
                        }
                        None => {
                            let mistake = format!("no `allow-start {check}` stands before this `allow-end`");
                            found.push(of(check, Some((number, number)), Some(mistake)));
                        }
                    },
                    verb => {
                        let mistake =
                            format!("`{verb}` is no order; write allow, allow-page, allow-start or allow-end");
                        found.push(of(check, Some((number, number)), Some(mistake)));
                    }
                }
            }
        }
    }
    for index in open {
        let check = &found[index].check;
        found[index].mistake = Some(format!("no `allow-end {check}` follows this `allow-start`"));
    }
    found
}

/// What a comment says.
struct Order<'t> {
    verb: &'t str,
    checks: Vec<&'t str>,
    reason: Option<&'t str>,
}

impl<'t> Order<'t> {
    /// Reads a whole comment, signs included; `None` if it is not for docparity.
    fn read(comment: &'t str) -> Option<Order<'t>> {
        let inner = comment.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
        let inner = inner.or_else(|| comment.strip_prefix("{/*")?.strip_suffix("*/}"))?;
        let (order, reason) = match inner.trim().strip_prefix(MARK)?.trim().split_once(" -- ") {
            Some((order, reason)) => (order, Some(reason.trim()).filter(|reason| !reason.is_empty())),
            None => (inner.trim().strip_prefix(MARK)?.trim().trim_end_matches("--"), None),
        };
        let order = order.trim();
        let (verb, checks) = order.split_once(char::is_whitespace).unwrap_or((order, ""));
        let checks = checks.split([',', ' ']).map(str::trim).filter(|check| !check.is_empty()).collect();
        Some(Order { verb, checks, reason })
    }
}

/// Where comments stand in a line, signs included.
fn comments(line: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    for (open, close) in [("<!--", "-->"), ("{/*", "*/}")] {
        let mut from = 0;
        while let Some(start) = line[from..].find(open).map(|at| from + at) {
            let Some(end) = line[start..].find(close).map(|at| start + at + close.len()) else { break };
            found.push(start..end);
            from = end;
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

/// The lines of a page. What is asked of each comment is worked out once for all of them: a page
/// may have a comment a line. Lines are counted from 0 here.
struct Lines<'t> {
    texts: Vec<&'t str>,
    starts: Vec<usize>,
    in_code: Vec<bool>,
    /// The first line behind each that says something and holds no comment.
    next: Vec<Option<usize>>,
    /// The last line of the block that each line stands in.
    last: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Lines<'t> {
        let (mut texts, mut starts, mut in_code) = (Vec::new(), Vec::new(), Vec::new());
        let mut fence: Option<&str> = None;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim();
            let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
            let is_code = fence.is_some();
            match (fence, mark) {
                (None, Some(mark)) => fence = Some(mark),
                (Some(open), Some(mark)) if open == mark && trimmed.trim_start_matches(['`', '~']).is_empty() => {
                    fence = None
                }
                _ => {}
            }
            texts.push(line.trim_end_matches(['\n', '\r']));
            starts.push(at);
            in_code.push(is_code);
            at += line.len();
        }
        let (mut next, mut last) = (vec![None; texts.len()], vec![0; texts.len()]);
        let (mut next_text, mut block_end) = (None, texts.len().saturating_sub(1));
        for index in (0..texts.len()).rev() {
            (next[index], last[index]) = (next_text, block_end);
            let is_blank = texts[index].trim().is_empty();
            if !is_blank && comments(texts[index]).is_empty() {
                next_text = Some(index);
            }
            if is_blank && !in_code[index] {
                block_end = index.saturating_sub(1);
            }
        }
        Lines { texts, starts, in_code, next, last }
    }

    /// The lines from a comment to the end of the block that it stands in or before, 1-based.
    fn block_after(&self, comment_line: u32, comment: &std::ops::Range<usize>) -> (u32, u32) {
        let own = comment_line as usize - 1;
        let line = self.texts[own];
        let alone = line[..comment.start].trim().is_empty() && line[comment.end..].trim().is_empty();
        let begin = if alone { self.next[own] } else { Some(own) };
        (comment_line, begin.map_or(comment_line, |begin| self.last[begin] as u32 + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `check first-last reason` of each, `page` for the whole page, `! mistake` behind it.
    fn check(text: &str, expected: &[&str]) {
        let shown = |suppression: &Suppression| {
            let lines = suppression.lines.map_or("page".to_owned(), |(first, last)| format!("{first}-{last}"));
            let reason = suppression.reason.as_deref().unwrap_or("-");
            let mistake = suppression.mistake.as_ref().map(|mistake| format!(" ! {mistake}")).unwrap_or_default();
            format!("{} {lines} {reason}{mistake}", suppression.check)
        };
        assert_eq!(read(text).iter().map(shown).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn a_comment_holds_for_a_block_a_region_or_a_page() {
        check(
            "# T\n\n<!-- docparity: allow version-missing -- older release -->\n\none\ntwo\n\nthree\n",
            &["version-missing 3-6 older release"],
        );
        check("{/* docparity: allow url, number-changed */}\none\n", &["url 1-2 -", "number-changed 1-2 -"]);
        check("a | b <!-- docparity: allow url -- r -->\nc | d\n\ne", &["url 1-2 r"]);
        check("<!-- docparity: allow-page url -- r -->\n", &["url page r"]);
        check("<!-- docparity: allow-start url -- r -->\na\n\nb\n<!-- docparity: allow-end url -->\nc", &["url 1-5 r"]);
        check("<!-- docparity: allow code -->\n```sh\na\n\nb\n```\nc\n", &["code 1-7 -"]);
        // Shown as code, of another tool, and cut off.
        check("```\n<!-- docparity: allow url -->\n```\n", &[]);
        check("<!-- other: allow url -->\n<!-- docparity: allow url\n", &[]);
    }

    #[test]
    fn mistakes_are_told() {
        check(
            "<!-- docparity: allow version-mising -->\na",
            &["version-mising 1-2 - ! there is no check `version-mising`; did you mean `version-missing`?"],
        );
        check(
            "<!-- docparity: permit url -->\na",
            &["url 1-1 - ! `permit` is no order; write allow, allow-page, allow-start or allow-end"],
        );
        check(
            "<!-- docparity: allow-start url -->\na",
            &["url 1-4294967295 - ! no `allow-end url` follows this `allow-start`"],
        );
        check(
            "<!-- docparity: allow-end url -->\na",
            &["url 1-1 - ! no `allow-start url` stands before this `allow-end`"],
        );
    }

    #[test]
    fn no_text_makes_it_panic() {
        proptest::proptest!(|(text in "((<!--|-->|\\{/\\*|\\*/\\}|docparity:|allow|-page|-start|-end|url|,|--|é|```|\n| ){0,3}){0,12}")| {
            let _ = read(&text);
        });
    }
}
