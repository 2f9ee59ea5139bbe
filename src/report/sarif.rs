//! Findings as SARIF 2.1.0, in the form that code scanning services take.
//!
//! One run a locale, each with its own automation category, so that a service
//! keeps the alerts of the locales apart; with more locales than a service
//! takes runs, one run with everything. Results come worst first and are cut
//! off at the number that a service reads; the run says how many were left out.
//! Regions lie in one line and count Unicode code points. The source's place is
//! a related location that the message links to.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::context::{Context, HOME, Rule, name, primary, related, worst_first};
use super::harmless;
use crate::finding::{Evidence, Finding, Report, Severity};
use crate::locale::Locale;

/// Runs that GitHub takes in one file.
const MOST_RUNS: usize = 20;

/// Results that GitHub takes in one run.
const MOST_RESULTS: usize = 25_000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'r> {
    tool: &'r Value,
    automation_details: Value,
    column_kind: &'static str,
    invocations: Vec<Value>,
    original_uri_base_ids: Value,
    results: Vec<Outcome<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'r> {
    rule_id: &'r str,
    rule_index: usize,
    level: &'static str,
    message: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Value>,
    partial_fingerprints: Value,
    rank: f64,
    properties: Value,
}

/// Writes one log. `locales` are all that were checked.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, locales: &[Locale], context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let index: BTreeMap<&str, usize> = context.rules.iter().enumerate().map(|(at, rule)| (rule.id, at)).collect();
    // A locale without findings has its run too, or its old alerts would stay.
    let targets = locales.iter().filter(|locale| **locale != report.source_locale);
    let mut by_locale: BTreeMap<&str, Vec<&Finding>> = targets.map(|locale| (locale.as_str(), Vec::new())).collect();
    for finding in worst_first(report) {
        by_locale.entry(finding.locale.as_str()).or_default().push(finding);
    }
    if by_locale.len() > MOST_RUNS || by_locale.is_empty() {
        by_locale = BTreeMap::from([("", worst_first(report))]);
    }
    let tool = tool(context.rules);
    let runs: Vec<Run<'_>> = by_locale
        .into_iter()
        .map(|(locale, findings)| {
            let left_out = findings.len().saturating_sub(MOST_RESULTS);
            let findings = findings.into_iter().take(MOST_RESULTS);
            let id = if locale.is_empty() { "docparity/".to_owned() } else { format!("docparity/{locale}/") };
            Run {
                tool: &tool,
                automation_details: json!({"id": id}),
                column_kind: "unicodeCodePoints",
                invocations: vec![invocation(report, left_out)],
                original_uri_base_ids: json!({"%SRCROOT%": {"description": {"text": "The root of the repository."}}}),
                results: findings.map(|finding| result(finding, &index, context)).collect(),
            }
        })
        .collect();
    out.write_all(b"{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":")?;
    serde_json::to_writer(&mut *out, &runs)?;
    out.write_all(b"}\n")
}

fn tool(rules: &[Rule]) -> Value {
    let rule = |rule: &Rule| {
        let lines = rule.documentation.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        let help = lines.collect::<Vec<_>>().join("\n");
        json!({
            "id": rule.id,
            "name": rule.id,
            "shortDescription": {"text": escaped(&rule.summary)},
            "fullDescription": {"text": escaped(&rule.summary)},
            "help": {"text": help, "markdown": help},
            "helpUri": Rule::address(rule.id),
            "properties": {"tags": ["translation"]},
        })
    };
    let rules: Vec<Value> = rules.iter().map(rule).collect();
    json!({"driver": {
        "name": env!("CARGO_PKG_NAME"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "informationUri": HOME,
        "rules": rules,
    }})
}

fn invocation(report: &Report, left_out: usize) -> Value {
    let mut invocation = json!({"executionSuccessful": !report.incomplete});
    if left_out > 0 {
        let text = format!("{left_out} more findings were left out, the least severe ones.");
        invocation["toolExecutionNotifications"] = json!([{"level": "warning", "message": {"text": text}}]);
    }
    invocation
}

fn result<'r>(finding: &'r Finding, index: &BTreeMap<&str, usize>, context: &Context<'_>) -> Outcome<'r> {
    let related = related(finding);
    let mut text = escaped(&super::context::headline(finding));
    if let Some(evidence) = related {
        text.push_str(&format!(" (compare [{}](1))", evidence.locale));
    }
    let location = |evidence: &Evidence| json!({"physicalLocation": physical(evidence, context)});
    let related = related.map(|evidence| {
        json!({
            "id": 1,
            "physicalLocation": physical(evidence, context),
            "message": {"text": escaped(&format!("{}: {}", evidence.locale, said(evidence)))},
        })
    });
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    debug_assert_eq!(level, name(finding.severity));
    Outcome {
        rule_id: finding.rule,
        rule_index: index.get(finding.rule).copied().unwrap_or_default(),
        level,
        message: json!({"text": text}),
        locations: primary(finding).map(location).into_iter().collect(),
        related_locations: related.into_iter().collect(),
        // GitHub looks at the first name only.
        partial_fingerprints: json!({
            "primaryLocationLineHash": format!("{}:1", finding.fingerprint),
            "docparity/v1": finding.fingerprint,
        }),
        rank: f64::from(finding.confidence.get() * 100.0).round(),
        properties: properties(finding),
    }
}

/// What has no place of its own in SARIF.
fn properties(finding: &Finding) -> Value {
    let mut properties = json!({"kind": finding.kind, "locale": finding.locale, "topic": harmless(&finding.topic), "group": finding.group});
    if let Some(reason) = &finding.explained_by {
        properties["explainedBy"] = reason.as_str().into();
    }
    properties
}

/// The first line of what stands at a place.
fn said(evidence: &Evidence) -> String {
    match evidence.text.as_deref().and_then(|text| text.lines().next()) {
        Some(text) => harmless(text).chars().take(200).collect(),
        None => "it should be here".to_owned(),
    }
}

fn physical(evidence: &Evidence, context: &Context<'_>) -> Value {
    let mut region = json!({"startLine": evidence.line});
    // Nothing to mark where something is missing: the whole line is shown.
    if evidence.text.is_some() {
        region["startColumn"] = evidence.column.into();
        // A region of several lines is shown as a block; its first line is enough.
        if evidence.end_line == evidence.line && evidence.end_column > evidence.column {
            region["endColumn"] = evidence.end_column.into();
        }
    }
    let uri = context.uri(&evidence.path);
    // An absolute path counts from nowhere.
    let artifact = match uri.starts_with("file:") {
        true => json!({"uri": uri}),
        false => json!({"uri": uri, "uriBaseId": "%SRCROOT%"}),
    };
    json!({"artifactLocation": artifact, "region": region})
}

/// A text that is shown as it is: brackets would be a link, a number in braces a
/// placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in harmless(text).chars() {
        match character {
            '[' | ']' | '\\' => escaped.extend(['\\', character]),
            '{' => escaped.push_str("{{"),
            '}' => escaped.push_str("}}"),
            character => escaped.push(character),
        }
    }
    escaped
}
