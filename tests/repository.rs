//! docparity in a repository: baselines, comments, what changed, status, and the
//! configuration, each run as people run it, on repositories that are made here.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt as _;
use tempfile::TempDir;

const ENGLISH: &str = "# Set up\n\nIt runs on Windows Server 2016.\n\nThe limit is 250 users.\n";
const FRENCH: &str = "# Installation\n\nFonctionne sous Windows Server 2016.\n\nLa limite est de 250 utilisateurs.\n";

/// A folder in which git and docparity run.
struct Folder(TempDir);

impl Folder {
    /// Two topics in two locales, not yet in any repository.
    fn new() -> Folder {
        let folder = Folder(TempDir::new().unwrap());
        for topic in ["a", "b"] {
            folder.write(&format!("docs/en/{topic}.md"), ENGLISH);
            folder.write(&format!("docs/fr/{topic}.md"), FRENCH);
        }
        folder
    }

    /// The same, committed.
    fn committed() -> Folder {
        let folder = Folder::new();
        folder.git(&["init", "-q", "-b", "main"]);
        folder.commit("The pages", "2017-01-19T12:00:00Z");
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}");
        self.write(path, &text.replace(from, to));
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.git_at(arguments, "2017-01-01T12:00:00Z")
    }

    fn git_at(&self, arguments: &[&str], date: &str) -> String {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"]);
        git.args(arguments).current_dir(self.path());
        git.env("GIT_AUTHOR_DATE", date).env("GIT_COMMITTER_DATE", date).env("GIT_CONFIG_GLOBAL", "/dev/null");
        let output = git.output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn commit(&self, message: &str, date: &str) -> String {
        self.git(&["add", "."]);
        self.git_at(&["commit", "-q", "-m", message], date);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Exit status, standard output and standard error of docparity.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::cargo_bin("docparity").unwrap();
        let output = command.args(arguments).current_dir(self.path()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// `rule path:line` of each finding of a check, `path` that of the translation.
    #[track_caller]
    fn found(&self, arguments: &[&str]) -> Vec<String> {
        let arguments = [&["check", "--format", "jsonl", "--exit-zero"], arguments].concat();
        let (status, out, err) = self.run(&arguments);
        assert_eq!(status, 0, "{err}");
        let shown = |line: &str| {
            let finding: serde_json::Value = serde_json::from_str(line).unwrap();
            let side = if finding["target"].is_null() { "source" } else { "target" };
            format!(
                "{} {}:{}",
                finding["rule"].as_str().unwrap(),
                finding[side]["path"].as_str().unwrap(),
                finding[side]["line"]
            )
        };
        out.lines().map(shown).collect()
    }

    #[track_caller]
    fn suppressed(&self, arguments: &[&str]) -> u64 {
        let arguments = [&["check", "--format", "json", "--exit-zero"], arguments].concat();
        let report: serde_json::Value = serde_json::from_str(&self.run(&arguments).1).unwrap();
        report["stats"]["suppressed"].as_u64().unwrap()
    }
}

#[test]
fn a_baseline_hides_what_was_there_and_nothing_else() {
    let folder = Folder::new();
    folder.replace("docs/fr/a.md", "2016", "2012");
    assert_eq!(folder.found(&[]), ["version-changed docs/fr/a.md:3"]);
    assert_eq!(folder.run(&["check", "--write-baseline"]).0, 0);
    let known = ["--baseline", "docparity-baseline.json"];
    assert_eq!(folder.found(&known), [""; 0]);
    assert_eq!(folder.suppressed(&known), 1);
    // Moved lines, and an edit elsewhere on the page.
    for locale in ["en", "fr"] {
        folder.replace(&format!("docs/{locale}/a.md"), "\n\n", "\n\n\n\n");
    }
    folder.replace("docs/fr/a.md", "250", "350");
    assert_eq!(folder.found(&known), ["number-changed docs/fr/a.md:9"]);
    // What is mended is told, and goes when that is asked for.
    folder.replace("docs/fr/a.md", "2012", "2016");
    let (_, _, told) = folder.run(&["check", "--baseline", "docparity-baseline.json"]);
    assert!(
        told.contains(
            "1 entry of docparity-baseline.json are not found any more, the first: version-changed in docs/a.md (fr)"
        ),
        "{told}"
    );
    let (_, _, told) =
        folder.run(&["check", "--locale", "fr", "--select", "number", "--baseline", "docparity-baseline.json"]);
    assert!(!told.contains("not found any more"), "{told}");
    folder.run(&["check", "--baseline", "docparity-baseline.json", "--prune-baseline"]);
    assert!(!folder.read("docparity-baseline.json").contains("version-changed"));
    // The configuration can name it.
    folder.write("docparity.toml", "baseline = \"docparity-baseline.json\"\n");
    folder.run(&["check", "--write-baseline"]);
    assert_eq!(folder.found(&[]), [""; 0]);
    // From a newer version, and no baseline at all.
    folder.write("docparity-baseline.json", "{\"schema\": \"docparity-baseline/9\", \"findings\": []}");
    let (status, _, told) = folder.run(&["check"]);
    assert_eq!(status, 2);
    assert!(told.contains("it was written by a newer docparity, in the form docparity-baseline/9"), "{told}");
    let (status, _, told) = folder.run(&["check", "--baseline", "nothing.json"]);
    assert!(status == 2 && told.contains("cannot read the baseline nothing.json"), "{told}");
}

#[test]
fn comments_allow_findings_and_are_counted() {
    let folder = Folder::new();
    folder.replace("docs/fr/a.md", "2016", "2012");
    folder.replace("docs/fr/b.md", "250", "350");
    let both = ["version-changed docs/fr/a.md:3", "number-changed docs/fr/b.md:5"];
    assert_eq!(folder.found(&[]), both);
    let allow = "<!-- docparity: allow version-changed -- the release here -->\n";
    folder.replace("docs/fr/a.md", "Fonctionne", &format!("{allow}Fonctionne"));
    assert_eq!(folder.found(&[]), both[1..]);
    assert_eq!(folder.suppressed(&[]), 1);
    // In the source it holds for every translation; on another block it allows nothing.
    folder.write("docs/fr/a.md", FRENCH);
    folder.replace("docs/en/b.md", "The limit", "<!-- docparity: allow number -- none -->\nThe limit");
    assert_eq!(folder.found(&[]), [""; 0]);
    folder.write("docs/en/b.md", &format!("<!-- docparity: allow number -- none -->\n{ENGLISH}"));
    let found = folder.found(&[]);
    assert_eq!(found, ["unused-suppression docs/en/b.md:1", "number-changed docs/fr/b.md:5"]);
    // Whoever asks for other checks is not told.
    assert_eq!(folder.found(&["--select", "version,unused"]), [""; 0]);
    folder.write("docs/en/b.md", &format!("<!-- docparity: allow-page number-changed -- none -->\n{ENGLISH}"));
    assert_eq!(folder.found(&[]), [""; 0]);
}

#[test]
fn levels_hold_by_path_and_locale() {
    let folder = Folder::new();
    folder.replace("docs/fr/a.md", "2016", "2012");
    folder.replace("docs/fr/b.md", "2016", "2012");
    let check = |configuration: &str, expected: &[&str]| {
        folder.write("docparity.toml", configuration);
        let (_, out, err) = folder.run(&["check", "docs", "--format", "jsonl"]);
        let shown = |line: &str| {
            let finding: serde_json::Value = serde_json::from_str(line).unwrap();
            format!("{} {}", finding["severity"].as_str().unwrap(), finding["topic"].as_str().unwrap())
        };
        assert_eq!(out.lines().map(shown).collect::<Vec<_>>(), expected, "{configuration}\n{err}");
    };
    check("", &["error a.md", "error b.md"]);
    check("[[override]]\npaths = [\"docs/fr/a.md\"]\nchecks = { version-changed = \"off\" }", &["error b.md"]);
    check(
        "[[override]]\npaths = [\"docs/*/b.md\"]\nchecks = { version-changed = \"note\" }",
        &["error a.md", "note b.md"],
    );
    check("[[override]]\nlocales = [\"ja\"]\nchecks = { version-changed = \"off\" }", &["error a.md", "error b.md"]);
    check(
        "[[override]]\nlocales = [\"fr\"]\nchecks = { version-changed = \"warning\" }",
        &["warning a.md", "warning b.md"],
    );
    check(
        "[checks]\nversion-changed = \"off\"\n[[override]]\npaths = [\"b.md\"]\nchecks = { version-changed = \"warning\" }",
        &["warning b.md"],
    );
}

#[test]
fn the_configuration_says_where_it_comes_from_and_what_is_found() {
    let folder = Folder::new();
    folder.write(".docparity.toml", "source-locale = \"en\"\nroots = [\"docs\"]\nterms = [\"Windows\"]\n");
    let (status, out, _) = folder.run(&["config", "--locale", "fr"]);
    assert_eq!(status, 0);
    for line in [
        "source-locale = \"en\"  # .docparity.toml:1",
        "roots = [\"docs\"]  # .docparity.toml:2",
        "locales = [\"fr\"]  # command line",
        "exclude = []  # default",
    ] {
        assert!(out.lines().any(|other| other == line), "{line}\n{out}");
    }
    assert_eq!(folder.found(&[]), [""; 0]);
    let (status, _, told) = folder.run(&["init"]);
    assert!(status == 2 && told.contains(".docparity.toml is there already"), "{told}");
    fs::remove_file(folder.path().join(".docparity.toml")).unwrap();
    let (status, out, told) = folder.run(&["init", "docs"]);
    assert_eq!((status, out.as_str()), (0, "wrote docparity.toml\n"), "{told}");
    let written = folder.read("docparity.toml");
    assert!(written.starts_with("# 2 locales found, layout {locale}/{path}, source en\n"), "{written}");
    assert!(written.contains("\nroots = [\"docs\"]\n") && written.contains("\nsource-locale = \"en\"\n"), "{written}");
    assert_eq!(folder.found(&[]), [""; 0]);
}

#[test]
fn terms_and_products_of_the_configuration_are_known() {
    let folder = Folder::new();
    folder.write("docs/en/a.md", "# Start\n\nOpen the Fleet Console. It needs Gizmo 7 to run.\n");
    folder.write("docs/fr/a.md", "# Démarrer\n\nOuvrez la console de la flotte. Gizmo 8 est nécessaire.\n");
    folder.write(
        "docparity.toml",
        "terms = [\"Fleet Console\"]\n[[product]]\nname = \"Gizmo Engine\"\naliases = [\"Gizmo\"]\nversions = [\"number\"]\n",
    );
    let found = folder.found(&[]);
    assert!(found.iter().any(|finding| finding.starts_with("term-translated docs/fr/a.md")), "{found:?}");
    assert!(found.iter().any(|finding| finding.starts_with("version-changed docs/fr/a.md")), "{found:?}");
    let (_, out, _) = folder.run(&["claims", "docs/en/a.md", "--locale", "en"]);
    assert!(out.contains("Gizmo Engine 7"), "{out}");
}

#[test]
fn only_what_changed_is_checked() {
    let folder = Folder::new();
    folder.replace("docs/fr/a.md", "2016", "2012");
    folder.replace("docs/fr/b.md", "2016", "2012");
    folder.git(&["init", "-q", "-b", "main"]);
    folder.commit("The pages", "2017-01-19T12:00:00Z");
    let (a, b) = ("version-changed docs/fr/a.md:3", "version-changed docs/fr/b.md:3");
    assert_eq!(folder.found(&[]), [a, b]);
    assert_eq!(folder.found(&["--changed-since", "main"]), [""; 0]);
    // In the source, the translation is pulled in; in the translation, the source.
    folder.replace("docs/en/a.md", "# Set up", "# Set it up");
    assert_eq!(folder.found(&["--changed-since", "main"]), [a]);
    assert_eq!(folder.found(&["--staged"]), [""; 0]);
    folder.git(&["add", "docs/en/a.md"]);
    folder.replace("docs/fr/b.md", "# Installation", "# Installer");
    assert_eq!(folder.found(&["--staged"]), [a]);
    assert_eq!(folder.found(&["--changed-since", "HEAD"]), [a, b]);
    // From a folder within, with that folder as the root.
    let mut command = Command::cargo_bin("docparity").unwrap();
    let output = command
        .args(["check", ".", "--staged", "--format", "jsonl"])
        .current_dir(folder.path().join("docs"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 1);
    // A branch is held against where it began, not against what came there since.
    folder.git(&["checkout", "-q", "-b", "work"]);
    folder.commit("Titles", "2017-01-20T12:00:00Z");
    folder.git(&["checkout", "-q", "main"]);
    folder.write("docs/en/c.md", ENGLISH);
    folder.commit("Another page", "2017-01-21T12:00:00Z");
    folder.git(&["checkout", "-q", "work"]);
    assert_eq!(folder.found(&["--changed-since", "main"]), [a, b]);
    // A page that is gone, and one that git does not know yet.
    fs::remove_file(folder.path().join("docs/fr/a.md")).unwrap();
    folder.commit("Away", "2017-01-22T12:00:00Z");
    assert_eq!(folder.found(&["--changed-since", "HEAD~1"]), ["topic-missing-in-locale docs/en/a.md:1"]);
    folder.write("docs/fr/d.md", FRENCH);
    assert_eq!(folder.found(&["--changed-since", "HEAD"]), ["topic-orphan docs/fr/d.md:1"]);
}

#[test]
fn only_what_is_new_is_reported() {
    let folder = Folder::new();
    folder.replace("docs/fr/a.md", "2016", "2012");
    folder.git(&["init", "-q", "-b", "main"]);
    folder.commit("The pages", "2017-01-19T12:00:00Z");
    folder.replace("docs/fr/a.md", "# Installation\n", "# Installation\n\nUne phrase de plus pour ce lecteur.\n");
    folder.replace("docs/fr/b.md", "250", "350");
    let found = folder.found(&["docs", "--new-since", "main", "--ignore", "block-extra,sentence-extra"]);
    assert_eq!(found, ["number-changed docs/fr/b.md:5"]);
    assert!(folder.suppressed(&["docs", "--new-since", "main"]) >= 1);
    // Nothing is left in the repository, and nothing of it changed.
    assert_eq!(folder.git(&["status", "--short"]), "M docs/fr/a.md\n M docs/fr/b.md");
    assert_eq!(folder.git(&["worktree", "list"]).lines().count(), 1);
}

#[test]
fn what_git_cannot_tell_is_said_with_what_to_do() {
    let check = |folder: &Folder, arguments: &[&str], expected: &str| {
        let (status, _, told) = folder.run(&[&["check"], arguments].concat());
        assert_eq!(status, 2, "{told}");
        assert!(told.contains(expected), "{told}");
    };
    let folder = Folder::new();
    check(&folder, &["--changed-since", "main"], "is in no git repository; run this in a clone");
    folder.git(&["init", "-q", "-b", "main"]);
    check(&folder, &["--changed-since", "main"], "the repository has no commits yet");
    folder.git(&["add", "docs/en/a.md"]);
    assert_eq!(folder.found(&["--staged"]), [""; 0]);
    folder.commit("The pages", "2017-01-19T12:00:00Z");
    folder.replace("docs/en/a.md", "Set up", "Set it up");
    folder.commit("Title", "2017-01-20T12:00:00Z");
    check(&folder, &["--changed-since", "nowhere"], "there is no commit `nowhere`; `git branch --all`");
    check(&folder, &["--new-since=--upload-pack=x"], "there is no commit `--upload-pack=x`");
    let shallow = Folder(TempDir::new().unwrap());
    let origin = format!("file://{}", folder.path().display());
    shallow.git(&["clone", "-q", "--depth", "1", &origin, "."]);
    check(&shallow, &["--changed-since", "HEAD~1"], "this clone is shallow: fetch more of its history");
}

#[test]
fn status_tells_what_it_rests_on() {
    let folder = Folder::committed();
    folder.replace("docs/en/a.md", "Windows Server 2016.", "Windows Server 2016 and Exchange Server 2016.");
    let gained = folder.commit("Exchange is supported", "2017-01-20T12:00:00Z");
    let standing = |folder: &Folder, topic: &str| {
        let (status, out, err) = folder.run(&["status", "--format", "json"]);
        assert_eq!(status, 0, "{err}");
        let told: serde_json::Value = serde_json::from_str(&out).unwrap();
        let found = told["translations"].as_array().unwrap().iter().find(|it| it["topic"] == topic).unwrap();
        let changes: Vec<_> =
            found["changes"].as_array().unwrap().iter().map(|it| it["subject"].as_str().unwrap()).collect();
        format!("{} {} {changes:?}", found["state"].as_str().unwrap(), found["basis"].as_str().unwrap())
    };
    assert_eq!(standing(&folder, "docs/a.md"), "behind dates [\"Exchange is supported\"]");
    assert_eq!(standing(&folder, "docs/b.md"), "in-step dates []");
    let (_, out, _) = folder.run(&["status", "--explain"]);
    let expected =
        format!("en gained Exchange Server 2016 on 2017-01-20 in {}; fr was last changed on 2017-01-19", &gained[..10]);
    assert!(out.contains(&expected), "{out}");
    assert!(out.contains("| fr | 1 | 1 | 0 | 0 | 0 | 0 |"), "{out}");
    // A mended typo moves the date; the text still differs.
    folder.replace("docs/fr/a.md", "Fonctionne", "Il fonctionne");
    folder.commit("Typo", "2017-01-21T12:00:00Z");
    assert_eq!(standing(&folder, "docs/a.md"), "differs content []");
    // A page that names its commit is believed.
    let named = format!("---\nl10n:\n  sourceCommit: {gained}\n---\n");
    folder.write("docs/fr/a.md", &format!("{named}{}", FRENCH.replace("2016.", "2016 et Exchange Server 2016.")));
    folder.commit("Translated", "2017-01-22T12:00:00Z");
    assert_eq!(standing(&folder, "docs/a.md"), "in-step named-commit []");
    folder.replace("docs/en/a.md", "250", "300");
    folder.commit("A higher limit", "2017-01-23T12:00:00Z");
    assert_eq!(standing(&folder, "docs/a.md"), "behind named-commit [\"A higher limit\"]");
    // A commit of another history is told, and dates are used.
    folder.write("docs/fr/b.md", &format!("---\nms.sourcegitcommit: 0123456789abcdef\n---\n{FRENCH}"));
    assert_eq!(standing(&folder, "docs/b.md"), "in-step dates []");
    let (_, out, _) = folder.run(&["status", "--format", "html", "--all"]);
    assert!(
        out.starts_with("<!doctype html>")
            && out.contains("<td>behind by 1 change since 2017-01-23, by the commit that it names"),
        "{out}"
    );
    // Without a history the content still tells.
    let bare = Folder::new();
    bare.replace("docs/fr/a.md", "2016", "2012");
    assert_eq!(standing(&bare, "docs/a.md"), "differs content []");
    assert_eq!(standing(&bare, "docs/b.md"), "unknown content []");
}
