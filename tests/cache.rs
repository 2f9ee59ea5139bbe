//! Results that are kept from run to run change nothing but the time.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use assert_cmd::cargo::CommandCargoExt as _;
use tempfile::TempDir;

/// A copy of the bundled pages, and a cache beside it.
struct Set(TempDir);

impl Set {
    fn new() -> Set {
        let set = Set(TempDir::new().unwrap());
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/technet");
        for entry in ignore::Walk::new(&corpus) {
            let entry = entry.unwrap();
            let path = set.0.path().join("docs").join(entry.path().strip_prefix(&corpus).unwrap());
            match entry.file_type().unwrap().is_dir() {
                true => fs::create_dir(path).unwrap(),
                false => drop(fs::copy(entry.path(), path).unwrap()),
            }
        }
        set
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("docparity").unwrap();
        command.arg("check").arg("docs").args(["--format", "json", "--exit-zero"]).args(arguments);
        command.current_dir(&self.0).env_clear().stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The report with the cache, which must be that without; how many results were known and kept.
    fn cached(&self) -> (u64, u64) {
        let with = self.run(&["--cache-dir", "cache", "--verbose"]);
        let without = self.run(&["--no-cache"]);
        assert!(with.status.success() && without.status.success());
        assert!(with.stdout == without.stdout, "the cache changes the report");
        let said = String::from_utf8(with.stderr).unwrap();
        let line = said.lines().find_map(|line| line.strip_prefix("cache: ")).unwrap();
        let numbers: Vec<u64> = line.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
        (numbers[0], numbers[1])
    }

    fn pages(&self) -> Vec<PathBuf> {
        let walk = ignore::Walk::new(self.0.path().join("docs")).map(|entry| entry.unwrap().into_path());
        let mut pages: Vec<_> = walk.filter(|path| path.extension().is_some_and(|it| it == "md")).collect();
        pages.sort();
        pages
    }

    fn values(&self) -> Vec<PathBuf> {
        let walk = ignore::WalkBuilder::new(self.0.path().join("cache")).standard_filters(false).build();
        let paths = walk.map(|entry| entry.unwrap().into_path());
        paths.filter(|path| path.is_file() && path.file_name().is_some_and(|name| name.len() >= 62)).collect()
    }
}

#[test]
fn edits_at_random_give_what_a_cold_run_gives() {
    let set = Set::new();
    let (known, kept) = set.cached();
    assert!(known == 0 && kept > 10, "{known} {kept}");
    let (again, kept_again) = set.cached();
    // All topics; what the set teaches is not even asked for.
    assert_eq!((again, kept_again), (kept - 1, 0));
    let mut state: u64 = 7;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for round in 0..12 {
        let pages = set.pages();
        let page = &pages[random(pages.len())];
        let text = fs::read_to_string(page).unwrap();
        match random(6) {
            0 => fs::write(page, text.replace("2013", "2016")).unwrap(),
            1 => fs::write(page, text + "\nExchange Server 2019 is supported as well.\n").unwrap(),
            2 => fs::write(page, text.replacen("assetid: ", "assetid: a", 1)).unwrap(),
            3 => fs::remove_file(page).unwrap(),
            4 => fs::rename(page, page.with_extension("moved.md")).unwrap(),
            _ => fs::write(page, text.lines().step_by(2).collect::<Vec<_>>().join("\n")).unwrap(),
        }
        let (_, kept) = set.cached();
        let (_, kept_again) = set.cached();
        assert!(kept_again == 0, "round {round}: {kept} and then {kept_again} kept");
    }
}

#[test]
fn an_edit_does_not_touch_other_topics() {
    let set = Set::new();
    let (_, all) = set.cached();
    // A topic without a source page is nobody's teacher, so nothing else depends on it.
    let orphan = set.pages().into_iter().find(|page| {
        let id = |page: &Path| {
            let text = fs::read_to_string(page).unwrap();
            text.lines().find(|line| line.starts_with("ms:assetid")).map(str::to_owned)
        };
        let own = id(page);
        own.is_some() && set.pages().iter().filter(|other| id(other) == own).count() == 1
    });
    let orphan = orphan.unwrap();
    let text = fs::read_to_string(&orphan).unwrap();
    fs::write(&orphan, text + "\nOne more sentence.\n").unwrap();
    assert_eq!(set.cached(), (all - 1, 1), "the others, what the set taught, and one topic again");
}

#[test]
fn a_damaged_cache_heals() {
    let set = Set::new();
    let (_, kept) = set.cached();
    for (index, path) in set.values().into_iter().enumerate() {
        let bytes = fs::read(&path).unwrap();
        match index % 4 {
            0 => fs::write(&path, &bytes[..bytes.len() / 2]).unwrap(),
            1 => fs::write(&path, b"").unwrap(),
            2 => fs::write(&path, [bytes, b"more".to_vec()].concat()).unwrap(),
            _ => fs::write(&path, vec![255; bytes.len()]).unwrap(),
        }
    }
    assert_eq!(set.cached(), (0, kept));
    assert_eq!(set.cached(), (kept - 1, 0));
}

#[test]
fn two_runs_at_once_do_not_disturb_each_other() {
    let set = Set::new();
    let without = set.run(&["--no-cache"]).stdout;
    for _ in 0..3 {
        let spawn = |_| {
            let mut command = set.command(&["--cache-dir", "cache"]);
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
        };
        let children: Vec<_> = (0..4).map(spawn).collect();
        for child in children {
            assert!(child.wait_with_output().unwrap().stdout == without);
        }
        let _ = fs::remove_file(&set.values()[0]);
    }
}

#[test]
fn a_cache_that_cannot_be_used_stops_nothing() {
    let set = Set::new();
    fs::write(set.0.path().join("file"), "").unwrap();
    let output = set.run(&["--cache-dir", "file/cache"]);
    assert!(output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("cannot use the cache file/cache"), "{said}");
    assert!(output.stdout == set.run(&["--no-cache"]).stdout);
    // A configuration that says something else is another question.
    let (_, kept) = set.cached();
    fs::write(set.0.path().join("docs/docparity.toml"), "[checks]\nversion-missing = \"off\"\n").unwrap();
    assert_eq!(set.cached().1, kept - 1, "every topic again, and nothing to learn");
}

#[test]
fn clean_takes_away_what_is_kept() {
    let set = Set::new();
    set.cached();
    let clean = || {
        let mut command = Command::cargo_bin("docparity").unwrap();
        command.args(["clean", "--cache-dir", "cache"]).current_dir(&set.0).env_clear().output().unwrap()
    };
    assert!(clean().status.success());
    assert!(!set.0.path().join("cache").exists());
    assert!(clean().status.success(), "nothing is there, and nothing is wrong with that");
    fs::create_dir(set.0.path().join("cache")).unwrap();
    fs::write(set.0.path().join("cache/mine"), "").unwrap();
    let refused = clean();
    assert_eq!(refused.status.code(), Some(2));
    assert!(set.0.path().join("cache/mine").exists());
}
