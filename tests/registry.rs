//! Holds the list of checks against what is written and kept about each of
//! them: documentation, cases and the table in the README.
//!
//! `UPDATE=1 cargo test --test registry` writes the table.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

mod generated;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use docparity::check::{CHECKS, Check};

/// The headings of a check's documentation, in this order.
const SECTIONS: &[&str] = &["## What it does", "## Why it matters", "## Example", "## Not reported"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The file that a check is written in, within the project.
fn file(check: &Check) -> String {
    format!("src/check/{}.rs", check.id.replace('-', "_"))
}

#[track_caller]
fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn ids_are_unique_and_kebab_case_and_name_their_files() {
    let is_kebab =
        |id: &str| id.split('-').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase()));
    let (mut seen, mut problems) = (BTreeSet::new(), Vec::new());
    for check in CHECKS {
        if !is_kebab(check.id) {
            problems.push(format!("{} is not kebab-case", check.id));
        }
        if !seen.insert(check.id) {
            problems.push(format!("{} stands twice in the list", check.id));
        }
        if !root().join(file(check)).is_file() {
            problems.push(format!("{} is not in {}", check.id, file(check)));
        }
    }
    assert_none(&problems);
}

#[test]
fn every_check_is_documented() {
    let mut problems = Vec::new();
    for check in CHECKS {
        let headings: Vec<_> = check.documentation.lines().map(str::trim).filter(|it| it.starts_with('#')).collect();
        if headings != SECTIONS {
            problems.push(format!("{} has the sections {headings:?}", check.id));
        }
        let lines: Vec<_> = check.documentation.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let empty = lines
            .iter()
            .enumerate()
            .filter(|(at, line)| SECTIONS.contains(line) && lines.get(at + 1).is_none_or(|next| next.starts_with('#')));
        problems.extend(empty.map(|(_, heading)| format!("{}: nothing stands under {heading}", check.id)));
        if !check.documentation.trim_start().trim_start_matches(SECTIONS[0]).trim_start().starts_with("Reports ") {
            problems.push(format!("{}: its first sentence does not begin with \"Reports\"", check.id));
        }
    }
    assert_none(&problems);
}

/// The locales that the lines of an example name: `- en-US: …`, `- \`fr-FR/setup.md\` …`.
fn locales_of_example(check: &Check) -> BTreeSet<&str> {
    let example = check.documentation.split("## Example").nth(1).unwrap_or_default();
    let example = example.split("## Not reported").next().unwrap_or_default();
    let lines = example.lines().filter_map(|line| line.trim().strip_prefix("- "));
    let tag = |line: &'static str| line.trim_start_matches('`').split([':', '/', ' ', '`']).next();
    lines.filter_map(tag).filter(|tag| tag.len() == 5 && tag.as_bytes()[2] == b'-').collect()
}

#[test]
fn examples_show_two_locales() {
    let few = CHECKS.iter().filter(|check| locales_of_example(check).len() < 2);
    let problems: Vec<String> =
        few.map(|check| format!("{}: its example names {:?}", check.id, locales_of_example(check))).collect();
    assert_none(&problems);
}

#[test]
fn explain_tells_precision_and_recall_of_every_check() {
    let mut problems = Vec::new();
    for check in CHECKS {
        let output =
            std::process::Command::new(env!("CARGO_BIN_EXE_docparity")).args(["explain", check.id]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let parts = SECTIONS.iter().chain(&["## Measured", "Precision: ", "Recall: "]);
        problems.extend(parts.filter(|part| !text.contains(**part)).map(|part| format!("{}: no {part}", check.id)));
    }
    assert_none(&problems);
}

#[test]
fn every_check_has_its_cases() {
    let cases = root().join("corpus/cases");
    let mut problems = Vec::new();
    for check in CHECKS {
        let missing = ["fires", "silent"].into_iter().filter(|side| !cases.join(check.id).join(side).is_dir());
        problems.extend(missing.map(|side| format!("there is no corpus/cases/{}/{side}", check.id)));
    }
    for case in fs::read_dir(&cases).unwrap() {
        let id = case.unwrap().file_name().to_string_lossy().into_owned();
        if !CHECKS.iter().any(|check| check.id == id) {
            problems.push(format!("corpus/cases/{id} is the case of no check"));
        }
    }
    assert_none(&problems);
}

#[test]
fn the_readme_lists_every_check() {
    generated::check("README.md", "checks", &table(), "UPDATE=1 cargo test --test registry");
}

/// The checks as a Markdown table, each with a link to its documentation.
fn table() -> String {
    let mut table = "| check | reports |\n|---|---|\n".to_owned();
    for check in CHECKS {
        let summary = check.summary();
        let reported = summary.strip_prefix("Reports ").unwrap_or(&summary).replace('|', "\\|");
        table.push_str(&format!("| [`{}`]({}) | {reported} |\n", check.id, file(check)));
    }
    table
}
