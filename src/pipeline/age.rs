//! What the age of a translation explains.
//!
//! A translation that is older than the last change of its source lacks what came
//! since and says what was true before. Whoever plans the next translation wants
//! those findings as one thing to do, so each names the `stale-translation` of its
//! page. What no newer source could have caused does not: text that was left in the
//! language of the source, a command that does not run, and a sentence that says
//! the opposite, which is wrong on any day.

use rustc_hash::FxHashMap;

use crate::finding::Finding;
use crate::locale::Locale;

/// The check that says that a page is older than its source.
const STALE: &str = "stale-translation";

/// Checks whose findings the age of a page may explain.
const EXPLAINED: &[&str] = &[
    "block-extra",
    "block-missing",
    "code-differs",
    "command-changed",
    "command-extra",
    "command-missing",
    "date-changed",
    "image-changed",
    "link-changed",
    "link-extra",
    "link-missing",
    "list-item-missing",
    "literal-changed",
    "literal-missing",
    "note-missing",
    "number-changed",
    "number-extra",
    "number-missing",
    "section-extra",
    "section-missing",
    "section-moved",
    "sentence-extra",
    "sentence-missing",
    "table-cell-changed",
    "table-row-missing",
    "title-differs",
    "unit-changed",
    "url-changed",
    "url-extra",
    "url-missing",
    "version-bound-changed",
    "version-changed",
    "version-extra",
    "version-missing",
];

/// Lets the findings of one topic name what explains them.
pub(super) fn explain(findings: &mut [Finding]) {
    let stale = findings.iter().filter(|finding| finding.rule == STALE);
    let stale: FxHashMap<Locale, String> =
        stale.map(|finding| (finding.locale.clone(), finding.fingerprint.clone())).collect();
    if stale.is_empty() {
        return;
    }
    for finding in findings.iter_mut().filter(|finding| may_be_explained(finding)) {
        finding.explained_by = stale.get(&finding.locale).cloned();
    }
}

/// Whether a newer source may be the reason: a difference between both pages, and none that
/// every translation has, whatever its age.
fn may_be_explained(finding: &Finding) -> bool {
    let is_of_source = finding.outlier.as_ref().is_some_and(|outlier| *outlier != finding.locale);
    EXPLAINED.contains(&finding.rule) && finding.source.is_some() && finding.target.is_some() && !is_of_source
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::CHECKS;

    #[test]
    fn every_id_is_that_of_a_check() {
        let known = |id: &&str| CHECKS.iter().any(|check| check.id == *id);
        let unknown: Vec<&&str> = EXPLAINED.iter().chain([&STALE]).filter(|id| !known(id)).collect();
        assert_eq!(unknown, Vec::<&&str>::new());
        assert!(EXPLAINED.is_sorted());
    }
}
