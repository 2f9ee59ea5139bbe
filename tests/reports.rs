//! Keeps `reports/` fresh: what docparity says about the bundled pages, as a
//! user sees it who runs it in the project's folder.
//!
//! `UPDATE=1 cargo test --test reports` writes the files and the excerpt in the
//! README; without it they are compared with what the program prints now.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]
#![allow(clippy::print_stdout, reason = "it says what it leaves out")]

mod generated;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// Each report and the command line that makes it.
const REPORTS: &[(&str, &str)] = &[
    ("technet.txt", "check corpus/technet --exit-zero"),
    ("technet.json", "check corpus/technet --exit-zero --format json"),
    ("technet-matrix.md", "matrix corpus/technet --format md"),
    ("technet-matrix.csv", "matrix corpus/technet --only-differences --format csv"),
    ("technet-matrix.html", "matrix corpus/technet --format html"),
    ("technet-matrix.xlsx", "matrix corpus/technet --format xlsx"),
    ("technet-claims.csv", "matrix corpus/technet --by corpus --format csv"),
    ("technet-topics.txt", "topics corpus/technet"),
    ("technet.compact.txt", "check corpus/technet --exit-zero --format compact"),
    ("technet.jsonl", "check corpus/technet --exit-zero --format jsonl"),
    ("technet.csv", "check corpus/technet --exit-zero --format csv"),
    ("technet.sarif", "check corpus/technet --exit-zero --format sarif"),
    ("technet.github.txt", "check corpus/technet --exit-zero --format github"),
    ("technet.gitlab.json", "check corpus/technet --exit-zero --format gitlab"),
    ("technet.junit.xml", "check corpus/technet --exit-zero --format junit"),
    ("technet.checkstyle.xml", "check corpus/technet --exit-zero --format checkstyle"),
    ("technet.rdjson", "check corpus/technet --exit-zero --format rdjson"),
    ("technet.fr-FR.po", "check corpus/technet --exit-zero --locale fr-FR --format po"),
];

/// The report for a browser: a folder.
const PAGES: &str = "technet-html";

/// Pictures of it: the overview, and the topic with the most errors.
const PICTURES: [&str; 2] = ["technet-overview.png", "technet-topic.png"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn report(name: &str) -> PathBuf {
    root().join("reports").join(name)
}

/// What docparity writes to standard output, run in the project's folder. That
/// is no terminal, so there are no colours and a line is 120 columns wide.
fn output(arguments: &str) -> Vec<u8> {
    let mut command = Command::cargo_bin("docparity").unwrap();
    let output = command.current_dir(root()).arg("--isolated").args(arguments.split(' ')).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "docparity {arguments}: {:?}\n{stderr}", output.status);
    output.stdout
}

/// What it writes, as text.
fn printed(arguments: &str) -> String {
    let printed = String::from_utf8(output(arguments)).unwrap();
    assert!(!printed.contains(root().to_str().unwrap()), "docparity {arguments} names the project's folder");
    assert!(!printed.contains('\u{1b}'), "docparity {arguments} prints colours where there is no terminal");
    printed
}

const REFRESH: &str = "`UPDATE=1 cargo test --test reports` writes them; read the difference before you commit it";

#[test]
fn the_reports_say_what_docparity_says_now() {
    let mut stale = Vec::new();
    for (name, arguments) in REPORTS {
        let is_workbook = name.ends_with(".xlsx");
        if generated::is_update() {
            fs::write(report(name), output(arguments)).unwrap();
        } else {
            let then = fs::read(report(name)).unwrap_or_default();
            let now = output(arguments);
            let same = match is_workbook {
                // The same cells may be packed in another way.
                true => difference(&cells(then), &cells(now)),
                false => difference(&String::from_utf8_lossy(&then), &printed(arguments)),
            };
            stale.extend(same.map(|difference| format!("reports/{name}: {difference}")));
        }
    }
    assert!(stale.is_empty(), "stale reports; {REFRESH}\n{}", stale.join("\n"));
}

/// The cells of a workbook, a row a line.
fn cells(bytes: Vec<u8>) -> String {
    use calamine::Reader as _;
    let Ok(mut workbook) = calamine::Xlsx::new(std::io::Cursor::new(bytes)) else { return String::new() };
    let sheet = workbook.worksheet_range("claims").unwrap();
    sheet.rows().map(|row| format!("{row:?}\n")).collect()
}

/// All files of the report for a browser, by their path in it.
fn pages(folder: &Path) -> BTreeMap<PathBuf, String> {
    let walk = ignore::WalkBuilder::new(folder).standard_filters(false).build().map(Result::unwrap);
    let files = walk.filter(|entry| entry.path().is_file());
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    files.map(|entry| (entry.path().strip_prefix(folder).unwrap().to_owned(), read(entry.path()))).collect()
}

#[test]
fn the_pages_for_a_browser_say_what_docparity_says_now() {
    let folder = report(PAGES);
    if generated::is_update() {
        output(&format!("report corpus/technet -o {}", folder.display()));
        take_pictures(&folder);
        return;
    }
    let now = tempfile::TempDir::new().unwrap();
    let path = now.path().join("pages");
    output(&format!("report corpus/technet -o {}", path.display()));
    let (then, now) = (pages(&folder), pages(&path));
    assert_eq!(then.keys().collect::<Vec<_>>(), now.keys().collect::<Vec<_>>(), "stale reports; {REFRESH}");
    let stale: Vec<String> = then
        .iter()
        .filter_map(|(path, text)| Some(format!("{}: {}", path.display(), difference(text, &now[path])?)))
        .collect();
    assert!(stale.is_empty(), "stale reports; {REFRESH}\n{}", stale.join("\n"));
}

/// Takes the pictures that the README shows, where there is a Chromium.
fn take_pictures(folder: &Path) {
    let known = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let runs = |name: &&&str| std::process::Command::new(name).arg("--version").output().is_ok();
    let Some(browser) = known.iter().find(runs) else {
        println!("the pictures stay as they are: there is no Chromium");
        return;
    };
    let index = fs::read_to_string(folder.join("index.html")).unwrap();
    let (_, list) = index.split_once("id=\"list\"").unwrap();
    let worst = list.split('"').find(|part| part.starts_with("topics/")).unwrap();
    for (picture, page, height) in [(PICTURES[0], "index.html", 860), (PICTURES[1], worst, 1150)] {
        let status = std::process::Command::new(browser)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"])
            .arg(format!("--window-size=1280,{height}"))
            .arg(format!("--screenshot={}", report(picture).display()))
            .arg(format!("file://{}", folder.join(page).display()))
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
    }
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
        .filter(|name| name != "README.md" && name != PAGES && !PICTURES.contains(&name.as_str()))
        .filter(|name| !REPORTS.iter().any(|(report, _)| report == name))
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
