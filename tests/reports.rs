//! Keeps `reports/` fresh: what docparity says about the bundled pages, as a
//! user sees it who runs it in the project's folder.
//!
//! `UPDATE=1 cargo test --test reports` writes the files and the excerpt in the
//! README; without it they are compared with what the program prints now.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

mod generated;

use std::fs;
use std::path::{Path, PathBuf};

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
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(!printed.contains(root().to_str().unwrap()), "docparity {arguments} names the project's folder");
    assert!(!printed.contains('\u{1b}'), "docparity {arguments} prints colours where there is no terminal");
    printed
}

#[test]
fn the_reports_say_what_docparity_says_now() {
    let mut stale = Vec::new();
    for (name, arguments) in REPORTS {
        let now = printed(arguments);
        if generated::is_update() {
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
fn the_readme_shows_what_docparity_says_now() {
    let command = REPORTS[0].1;
    let printed = printed(command);
    let parts: Vec<&str> = printed.trim_end().split("\n\n").collect();
    let finding = parts.iter().position(|part| part.starts_with("error[version-missing]")).unwrap();
    let topic = parts[..finding].iter().rfind(|part| part.starts_with("── ")).unwrap();
    let total = printed.lines().find(|line| line.starts_with("Checked ")).unwrap();
    // A part is broken up by the empty lines between its places.
    let rest = parts[finding + 1..].iter().take_while(|part| part.starts_with(char::is_whitespace));
    let finding: Vec<&str> = std::iter::once(parts[finding]).chain(rest.copied()).collect();
    let excerpt = format!("```\n{topic}\n\n{}\n\n…\n\n{total}\n```\n", finding.join("\n\n"));
    generated::check("README.md", "output", &excerpt, "UPDATE=1 cargo test --test reports");
}
