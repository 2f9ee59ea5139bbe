//! The whole way from a corpus to a report.

use crate::config::Config;
use crate::corpus::{self, Corpus};
use crate::finding::{Report, Stats};

/// Checks a corpus. `progress` is called from any thread with the number of topics done.
pub fn check(corpus: &Corpus, config: &Config, progress: &(dyn Fn(u64) + Sync)) -> Report {
    let mut findings = corpus::findings(corpus);
    findings.retain(|finding| config.wants(finding.rule));
    for finding in &mut findings {
        finding.severity = config.severity(finding.rule, finding.severity);
    }
    progress(corpus.topics.len() as u64);
    let stats = Stats {
        topics: corpus.topics.len() as u64,
        pages: corpus.pages().count() as u64,
        bytes: corpus.bytes,
        findings: findings.len() as u64,
        ..Stats::default()
    };
    Report { source_locale: corpus.source_locale.clone(), stats, findings, incomplete: corpus.is_incomplete() }
}
