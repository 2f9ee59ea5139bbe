//! The slowest pages that could be thought of, 1 MiB each: a run over a pair of
//! them comes to its end in the time that a person waits, and no step has a cost
//! that grows with the square of a page.
//!
//! The bound is for a machine that has other work, and a larger one for a build without
//! all optimisations; `DOCPARITY_OPTIMISED` names a program that was built with them. A step
//! that is quadratic takes minutes on any of these, not seconds.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use tempfile::TempDir;

const MIB: usize = 1 << 20;

/// The program that people have, if there is one, else that of the tests.
static OPTIMISED: LazyLock<Option<PathBuf>> = LazyLock::new(|| std::env::var_os("DOCPARITY_OPTIMISED").map(Into::into));

/// What a run over one pair may take.
static BOUND: LazyLock<Duration> = LazyLock::new(|| Duration::from_secs(if OPTIMISED.is_some() { 20 } else { 40 }));

/// A piece, repeated to 1 MiB.
fn filled(piece: &str) -> String {
    piece.repeat(MIB / piece.len())
}

/// Numbered pieces to 1 MiB.
fn numbered(piece: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(MIB);
    let mut number = 0;
    while text.len() < MIB - 100 {
        text.push_str(&piece(number));
        number += 1;
    }
    text
}

/// Checks a pair of pages and gives what was written and the exit status.
fn check(source: &str, locale: &str, target: &str, extension: &str) -> (String, i32) {
    let folder = TempDir::new().unwrap();
    for (tag, text) in [("en-US", source), (locale, target)] {
        fs::create_dir_all(folder.path().join(tag)).unwrap();
        fs::write(folder.path().join(tag).join(format!("page.{extension}")), text).unwrap();
    }
    let mut command = match &*OPTIMISED {
        Some(program) => Command::new(program),
        None => Command::cargo_bin("docparity").unwrap(),
    };
    // What an earlier run of this test has kept must not answer for this one.
    command
        .args(["check", ".", "--isolated", "--no-cache", "--exit-zero", "--format", "jsonl"])
        .current_dir(folder.path());
    let output = command.timeout(*BOUND).output().unwrap();
    let status = output.status.code().unwrap_or_else(|| panic!("it takes longer than {:?}", *BOUND));
    (String::from_utf8(output.stdout).unwrap(), status)
}

/// A text beside itself, and beside one of the same kind with other words.
#[track_caller]
fn comes_to_its_end(texts: &[(&str, String, String)]) {
    for (name, one, other) in texts {
        for extension in ["md", "html"] {
            for (locale, target) in [("zh-CN", one), ("fr-FR", other)] {
                let started = Instant::now();
                let (_, status) = check(one, locale, target, extension);
                assert_eq!(status, 0, "{name}.{extension} {locale}");
                assert!(started.elapsed() < *BOUND, "{name}.{extension} {locale}: {:?}", started.elapsed());
            }
        }
    }
}

/// The same piece over and over, and another one.
fn pieces(pieces: &'static [(&'static str, &'static str)]) -> Vec<(&'static str, String, String)> {
    pieces.iter().map(|(one, other)| (*one, filled(one), filled(other))).collect()
}

#[test]
fn brackets_and_emphasis() {
    comes_to_its_end(&pieces(&[
        ("*a **b ", "_a __b "),
        ("[", "!["),
        ("[a](", "[c]("),
        ("](", "]("),
        ("`a``b", "``c`"),
        ("**", "*a_"),
    ]));
}

#[test]
fn markup_that_does_not_end() {
    comes_to_its_end(&pieces(&[
        ("<", "&"),
        ("<!-- ", "<![CDATA["),
        ("<a x=\"", "</a"),
        ("<div>\n", "<b>"),
        ("<table><tr><td>", "<pre><code>a\n"),
        ("&#1", "&amp;"),
        ("> ", "- "),
        ("> [!NOTE]\n> a\n\n", ":::note\nb\n"),
    ]));
}

#[test]
fn sentences_without_number() {
    comes_to_its_end(&pieces(&[
        ("支持。", "不支持。"),
        ("不支持", "支持"),
        ("not ", "ne pas "),
        ("a b. ", "c d! "),
        ("No. 1. ", "Nr. 2. "),
        ("a b\n\n", "c d\n\n"),
        ("a", "b"),
    ]));
}

/// A page that is one clause of denials, four times as long as the others: what a
/// clause costs for each of its negations shows only there.
#[test]
fn one_clause_of_denials() {
    let denials = filled("不支持").repeat(4);
    let started = Instant::now();
    let (_, status) = check(&denials, "zh-CN", &denials, "md");
    assert_eq!(status, 0);
    assert!(started.elapsed() < *BOUND, "{:?}", started.elapsed());
}

#[test]
fn claims_without_number() {
    comes_to_its_end(&pieces(&[
        ("12 MB ", "15 Mo "),
        ("Exchange Server 2016, ", "Exchange Server 2019, "),
        ("`Get-User -Identity x` ", "`Set-User -Name y` "),
        ("https://a.example/b ", "https://c.example/d "),
        ("a@", "c@"),
        ("C:\\a\\b ", "HKEY_LOCAL_MACHINE\\"),
    ]));
}

#[test]
fn claims_that_all_differ() {
    let pair =
        |piece: fn(usize) -> String, step: usize| (numbered(piece), numbered(move |number| piece(number * 3 + step)));
    let make = |name: &'static str, (one, other): (String, String)| (name, one, other);
    comes_to_its_end(&[
        make("numbers", pair(|number| format!("{number} MB, "), 1_000_003)),
        make("versions", pair(|number| format!("Server {number}.{number}, "), 1_000_003)),
        make("literals", pair(|number| format!("`a{number}.b` "), 1_000_003)),
        make("addresses", pair(|number| format!("https://a.example/{number} "), 1_000_003)),
        make("lines of code", pair(|number| format!("    Set-It -Name {number}\n"), 1_000_003)),
        make("headings", pair(|number| format!("## a{number}\n\n"), 1_000_003)),
        make("paragraphs", pair(|number| format!("a{number} b\n\n"), 1_000_003)),
    ]);
}

#[test]
fn tables_against_tables() {
    let wide = |cell: &str| {
        format!("|{}\n|{}\n{}", "a|".repeat(500), "-|".repeat(500), filled(&format!("|{}\n", cell.repeat(500))))
    };
    let rows = |cell: &str| format!("<table>\n{}</table>\n", filled(&format!("<tr><td>{cell}</td><td>1</td></tr>\n")));
    comes_to_its_end(&[
        ("wide", wide("b|"), wide("c|")),
        ("long", rows("a"), rows("c")),
        (
            "short rows",
            format!("|{}\n|{}\n{}", "a|".repeat(5_000), "-|".repeat(5_000), "|b\n".repeat(20_000)),
            rows("c"),
        ),
    ]);
}

#[test]
fn one_line_of_code_against_another() {
    comes_to_its_end(&[(
        "code",
        format!("```\n{}\n```\n", filled("Set-It ")),
        format!("```\n{}\n```\n", filled("Get-That ")),
    )]);
}

/// Front matter that grows when it is read, or goes deeper than a stack.
#[test]
fn front_matter_that_explodes() {
    let aliases: String = (1..40)
        .map(|number| format!("b{number}: &b{number} [{}]\n", vec![format!("*b{}", number - 1); 9].join(",")))
        .collect();
    comes_to_its_end(&[
        ("aliases", format!("---\nb0: &b0 [x]\n{aliases}---\n\n# T\n"), "# T\n".to_owned()),
        (
            "brackets",
            format!("---\na: {}\n---\n", "[".repeat(MIB)),
            format!("---\na: {}\n---\n", "{a: ".repeat(MIB / 4)),
        ),
        ("lists", format!("---\n{}\n---\n", "- ".repeat(MIB / 2)), format!("---\n{}\n---\n", "? ".repeat(MIB / 2))),
    ]);
}

/// Where more differs than is compared, the run says so, and below that it does not.
#[test]
fn more_than_is_compared_is_told() {
    let text = |numbers: std::ops::Range<usize>| {
        let words: Vec<String> = numbers.map(|number| format!("{number} MB")).collect();
        format!("# Limits\n\nThe limits are {}.\n\nNothing else is said here about limits.\n", words.join(", "))
    };
    let is_told = |count: usize| {
        let (written, _) = check(&text(10_000..10_000 + count), "fr-FR", &text(20_000..20_000 + count), "md");
        assert!(written.lines().count() > 100, "{written}");
        written.contains("more differs in these two pages than can be compared")
    };
    assert!(!is_told(500));
    assert!(is_told(501));
}
