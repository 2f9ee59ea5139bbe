//! Keeps `reports/` fresh: what docparity says about the bundled pages, as a
//! user sees it who runs it in the project's folder.
//!
//! `UPDATE=1 cargo test --test reports` writes the files; without it they are
//! compared with what the program prints now.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

use std::path::{Path, PathBuf};
use std::{env, fs};

use assert_cmd::Command;

/// Each report and the command line that makes it.
const REPORTS: &[(&str, &str)] = &[
    ("technet.txt", "check corpus/technet --exit-zero"),
    ("technet.json", "check corpus/technet --exit-zero --format json"),
    ("technet-matrix.md", "matrix corpus/technet --format md"),
    ("technet-topics.txt", "topics corpus/technet"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn report(name: &str) -> PathBuf {
    root().join("reports").join(name)
}

/// What docparity prints, run in the project's folder. Its output is no
/// terminal, so there are no colours and a line is 120 columns wide.
fn printed(arguments: &str) -> String {
    let mut command = Command::cargo_bin("docparity").unwrap();
    let output = command.current_dir(root()).arg("--isolated").args(arguments.split(' ')).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "docparity {arguments}: {:?}\n{stderr}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_reports_say_what_docparity_says_now() {
    let mut stale = Vec::new();
    for (name, arguments) in REPORTS {
        let now = printed(arguments);
        if env::var_os("UPDATE").is_some() {
            fs::write(report(name), now).unwrap();
        } else {
            let then = fs::read_to_string(report(name)).unwrap_or_default();
            stale.extend(difference(&then, &now).map(|difference| format!("reports/{name}: {difference}")));
        }
    }
    let refresh = "`UPDATE=1 cargo test --test reports` writes them; read the difference before you commit it";
    assert!(stale.is_empty(), "stale reports; {refresh}\n{}", stale.join("\n"));
}

/// Where two texts part, if they do.
fn difference(then: &str, now: &str) -> Option<String> {
    if then == now {
        return None;
    }
    let same = then.lines().zip(now.lines()).take_while(|(then, now)| then == now).count();
    let line = |text: &str| text.lines().nth(same).map_or("the end".to_owned(), |line| format!("{line:?}"));
    Some(format!("line {}\n  in the file: {}\n  now:         {}", same + 1, line(then), line(now)))
}

#[test]
fn every_report_is_made_by_a_command() {
    let files = fs::read_dir(root().join("reports")).unwrap().map(|entry| entry.unwrap().file_name());
    let unknown: Vec<_> = files
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name != "README.md" && !REPORTS.iter().any(|(report, _)| report == name))
        .collect();
    assert!(unknown.is_empty(), "no command makes {unknown:?}");
}

#[test]
fn reports_hold_nothing_of_this_machine() {
    for (name, _) in REPORTS {
        let text = fs::read_to_string(report(name)).unwrap();
        assert!(!text.contains(root().to_str().unwrap()), "{name} names the project's folder");
        assert!(!text.contains('\u{1b}'), "{name} holds colours");
    }
}
