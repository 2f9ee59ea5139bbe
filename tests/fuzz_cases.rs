//! The inputs of the fuzz targets that are kept: the seeds that fuzzing begins with, and
//! what once made docparity fail. `docs/fuzzing.md` tells how new ones are looked for.

#![allow(clippy::print_stdout, reason = "a failure is to name its input")]
#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

mod fuzzing;

use std::fs;
use std::path::Path;

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
