//! The same difference over many topics is one pattern.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::finding::Finding;

/// Topics below which a repeated difference is no pattern.
const TOPICS: usize = 3;

/// Keeps the pattern ids that stand in several topics and drops the others.
pub(super) fn mark(findings: &mut [Finding]) {
    let mut topics: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
    for finding in findings.iter() {
        if let Some(pattern) = &finding.pattern {
            topics.entry(pattern).or_default().insert(&finding.topic);
        }
    }
    let kept: FxHashSet<String> = topics
        .into_iter()
        .filter(|(_, topics)| topics.len() >= TOPICS)
        .map(|(pattern, _)| pattern.to_owned())
        .collect();
    for finding in findings {
        finding.pattern = finding.pattern.take().filter(|pattern| kept.contains(pattern));
    }
}
