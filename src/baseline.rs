//! Findings that are known and accepted.
//!
//! A baseline lists findings by their fingerprint, which survives moved lines and
//! edits elsewhere on the page. Findings that it lists are counted and not
//! reported; entries that nothing is found for any more are told, so that they
//! can be pruned. It is written sorted, an entry a line, so that a review shows what
//! was accepted.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::finding::Report;

/// The form that this version writes.
const SCHEMA: &str = "docparity-baseline/1";

/// A list of accepted findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// In order of topic, locale, rule and fingerprint.
    pub entries: Vec<Entry>,
}

/// An accepted finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// The topic's id.
    pub topic: String,
    /// The locale.
    pub locale: String,
    /// The check.
    pub rule: String,
    /// What the finding is known by.
    pub fingerprint: String,
    /// What it said, for people who read the file.
    pub message: String,
}

/// Why a text is no baseline.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BaselineError {
    /// The user's to decide: another version of docparity wrote it.
    #[error(
        "it was written by a newer docparity, in the form {0}, and this one knows {SCHEMA}; update docparity, or write the baseline again with --write-baseline"
    )]
    Newer(String),
    /// The user's fault: another file, or one that was edited by hand.
    #[error("it is no baseline: {0}; write it with --write-baseline")]
    NoBaseline(String),
}

#[derive(Deserialize)]
struct File {
    schema: String,
    findings: Vec<Entry>,
}

/// What applying a baseline came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// Findings that were known.
    pub known: u64,
    /// Entries that nothing was found for.
    pub vanished: Vec<Entry>,
}

impl Baseline {
    /// The findings of a report.
    pub fn of(report: &Report) -> Baseline {
        let entry = |finding: &crate::finding::Finding| Entry {
            topic: finding.topic.clone(),
            locale: finding.locale.to_string(),
            rule: finding.rule.to_owned(),
            fingerprint: finding.fingerprint.clone(),
            message: finding.message.clone(),
        };
        let mut entries: Vec<Entry> = report.findings.iter().map(entry).collect();
        entries.sort();
        Baseline { entries }
    }

    /// Reads what [`Baseline::write`] wrote.
    ///
    /// # Errors
    /// [`BaselineError`], with what to do.
    pub fn parse(text: &str) -> Result<Baseline, BaselineError> {
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|error| BaselineError::NoBaseline(error.to_string()))?;
        let schema = value.get("schema").and_then(serde_json::Value::as_str).unwrap_or_default();
        let version = |schema: &str| schema.strip_prefix("docparity-baseline/")?.parse::<u32>().ok();
        match (version(schema), version(SCHEMA)) {
            (Some(theirs), Some(ours)) if theirs > ours => return Err(BaselineError::Newer(schema.to_owned())),
            (Some(_), _) => {}
            (None, _) => return Err(BaselineError::NoBaseline("there is no `schema` that says so".to_owned())),
        }
        let file: File = serde_json::from_value(value).map_err(|error| BaselineError::NoBaseline(error.to_string()))?;
        debug_assert!(file.schema.starts_with("docparity-baseline/"));
        Ok(Baseline { entries: file.findings })
    }

    /// Writes it, an entry a line.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{\n  \"schema\": \"{SCHEMA}\",\n  \"findings\": [")?;
        for (index, entry) in self.entries.iter().enumerate() {
            let comma = if index + 1 < self.entries.len() { "," } else { "" };
            writeln!(out, "    {}{comma}", serde_json::to_string(entry)?)?;
        }
        writeln!(out, "  ]\n}}")
    }

    /// Takes the findings that it lists out of a report and counts them as suppressed.
    /// An entry stands for one finding. `judged` tells which entries the run could
    /// have found: those of other locales, checks or topics have not vanished.
    pub fn apply(&self, report: &mut Report, judged: &dyn Fn(&Entry) -> bool) -> Applied {
        let mut left: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for entry in &self.entries {
            left.entry(&entry.fingerprint).or_default().push(entry);
        }
        let before = report.findings.len();
        report.findings.retain(|finding| match left.get_mut(finding.fingerprint.as_str()) {
            Some(entries) => entries.pop().is_none(),
            None => true,
        });
        let known = (before - report.findings.len()) as u64;
        report.stats.suppressed += known;
        report.stats.findings = report.findings.len() as u64;
        let mut vanished: Vec<Entry> = left.into_values().flatten().filter(|entry| judged(entry)).cloned().collect();
        vanished.sort();
        Applied { known, vanished }
    }

    /// Without these entries.
    pub fn without(&self, vanished: &[Entry]) -> Baseline {
        let mut gone = vanished.to_vec();
        let kept = |entry: &&Entry| match gone.iter().position(|other| other == *entry) {
            Some(at) => {
                gone.swap_remove(at);
                false
            }
            None => true,
        };
        Baseline { entries: self.entries.iter().filter(kept).cloned().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let entry = |fingerprint: &str| Entry {
            topic: "a".to_owned(),
            locale: "fr".to_owned(),
            rule: "url-missing".to_owned(),
            fingerprint: fingerprint.to_owned(),
            message: "\"x\"\n is missing".to_owned(),
        };
        for entries in [vec![], vec![entry("1")], vec![entry("1"), entry("1"), entry("2")]] {
            let baseline = Baseline { entries };
            let mut text = Vec::new();
            baseline.write(&mut text).unwrap();
            assert_eq!(Baseline::parse(&String::from_utf8(text).unwrap()).unwrap(), baseline);
        }
        let twice = Baseline { entries: vec![entry("1"), entry("1"), entry("2")] };
        assert_eq!(twice.without(&[entry("1")]).entries, [entry("1"), entry("2")]);
    }

    #[test]
    fn what_is_no_baseline_says_what_to_do() {
        let check = |text: &str, expected: &str| {
            let error = Baseline::parse(text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{text}: {error}");
        };
        check(
            "{\"schema\": \"docparity-baseline/7\"}",
            "it was written by a newer docparity, in the form docparity-baseline/7",
        );
        check("{\"schema\": \"docparity-findings/1\"}", "it is no baseline: there is no `schema`");
        check("{\"schema\": \"docparity-baseline/1\"}", "it is no baseline: missing field `findings`");
        check("[]", "it is no baseline");
        check("", "it is no baseline");
    }
}
