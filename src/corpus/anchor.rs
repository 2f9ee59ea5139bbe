//! Places in pages that links lead to: `setup.md#ports`, `#ports`.
//!
//! How a site makes an anchor of a heading is its own affair: GitHub, Docusaurus,
//! VitePress, Astro and Hugo differ in what they drop and what they put a hyphen for.
//! Anchors are therefore known by their letters and digits alone, decomposed and in
//! lower case ([`key`]), and everything that may be an anchor counts as one: headings
//! with and without the tags in them, ids in braces and comments behind them, `id`
//! and `name` of elements. What is not found among those is there in no flavour.
//!
//! Only pages with such links are looked through, and only the pages that they lead
//! to are asked for their anchors; a page is parsed where a link of it is told.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

use super::findings::{Seen, evidence};
use super::link::decoded;
use super::{Corpus, PageFile, Topic};
use crate::finding::{Change, Confidence, Evidence, Finding, Kind, Severity, Stance, stable_id};
use crate::locale::Locale;
use crate::page::InlineKind;
use crate::parse;
use crate::source::Span;

/// The check.
pub(crate) const CHECK: &str = "anchor-broken";

/// Broken anchors of one page in another that are told one by one; of more, the first is told with their number.
const TOLD: usize = 3;

/// Links of a locale with an anchor, below which nothing is said of how the locale makes them.
const SAMPLE: usize = 20;

/// Bytes of a destination before its `#`.
const LONGEST: usize = 512;

/// Whether a text may hold a link to a place in a page.
pub(super) fn has_links(text: &str) -> bool {
    links(text).next().is_some()
}

/// The destinations with an anchor that links of a text seem to have, code included:
/// whatever stands in `](…)`, `href="…"` or behind `[label]:`.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'#', bytes).filter_map(move |hash| {
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'(' | b')' | b'<' | b'>' | b'"' | b'\'');
        let from = hash.saturating_sub(LONGEST);
        let start = from + bytes[from..hash].iter().rposition(ends)? + 1;
        let before = &bytes[..start - 1];
        let is_link = match bytes[start - 1] {
            b'(' => before.ends_with(b"]"),
            b'<' => before.ends_with(b"](") || before.trim_ascii_end().ends_with(b"]:"),
            b'"' | b'\'' => before.ends_with(b"href=") || before.ends_with(b"to="),
            _ => before.trim_ascii_end().ends_with(b"]:"),
        };
        let end = hash + bytes[hash..].iter().position(ends).unwrap_or(bytes.len() - hash);
        let destination = text.get(start..end)?;
        (is_link && fragment(destination).is_some()).then_some(destination)
    })
}

/// What stands behind the first `#`, if it names a place: no route of a program, no text to search for.
fn fragment(destination: &str) -> Option<&str> {
    let (before, fragment) = destination.split_once('#')?;
    let is_place = !fragment.starts_with(['/', '!', ':']) && !fragment.contains(['#', '{', '=', '$']);
    (is_place && !before.contains('{') && !key(fragment).is_empty()).then_some(fragment)
}

/// What an anchor is known by: its letters and digits, decomposed, in lower case.
fn key(anchor: &str) -> String {
    let known = |text: &str| -> String {
        text.nfkd()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .filter(|c| c.is_alphanumeric())
            .collect()
    };
    known(&decoded(anchor))
}

/// The places of a page.
#[derive(Debug, Default)]
struct Anchors {
    keys: FxHashSet<String>,
    /// Whether the page has headings whose words come from elsewhere.
    is_open: bool,
}

impl Anchors {
    /// Everything in a text that may be an anchor, lines of code included.
    fn of(text: &str) -> Anchors {
        let mut anchors = Anchors::default();
        // What page frames call their beginning.
        anchors.keys.extend(["top", "title", "overview"].map(String::from));
        let front_matter = parse::front_matter(text).0;
        anchors.keys.extend(front_matter.value(&["title"]).map(key));
        let mut before = "";
        for line in text.lines() {
            // In a quote or an item of a list.
            let marks = |c: char| c.is_whitespace() || c.is_ascii_digit() || matches!(c, '>' | '-' | '*' | '+' | '.');
            let marked = line.trim_start_matches(marks);
            let heading = marked.trim_start_matches('#');
            let level = marked.len() - heading.len();
            let line = line.trim();
            if (1..=6).contains(&level) && heading.starts_with([' ', '\t']) {
                anchors.heading(heading);
            } else if !line.is_empty() && ["=", "-"].iter().any(|rule| line.trim_start_matches(rule).is_empty()) {
                anchors.heading(before);
            }
            before = line;
        }
        anchors.attributes(text);
        anchors
    }

    fn heading(&mut self, heading: &str) {
        self.is_open |= heading.contains("{{");
        let end = heading.find("{#").or_else(|| heading.find("{:")).or_else(|| heading.find("{/*"));
        let (words, id) = heading.split_at(end.unwrap_or(heading.len()));
        self.keys.insert(key(id));
        self.keys.insert(key(&without_targets(words)));
        self.keys.insert(key(&without_targets(&without_tags(words))));
    }

    /// Ids of elements and ids in braces.
    fn attributes(&mut self, text: &str) {
        for opening in ["id=", "name=", "{#", "{: #", "](){#"] {
            for at in memchr::memmem::find_iter(text.as_bytes(), opening) {
                let value = text[at + opening.len()..].trim_start_matches(['{', '"', '\'', '`']);
                let end = value.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '>' | '}' | '/'));
                self.keys.insert(key(&value[..end.unwrap_or(value.len())]));
            }
        }
        for level in b'1'..=b'6' {
            let opening = [b'<', b'h', level];
            for at in memchr::memmem::find_iter(text.as_bytes(), &opening) {
                let inner = text[at..].split_once('>').and_then(|(_, rest)| rest.split_once("</h"));
                if let Some((inner, _)) = inner {
                    self.heading(inner);
                }
            }
        }
    }

    fn have(&self, fragment: &str) -> bool {
        let fragment = fragment.strip_prefix("user-content-").unwrap_or(fragment);
        let first = fragment.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['-', '_']);
        [fragment, first].iter().any(|fragment| self.keys.contains(&key(fragment)))
    }
}

/// `[label](destination)` and `[label][name]` become `label`.
fn without_targets(words: &str) -> String {
    let mut kept = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find(']') {
        kept.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let closing = if rest.starts_with('(') { ')' } else { ']' };
        if rest.starts_with(['(', '[']) {
            rest = rest.split_once(closing).map_or("", |(_, behind)| behind);
        }
    }
    kept + rest
}

/// A text without what stands in `<…>`.
fn without_tags(words: &str) -> String {
    let mut kept = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, tag)) = rest.split_once('<') {
        kept.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, behind)| behind);
    }
    kept + rest
}

/// A link of a translation to a place in a page of the set.
struct Link<'c> {
    topic: &'c Topic,
    page: &'c PageFile,
    /// As it is written.
    destination: String,
    /// The topic that it leads to.
    to: &'c Topic,
}

impl Link<'_> {
    fn fragment(&self) -> &str {
        fragment(&self.destination).unwrap_or_default()
    }
}

/// The findings of the check `anchor-broken`, by topic and locale.
pub(crate) fn findings(corpus: &Corpus) -> Vec<Finding> {
    let links: Vec<Vec<Link<'_>>> = corpus.topics.par_iter().map(|topic| of_topic(corpus, topic)).collect();
    let mut wanted: Vec<&PageFile> = Vec::new();
    for link in links.iter().flatten() {
        wanted.extend(link.to.page(&corpus.source_locale).into_iter().chain(link.to.page(&link.page.locale)));
    }
    wanted.sort_unstable_by_key(|page| page.path.as_str());
    wanted.dedup_by_key(|page| page.path.as_str());
    let anchors: FxHashMap<&str, Anchors> =
        wanted.into_par_iter().filter_map(|page| Some((page.path.as_str(), Anchors::of(&page.read().ok()?)))).collect();
    let set = Set { corpus, anchors };
    let mut broken: Vec<Vec<&Link<'_>>> = Vec::new();
    let mut found: BTreeMap<&Locale, (usize, usize)> = BTreeMap::new();
    for links in &links {
        let of_source: Vec<&Link<'_>> = links.iter().filter(|link| link.page.locale == corpus.source_locale).collect();
        let translated = links.iter().filter(|link| link.page.locale != corpus.source_locale);
        let lost: Vec<&Link<'_>> = translated
            .filter(|link| {
                let is_lost = set.is_lost(link, &of_source);
                let counts = found.entry(&link.page.locale).or_default();
                counts.0 += 1;
                counts.1 += usize::from(is_lost);
                is_lost
            })
            .collect();
        broken.extend(lost.chunk_by(|one, other| one.page.path == other.page.path).map(<[_]>::to_vec));
    }
    // Where half of them seem lost the locale makes its anchors in a way of its own.
    let is_way = |locale: &Locale| found.get(locale).is_some_and(|(all, lost)| *all >= SAMPLE && lost * 2 > *all);
    broken.par_iter().flat_map_iter(|links| set.of_page(links, is_way(&links[0].page.locale))).collect()
}

/// The links of a topic's pages that lead to a place in a page, by locale.
fn of_topic<'c>(corpus: &'c Corpus, topic: &'c Topic) -> Vec<Link<'c>> {
    let mut found = Vec::new();
    if !topic.pages.values().any(|pages| pages.first().is_some_and(|page| page.has_anchored_links)) {
        return found;
    }
    for page in topic.pages.values().filter_map(|pages| pages.first()).filter(|page| page.has_anchored_links) {
        let Ok(text) = page.read() else { continue };
        for destination in links(&text) {
            let to = match destination.starts_with('#') {
                true => Some(topic),
                false => corpus.links.resolve(page, destination).and_then(|id| corpus.topic(id)),
            };
            found.extend(to.map(|to| Link { topic, page, destination: destination.to_owned(), to }));
        }
    }
    found
}

/// A set with the places of the pages that are linked to.
struct Set<'c> {
    corpus: &'c Corpus,
    anchors: FxHashMap<&'c str, Anchors>,
}

impl<'c> Set<'c> {
    fn anchors(&self, topic: &Topic, locale: &Locale) -> Option<&Anchors> {
        self.anchors.get(topic.page(locale)?.path.as_str())
    }

    /// Whether the page in the reader's language has no such place for certain, and should have:
    /// the source's page has it, or every place there that the source's page links to.
    fn is_lost(&self, link: &Link<'_>, of_source: &[&Link<'_>]) -> bool {
        let source = &self.corpus.source_locale;
        let (Some(there), Some(in_source)) = (self.anchors(link.to, &link.page.locale), self.anchors(link.to, source))
        else {
            return false;
        };
        let fragment = link.fragment();
        if there.is_open || there.have(fragment) {
            return false;
        }
        // Elements of a site make anchors that stand in no text, and those have Latin names.
        let is_translated = !decoded(fragment).is_ascii();
        let mut twins = of_source.iter().filter(|twin| twin.to.id == link.to.id).peekable();
        in_source.have(fragment)
            || is_translated
                && twins.peek().is_some()
                && !in_source.is_open
                && twins.all(|twin| in_source.have(twin.fragment()))
    }

    /// What is told of the lost places that one page links to.
    fn of_page(&self, links: &[&Link<'c>], is_way: bool) -> Vec<Finding> {
        let Ok(text) = links[0].page.read() else { return Vec::new() };
        let places = link_places(links[0].page, &text);
        let source = links[0].topic.page(&self.corpus.source_locale);
        let source = source.and_then(|page| Some((page, page.read().ok()?)));
        let places_in_source = source.as_ref().map(|(page, text)| link_places(page, text)).unwrap_or_default();
        let twin = |fragment: &str| {
            let (page, text) = source.as_ref()?;
            let id = key(fragment);
            let is_twin =
                |destination: &str| super::anchor::fragment(destination).is_some_and(|other| key(other) == id);
            let spans = places_in_source.iter().filter(|(destination, _)| is_twin(destination)).map(|(_, span)| *span);
            Some(evidence(page, text, spans.min()?))
        };
        let mut by_target: BTreeMap<&str, Vec<(&Link<'c>, Span)>> = BTreeMap::new();
        let mut seen = FxHashSet::default();
        for link in links {
            // What is in code is no link.
            let Some(&span) = places.get(link.destination.as_str()) else { continue };
            if seen.insert((link.to.id.as_str(), key(link.fragment()))) {
                by_target.entry(&link.to.id).or_default().push((link, span));
            }
        }
        let mut findings = Vec::new();
        for broken in by_target.into_values() {
            let told = if broken.len() > TOLD || is_way { 1 } else { broken.len() };
            for (link, span) in broken.iter().take(told) {
                let others: Vec<&str> = broken.iter().skip(told).map(|(link, _)| link.fragment()).collect();
                let place = evidence(link.page, &text, *span);
                let finding = self.finding(link, place, &others, is_way);
                findings.push(Finding { source: twin(link.fragment()), ..finding });
            }
        }
        findings
    }

    fn finding(&self, link: &Link<'_>, place: Evidence, others: &[&str], is_way: bool) -> Finding {
        let locale = &link.page.locale;
        let fragment = link.fragment();
        let path = link.to.page(locale).map_or("", |page| page.path.as_str());
        let there = if link.to.id == link.topic.id { "this page" } else { path };
        let source = &self.corpus.source_locale;
        let shown = decoded(fragment);
        let in_source = self.anchors(link.to, source).is_some_and(|anchors| anchors.have(fragment));
        let mut message = match in_source {
            true => format!("there is no `#{shown}` in {there}; the page in {source} has it"),
            false => format!("there is no `#{shown}` in {there}, nor in the page in {source}"),
        };
        if let [first, rest @ ..] = others {
            let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            message = format!("{message}; `#{first}`{more} that this page links to are missing as well");
        }
        let seen = Seen { corpus: self.corpus, topic: link.topic };
        let severity = if is_way { Severity::Note } else { Severity::Warning };
        let finding = seen.finding(CHECK, Change::Changed, severity, locale, message);
        let mut locales = finding.locales.clone();
        locales.insert(locale.clone(), Stance::Changed);
        let id = key(fragment);
        Finding {
            kind: Kind::Link,
            confidence: Confidence::new(if in_source { 0.95 } else { 0.85 }),
            target: Some(place),
            locales,
            outlier: None,
            group: stable_id(&[CHECK, &link.topic.id, &link.to.id, &id]),
            pattern: Some(match is_way {
                true => stable_id(&[CHECK, locale.as_str()]),
                false => stable_id(&[CHECK, locale.as_str(), &link.to.id, &id]),
            }),
            fingerprint: stable_id(&[CHECK, &link.topic.id, locale.as_str(), &link.to.id, &id]),
            ..finding
        }
    }
}

/// Where the links of a page stand, by their destinations: the first of each.
fn link_places(page: &PageFile, text: &str) -> FxHashMap<String, Span> {
    let markup = parse::Markup::of(&page.path).unwrap_or(parse::Markup::Markdown);
    let parsed = parse::parse(page.path.clone(), page.locale.clone(), text.to_owned(), markup).0;
    let mut places = FxHashMap::default();
    for inline in parsed.inlines.iter().filter(|inline| inline.kind == InlineKind::Link) {
        let destination = parsed.destination(inline);
        let at = parsed.slice(inline.span).rfind(destination).filter(|_| !destination.is_empty());
        let span = at.map_or(inline.span, |at| {
            let start = inline.span.start as usize + at;
            Span::new(start, start + destination.len())
        });
        places.entry(destination.to_owned()).or_insert(span);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_with_an_anchor_are_found_in_all_forms() {
        let check = |text: &str, expected: &[&str]| assert_eq!(links(text).collect::<Vec<_>>(), expected, "{text}");
        check("See [ports](setup.md#ports) and [below](#below).", &["setup.md#ports", "#below"]);
        check("[a](<setup.md#the-ports>) <a href=\"a.html#b\">x</a>", &["setup.md#the-ports", "a.html#b"]);
        check("[ports]: ../setup.md#ports \"Ports\"", &["../setup.md#ports"]);
        check("[a](setup.md#ports \"all of them\")", &["setup.md#ports"]);
        check("# Ports\n\nIssue #12, (#13), \"#14\", C# and [a](b.md).", &[]);
        check("[a](#/route) [a](#!route) [a](#:~:text=b) [a](#tab=b) [a]({{ site }}#b) [a](#)", &[]);
        check("#", &[]);
    }

    #[test]
    fn anchors_resolve_in_every_flavour() {
        let check = |text: &str, there: &[&str], not_there: &[&str]| {
            let anchors = Anchors::of(text);
            for fragment in there {
                assert!(anchors.have(fragment), "{fragment} in {text}");
            }
            for fragment in not_there {
                assert!(!anchors.have(fragment), "{fragment} not in {text}");
            }
        };
        check("## What's new in 4.2?", &["whats-new-in-42", "what-s-new-in-4-2", "WhatsNewIn42"], &["new"]);
        check(
            "## Configurer l’accès",
            &["configurer-laccès", "configurer-l-acces", "configurer-l%E2%80%99acc%C3%A8s"],
            &["configurer"],
        );
        check("## 配置 端口 {#ports}", &["ports", "配置-端口", "%E9%85%8D%E7%BD%AE-%E7%AB%AF%E5%8F%A3"], &["端口"]);
        check("## 设置 {/*settings*/}\n\n### `<Image />`", &["settings", "image-", "image"], &["images"]);
        check("- ## In a list\n\n> ### In a quote", &["in-a-list", "in-a-quote"], &[]);
        check("## Logs <Badge text=\"new\" />\n\n## [Keys](keys.md)", &["logs", "keys"], &["badge"]);
        check("Below\n=====\n\nLower\n-----\n\ntext", &["below", "lower"], &["middle"]);
        check("<h3 class=\"a\">First <em>step</em></h3>", &["first-step"], &[]);
        check(
            "<a name=\"one\"></a> <div id='two'> <p id=three> []{#four}",
            &["one", "two", "three", "four"],
            &["five"],
        );
        check("## Ports\n\n## Ports", &["ports-1", "user-content-ports"], &["port"]);
        check("---\ntitle: Setting up\n---\n", &["setting-up", "top"], &["setting"]);
        assert!(Anchors::of("## {{% heading \"next\" %}}").is_open);
    }

    /// What is told of a set of `locale/name: text`, as `name at: message` with the severity.
    fn told(pages: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::TempDir::new().unwrap();
        for (path, text) in pages {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        let root = camino::Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        let config = crate::config::Config::default();
        let corpus = crate::corpus::load(std::slice::from_ref(&root), &config, &|_| {}).unwrap();
        let shown = |finding: Finding| {
            let place = finding.target.unwrap();
            let message = finding.message.replace(root.as_str(), "");
            format!("{:?} {}:{} {}", finding.severity, place.line, place.text.unwrap(), message)
        };
        findings(&corpus).into_iter().map(shown).collect()
    }

    #[test]
    fn a_place_that_only_the_source_has_is_told() {
        let source = "# A\n\n[b](b.md#first-step)\n\n[c](#gone)\n";
        let check = |page: &str, other: &str, expected: &[&str]| {
            let pages = [("en-US/a.md", source), ("en-US/b.md", "## First step\n"), ("fr-FR/a.md", page)];
            assert_eq!(told(&[&pages[..], &[("fr-FR/b.md", other)]].concat()), expected, "{page} {other}");
        };
        check(
            "# A\n\n[b](b.md#first-step) [b](b.md#first-step)\n",
            "## Première étape\n",
            &["Warning 3:b.md#first-step there is no `#first-step` in /fr-FR/b.md; the page in en-US has it"],
        );
        check("# A\n\n[b](b.md#première-étape)\n", "## Première étape\n", &[]);
        check("# A\n\n[b](b.md#first-step)\n", "## Première étape {#first-step}\n", &[]);
        // Broken in the source as well, and in code.
        check("# A\n\n[c](#gone) `[b](b.md#first-step)`\n", "## Première étape\n", &[]);
        check(
            "# A\n\n[b](b.md#premi%C3%A8re)\n",
            "## Étape\n",
            &["Warning 3:b.md#premi%C3%A8re there is no `#première` in /fr-FR/b.md, nor in the page in en-US"],
        );
        // A name that an element of the site may make.
        check("# A\n\n[b](b.md#demo)\n", "## Étape\n", &[]);
    }

    #[test]
    fn many_in_one_page_are_told_once_and_a_way_of_the_locale_is_a_note() {
        let links = |count: usize| (0..count).map(|n| format!("[x](#part-{n}a) ")).collect::<String>();
        let parts = |count: usize| (0..count).map(|n| format!("\n\n## Part {n}a")).collect::<String>();
        let source = links(30) + &parts(30);
        let check = |count: usize, expected: &str| {
            let page = format!("# B\n\n{}{}", links(30), parts(30 - count));
            assert_eq!(told(&[("en-US/a.md", &source), ("fr-FR/a.md", &page)]), [expected], "{count}");
        };
        let more = "there is no `#part-26a` in this page; the page in en-US has it; `#part-27a` and 2 more that this \
                    page links to are missing as well";
        check(4, &format!("Warning 3:#part-26a {more}"));
        let more = more.replace("26a", "10a").replace("27a", "11a").replace("and 2", "and 18");
        check(20, &format!("Note 3:#part-10a {more}"));
    }
}
