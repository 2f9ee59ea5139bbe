//! A short run of the fuzz targets on any compiler: the seeds that fuzzing begins with,
//! what once made docparity fail, and new inputs that are edits of the seeds.
//! `docs/fuzzing.md` tells how long runs are made.

#![allow(clippy::print_stdout, reason = "a failure is to name its input")]
#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

mod fuzzing;

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestError, TestRunner};

/// Runs a target on every file of a folder; how many there are.
fn replay(target: fuzzing::Target, folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in &paths {
        println!("{}", path.display());
        target.1(&fs::read(path).unwrap());
    }
    paths.len()
}

/// What markup, data and text hang on.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\r",
    "\t",
    " ",
    "---\n",
    "```\n",
    "~~~",
    "> ",
    "- ",
    "1. ",
    "|",
    "| - |\n",
    "#",
    "[",
    "](",
    ")",
    "![",
    "<",
    "</",
    "<div>",
    "<!--",
    "-->",
    "&#x",
    "&amp;",
    "`",
    "**",
    "_",
    ":::",
    "{",
    "}",
    "\"",
    "'",
    "\\",
    ":",
    ",",
    "0",
    "99999999999999999999",
    "-1",
    "null",
    "\0",
    "\u{1e}",
    "\u{feff}",
    "\u{a0}",
    "\u{202e}",
    "é",
    "中",
    "。",
    "2013",
    "not ",
    "https://",
    "$(",
    "\u{10ffff}",
];

/// One edit of an input; places are fractions of its length.
#[derive(Debug, Clone)]
enum Edit {
    /// A byte becomes another.
    Set(Index, u8),
    /// A piece is put in so many times.
    Put(Index, &'static str, usize),
    /// What stands between two places is taken out.
    Cut(Index, Index),
    /// What stands between two places is said again behind the end.
    Repeat(Index, Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Edit::Set(at, byte)),
        (any::<Index>(), select(PIECES), 1_usize..4).prop_map(|(at, piece, times)| Edit::Put(at, piece, times)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Edit::Cut(from, to)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Edit::Repeat(from, to)),
    ]
}

fn edited(mut bytes: Vec<u8>, edits: &[Edit]) -> Vec<u8> {
    for edit in edits {
        let between = |from: &Index, to: &Index| {
            let (from, to) = (from.index(bytes.len() + 1), to.index(bytes.len() + 1));
            from.min(to)..from.max(to)
        };
        match edit {
            Edit::Set(at, byte) if !bytes.is_empty() => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Edit::Set(_, byte) => bytes.push(*byte),
            Edit::Put(at, piece, times) => {
                let at = at.index(bytes.len() + 1);
                bytes.splice(at..at, piece.repeat(*times).into_bytes());
            }
            Edit::Cut(from, to) => drop(bytes.drain(between(from, to))),
            Edit::Repeat(from, to) => bytes.extend_from_within(between(from, to)),
        }
    }
    bytes
}

/// Runs a target on edits of its seeds: `DOCPARITY_FUZZ_CASES` of them (512). Which, says `PROPTEST_RNG_SEED`.
fn try_edits(target: fuzzing::Target, seeds: Vec<Vec<u8>>) {
    let cases = std::env::var("DOCPARITY_FUZZ_CASES").map_or(512, |cases| cases.parse().unwrap());
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 500, ..Config::default() };
    let inputs = (select(seeds), vec(edit(), 1..8)).prop_map(|(seed, edits)| edited(seed, &edits));
    let tried = TestRunner::new(config).run(&inputs, |bytes| {
        target.1(&bytes);
        Ok(())
    });
    match tried {
        Ok(()) => {}
        Err(TestError::Fail(reason, input)) => panic!("{}: {reason}, on b\"{}\"", target.0, input.escape_ascii()),
        Err(aborted) => panic!("{}: {aborted}", target.0),
    }
}

/// A test a target, so that they run beside each other.
macro_rules! targets {
    ($($name:ident),+) => {
        $(#[test]
        fn $name() {
            let name = stringify!($name);
            let target = *fuzzing::TARGETS.iter().find(|target| target.0 == name).unwrap();
            let seeds = fuzzing::seeds::of(name);
            assert!(!seeds.is_empty());
            seeds.iter().for_each(|seed| target.1(seed));
            replay(target, &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzzing/cases").join(name));
            try_edits(target, seeds);
        })+

        #[test]
        fn every_target_is_replayed_and_can_be_fuzzed() {
            assert_eq!([$(stringify!($name)),+].to_vec(), fuzzing::TARGETS.iter().map(|target| target.0).collect::<Vec<_>>());
            for (name, _) in fuzzing::TARGETS {
                let target = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fuzz/fuzz_targets/{name}.rs"));
                // The published package has no fuzz crate.
                assert!(!target.ancestors().nth(2).unwrap().exists() || target.exists(), "{}", target.display());
            }
        }
    };
}

targets!(front_matter, markdown, html, whole_page, topic_pair, configuration, baseline, cache_entry, stdin_topics);
