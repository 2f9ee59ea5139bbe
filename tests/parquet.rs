//! The claim matrix as Parquet, read back with the library's own reader and, where
//! Python has it, with pyarrow: every row of the JSON matrix is there with the same
//! texts, whatever stands in them.

#![cfg(feature = "parquet")]
#![allow(clippy::print_stdout, reason = "it says what it leaves out")]
#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

mod hostile_pages;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use assert_cmd::Command;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use serde_json::{Value, json};

fn docparity(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output =
        Command::cargo_bin("docparity").unwrap().args(arguments).current_dir(folder).env_clear().output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

type Rows = Vec<BTreeMap<String, Value>>;

/// The rows of the JSON matrix with the columns that Parquet has.
fn expected(folder: &Path, by: &str) -> Rows {
    let text = docparity(folder, &["matrix", "docs", "--by", by, "--format", "json"]);
    let matrix: Value = serde_json::from_slice(&text).unwrap();
    let row = |row: &Value| {
        let mut cells: BTreeMap<String, Value> =
            row.as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let others = cells.remove("others").unwrap_or(json!({}));
        if let Some(locales) = cells.remove("locales") {
            for (locale, state) in locales.as_object().unwrap() {
                cells.insert(locale.clone(), state.clone());
                cells.insert(format!("{locale} other"), others.get(locale).cloned().unwrap_or(Value::Null));
            }
        }
        cells
    };
    matrix["rows"].as_array().unwrap().iter().map(row).collect()
}

fn read(path: &Path) -> Rows {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let cell = |field: &Field| match field {
        Field::Str(text) => json!(text),
        Field::Long(number) => json!(number),
        Field::Null => Value::Null,
        other => panic!("no column is of such a type: {other:?}"),
    };
    let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
    rows.map(|row| row.get_column_iter().map(|(name, field)| (name.clone(), cell(field))).collect()).collect()
}

/// The rows as pyarrow reads them, if there is one.
fn read_by_pyarrow(path: &Path) -> Option<Rows> {
    let script = "import json, sys, pyarrow.parquet as p; print(json.dumps(p.read_table(sys.argv[1]).to_pylist()))";
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    if !std::process::Command::new(&python).args(["-c", "import pyarrow"]).output().is_ok_and(|it| it.status.success())
    {
        println!("skipped: {python} has no pyarrow; PYTHON names another one");
        return None;
    }
    let output = std::process::Command::new(python).args(["-c", script]).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn every_row_is_read_back_as_it_is() {
    let folder = hostile_pages::hostile_set();
    let path = folder.path().join("claims.parquet");
    for by in ["topic", "corpus"] {
        docparity(folder.path(), &["matrix", "docs", "--by", by, "--format", "parquet", "-o", "claims.parquet"]);
        let expected = expected(folder.path(), by);
        assert!(expected.len() > hostile_pages::HOSTILE.len());
        assert_eq!(read(&path), expected);
        if let Some(rows) = read_by_pyarrow(&path) {
            assert_eq!(rows, expected);
        }
    }
    let twice = || docparity(folder.path(), &["matrix", "docs", "--format", "parquet"]);
    assert_eq!(twice(), twice(), "the same bytes for the same pages");
}

/// What a claim became has a column of its own.
#[test]
fn a_changed_claim_says_what_it_became() {
    let folder = tempfile::TempDir::new().unwrap();
    for (locale, number) in [("en-US", 5), ("fr-FR", 7)] {
        let path = folder.path().join("docs").join(locale);
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("a.md"), format!("# Limits\n\nWait for {number} minutes.\n")).unwrap();
    }
    docparity(folder.path(), &["matrix", "docs", "--format", "parquet", "-o", "claims.parquet"]);
    let rows = read(&folder.path().join("claims.parquet"));
    let changed: Vec<_> = rows.iter().filter(|row| row["fr-FR"] == "changed").collect();
    assert_eq!(changed.len(), 1, "{rows:?}");
    assert!(changed[0]["fr-FR other"].as_str().unwrap().contains('7'), "{changed:?}");
    assert_eq!(changed[0]["en-US other"], Value::Null);
    // Nothing is left of a file that cannot be written.
    let mut refused = Command::cargo_bin("docparity").unwrap();
    refused.args(["matrix", "docs", "--format", "parquet", "-o", "nowhere/a.parquet"]).current_dir(folder.path());
    refused.assert().code(2);
}
