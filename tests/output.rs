//! Where reports go: several of one run, into places that are not free, and in
//! the words that GitHub and terminals want.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::CommandCargoExt as _;
use tempfile::TempDir;

const ENGLISH: &str = "# Set up\n\nThe gateway runs on Windows Server 2012 and Windows Server 2016.\n\nRun `Get-GatewayState` before you begin. It is supported on Windows Server 2019.\n";
const FRENCH: &str = "# Installation\n\nLa passerelle fonctionne sous Windows Server 2012.\n\nExécutez `Get-GatewayState` avant de commencer. Cela n'est pas pris en charge sur Windows Server 2019.\n";

/// A topic in two locales, in French without a version.
fn docs() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (locale, text) in [("en-US", ENGLISH), ("fr-FR", FRENCH)] {
        fs::create_dir_all(folder.path().join("docs").join(locale)).unwrap();
        fs::write(folder.path().join("docs").join(locale).join("setup.md"), text).unwrap();
    }
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("docparity").unwrap();
    command.args(arguments).current_dir(folder).env_clear();
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// All paths below a folder, hidden ones too, in order.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(
                files(&path).into_iter().map(|name| format!("{}/{name}", path.file_name().unwrap().to_string_lossy())),
            );
        } else {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found.sort();
    found
}

/// The run failed with status 2, said `message` and what to do, and left everything as it was.
#[track_caller]
fn refuses(folder: &Path, arguments: &[&str], message: &str) {
    let before = files(folder);
    let output = run(folder, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(message) && said.contains("choose another place"), "{said}");
    assert_eq!(files(folder), before);
}

#[test]
fn one_run_writes_several_reports_and_standard_output() {
    let folder = docs();
    let reports = ["--report", "sarif=out/a.sarif", "--report", "junit=out/a.xml", "--report", "html=out/html"];
    fs::create_dir(folder.path().join("out")).unwrap();
    let output = run(folder.path(), &[&["check", "docs", "--format", "compact"][..], &reports].concat());
    assert_eq!(output.status.code(), Some(1));
    let out = String::from_utf8(output.stdout).unwrap();
    let first = out.lines().next().unwrap();
    assert!(
        first.starts_with("docs/fr-FR/setup.md:3:1: error: fr-FR: `Windows Server 2016` is missing [version-missing]"),
        "{out}"
    );
    let log: serde_json::Value = serde_json::from_slice(&fs::read(folder.path().join("out/a.sarif")).unwrap()).unwrap();
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), out.lines().count());
    let tests = fs::read_to_string(folder.path().join("out/a.xml")).unwrap();
    assert!(tests.contains("tests=\"2\" failures=\"1\""), "{tests}");
    let made = files(&folder.path().join("out/html"));
    let expected = [".docparity", "docparity.css", "docparity.js", "index.html", "matrix.html", "matrix.js"];
    assert_eq!(made[..6], expected);
    assert!(made.len() == 7 && made[6].starts_with("topics/setup-md-"), "{made:?}");
}

#[test]
fn a_folder_of_pages_is_replaced_and_nothing_else_is() {
    let folder = docs();
    let report = ["report", "docs", "-o", "out"];
    assert_eq!(run(folder.path(), &report).status.code(), Some(0));
    let first = files(folder.path());
    fs::write(folder.path().join("out/topics/old.html"), "from an older run").unwrap();
    assert_eq!(run(folder.path(), &report).status.code(), Some(0));
    assert_eq!(files(folder.path()), first, "what an older run left is gone, and so is everything temporary");
    fs::create_dir(folder.path().join("empty")).unwrap();
    assert_eq!(run(folder.path(), &["report", "docs", "-o", "empty"]).status.code(), Some(0));
    refuses(
        folder.path(),
        &["report", "docs", "-o", "docs"],
        "the folder holds something that docparity did not write",
    );
    refuses(folder.path(), &["report", "docs", "-o", "."], "the folder holds something that docparity did not write");
    refuses(
        folder.path(),
        &["check", "docs", "--report", "html=docs"],
        "the folder holds something that docparity did not write",
    );
    refuses(
        folder.path(),
        &["check", "docs", "--report", "po=docs"],
        "the folder holds something that docparity did not write",
    );
    refuses(folder.path(), &["report", "docs", "-o", "docs/fr-FR/setup.md"], "it is a file, and a folder is wanted");
    refuses(folder.path(), &["report", "docs", "-o", "docs/fr-FR/setup.md/x"], "cannot write");
    refuses(folder.path(), &["report", "docs", "--single-file", "-o", "docs"], "it is a folder");
    refuses(folder.path(), &["check", "docs", "--report", "json=nowhere/a.json"], "cannot write nowhere/a.json");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = docs();
    for report in ["json", "sarif", "csv", "checkstyle"] {
        refuses(
            folder.path(),
            &["check", "docs", "--report", &format!("{report}=/dev/full")],
            "No space left on device",
        );
    }
    refuses(folder.path(), &["matrix", "docs", "--format", "xlsx", "-o", "/dev/full"], "No space left on device");
}

#[cfg(unix)]
#[test]
fn a_place_without_permission_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = docs();
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    // Nothing is forbidden to the administrator, who may run these tests in a container.
    if fs::write(closed.join("probe"), "").is_ok() {
        return;
    }
    refuses(folder.path(), &["report", "docs", "-o", "closed/report"], "ermission denied");
    refuses(folder.path(), &["check", "docs", "--report", "sarif=closed/a.sarif"], "ermission denied");
}

#[test]
fn reports_that_cannot_be_are_refused_before_the_run() {
    let folder = docs();
    let check = |arguments: &[&str], message: &str| {
        let output = run(folder.path(), arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains(message), "{arguments:?}: {said}");
    };
    check(&["check", "docs", "--report", "sarif"], "write it as FORMAT=PATH");
    check(&["check", "docs", "--report", "sarf=a"], "there is no format `sarf`; there are terminal, compact, json");
    check(&["check", "docs", "--report", "json=-"], "a report goes into a file");
    check(&["check", "docs", "--format", "html"], "html is a folder of pages");
    check(&["matrix", "docs", "--kind", "versions"], "there is no kind `versions`; there are version, command");
}

#[test]
fn a_job_gets_its_summary() {
    let folder = docs();
    let summary = folder.path().join("summary.md");
    fs::write(&summary, "# before\n").unwrap();
    let mut github = command(folder.path(), &["check", "docs", "--format", "github"]);
    let output = github.env("GITHUB_STEP_SUMMARY", &summary).output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.starts_with("::error file=docs/fr-FR/setup.md,line=3,title=version-missing::fr-FR: `Windows Server 2016` is missing (docs/en-US/setup.md line 3)\n"), "{out}");
    let text = fs::read_to_string(&summary).unwrap();
    assert!(text.starts_with("# before\n## Translations\n\n"), "{text}");
    assert!(
        text.contains(
            "| error | version-missing | fr-FR | docs/fr-FR/setup.md&#58;3 | \\`Windows Server 2016\\` is missing |"
        ),
        "{text}"
    );
}

#[test]
fn the_matrix_is_filtered_and_counted() {
    let folder = docs();
    let table = |arguments: &[&str]| {
        let output = run(folder.path(), &[&["matrix", "docs", "--format", "csv"], arguments].concat());
        String::from_utf8(output.stdout).unwrap().trim_start_matches('\u{feff}').to_owned()
    };
    let check = |arguments: &[&str], expected: &str| assert_eq!(table(arguments), expected, "{arguments:?}");
    check(
        &["--kind", "version"],
        "topic,kind,value,en-US,fr-FR\nsetup.md,version,Windows Server 2012,present,present\nsetup.md,version,Windows Server 2016,present,missing\nsetup.md,version,Windows Server 2019,present,negated\n",
    );
    check(
        &["--product", "windows", "--only-differences"],
        "topic,kind,value,en-US,fr-FR\nsetup.md,version,Windows Server 2016,present,missing\nsetup.md,version,Windows Server 2019,present,negated\n",
    );
    check(&["--topic", "routes"], "topic,kind,value,en-US,fr-FR\n");
    check(&["--product", "exchange"], "topic,kind,value,en-US,fr-FR\n");
    check(
        &["--by", "corpus", "--kind", "version,command"],
        "kind,value,topics,en-US present,en-US missing,en-US other,fr-FR present,fr-FR missing,fr-FR other\n\
         version,Windows Server 2012,1,1,0,0,1,0,0\nversion,Windows Server 2016,1,1,0,0,0,1,0\nversion,Windows Server 2019,1,1,0,0,0,0,1\ncommand,get-gatewaystate,1,1,0,0,1,0,0\n",
    );
}
