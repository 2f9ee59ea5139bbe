//! Holds the house rules of ARCHITECTURE.md against the files of the project.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The longest file of Rust that is accepted, in lines.
const LONGEST_FILE: usize = 700;

/// Modules that never import one another: they meet in `page`.
const APART: &[&str] = &["parse", "segment", "align", "claim"];

/// What reports must not know: they print what was found, and find nothing.
const UNKNOWN_TO_REPORT: &[&str] = &["parse", "segment", "align", "check"];

/// The only modules that touch files.
const TOUCH_FILES: &[&str] = &["main", "cli", "corpus", "config"];

/// Modules that hold data only and may know one another; they count as one.
const DATA: &[&str] = &["source", "locale", "page"];

/// A file of `src`: the top-level module that it belongs to, its path and its text without tests.
struct Source {
    module: String,
    path: PathBuf,
    text: String,
    lines: usize,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files of the project that a clone has, in order.
fn files() -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(root())
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build();
    let files = walk.map(|entry| entry.unwrap()).filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let mut files: Vec<_> =
        files.map(|entry| entry.into_path()).filter(|path| !path.starts_with(root().join("target"))).collect();
    files.sort();
    files
}

fn sources() -> Vec<Source> {
    let folder = root().join("src");
    let rust =
        files().into_iter().filter(|path| path.starts_with(&folder) && path.extension().is_some_and(|it| it == "rs"));
    let sources: Vec<_> = rust
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let first = path
                .strip_prefix(&folder)
                .unwrap()
                .components()
                .next()
                .unwrap()
                .as_os_str()
                .to_string_lossy()
                .into_owned();
            let module = first.trim_end_matches(".rs").to_owned();
            Source { module, lines: text.lines().count(), text: without_tests(&text), path }
        })
        .collect();
    assert!(sources.len() > 5, "the scan finds the sources");
    sources
}

/// A file's text up to its tests, comment lines left out.
fn without_tests(text: &str) -> String {
    let text = if text.starts_with("#![cfg(test)]") { "" } else { text };
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The top-level modules that a text names after `crate::`, also in groups: `crate::{page, claim::Claim}`.
fn imports(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, marker) in text.match_indices("crate::") {
        if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue; // another_crate::
        }
        let rest = &text[at + marker.len()..];
        let names = match rest.strip_prefix('{') {
            Some(group) => first_names(group),
            None => vec![rest],
        };
        let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        found.extend(names.into_iter().map(name).filter(|name| name.starts_with(char::is_lowercase)));
    }
    found
}

/// Where the items of a group begin, nested groups skipped.
fn first_names(group: &str) -> Vec<&str> {
    let (mut depth, mut names, mut start) = (0, Vec::new(), 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(group[start..at].trim());
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(group[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    names
}

#[track_caller]
fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn the_scan_sees_every_form_of_import() {
    let check = |text: &str, expected: &[&str]| {
        assert_eq!(imports(text), expected.iter().map(|name| (*name).to_owned()).collect(), "{text}");
    };
    check("use crate::page::Page;\nlet a = crate::claim::Value;", &["claim", "page"]);
    check("use crate::{align::{Bead, Unit}, page};", &["align", "page"]);
    check("use crate::Finding; // crate root", &[]);
    check("use super::parse; use other_crate::parse; $crate::check::Check", &["check"]);
    check(&without_tests("fn f() {}\n// crate::align\n#[cfg(test)]\nmod tests {\n use crate::parse; }"), &[]);
}

#[test]
fn stages_never_import_one_another() {
    let mut problems = Vec::new();
    for source in sources() {
        let imports = imports(&source.text);
        let forbidden: &[&str] = match source.module.as_str() {
            module if APART.contains(&module) => APART,
            "report" => UNKNOWN_TO_REPORT,
            _ => &[],
        };
        let wrong = forbidden.iter().filter(|&&name| name != source.module && imports.contains(name));
        problems.extend(wrong.map(|name| format!("{} imports `{name}`", source.path.display())));
    }
    assert_none(&problems);
}

#[test]
fn imports_go_one_way() {
    let node = |module: &str| if DATA.contains(&module) { "data".to_owned() } else { module.to_owned() };
    let mut graph = BTreeMap::<String, BTreeSet<String>>::new();
    for source in sources().into_iter().filter(|source| source.module != "lib" && source.module != "main") {
        let module = node(&source.module);
        let imported: Vec<_> =
            imports(&source.text).iter().map(|name| node(name)).filter(|name| *name != module).collect();
        graph.entry(module).or_default().extend(imported);
    }
    // What imports nothing that is left is taken away; what stays goes in a circle.
    loop {
        let known: BTreeSet<_> = graph.keys().cloned().collect();
        let before = known.len();
        graph.retain(|_, imported| imported.iter().any(|name| known.contains(name)));
        if graph.len() == before {
            break;
        }
    }
    let circles: Vec<_> = graph.iter().map(|(module, imported)| format!("{module} -> {imported:?}")).collect();
    assert_none(&circles);
}

#[test]
fn only_the_edges_touch_files() {
    let marks = ["std::fs", "fs::read", "File::open", "File::create", "OpenOptions", "std::net"];
    let mut problems = Vec::new();
    let is_test = |source: &Source| source.path.ends_with("tests.rs") || source.path.iter().any(|part| part == "tests");
    for source in
        sources().into_iter().filter(|source| !TOUCH_FILES.contains(&source.module.as_str()) && !is_test(source))
    {
        let used = marks.iter().filter(|mark| source.text.contains(**mark));
        problems.extend(used.map(|mark| format!("{} uses `{mark}`", source.path.display())));
    }
    assert_none(&problems);
}

#[test]
fn files_are_short_and_named_by_what_they_hold() {
    let mut problems = Vec::new();
    for source in sources() {
        if source.lines > LONGEST_FILE {
            problems.push(format!("{} has {} lines; split it by idea", source.path.display(), source.lines));
        }
        let name = source.path.file_stem().unwrap().to_string_lossy();
        if ["utils", "util", "helpers", "misc", "common"].contains(&name.as_ref()) {
            problems.push(format!("{} says nothing by its name", source.path.display()));
        }
    }
    assert_none(&problems);
}

#[test]
fn no_file_names_a_place_on_one_machine() {
    // Put together, so that this file does not name them.
    let marks: Vec<String> = ["work", "tmp", "home", "root", "Users"].iter().map(|name| format!("/{name}/")).collect();
    let mut problems = Vec::new();
    for path in files() {
        // Pages of the corpus are bytes and quote addresses; their paths are nobody's.
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (number, line) in text.lines().enumerate() {
            let named =
                marks.iter().find(|mark| line.match_indices(mark.as_str()).any(|(at, _)| stands_alone(line, at)));
            problems.extend(named.map(|mark| format!("{}:{}: {mark}", path.display(), number + 1)));
        }
    }
    assert_none(&problems);
}

/// Whether the path at `at` begins there, and is not the rest of a longer one or of an address.
fn stands_alone(line: &str, at: usize) -> bool {
    let before = line[..at].chars().next_back();
    !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}' | '*' | '/'))
}
