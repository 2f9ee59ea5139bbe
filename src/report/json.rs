//! Findings as JSON: one object, or one finding a line.
//!
//! The form is a contract (`docparity-findings/1`): keys are added, never
//! renamed or removed. Each finding stands on a line of its own in both forms,
//! so that reports of two runs can be compared line by line.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::mpsc;

use serde::Serialize;

use crate::finding::{Finding, Report, Stats};
use crate::locale::Locale;

/// The name and version of the form.
pub const SCHEMA: &str = "docparity-findings/1";

#[derive(Serialize)]
struct Head<'r> {
    schema: &'static str,
    tool: Tool,
    source_locale: &'r Locale,
    stats: &'r Stats,
    /// Only there if it is so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Writes one object with everything in it, and a newline.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let tool = Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
    let head = Head {
        schema: SCHEMA,
        tool,
        source_locale: &report.source_locale,
        stats: &report.stats,
        incomplete: report.incomplete,
    };
    let head = serde_json::to_string(&head)?;
    // The head's closing brace comes after the findings.
    write!(out, "{},\n\"findings\": [", head.strip_suffix('}').unwrap_or(&head))?;
    let mut between: &[u8] = b"\n";
    written(&report.findings, b",\n", &mut |lines| {
        out.write_all(std::mem::replace(&mut between, b",\n"))?;
        out.write_all(lines)
    })?;
    out.write_all(if report.findings.is_empty() { b"]}\n" } else { b"\n]}\n" })
}

/// Writes one finding a line.
///
/// # Errors
/// Those of `out`.
pub fn write_lines(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write_findings(&report.findings, out)
}

/// Writes one finding a line, of any findings.
///
/// # Errors
/// Those of `out`.
pub fn write_findings(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    written(findings, b"\n", &mut |lines| {
        out.write_all(lines)?;
        out.write_all(b"\n")
    })
}

/// Findings that one thread writes before it gives them on.
const CHUNK: usize = 256;

/// Chunks that are written ahead of what is taken, so that memory does not grow with the report.
const AHEAD: usize = 32;

/// Writes findings on several threads and calls `take` with runs of them in order,
/// `between` between two of a run. The threads go on while `take` does its work.
fn written(findings: &[Finding], between: &[u8], take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let lines = |chunk: &[Finding]| -> io::Result<Vec<u8>> {
        let mut lines = Vec::with_capacity(chunk.len() * 1024);
        for (index, finding) in chunk.iter().enumerate() {
            lines.extend_from_slice(if index == 0 { b"" } else { between });
            serde_json::to_writer(&mut lines, finding)?;
        }
        Ok(lines)
    };
    if findings.len() <= CHUNK || rayon::current_thread_index().is_some() {
        // A thread of the pool must not wait for the others.
        return findings.chunks(CHUNK).try_for_each(|chunk| take(&lines(chunk)?));
    }
    let lines = &lines;
    rayon::in_place_scope(|scope| {
        let write = |chunk| {
            let (done, waiting) = mpsc::sync_channel(1);
            // Whoever waited is gone where an earlier chunk could not be taken.
            scope.spawn(move |_| drop(done.send(lines(chunk))));
            waiting
        };
        let mut chunks = findings.chunks(CHUNK);
        let mut ahead: VecDeque<_> = chunks.by_ref().take(AHEAD).map(write).collect();
        while let Some(waiting) = ahead.pop_front() {
            // It is only ever gone if the thread that was to write it has failed, which the scope tells.
            let Ok(lines) = waiting.recv() else { break };
            ahead.extend(chunks.next().map(write));
            take(&lines?)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::claim::ClaimKind;
    use crate::finding::{Change, ClaimRef, Confidence, Evidence, Kind, Severity, Stance};

    /// A report whose texts try what they can.
    fn report() -> Report {
        let locale = |tag: &str| Locale::new(tag).unwrap();
        let evidence = |tag: &str, text: Option<&str>| Evidence {
            locale: locale(tag),
            path: "docs/a\"b\n.md".to_owned(),
            line: 3,
            column: 5,
            end_line: 3,
            end_column: 9,
            text: text.map(str::to_owned),
        };
        let finding = Finding {
            rule: "version-missing",
            kind: Kind::Version,
            change: Change::Missing,
            severity: Severity::Error,
            confidence: Confidence::new(0.9),
            topic: "id".to_owned(),
            locale: locale("zh-CN"),
            claim: Some(ClaimRef { kind: ClaimKind::Version, value: "Server 2016".to_owned() }),
            source: Some(evidence("en-US", Some("Server\u{1b} \u{202e}2016"))),
            target: Some(evidence("zh-CN", None)),
            locales: BTreeMap::from([(locale("en-US"), Stance::Present), (locale("fr-FR"), Stance::NoPage)]),
            outlier: None,
            group: "1".to_owned(),
            pattern: None,
            message: "`Server 2016` is missing".to_owned(),
            fingerprint: "2".to_owned(),
            explained_by: None,
        };
        let findings = vec![finding.clone(), Finding { claim: None, source: None, ..finding }];
        Report { source_locale: locale("en-US"), stats: Stats::default(), findings, incomplete: false }
    }

    #[test]
    fn the_contract_holds_key_by_key() {
        let mut written = Vec::new();
        write(&report(), &mut written).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&written).unwrap();
        let source = serde_json::json!({
            "locale": "en-US", "path": "docs/a\"b\n.md", "line": 3, "column": 5, "end_line": 3, "end_column": 9,
            "text": "Server\u{1b} \u{202e}2016",
        });
        let target = serde_json::json!({
            "locale": "zh-CN", "path": "docs/a\"b\n.md", "line": 3, "column": 5, "end_line": 3, "end_column": 9,
            "text": null,
        });
        let mut finding = serde_json::json!({
            "rule": "version-missing", "kind": "version", "change": "missing", "severity": "error", "confidence": 0.9,
            "topic": "id", "locale": "zh-CN", "claim": {"kind": "version", "value": "Server 2016"},
            "source": source, "target": target, "locales": {"en-US": "present", "fr-FR": "no page"},
            "outlier": null, "group": "1", "pattern": null, "message": "`Server 2016` is missing", "fingerprint": "2",
        });
        // 0.9 as people write it, and not the nearest number of 32 bits.
        assert_eq!(value["findings"][0]["confidence"].to_string(), "0.9");
        assert_eq!(value["findings"][0], finding);
        finding["claim"] = serde_json::Value::Null;
        finding["source"] = serde_json::Value::Null;
        assert_eq!(value["findings"][1], finding);
        assert_eq!(value["schema"], "docparity-findings/1");
        assert_eq!(value["tool"], serde_json::json!({"name": "docparity", "version": env!("CARGO_PKG_VERSION")}));
        assert_eq!(value["source_locale"], "en-US");
        let stats = ["topics", "pages", "bytes", "claims", "segments", "findings", "suppressed"];
        assert!(stats.iter().all(|key| value["stats"][key] == 0), "{value}");
        let lines = String::from_utf8(written).unwrap();
        assert_eq!(lines.lines().count(), 5, "a line for head and tail, and one a finding:\n{lines}");
    }

    #[test]
    fn without_findings_it_is_still_one_object() {
        let mut written = Vec::new();
        write(&Report { findings: Vec::new(), ..report() }, &mut written).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&written).unwrap();
        assert_eq!(value["findings"], serde_json::json!([]));
    }

    #[test]
    fn lines_are_the_same_findings() {
        let (mut object, mut lines) = (Vec::new(), Vec::new());
        write(&report(), &mut object).unwrap();
        write_lines(&report(), &mut lines).unwrap();
        let object: serde_json::Value = serde_json::from_slice(&object).unwrap();
        let lines = String::from_utf8(lines).unwrap();
        let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(object["findings"], serde_json::Value::Array(lines));
    }
}
