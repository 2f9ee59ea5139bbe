//! Runs docparity over the bundled pages and holds its findings against what
//! is known to be wrong with them: `corpus/technet/expected.jsonl` lists every
//! difference of the TechNet set, `corpus/cases` has a case that fires and one
//! that stays silent for each check.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde::Deserialize;

/// A line of `expected.jsonl`; its README says what the fields mean.
#[derive(Debug, Deserialize)]
struct Expected {
    topic: String,
    locale: String,
    rule: String,
    #[serde(default, rename = "or")]
    alternatives: Vec<String>,
    change: String,
    text: Option<String>,
    why: String,
}

#[derive(Debug, Deserialize)]
struct Findings {
    findings: Vec<Finding>,
}

#[derive(Debug, Deserialize)]
struct Finding {
    rule: String,
    kind: String,
    severity: String,
    topic: String,
    locale: String,
    claim: Option<Claim>,
    source: Option<Evidence>,
    target: Option<Evidence>,
    message: String,
    fingerprint: String,
    explained_by: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Claim {
    value: String,
}

#[derive(Debug, Deserialize)]
struct Evidence {
    path: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: Option<String>,
}

impl Finding {
    /// Whether a reader is to act on it.
    fn is_serious(&self) -> bool {
        self.severity != "note"
    }

    /// Everything that it says, for looking for a text in it.
    fn texts(&self) -> impl Iterator<Item = &str> {
        let evidence =
            [&self.source, &self.target].into_iter().flatten().filter_map(|evidence| evidence.text.as_deref());
        evidence.chain(self.claim.iter().map(|claim| claim.value.as_str())).chain([self.message.as_str()])
    }

    fn is_about(&self, expected: &Expected) -> bool {
        let rule = self.rule == expected.rule || expected.alternatives.contains(&self.rule);
        let place = self.topic == expected.topic && self.locale == expected.locale;
        let text = expected.text.as_deref().is_none_or(|text| self.texts().any(|found| overlap(found, text)));
        rule && place && text
    }
}

/// Whether one of two texts stands in the other, white space and letter case aside.
fn overlap(left: &str, right: &str) -> bool {
    let fold =
        |text: &str| text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect::<String>();
    let (left, right) = (fold(left), fold(right));
    let shorter = left.chars().count().min(right.chars().count());
    shorter >= 2 && (left.contains(&right) || right.contains(&left))
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn expected() -> Vec<Expected> {
    let text = fs::read_to_string(corpus().join("technet/expected.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}

/// What `docparity check PATH --format json` prints, with the paths as given.
fn check(path: &Path, options: &[&str]) -> String {
    let mut command = Command::cargo_bin("docparity").unwrap();
    command.args(["check", "--source-locale", "en-US", "--format", "json", "--exit-zero"]).args(options).arg(path);
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    // 2 is a run that could not read everything, which one case is about.
    assert!(matches!(output.status.code(), Some(0 | 2)), "{}: {:?}\n{stderr}", path.display(), output.status);
    String::from_utf8(output.stdout).unwrap()
}

fn findings(path: &Path) -> Vec<Finding> {
    let json = check(path, &[]);
    serde_json::from_str::<Findings>(&json)
        .unwrap_or_else(|error| panic!("{}: {error}\n{json:.400}", path.display()))
        .findings
}

/// The pages of the TechNet set by locale and asset id, in order of their paths.
fn technet_pages() -> BTreeMap<(String, String), Vec<String>> {
    let mut pages = BTreeMap::<_, Vec<String>>::new();
    for locale in ["en-US", "zh-CN", "zh-TW", "fr-FR"] {
        for path in sorted(&corpus().join("technet").join(locale)) {
            let text = fs::read_to_string(&path).unwrap();
            let id = text.lines().find_map(|line| line.strip_prefix("ms:assetid: ")).expect("every page has an id");
            pages.entry((locale.to_owned(), id.trim().to_owned())).or_default().push(text);
        }
    }
    pages
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Fails with all of `problems` at once, one a line.
#[track_caller]
fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn every_expected_text_stands_in_its_page() {
    let pages = technet_pages();
    let mut problems = Vec::new();
    for expected in expected() {
        let locale = if expected.change == "missing" { "en-US" } else { &expected.locale };
        let found = pages.get(&(locale.to_owned(), expected.topic.clone()));
        let stands = |text: &String| found.is_some_and(|pages| pages.iter().any(|page| page.contains(text.as_str())));
        if expected.text.as_ref().is_some_and(|text| !stands(text)) {
            problems.push(format!("{expected:?}"));
        }
    }
    assert_none(&problems);
}

#[test]

fn every_seeded_difference_is_found() {
    let findings = findings(&corpus().join("technet"));
    let missed = expected().into_iter().filter(|expected| !findings.iter().any(|finding| finding.is_about(expected)));
    assert_none(
        &missed
            .map(|it| format!("{} {}: {} ({:?}) {}", it.topic, it.locale, it.rule, it.text, it.why))
            .collect::<Vec<_>>(),
    );
}

#[test]

fn pages_without_a_seeded_difference_are_silent() {
    let seeded: BTreeSet<_> = expected().into_iter().map(|it| (it.topic, it.locale)).collect();
    let is_noise = |it: &Finding| it.is_serious() && !seeded.contains(&(it.topic.clone(), it.locale.clone()));
    let noise = findings(&corpus().join("technet")).into_iter().filter(is_noise);
    assert_none(&noise.map(|it| format!("{} {}: {} {}", it.topic, it.locale, it.rule, it.message)).collect::<Vec<_>>());
}

#[test]

fn every_serious_finding_is_one_that_was_seeded() {
    let expected = expected();
    let noise = findings(&corpus().join("technet")).into_iter();
    let noise = noise.filter(|it| it.is_serious() && !expected.iter().any(|expected| it.is_about(expected)));
    assert_none(&noise.map(|it| format!("{} {}: {} {}", it.topic, it.locale, it.rule, it.message)).collect::<Vec<_>>());
}

/// The question that docparity began with: what of Exchange and SharePoint does the Chinese page not say?
#[test]

fn the_lost_release_is_reported_where_it_was_lost() {
    let findings = findings(&corpus().join("technet"));
    let topic = "5d0c7a3e-91b4-4f26-8e57-2ac9d1f4b601";
    let versions: Vec<_> = findings.iter().filter(|it| it.topic == topic && it.kind == "version").collect();
    let elsewhere: Vec<_> = versions.iter().filter(|it| it.locale != "zh-CN").map(|it| format!("{it:?}")).collect();
    assert_none(&elsewhere);
    let lines = |rule: &str, text: &str| {
        let matching = versions.iter().filter(|it| it.rule == rule && it.texts().any(|found| overlap(found, text)));
        matching.filter_map(|it| it.source.as_ref().map(|source| source.line)).collect::<BTreeSet<_>>()
    };
    let missing = lines("version-missing", "Exchange Server 2016");
    assert!(missing.len() >= 3, "the paragraph, the note and the table, but only lines {missing:?}");
    assert!(
        versions
            .iter()
            .any(|it| it.rule == "version-extra" && it.texts().any(|found| overlap(found, "SharePoint Server 2010")))
    );
}

#[test]

fn evidence_quotes_the_file_at_its_place() {
    let mut problems = Vec::new();
    for finding in findings(&corpus().join("technet")) {
        for evidence in [&finding.source, &finding.target].into_iter().flatten() {
            let Some(quoted) = &evidence.text else { continue };
            let file = fs::read_to_string(&evidence.path).unwrap_or_else(|error| panic!("{}: {error}", evidence.path));
            let slice = slice(&file, (evidence.line, evidence.column), (evidence.end_line, evidence.end_column));
            if slice.as_ref() != Some(quoted) {
                problems.push(format!(
                    "{} {}:{}: {quoted:?}, but the file has {slice:?}",
                    finding.rule, evidence.path, evidence.line
                ));
            }
        }
    }
    assert_none(&problems);
}

/// The text from one place to another, both 1-based lines and columns, the end exclusive.
fn slice(file: &str, start: (usize, usize), end: (usize, usize)) -> Option<String> {
    let file = file.strip_prefix('\u{feff}').unwrap_or(file);
    let lines: Vec<&str> = file.split_inclusive('\n').collect();
    let offset = |(line, column): (usize, usize)| {
        let before: usize = lines.get(..line.checked_sub(1)?)?.iter().map(|line| line.len()).sum();
        let text = lines.get(line - 1).copied().unwrap_or("");
        let ends = text.char_indices().map(|(index, _)| index).chain([text.len()]);
        Some(before + ends.into_iter().nth(column.checked_sub(1)?)?)
    };
    file.get(offset(start)?..offset(end)?).map(str::to_owned)
}

#[test]

fn the_number_of_threads_changes_nothing() {
    let technet = corpus().join("technet");
    assert_eq!(check(&technet, &["--threads", "1"]), check(&technet, &["--threads", "8"]));
}

#[test]

fn every_check_fires_on_its_case() {
    let mut problems = Vec::new();
    for case in sorted(&corpus().join("cases")) {
        let id = case.file_name().unwrap().to_string_lossy().into_owned();
        let findings = findings(&case.join("fires"));
        if !findings.iter().any(|finding| finding.rule == id) {
            let rules: Vec<_> = findings.iter().map(|finding| &finding.rule).collect();
            problems.push(format!("{id}: only {rules:?}"));
        }
    }
    assert_none(&problems);
}

#[test]

fn every_check_is_silent_on_the_nearest_legitimate_variant() {
    let mut problems = Vec::new();
    for case in sorted(&corpus().join("cases")) {
        let id = case.file_name().unwrap().to_string_lossy().into_owned();
        let noise =
            findings(&case.join("silent")).into_iter().filter(|finding| finding.is_serious() || finding.rule == id);
        problems.extend(noise.map(|it| format!("{id}: {} {} in {}: {}", it.severity, it.rule, it.locale, it.message)));
    }
    assert_none(&problems);
}

#[test]
fn what_misleads_nobody_is_a_note() {
    let mut problems = Vec::new();
    for case in sorted(&corpus().join("cases")).into_iter().filter(|case| case.join("noted").is_dir()) {
        let id = case.file_name().unwrap().to_string_lossy().into_owned();
        let findings = findings(&case.join("noted"));
        let topics: HashSet<&str> =
            findings.iter().filter(|finding| finding.rule == id).map(|finding| &*finding.topic).collect();
        let pages = sorted(&case.join("noted/en-US")).len();
        if topics.len() != pages {
            problems.push(format!("{id}: notes on {} of {pages} topics", topics.len()));
        }
        let noise = findings.iter().filter(|finding| finding.is_serious());
        problems.extend(noise.map(|it| format!("{id}: {} {} in {}: {}", it.severity, it.rule, it.locale, it.message)));
    }
    assert_none(&problems);
}

#[test]
fn every_case_has_both_sides_in_two_locales() {
    let mut problems = Vec::new();
    for case in sorted(&corpus().join("cases")) {
        for side in ["fires", "silent"] {
            let folder = case.join(side);
            if !folder.join("en-US").is_dir() || sorted(&folder).len() < 2 {
                problems.push(format!("{}: needs en-US and another locale", folder.display()));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn an_old_page_explains_what_it_lacks() {
    let found = |case: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/cases/stale-translation").join(case);
        let mut command = Command::cargo_bin("docparity").unwrap();
        command.args(["check", "--format", "json", "--exit-zero", "--no-cache"]).arg(folder).env_clear();
        let output = command.output().unwrap();
        serde_json::from_slice::<Findings>(&output.stdout).unwrap().findings
    };
    let findings = found("fires");
    let stale = findings.iter().find(|finding| finding.rule == "stale-translation").unwrap();
    let explained = findings.iter().filter(|finding| finding.explained_by.as_ref() == Some(&stale.fingerprint));
    let explained: Vec<(&str, &str)> = explained.map(|finding| (&*finding.rule, &*finding.locale)).collect();
    assert_eq!(explained, [("number-missing", "zh-CN")]);
    assert_eq!(stale.explained_by, None);
    assert!(found("silent").iter().all(|finding| finding.explained_by.is_none()));
}
