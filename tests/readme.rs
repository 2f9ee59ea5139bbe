//! Holds the README to its word: its commands run, its configuration is read,
//! its links lead to files, and every language pack is named.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

mod generated;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use camino::Utf8Path;
use docparity::check::CHECKS;
use docparity::config;
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The fenced blocks of the README that begin with this line, without the fences.
fn blocks(fence: &str) -> Vec<String> {
    let text = readme();
    let mut lines = text.lines();
    let mut blocks = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let block: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            if language == fence {
                blocks.push(block.join("\n"));
            }
        }
    }
    blocks
}

/// A small set of pages as the README's commands expect one.
fn docs() -> TempDir {
    let folder = TempDir::new().unwrap();
    let pages = [
        ("en-US", "# Set up\n\nIt runs on Windows Server 2016."),
        ("fr-FR", "# Installation\n\nFonctionne sous Windows Server 2016."),
        ("zh-CN", "# 安装\n\n在 Windows Server 2016 上运行。"),
        ("de-DE", "# Einrichten\n\nEs läuft auf Windows Server 2016."),
    ];
    for (locale, text) in pages {
        let path = folder.path().join("docs").join(locale);
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("setup.md"), text).unwrap();
    }
    // Some commands are about changes.
    for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "Pages"]] {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"]);
        git.args(arguments).current_dir(folder.path()).assert().success();
    }
    folder
}

#[test]
fn every_command_runs() {
    let commands: Vec<String> = blocks("").join("\n").lines().map(str::to_owned).collect();
    let commands = commands.iter().filter_map(|line| line.strip_prefix("docparity "));
    let folder = docs();
    let mut run = 0;
    for command in commands {
        // What follows is the shell's.
        let words = command.split_whitespace().take_while(|word| !matches!(*word, "#" | "|" | ">"));
        let mut program = Command::cargo_bin("docparity").unwrap();
        let output = program.args(words).current_dir(folder.path()).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1)), "docparity {command}\n{stderr}");
        assert!(stderr.is_empty(), "docparity {command}\n{stderr}");
        run += 1;
    }
    assert!(run >= 10, "the README shows its commands, but only {run} were found");
}

#[test]
fn the_configuration_is_read() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("docparity.toml");
    let examples = blocks("toml");
    assert_eq!(examples.len(), 1);
    fs::write(&path, &examples[0]).unwrap();
    let ids: Vec<_> = CHECKS.iter().map(|check| check.id).collect();
    let config = config::read(Utf8Path::from_path(&path).unwrap(), &ids).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(config.lines.len(), config::KEYS.len());
    // What the example calls the usual size is the usual size.
    assert_eq!(config.max_file_size, config::DEFAULT_MAX_FILE_SIZE);
}

/// Every key with what it is for and an example; `UPDATE=1 cargo test --test readme` writes it.
#[test]
fn every_key_of_the_configuration_is_explained() {
    let mut text = "```toml\n".to_owned();
    for key in config::KEYS {
        text.push_str(&format!("# {}.\n{}\n", key.about, key.example));
    }
    text.push_str("```\n");
    generated::check("README.md", "configuration", &text, "UPDATE=1 cargo test --test readme");
}

#[test]
fn the_schema_for_editors_is_the_programs() {
    let ids: Vec<_> = CHECKS.iter().map(|check| check.id).collect();
    let schema = serde_json::to_string_pretty(&config::schema(&ids)).unwrap() + "\n";
    let path = root().join("docparity.schema.json");
    if generated::is_update() {
        fs::write(&path, schema).unwrap();
    } else {
        assert!(
            fs::read_to_string(&path).unwrap_or_default() == schema,
            "`UPDATE=1 cargo test --test readme` writes docparity.schema.json"
        );
    }
}

#[test]
fn every_link_leads_to_a_file() {
    for document in
        ["README.md", "ARCHITECTURE.md", "reports/README.md", "corpus/README.md", "corpus/technet/README.md"]
    {
        let path = root().join(document);
        let text = fs::read_to_string(&path).unwrap();
        for (_, rest) in text.match_indices("](").map(|(at, _)| text.split_at(at + 2)) {
            let target = rest.split(')').next().unwrap();
            let is_local = !target.contains("://") && !target.starts_with('#');
            assert!(!is_local || path.with_file_name(target).exists(), "{document}: {target}");
        }
    }
}

#[test]
fn every_language_pack_is_named() {
    let text = readme();
    for entry in fs::read_dir(root().join("src/locale")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(!name.ends_with(".toml") || text.contains(&format!("](src/locale/{name})")), "{name}");
    }
}
