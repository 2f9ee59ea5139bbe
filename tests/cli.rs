//! Runs the program as people do: what it says, where, and how it ends.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::cargo::CommandCargoExt as _;
use tempfile::TempDir;

/// How a run ended.
struct Run {
    status: i32,
    out: String,
    err: String,
}

impl Run {
    /// Everything that a reader sees, for snapshots.
    fn shown(&self) -> String {
        let mut shown = format!("status: {}\n", self.status);
        for (name, text) in [("stdout", &self.out), ("stderr", &self.err)] {
            if !text.is_empty() {
                shown.push_str(&format!("-- {name}\n{text}"));
            }
        }
        shown
    }
}

/// A folder with pages, in which the program runs.
struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(TempDir::new().unwrap());
        for (path, text) in files {
            folder.write(path, text.as_bytes());
        }
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The program, with nothing of the environment that the tests run in.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("docparity").unwrap();
        command.args(arguments).current_dir(self.path()).env_clear().stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().unwrap();
        Run {
            status: output.status.code().expect("the program was not killed"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

const SETUP_EN: &str = "\
---
title: Set up the gateway
ms:assetid: 11111111-aaaa-4bbb-8ccc-000000000001
---

# Set up the gateway

The gateway runs on Windows Server 2012 and Windows Server 2016, and needs 512 MB of memory.

Run `Get-GatewayState` before you begin.
";

const SETUP_FR: &str = "\
---
title: Configurer la passerelle
ms:assetid: 11111111-aaaa-4bbb-8ccc-000000000001
---

# Configurer la passerelle

La passerelle fonctionne sous Windows Server 2012 et nécessite 512 Mo de mémoire.

Exécutez `Get-GatewayState` avant de commencer.
";

const ROUTES_EN: &str = "\
---
title: Routes
ms:assetid: 11111111-aaaa-4bbb-8ccc-000000000002
---

# Routes

A route has at most 12 hops.
";

/// One topic in two locales, in French without one of its versions, and one that is not translated.
fn two_locales() -> Folder {
    Folder::new(&[
        ("docs/en-US/setup.md", SETUP_EN),
        ("docs/fr-FR/setup.md", SETUP_FR),
        ("docs/en-US/routes.md", ROUTES_EN),
    ])
}

/// The same page in both locales.
fn clean() -> Folder {
    Folder::new(&[("docs/en-US/routes.md", ROUTES_EN), ("docs/en-GB/routes.md", ROUTES_EN)])
}

#[test]
fn a_report_shows_both_texts_and_counts() {
    insta::assert_snapshot!(two_locales().run(&["check", "docs"]).shown());
}

#[test]
fn the_same_difference_in_several_locales_is_told_once() {
    let folder = two_locales();
    let german = "\
---
title: Gateway einrichten
ms:assetid: 11111111-aaaa-4bbb-8ccc-000000000001
---

# Gateway einrichten

Das Gateway läuft unter Windows Server 2012 und benötigt 512 MB Speicher.

Führen Sie zuerst `Get-GatewayState` aus.
";
    folder.write("docs/de-DE/setup.md", german.as_bytes());
    folder.write("docs/es-ES/setup.md", SETUP_EN.as_bytes());
    let run = folder.run(&["check", "docs", "--select", "version-missing", "--quiet"]);
    insta::assert_snapshot!(run.shown());
}

#[test]
fn notes_are_shown_on_request() {
    let folder = two_locales();
    let run = folder.run(&["check", "docs", "--select", "topic-missing-in-locale", "--quiet"]);
    insta::assert_snapshot!(run.shown());
    assert!(!folder.run(&["check", "docs", "--quiet"]).out.contains("topic-missing-in-locale"));
    assert!(folder.run(&["check", "docs", "--verbose"]).out.contains("note[topic-missing-in-locale]"));
}

#[test]
fn statistics_stand_alone() {
    insta::assert_snapshot!(two_locales().run(&["check", "docs", "--statistics"]).shown());
}

#[test]
fn what_is_wrong_with_a_call_is_said_with_what_to_do() {
    let folder = two_locales();
    folder.write("empty/notes.txt", b"no page");
    folder.write("german/de-DE/a.md", b"Text.");
    folder.write("german/nl/a.md", b"Tekst.");
    folder.write("config/unknown.toml", b"\nsource-local = \"en\"\n[checks]\nversion-mising = \"off\"\n");
    folder.write("config/broken.toml", b"locales = [");
    let check = |arguments: &[&str], expected: &str| {
        let run = folder.run(arguments);
        assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (2, "", expected), "{arguments:?}");
    };
    check(&["check", "dcos"], "error: dcos: there is no such file or folder\n");
    check(
        &["check", "empty"],
        "error: no page found in empty; looked for files that end in .md .markdown .mdx .html .htm and are not \
         excluded by the configuration or by .gitignore\n",
    );
    check(
        &["check", "german"],
        "error: no source locale: found de-DE (1 page), nl (1 page), and none of them is English; choose one with \
         --source-locale\n",
    );
    folder.write("german/loose.md", b"Text.");
    let run = folder.run(&["check", "german"]);
    assert!(
        run.err.ends_with(
            "; one file says no locale: if it is the source, name its folder, such as --folder en-US=docs\n"
        )
    );
    check(
        &["check", "docs", "--source-locale", "en-GB"],
        "error: no page is in the source locale en-GB; found en-US (2 pages), fr-FR (1 page); did you mean en-US?\n",
    );
    check(
        &["check", "docs", "--locale", "fr-CA"],
        "error: no page is in fr-CA; found en-US (2 pages), fr-FR (1 page); did you mean fr-FR?\n",
    );
    check(
        &["check", "docs", "--select", "version-mising"],
        "error: there is no check `version-mising`; did you mean `version-missing`?\n",
    );
    check(&["check", "docs", "--ignore", "zzz"], "error: there is no check `zzz`; `docparity explain` lists them\n");
    check(
        &["check", "docs", "--statistics", "--format", "json"],
        "error: --statistics is for the terminal; the other formats hold the numbers under `stats` and in each \
         finding\n",
    );
    check(
        &["check", "docs", "--config", "config/unknown.toml"],
        "error: config/unknown.toml:2:1: unknown key `source-local`; did you mean `source-locale`?\n\
         config/unknown.toml:4:1: unknown check `version-mising`; did you mean `version-missing`?\n",
    );
    check(
        &["check", "docs", "--config", "config/missing.toml"],
        "error: cannot read the configuration config/missing.toml: No such file or directory (os error 2)\n",
    );
    check(
        &["check", "docs", "-o", "nowhere/out.json"],
        "error: cannot write nowhere/out.json: nothing was written; choose another place with -o: No such file or \
         directory (os error 2)\n",
    );
    check(
        &["check", "docs", "-o", "docs"],
        "error: cannot write docs: nothing was written; choose another place with -o: it is a folder\n",
    );
    check(&["explain", "version"], "error: there is no check `version`; did you mean `version-extra`?\n");
    check(&["claims", "nothing.md"], "error: nothing.md: there is no such file or folder\n");
    folder.write("loose.md", b"Text.");
    check(&["claims", "loose.md"], "error: loose.md: nothing says which locale it is in; say it with --locale\n");
    assert!(
        folder
            .run(&["check", "docs", "--config", "config/broken.toml"])
            .err
            .starts_with("error: config/broken.toml:1:1")
    );
}

#[test]
fn usage_errors_end_with_two() {
    let folder = two_locales();
    for arguments in [
        &["check", "docs", "--no-such-option"][..],
        &["check", "docs", "--format", "xml"],
        &["check", "docs", "--threads", "0"],
        &["check", "docs", "--max-file-size", "huge"],
        &["check", "docs", "--source-locale", "not a tag"],
        &["check", "docs", "--folder", "docs"],
        &["check", "docs", "--quiet", "--verbose"],
        &["check", "docs", "--isolated", "--config", "x.toml"],
        &["claims", "docs/en-US/setup.md", "--kind", "colour"],
        &["frobnicate"],
        &[],
    ] {
        let run = folder.run(arguments);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{arguments:?}: {}", run.err);
        assert!(!run.err.is_empty());
    }
}

#[test]
fn the_exit_status_tells_what_was_found() {
    let (found, clean) = (two_locales(), clean());
    let check = |folder: &Folder, options: &[&str], status: i32| {
        let run = folder.run(&[&["check", "docs"], options].concat());
        assert_eq!(run.status, status, "{options:?}: {}{}", run.out, run.err);
    };
    check(&found, &[], 1);
    check(&found, &["--fail-on", "never"], 0);
    check(&found, &["--exit-zero"], 0);
    check(&found, &["--ignore", "version"], 0);
    check(&found, &["--ignore", "version", "--fail-on", "note"], 1);
    check(&found, &["--select", "topic-missing-in-locale"], 0);
    check(&found, &["--select", "topic-missing-in-locale", "--fail-on", "warning"], 0);
    check(&found, &["--select", "topic-missing-in-locale", "--fail-on", "note"], 1);
    check(&clean, &["--fail-on", "note", "--ignore", "untranslated"], 0);
    found.write("docs/fr-FR/broken.md", b"caf\xe9");
    check(&found, &[], 2);
    check(&found, &["--exit-zero"], 2);
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_checked() {
    let folder = two_locales();
    folder.write("docs/fr-FR/latin1.md", b"caf\xe9");
    folder.write("docs/fr-FR/utf16.md", b"\xff\xfea\0");
    folder.write("docs/fr-FR/binary.md", b"\0\0\0");
    folder.write("docs/fr-FR/large.md", "word ".repeat(1000).as_bytes());
    let run = folder.run(&["check", "docs", "--max-file-size", "4KiB"]);
    insta::assert_snapshot!(run.shown());
    assert!(run.out.contains("version-missing"), "the pages that can be read are still checked");
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = two_locales();
    let path = folder.path().join("docs/fr-FR/secret.md");
    folder.write("docs/fr-FR/secret.md", SETUP_FR.as_bytes());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    let run = folder.run(&["check", "docs", "--select", "unreadable-file", "--quiet"]);
    // Nothing is forbidden to the administrator, who may run these tests in a container.
    let is_forbidden = fs::read(&path).is_err();
    let says_so = run.out.contains("docs/fr-FR/secret.md") && run.out.contains("cannot be read: permission denied");
    assert_eq!((run.status, says_so), if is_forbidden { (2, true) } else { (0, false) }, "{}", run.out);
}

#[cfg(unix)]
#[test]
fn links_and_special_files_are_not_followed() {
    let folder = two_locales();
    let outside = Folder::new(&[("secret.md", SETUP_FR)]);
    std::os::unix::fs::symlink(outside.path().join("secret.md"), folder.path().join("docs/fr-FR/linked.md")).unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("docs/fr-FR/tree")).unwrap();
    std::os::unix::fs::symlink("loop.md", folder.path().join("docs/fr-FR/loop.md")).unwrap();
    let made = Command::new("mkfifo").arg(folder.path().join("docs/fr-FR/pipe.md")).status();
    assert!(made.unwrap().success());
    let run = folder.run(&["topics", "docs"]);
    insta::assert_snapshot!(run.shown());
}

#[test]
fn what_is_excluded_is_not_read() {
    let folder = two_locales();
    folder.write("docs/en-US/drafts/new.md", ROUTES_EN.replace("0002", "0003").as_bytes());
    folder.write("docs/fr-FR/ignored.md", b"caf\xe9");
    folder.write("docs/.hidden/en-US/a.md", b"Text.");
    let pages = |arguments: &[&str]| {
        let run = folder.run(&[&["topics", "docs", "--format", "json"], arguments].concat());
        let value: serde_json::Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}", run.err));
        let locales = value["coverage"]["locales"].as_array().unwrap().clone();
        let pages = locales.iter().map(|locale| locale["pages"].as_u64().unwrap()).collect::<Vec<_>>();
        (run.status, pages)
    };
    assert_eq!(pages(&[]), (2, vec![3, 1]));
    folder.write("docparity.toml", b"exclude = [\"drafts/\", \"docs/fr-FR/ignored.md\"]\n");
    assert_eq!(pages(&[]), (0, vec![2, 1]));
    assert_eq!(pages(&["--isolated"]), (2, vec![3, 1]));
    folder.write("other.toml", b"include = [\"**/setup.md\"]\n");
    assert_eq!(pages(&["--config", "other.toml"]), (0, vec![1, 1]));
    // The nearest configuration above the path is found from anywhere.
    fs::create_dir_all(folder.path().join("elsewhere")).unwrap();
    let mut command = folder.command(&["topics", "../docs", "--format", "json"]);
    let output = command.current_dir(folder.path().join("elsewhere")).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn folders_can_be_given_a_locale() {
    let folder = Folder::new(&[("handbook/setup.md", SETUP_EN), ("manuel/setup.md", SETUP_FR)]);
    let options = ["--folder", "en-US=handbook", "--folder", "fr-FR=manuel"];
    let run = folder.run(&[&["check", ".", "--format", "jsonl"], &options[..]].concat());
    assert_eq!(run.status, 1, "{}", run.err);
    folder.write("docparity.toml", b"[folders]\nhandbook = \"en-US\"\nmanuel = \"fr-FR\"\n");
    assert_eq!(folder.run(&["check", ".", "--format", "jsonl"]).out, run.out);
    assert_eq!(folder.run(&["check", "manuel", "handbook", "--format", "jsonl"]).out, run.out);
}

#[test]
fn levels_of_the_configuration_hold() {
    let folder = two_locales();
    folder.write("docparity.toml", b"[checks]\nversion-missing = \"note\"\ntopic-missing-in-locale = \"error\"\n");
    let run = folder.run(&["check", "docs", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let findings = value["findings"].as_array().unwrap();
    let levels: Vec<String> =
        findings.iter().map(|finding| format!("{} {}", finding["rule"], finding["severity"])).collect();
    assert_eq!(levels, ["\"version-missing\" \"note\"", "\"topic-missing-in-locale\" \"error\""]);
    assert_eq!(run.status, 1);
}

#[test]
fn json_is_the_contract() {
    let folder = two_locales();
    let run = folder.run(&["check", "docs", "--format", "json"]);
    assert_eq!((run.status, run.err.as_str()), (1, ""));
    let value: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&value), ["findings", "schema", "source_locale", "stats", "tool"]);
    let stats = ["bytes", "claims", "findings", "pages", "segments", "suppressed", "topics"];
    assert_eq!(keys(&value["stats"]), stats);
    assert_eq!((&value["stats"]["topics"], &value["stats"]["pages"]), (&2.into(), &3.into()));
    let finding = &value["findings"][0];
    let expected = [
        "change",
        "claim",
        "confidence",
        "fingerprint",
        "group",
        "kind",
        "locale",
        "locales",
        "message",
        "outlier",
        "pattern",
        "rule",
        "severity",
        "source",
        "target",
        "topic",
    ];
    assert_eq!(keys(finding), expected);
    let source = &finding["source"];
    assert_eq!(keys(source), ["column", "end_column", "end_line", "line", "locale", "path", "text"]);
    assert_eq!(source["path"], "docs/en-US/setup.md");
    // The place quotes the file.
    let line = SETUP_EN.lines().nth(source["line"].as_u64().unwrap() as usize - 1).unwrap();
    let column = |key: &str| source[key].as_u64().unwrap() as usize - 1;
    assert_eq!(&line[column("column")..column("end_column")], source["text"].as_str().unwrap());
    let lines = folder.run(&["check", "docs", "--format", "jsonl"]).out;
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(value["findings"], serde_json::Value::Array(lines));
}

/// Pages enough for several threads to get in each other's way.
fn many() -> Folder {
    let folder = Folder::new(&[]);
    for number in 0..400 {
        for (locale, text) in [("en-US", SETUP_EN), ("fr-FR", SETUP_FR), ("zh-CN", SETUP_FR)] {
            if number % 7 != 0 || locale != "zh-CN" {
                let id = format!("{:012}", number % 390 + 1);
                let text = text.replace("000000000001", &id).replace("512", &(number + 500).to_string());
                folder.write(&format!("docs/{locale}/page-{number}.md"), text.as_bytes());
            }
        }
    }
    folder
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = many();
    for arguments in [
        &["check", "docs"][..],
        &["check", "docs", "--format", "json"],
        &["topics", "docs", "--verbose"],
        &["topics", "docs", "--format", "json"],
        &["matrix", "docs", "--format", "csv"],
    ] {
        let with = |threads: &str| folder.run(&[arguments, &["--threads", threads]].concat());
        let (one, eight) = (with("1"), with("8"));
        assert!(one.out.len() > 1000, "{}", one.err);
        assert!(one.out == eight.out && one.status == eight.status, "{arguments:?} differs between 1 and 8 threads");
    }
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let folder = many();
    for arguments in [&["check", "docs", "--format", "jsonl"][..], &["check", "docs"], &["matrix", "docs"]] {
        let mut child = folder.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 100];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        let expected = if arguments[0] == "check" { 1 } else { 0 };
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(expected), String::new()));
    }
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = two_locales();
    let out = folder.run(&["check", "docs", "--format", "json"]).out;
    folder.write("findings.json", b"old");
    let run = folder.run(&["check", "docs", "--format", "json", "-o", "findings.json"]);
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (1, "", ""));
    assert_eq!(fs::read_to_string(folder.path().join("findings.json")).unwrap(), out);
    assert_eq!(folder.run(&["check", "docs", "--format", "json", "-o", "-"]).out, out);
    let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["docs", "findings.json"]);
}

#[test]
fn colours_are_for_terminals() {
    let folder = two_locales();
    assert!(!folder.run(&["check", "docs"]).out.contains('\u{1b}'), "not into a pipe");
    assert!(folder.run(&["check", "docs", "--color", "always"]).out.contains("\u{1b}["));
    assert!(!folder.run(&["check", "docs", "--color", "never"]).out.contains('\u{1b}'));
}

#[test]
fn hostile_pages_do_nothing_to_the_terminal() {
    let hostile = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}\u{2066}\u{8}\r";
    let title = format!("title: \"Set up {hostile}\"\n");
    let english = SETUP_EN
        .replace("title: Set up the gateway\n", &title)
        .replace("The gateway runs", &format!("The {hostile} gateway runs"));
    let french = SETUP_FR.replace("La passerelle fonctionne", &format!("La {hostile} passerelle `=1+1` fonctionne"));
    let folder = Folder::new(&[("docs/en-US/setup.md", &english), ("docs/fr-FR/setup.md", &french)]);
    folder.write("docs/fr-FR/line\nbreak \u{1b}[31m\u{202e}.md", SETUP_FR.as_bytes());
    folder.write("docs/fr-FR/bad\u{1b}]0;x\u{7}.md", b"\xff");
    for arguments in [
        &["check", "docs", "--verbose"][..],
        &["check", "docs", "--statistics"],
        &["topics", "docs"],
        &["claims", "docs/fr-FR/setup.md"],
        &["matrix", "docs", "--format", "md"],
        &["check", "docs/\u{1b}[2J"],
        &["check", "docs", "--select", "\u{1b}[2J"],
    ] {
        let run = folder.run(arguments);
        for text in [&run.out, &run.err] {
            let found: Vec<char> = text
                .chars()
                .filter(|&c| {
                    c.is_control() && c != '\n'
                        || ('\u{202a}'..='\u{202e}').contains(&c)
                        || ('\u{2066}'..='\u{2069}').contains(&c)
                })
                .collect();
            assert!(found.is_empty(), "{arguments:?}: {text:?}");
        }
        assert!(!run.out.is_empty() || !run.err.is_empty());
    }
    // Programs get it as it is, in a form that they can read.
    let run = folder.run(&["check", "docs", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert!(
        value["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|finding| finding["target"]["path"] == "docs/fr-FR/bad\u{1b}]0;x\u{7}.md")
    );
}

#[test]
fn an_inventory_names_what_is_not_as_it_should_be() {
    let folder = two_locales();
    folder.write("docs/fr-FR/copy.md", SETUP_FR.as_bytes());
    folder.write("docs/fr-FR/routes.md", ROUTES_EN.replace("0002", "000Z").as_bytes());
    folder.write("docs/fr-FR/alone.md", ROUTES_EN.replace("0002", "0009").as_bytes());
    folder.write("docs/loose.md", ROUTES_EN.replace("0002", "0008").as_bytes());
    insta::assert_snapshot!(folder.run(&["topics", "docs", "--verbose"]).out);
    insta::assert_snapshot!("inventory_json", folder.run(&["topics", "docs", "--format", "json"]).out);
    insta::assert_snapshot!("inventory_findings", folder.run(&["check", "docs", "--select", "topic,duplicate"]).out);
}

#[test]
fn claims_are_listed_with_their_places() {
    let folder = two_locales();
    insta::assert_snapshot!(folder.run(&["claims", "docs/fr-FR/setup.md"]).shown());
    let run = folder.run(&["claims", "docs/fr-FR/setup.md", "--kind", "version", "--format", "jsonl"]);
    insta::assert_snapshot!("claims_lines", run.shown());
    folder.write("loose.md", SETUP_FR.as_bytes());
    let run = folder.run(&["claims", "loose.md", "--locale", "fr-FR", "--kind", "version", "--format", "jsonl"]);
    assert!(run.out.contains("Windows Server 2012"), "{}", run.shown());
}

#[test]
fn the_matrix_sets_claims_beside_each_other() {
    let folder = two_locales();
    insta::assert_snapshot!(folder.run(&["matrix", "docs"]).shown());
    insta::assert_snapshot!("matrix_csv", folder.run(&["matrix", "docs", "--format", "csv"]).shown());
}

#[test]
fn checks_explain_themselves() {
    let folder = Folder::new(&[]);
    let list = folder.run(&["explain"]);
    assert!(list.out.lines().any(|line| line.starts_with("version-missing ")), "{}", list.shown());
    assert_eq!(list.out.lines().count(), docparity::check::CHECKS.len());
    for check in docparity::check::CHECKS {
        let run = folder.run(&["explain", check.id]);
        assert!(run.out.starts_with(&format!("# {}\n\n## What it does\n", check.id)), "{}", run.shown());
    }
}

#[test]
fn help_teaches_by_example() {
    let folder = Folder::new(&[]);
    for command in ["check", "report", "topics", "claims", "matrix", "explain", "completions", "align"] {
        let run = folder.run(&[command, "--help"]);
        assert_eq!(run.status, 0);
        assert!(run.out.contains(&format!("docparity {command}")) && run.out.contains("Examples:"), "{}", run.out);
    }
    insta::assert_snapshot!(folder.run(&["--help"]).out);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(folder.run(&["completions", shell]).out.contains("source-locale"), "{shell}");
    }
}

#[test]
fn one_locale_is_nothing_to_compare() {
    let folder = Folder::new(&[("docs/en-US/setup.md", SETUP_EN)]);
    insta::assert_snapshot!(folder.run(&["check", "docs"]).shown());
    assert_eq!(folder.run(&["check", "docs", "--quiet"]).shown(), "status: 0\n");
}

#[test]
fn what_is_done_is_told_on_request() {
    let run = two_locales().run(&["check", "docs", "--verbose", "--no-cache"]);
    assert!(
        run.err.starts_with("2 locales found, layout {locale}/{path}, source en-US\nread 3 pages of 2 topics in "),
        "{}",
        run.err
    );
    assert!(two_locales().run(&["check", "docs", "--no-cache"]).err.is_empty());
}
