//! Reports in every format: what a parser of the format says of them.

use std::sync::OnceLock;

use docparity::check::CHECKS;
use docparity::corpus::{Corpus, Topic};
use docparity::finding::Report;
use docparity::pipeline::AlignedPair;
use docparity::report::terminal::{self, Pages};
use docparity::report::{
    Context, Rule, checkstyle, compact, csv, github, gitlab, html, json, junit, po, rdjson, sarif,
};

use super::laws;

/// The lines of a topic's pages.
struct Lines<'c>(&'c Corpus);

impl Pages for Lines<'_> {
    fn line(&self, path: &str, line: u32) -> Option<String> {
        let page = self.0.pages().find(|page| page.path == path)?;
        let text = page.text.as_deref()?;
        text.split('\n').nth(line as usize - 1).map(|line| line.trim_end_matches('\r').to_owned())
    }

    fn title(&self, _: &str) -> Option<String> {
        None
    }
}

/// The checks that found something. The documentation of the others says the same in every run, and would
/// be most of what is written and read back here.
fn rules(report: &Report) -> Vec<Rule> {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    let rules = RULES.get_or_init(|| {
        let rule = |check: &docparity::check::Check| Rule {
            id: check.id,
            summary: check.summary(),
            documentation: check.documentation,
        };
        CHECKS.iter().map(rule).collect()
    });
    let found = |rule: &&Rule| report.findings.iter().any(|finding| finding.rule == rule.id);
    rules.iter().filter(found).cloned().collect()
}

/// Nothing that a terminal obeys, and nothing that turns the order of text around.
fn harmless(text: &str) {
    let harmful = |c: char| {
        c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2067}')
    };
    assert!(!text.contains(harmful), "{text:?}");
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The findings as JSON.
pub(super) fn write_json(report: &Report) {
    let text = written(|out| json::write(report, out));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["findings"].as_array().unwrap().len(), report.findings.len());
}

/// The findings of a topic in every format.
pub(super) fn write_all(report: &Report, topic: Topic, aligned: Vec<AlignedPair>) {
    let locales = topic.pages.keys().cloned().collect();
    let mut corpus = Corpus::without_pages(report.source_locale.clone(), locales);
    corpus.topics.push(topic);
    let lines = Lines(&corpus);
    let rules = rules(report);
    let context = Context { rules: &rules, root: "", pages: &lines };
    let count = report.findings.len();
    write_json(report);
    let text = written(|out| json::write_lines(report, out));
    laws::json_lines(text.as_bytes());
    assert_eq!(text.lines().count(), count);
    for text in [
        written(|out| sarif::write(report, &corpus.locales, &context, out)),
        written(|out| gitlab::write(report, &context, out)),
        written(|out| rdjson::write(report, &context, out)),
    ] {
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
    }
    for text in [
        written(|out| checkstyle::write(report, &context, out)),
        written(|out| junit::write(report, &corpus, &context, out)),
    ] {
        roxmltree::Document::parse(&text).unwrap();
    }
    let table = written(|out| csv::write(report, out));
    let rows = ::csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes()).into_records();
    assert_eq!(rows.map(Result::unwrap).count(), count);
    let text = written(|out| compact::write(report, None, out));
    assert_eq!(text.lines().count(), count);
    harmless(&text);
    harmless(&written(|out| github::write(report, &context, out)));
    harmless(&written(|out| terminal::write(report, &lines, terminal::Options::plain(), out)));
    for locale in po::locales(report) {
        harmless(&written(|out| po::write(report, locale, &context, out)));
    }
    let page = html::single_file(&html::Inputs { report, corpus: &corpus, aligned: &[aligned] }).unwrap();
    harmless(&page);
}
