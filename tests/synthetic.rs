//! The generator of synthetic sets (`examples/generate`), and docparity on what it
//! writes: every difference that was put in is found, and nothing else.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

#[path = "../examples/generate/synthetic/mod.rs"]
mod synthetic;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use camino::Utf8PathBuf;
use docparity::config::Config;
use docparity::corpus;
use docparity::finding::{Finding, Severity};
use serde::Deserialize;
use synthetic::{LOCALES, Options, Written};

/// A line of `differences.jsonl`.
#[derive(Debug, Deserialize)]
struct Difference {
    topic: String,
    locale: String,
    kind: String,
    before: String,
}

/// What finds a difference of each kind: any of these checks.
const FOUND_BY: &[(&str, &[&str])] = &[
    ("version-dropped", &["version-missing"]),
    ("version-changed", &["version-changed"]),
    ("number-changed", &["number-changed"]),
    ("unit-changed", &["unit-changed"]),
    ("date-changed", &["date-changed"]),
    ("cmdlet-misspelt", &["command-changed"]),
    ("code-changed", &["code-differs"]),
    ("path-changed", &["literal-changed"]),
    // An item of a list that is nothing but the link is another item.
    ("link-changed", &["link-changed", "list-item-missing"]),
    ("link-dropped", &["link-missing"]),
    ("url-changed", &["url-changed"]),
    ("not-dropped", &["polarity-flipped"]),
    // The sentence, or what only it says.
    (
        "sentence-dropped",
        &[
            "sentence-missing",
            "number-missing",
            "literal-missing",
            "version-missing",
            "command-missing",
            "date-changed",
            "link-missing",
            "url-missing",
        ],
    ),
    ("paragraph-dropped", &["block-missing"]),
    ("item-dropped", &["list-item-missing"]),
    ("row-dropped", &["table-row-missing"]),
    ("note-dropped", &["note-missing"]),
    // A section without its heading is the blocks that it held.
    ("section-dropped", &["section-missing", "block-missing"]),
    ("not-translated", &["untranslated-text"]),
    ("page-dropped", &["topic-missing-in-locale"]),
];

fn generated(pages: u32, seed: u64, differences: f64) -> (tempfile::TempDir, Written) {
    let folder = tempfile::TempDir::new().unwrap();
    let written = synthetic::generate(folder.path(), &Options { pages, seed, differences }).unwrap();
    (folder, written)
}

fn differences(folder: &Path) -> Vec<Difference> {
    let list = fs::read_to_string(folder.join("differences.jsonl")).unwrap();
    list.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn findings(folder: &Path) -> Vec<Finding> {
    let folder = Utf8PathBuf::from_path_buf(folder.to_owned()).unwrap();
    let config = Config::default();
    let corpus = corpus::load(&[folder], &config, &|_| {}).unwrap();
    docparity::check(&corpus, &config, &|_| {}).findings
}

/// All files by their path within the folder.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let walk = ignore::WalkBuilder::new(folder).build().map(Result::unwrap);
    for entry in walk.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file())) {
        let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
        found.insert(name, fs::read_to_string(entry.path()).unwrap());
    }
    found
}

fn is_loud(finding: &&Finding) -> bool {
    matches!(finding.severity, Severity::Error | Severity::Warning)
}

#[test]
fn a_seed_gives_one_set() {
    let (first, written) = generated(400, 5, 0.1);
    let (second, _) = generated(400, 5, 0.1);
    let (other, _) = generated(400, 6, 0.1);
    let files = [&first, &second, &other].map(|folder| files(folder.path()));
    assert!(files[0] == files[1] && files[0] != files[2]);

    let pages: Vec<(&String, &String)> = files[0].iter().filter(|(name, _)| name.ends_with(".md")).collect();
    let dropped = differences(first.path()).iter().filter(|difference| difference.kind == "page-dropped").count();
    assert_eq!(pages.len(), 400 - dropped);
    let bytes = pages.iter().map(|(_, text)| text.len() as u64).sum::<u64>();
    assert_eq!((written.pages, written.bytes), (pages.len() as u64, bytes));
    assert_eq!(written.differences, differences(first.path()).len() as u64);
    assert!((3_000..5_000).contains(&(bytes / written.pages)), "{} bytes a page", bytes / written.pages);
    for locale in LOCALES {
        let of_locale = pages.iter().filter(|(name, _)| name.starts_with(&format!("{locale}/000/"))).count();
        assert!((90..=100).contains(&of_locale), "{of_locale} pages in {locale}");
    }
    for (name, text) in pages {
        assert!(text.starts_with("\u{feff}---\ntitle: "), "{name}");
        assert!(!text.contains(['{', '}']), "{name} has a slot that nothing fills");
    }
}

#[test]
fn sets_of_several_folders_link_between_them() {
    let (folder, _) = generated(4_100, 7, 0.0);
    let files = files(folder.path());
    let page = |locale: &str, number: u32| {
        let end = format!("-{number:06}.md");
        files.iter().find(|(name, _)| name.starts_with(locale) && name.ends_with(&end)).unwrap().1
    };
    assert!((1_000..1_025).any(|number| page("fr-FR/001/", number).contains("](../000/lync-")));
    let config = Config::default();
    let root = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
    let corpus = corpus::load(&[root], &config, &|_| {}).unwrap();
    assert_eq!(corpus.topics.len(), 1_025);
    // Every link between pages leads to a topic.
    let mut links = 0;
    for file in corpus.pages() {
        let text = file.read().unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(".md)").next()) {
            if link.len() < 200 && !link.contains("//") {
                assert!(corpus.links.resolve(file, &format!("{link}.md")).is_some(), "{}: {link}.md", file.path);
                links += 1;
            }
        }
    }
    assert!(links > 1_000, "{links} links");
}

#[test]
fn a_set_without_differences_is_silent() {
    let (folder, written) = generated(600, 11, 0.0);
    assert_eq!((written.pages, written.differences), (600, 0));
    let findings = findings(folder.path());
    let loud: Vec<&Finding> = findings.iter().filter(is_loud).collect();
    assert!(loud.is_empty(), "{} findings, the first: {:#?}", loud.len(), loud[0]);
}

#[test]
fn every_difference_is_found_and_nothing_else() {
    let (folder, written) = generated(1_200, 3, 0.5);
    let known = differences(folder.path());
    assert!(known.len() > 350 && known.len() as u64 == written.differences, "{} differences", known.len());
    let kinds: BTreeSet<&str> = known.iter().map(|difference| difference.kind.as_str()).collect();
    assert_eq!(kinds, FOUND_BY.iter().map(|(kind, _)| *kind).collect(), "all kinds are there");

    let findings = findings(folder.path());
    let of = |topic: &str, locale: &str| -> Vec<&Finding> {
        findings.iter().filter(|finding| finding.topic == topic && finding.locale.as_str() == locale).collect()
    };
    let mut problems = Vec::new();
    for difference in &known {
        let wanted = FOUND_BY.iter().find(|(kind, _)| *kind == difference.kind).unwrap().1;
        let found = of(&difference.topic, &difference.locale);
        if !found.iter().any(|finding| wanted.contains(&finding.rule)) {
            let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
            problems.push(format!("not found: {difference:?}; the page has {rules:?}"));
        }
    }
    let places: BTreeSet<(&str, &str)> =
        known.iter().map(|difference| (difference.topic.as_str(), difference.locale.as_str())).collect();
    for finding in findings.iter().filter(is_loud) {
        if !places.contains(&(finding.topic.as_str(), finding.locale.as_str())) {
            problems.push(format!("not put in: {} {}: {}", finding.locale, finding.rule, finding.message));
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    assert!(known.iter().all(|difference| !difference.before.is_empty()));
}
