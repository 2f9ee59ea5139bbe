//! A set that is checked in parts, or topic by topic, gives the report of one run, byte for byte.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use assert_cmd::cargo::CommandCargoExt as _;
use tempfile::TempDir;

/// The bundled pages.
fn corpus() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/technet").to_str().unwrap().to_owned()
}

fn command(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("docparity").unwrap();
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    command
}

/// Runs the program; its output and how it ended.
fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// [`run`] for a run that must not fail.
fn output(folder: &TempDir, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs the program with something on standard input.
fn fed(folder: &TempDir, arguments: &[&str], input: &str) -> Output {
    let mut child =
        command(folder, arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join().unwrap();
    output
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn shards_make_the_whole_in_every_format() {
    let folder = TempDir::new().unwrap();
    let corpus = corpus();
    for part in 1..=3 {
        let (shard, file) = (format!("{part}/3"), format!("part-{part}.jsonl"));
        output(&folder, &["check", &corpus, "--shard", &shard, "--format", "partial", "-o", &file, "--exit-zero"]);
    }
    for format in ["json", "jsonl", "csv", "compact", "sarif", "checkstyle", "gitlab", "github"] {
        let whole = output(&folder, &["check", &corpus, "--format", format, "--exit-zero"]);
        let parts = ["part-3.jsonl", "part-1.jsonl", "part-2.jsonl"];
        let arguments = [&["merge"], &parts[..], &["--format", format, "--exit-zero"]].concat();
        assert!(output(&folder, &arguments) == whole, "{format}");
        assert!(whole.len() > 100, "{format}");
    }
    // These show lines of pages, or count in them.
    for format in ["terminal", "junit", "rdjson"] {
        let whole = output(&folder, &["check", &corpus, "--format", format, "--exit-zero"]);
        let arguments = ["merge", "part-1.jsonl", "part-2.jsonl", "part-3.jsonl", "--pages", &corpus];
        let merged = output(&folder, &[&arguments[..], &["--format", format, "--exit-zero"]].concat());
        assert!(merged == whole, "{format}");
    }
    // A folder of parts as an engine leaves it.
    fs::create_dir(folder.path().join("out")).unwrap();
    for part in 1..=3 {
        let name = format!("part-{part}.jsonl");
        fs::rename(folder.path().join(&name), folder.path().join("out").join(&name)).unwrap();
    }
    fs::write(folder.path().join("out/_SUCCESS"), "").unwrap();
    let whole = output(&folder, &["check", &corpus, "--format", "json", "--exit-zero"]);
    assert!(output(&folder, &["merge", "out", "--format", "json", "--exit-zero"]) == whole);
    assert_eq!(run(&folder, &["merge", "out", "--format", "json"]).status.code(), Some(1), "there are errors");
}

#[test]
fn topics_one_by_one_make_the_whole() {
    let folder = TempDir::new().unwrap();
    let corpus = corpus();
    let whole = output(&folder, &["check", &corpus, "--format", "json", "--exit-zero"]);
    output(&folder, &["learn", &corpus, "-o", "set.model"]);
    let topics = output(&folder, &["topics", &corpus, "--format", "jsonl"]);
    let arguments = ["check", "--stdin-topics", "--model", "set.model", "--exit-zero", "--format"];
    let parts = fed(&folder, &[&arguments[..], &["partial"]].concat(), &topics);
    assert!(parts.status.success(), "{}", stderr(&parts));
    fs::write(folder.path().join("parts.jsonl"), &parts.stdout).unwrap();
    let merge = ["merge", "parts.jsonl", "--model", "set.model", "--format", "json", "--exit-zero"];
    assert!(output(&folder, &merge) == whole);
    // Findings line by line are those of the whole, but for what needs several topics and for files of no topic.
    let lines = fed(&folder, &[&arguments[..], &["jsonl"]].concat(), &topics);
    let without_pattern = |finding: &str| {
        let mut finding: serde_json::Value = serde_json::from_str(finding).unwrap();
        finding.as_object_mut().unwrap().remove("pattern");
        finding.to_string()
    };
    let streamed: Vec<String> = String::from_utf8(lines.stdout).unwrap().lines().map(without_pattern).collect();
    let expected = output(&folder, &["check", &corpus, "--format", "jsonl", "--exit-zero"]);
    let expected: Vec<String> = expected.lines().map(without_pattern).collect();
    assert!(streamed.len() > 50 && streamed.iter().all(|finding| expected.contains(finding)));
    // One thread or many.
    let one = fed(&folder, &[&arguments[..], &["partial", "--threads", "1"]].concat(), &topics);
    assert!(one.stdout == parts.stdout);
    // With pages in hand the model only saves learning.
    let taught = ["check", &corpus, "--model", "set.model", "--format", "json", "--exit-zero"];
    assert!(output(&folder, &taught) == whole);
}

#[test]
fn what_the_age_of_a_page_explains_is_told_on_every_way() {
    let folder = TempDir::new().unwrap();
    let set = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/cases/stale-translation/fires");
    let set = set.to_str().unwrap();
    let checked = ["check", set, "--format", "json", "--exit-zero"];
    let with = |arguments: &[&str]| output(&folder, &[&checked[..], arguments].concat());
    // Which findings are explained, and by which.
    let explained = |report: &str| -> Vec<(String, String)> {
        let report: serde_json::Value = serde_json::from_str(report).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let findings = report["findings"].as_array().unwrap().iter();
        let explained = findings.filter(|finding| finding["explained_by"].is_string());
        explained.map(|finding| (text(&finding["rule"]), text(&finding["explained_by"]))).collect()
    };
    let whole = with(&["--no-cache"]);
    let expected = explained(&whole);
    assert_eq!(expected.iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>(), ["number-missing"]);
    // Kept from an earlier run.
    for run in ["cold", "warm"] {
        assert!(with(&["--cache-dir", "cache"]) == whole, "{run}");
    }
    // In parts, and topic by topic.
    output(&folder, &["check", set, "--format", "partial", "-o", "part.jsonl", "--exit-zero"]);
    output(&folder, &["learn", set, "-o", "set.model"]);
    let topics = output(&folder, &["topics", set, "--format", "jsonl"]);
    let streamed = ["check", "--stdin-topics", "--model", "set.model", "--exit-zero", "--format", "partial"];
    fs::write(folder.path().join("stream.jsonl"), fed(&folder, &streamed, &topics).stdout).unwrap();
    let merge = |arguments: &[&str]| output(&folder, &[&["merge"], arguments, &checked[2..]].concat());
    assert!(merge(&["part.jsonl"]) == whole);
    assert!(merge(&["stream.jsonl", "--model", "set.model"]) == whole);
    // Beside a baseline that knows everything else.
    let accepted = folder.path().join("accepted.json");
    with(&["--baseline", "accepted.json", "--write-baseline"]);
    assert_eq!(explained(&with(&["--baseline", "accepted.json"])), []);
    let mut baseline: serde_json::Value = serde_json::from_str(&fs::read_to_string(&accepted).unwrap()).unwrap();
    let entries = baseline["findings"].as_array_mut().unwrap();
    let all = entries.len();
    entries.retain(|entry| entry["rule"] != "number-missing");
    assert!(entries.len() < all && !entries.is_empty());
    fs::write(&accepted, baseline.to_string()).unwrap();
    assert_eq!(explained(&with(&["--baseline", "accepted.json"])), expected);
}

#[test]
fn a_topic_needs_no_more_than_locales_paths_and_texts() {
    let folder = TempDir::new().unwrap();
    let corpus = corpus();
    output(&folder, &["learn", &corpus, "-o", "set.model"]);
    let page = |locale: &str, version: &str| {
        format!(
            r##"{{"locale": "{locale}", "path": "{locale}/a.md", "text": "# T\n\nUse Windows Server {version}.\n"}}"##
        )
    };
    let topic = format!(r#"{{"pages": [{}, {}]}}"#, page("en-US", "2012"), page("fr-FR", "2008"));
    let arguments = ["check", "--stdin-topics", "--model", "set.model", "--format", "jsonl"];
    let output = fed(&folder, &arguments, &format!("\n{topic}\n\n"));
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let finding: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&finding["rule"], &finding["topic"]), (&"version-changed".into(), &"a.md".into()));
    // A line that is none, one without pages, one that is too large: told, and the others are checked.
    let lines = format!("{{\n{topic}\n{{\"pages\": []}}\n");
    let output = fed(&folder, &arguments, &lines);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8(output.stdout.clone()).unwrap().lines().count(), 1);
    let said = stderr(&output);
    assert!(said.contains("line 1: is no topic") && said.contains("line 3: the topic has no pages"), "{said}");
    let output = fed(&folder, &[&arguments[..], &["--max-file-size", "20"]].concat(), &topic);
    assert!(stderr(&output).contains("en-US/a.md: has "), "{}", stderr(&output));
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_does_not_go_together_is_told() {
    let folder = TempDir::new().unwrap();
    let corpus = corpus();
    output(&folder, &["learn", &corpus, "-o", "set.model"]);
    let check = |arguments: &[&str], expected: &str| {
        let output = run(&folder, arguments);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
    };
    check(&["check", "--stdin-topics"], "--model <FILE>");
    check(&["check", "--stdin-topics", "--model", "none"], "cannot read the model none");
    check(&["check", "--stdin-topics", "--model", "set.model"], "--format jsonl or partial");
    check(&["check", "--stdin-topics", "--model", "set.model", "docs"], "cannot be used with");
    check(&["check", &corpus, "--shard", "4/3"], "write it as PART/PARTS");
    check(&["check", &corpus, "--shard", "0/3"], "write it as PART/PARTS");
    check(&["check", &corpus, "--format", "partial", "--write-baseline"], "give baselines to `docparity merge`");
    check(&["check", &corpus, "--report", "partial=a"], "--format partial -o FILE");
    check(&["merge", "none"], "cannot read none");
    check(&["merge", "."], "is no line of a part");
    fs::write(folder.path().join("empty"), "").unwrap();
    check(&["merge", "empty"], "there is no part here");
    check(&["merge", "empty", "--report", "html=out"], "`docparity report`");
    check(&["merge", "empty", "--format", "junit"], "--pages");
    // A model that was cut off, changed, or is something else.
    let model = fs::read(folder.path().join("set.model")).unwrap();
    let mut changed = model.clone();
    *changed.last_mut().unwrap() ^= 1;
    for (bytes, expected) in [
        (&model[..model.len() - 1], "is damaged"),
        (&changed, "is damaged"),
        (&model[..30], "is damaged"),
        (&model[5..], "is no model"),
        (&[], "is no model"),
    ] {
        fs::write(folder.path().join("bad.model"), bytes).unwrap();
        check(&["check", &corpus, "--model", "bad.model"], expected);
    }
    let mut other = model;
    other[b"docparity-model/1\n".len()] ^= 1;
    fs::write(folder.path().join("bad.model"), other).unwrap();
    check(&["check", &corpus, "--model", "bad.model"], "another version");
}

/// The Python that has pyspark: the one that `DOCPARITY_PYSPARK` names, else the system's.
fn python_with_spark() -> Option<String> {
    let python = std::env::var("DOCPARITY_PYSPARK").unwrap_or_else(|_| "python3".to_owned());
    let works = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output();
        output.is_ok_and(|output| output.status.success())
    };
    (works(&python, &["-c", "import pyspark"]) && works("java", &["-version"])).then_some(python)
}

#[test]
fn a_spark_cluster_gives_what_one_run_gives() {
    let Some(python) = python_with_spark() else {
        eprintln!(
            "skipped: pyspark or Java is missing; `pip install pyspark`, or name its Python in DOCPARITY_PYSPARK"
        );
        return;
    };
    let folder = TempDir::new().unwrap();
    let corpus = corpus();
    let whole = output(&folder, &["check", &corpus, "--format", "json", "--exit-zero"]);
    output(&folder, &["learn", &corpus, "-o", "set.model"]);
    output(&folder, &["topics", &corpus, "--format", "jsonl", "-o", "topics.jsonl"]);
    let home = "import os, pyspark; print(os.path.dirname(pyspark.__file__))";
    let home = Command::new(&python).args(["-c", home]).output().unwrap();
    let program = Command::cargo_bin("docparity").unwrap().get_program().to_owned();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/pyspark/check.py");
    let spark = Command::new(&python)
        .arg(script)
        // Two workers, each a process of its own with one core.
        .args(["topics.jsonl", "set.model", "out", "--master", "local-cluster[2,1,1024]", "--partitions", "4"])
        .arg("--docparity")
        .arg(program)
        .env("SPARK_HOME", String::from_utf8(home.stdout).unwrap().trim())
        .env("PYSPARK_PYTHON", &python)
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(spark.status.success(), "{}", stderr(&spark));
    let parts = fs::read_dir(folder.path().join("out")).unwrap().count();
    assert!(parts >= 4, "one file a partition");
    assert!(output(&folder, &["merge", "out", "--model", "set.model", "--format", "json", "--exit-zero"]) == whole);
}
