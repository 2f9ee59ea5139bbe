//! What was found in single topics, and how it is put together.
//!
//! A [`TopicResult`] can be written down and read back (serde), so that a topic which
//! was checked in another run or on another machine is as good as one that was checked
//! here. Only what needs several topics is left to [`assemble`]: which differences are
//! a pattern, and the counts of the whole run.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::{draft, pattern};
use crate::check::CHECKS;
use crate::finding::{Change, ClaimRef, Confidence, Evidence, Finding, Kind, Report, Severity, Stance, Stats};
use crate::locale::Locale;

/// What a topic came to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TopicResult {
    /// Its id.
    pub topic: String,
    /// Pages that were read.
    pub pages: u64,
    /// Bytes of all its files.
    pub bytes: u64,
    /// Claims in its pages.
    pub claims: u64,
    /// Segments of its pages.
    pub segments: u64,
    /// Findings that its pages allow.
    pub suppressed: u64,
    /// Whether a page could not be read, or the topic not be checked.
    pub incomplete: bool,
    /// What was found, in the order of reports. [`Finding::pattern`] is that of every
    /// difference which could be one.
    #[serde(deserialize_with = "findings")]
    pub findings: Vec<Finding>,
}

/// Puts topics together to the report that one run over all of them gives. `files`
/// are the findings that belong to no topic.
pub fn assemble(
    source_locale: &Locale,
    topics: impl IntoIterator<Item = TopicResult>,
    files: Vec<Finding>,
    mut incomplete: bool,
) -> Report {
    let topics: Vec<TopicResult> = topics.into_iter().collect();
    let mut stats = Stats::default();
    let mut findings = files;
    findings.reserve_exact(topics.iter().map(|topic| topic.findings.len()).sum());
    for topic in topics {
        stats.topics += 1;
        stats.pages += topic.pages;
        stats.bytes += topic.bytes;
        stats.claims += topic.claims;
        stats.segments += topic.segments;
        stats.suppressed += topic.suppressed;
        incomplete |= topic.incomplete;
        findings.extend(topic.findings);
    }
    pattern::mark(&mut findings);
    findings.sort_by(draft::order);
    stats.findings = findings.len() as u64;
    Report { source_locale: source_locale.clone(), stats, findings, incomplete }
}

/// Reads findings. The checks' names are those of this version; another one is an error.
pub(super) fn findings<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Finding>, D::Error> {
    let written: Vec<Written> = Deserialize::deserialize(deserializer)?;
    written.into_iter().map(|finding| finding.read().map_err(serde::de::Error::custom)).collect()
}

/// A [`Finding`] as it is written, field by field.
#[derive(Deserialize)]
struct Written<'a> {
    #[serde(borrow)]
    rule: Cow<'a, str>,
    kind: Kind,
    change: Change,
    severity: Severity,
    confidence: Confidence,
    topic: String,
    locale: Locale,
    claim: Option<ClaimRef>,
    source: Option<Evidence>,
    target: Option<Evidence>,
    locales: BTreeMap<Locale, Stance>,
    outlier: Option<Locale>,
    group: String,
    pattern: Option<String>,
    message: String,
    fingerprint: String,
    explained_by: Option<String>,
}

impl Written<'_> {
    fn read(self) -> Result<Finding, String> {
        let known = CHECKS.iter().find(|check| check.id == self.rule);
        let rule = known.ok_or_else(|| format!("there is no check `{}`", self.rule))?.id;
        Ok(Finding {
            rule,
            kind: self.kind,
            change: self.change,
            severity: self.severity,
            confidence: self.confidence,
            topic: self.topic,
            locale: self.locale,
            claim: self.claim,
            source: self.source,
            target: self.target,
            locales: self.locales,
            outlier: self.outlier,
            group: self.group,
            pattern: self.pattern,
            message: self.message,
            fingerprint: self.fingerprint,
            explained_by: self.explained_by,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::corpus;
    use crate::pipeline::{Task, run};

    #[test]
    fn a_result_that_was_kept_is_read_back_as_it_was() {
        let corpus = corpus::load(&["corpus".into()], &Config::default(), &|_| {}).unwrap();
        let topics = run(&Task::new(&corpus, &Config::default())).topics;
        let explained = topics.iter().flat_map(|topic| &topic.findings).filter(|it| it.explained_by.is_some());
        assert!(topics.len() > 50 && explained.count() > 0);
        for topic in topics {
            let kept = postcard::to_stdvec(&topic).unwrap();
            assert_eq!(postcard::from_bytes::<TopicResult>(&kept).as_ref(), Ok(&topic));
            let written = serde_json::to_vec(&topic).unwrap();
            assert_eq!(serde_json::from_slice::<TopicResult>(&written).unwrap(), topic);
        }
    }
}
