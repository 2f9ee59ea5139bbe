//! What the files themselves tell, before any page is parsed, as findings:
//! topics without a source page, topics that a locale lacks, ids that are used
//! twice, and files that could not become pages.

use std::collections::BTreeMap;

use camino::Utf8Path;
use rayon::prelude::*;

use super::{Corpus, FileProblem, PageFile, ProblemKind, Topic, Twin};
use crate::finding::{Change, Confidence, Evidence, Finding, Kind, Severity, Stance, stable_id};
use crate::locale::Locale;
use crate::page::Entry;
use crate::source::{LineIndex, Span};

/// The findings of the checks `topic-orphan`, `topic-missing-in-locale`,
/// `duplicate-topic-id` and `unreadable-file`, in order of topics and locales.
pub fn findings(corpus: &Corpus) -> Vec<Finding> {
    let of_topic = |topic: &Topic| {
        let mut findings = Vec::new();
        let seen = Seen { corpus, topic };
        match topic.pages.contains_key(&corpus.source_locale) {
            true => seen.missing(&mut findings),
            false => seen.orphans(&mut findings),
        }
        seen.duplicates(&mut findings);
        findings
    };
    let mut findings: Vec<Finding> = corpus.topics.par_iter().flat_map_iter(of_topic).collect();
    findings.extend(corpus.problems.iter().map(|problem| finding_of(problem, &corpus.source_locale)));
    findings
}

/// One topic, looked at for findings.
pub(super) struct Seen<'c> {
    pub(super) corpus: &'c Corpus,
    pub(super) topic: &'c Topic,
}

impl Seen<'_> {
    fn orphans(&self, findings: &mut Vec<Finding>) {
        let source = &self.corpus.source_locale;
        for (locale, pages) in &self.topic.pages {
            let Some(page) = pages.first() else { continue };
            let mut message = format!("no page in {source} has the id of this topic");
            if let Some(twin) = self.twin(locale) {
                message = format!("{message}; it may be a wrong id for {}, whose page is {}", twin.topic, twin.path);
            }
            findings.push(Finding {
                target: Some(self.evidence_of_id(page)),
                ..self.finding("topic-orphan", Change::Extra, Severity::Warning, locale, message)
            });
        }
    }

    fn missing(&self, findings: &mut Vec<Finding>) {
        let source = &self.corpus.source_locale;
        for locale in self.corpus.locales.iter().filter(|locale| !self.topic.pages.contains_key(locale)) {
            let (message, severity) = match self.twin(locale) {
                Some(twin) => {
                    let message = format!(
                        "no page in {locale} has the id of this topic; {} stands at its place under the id {}",
                        twin.path, twin.topic
                    );
                    (message, Severity::Warning)
                }
                None => ("this topic has no page in this locale".to_owned(), Severity::Note),
            };
            findings.push(Finding {
                source: self.topic.page(source).map(|page| self.evidence_of_id(page)),
                ..self.finding("topic-missing-in-locale", Change::Missing, severity, locale, message)
            });
        }
    }

    fn duplicates(&self, findings: &mut Vec<Finding>) {
        for (locale, pages) in &self.topic.pages {
            let Some((first, others)) = pages.split_first() else { continue };
            for page in others {
                let message = format!("{} has the same id; only that page is compared", first.path);
                let source = self.topic.page(&self.corpus.source_locale);
                findings.push(Finding {
                    source: source
                        .filter(|_| *locale != self.corpus.source_locale)
                        .map(|page| self.evidence_of_id(page)),
                    target: Some(self.evidence_of_id(page)),
                    ..self.finding("duplicate-topic-id", Change::Extra, Severity::Warning, locale, message)
                });
            }
        }
    }

    /// The place of the page's id, or its first character.
    fn evidence_of_id(&self, page: &PageFile) -> Evidence {
        let is_id = |entry: &&Entry| {
            let value = entry.value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '{' | '}'));
            value.eq_ignore_ascii_case(page.keys.asset_id.as_deref().unwrap_or(&self.topic.id))
        };
        let text = page.read().unwrap_or_default();
        let front_matter = crate::parse::front_matter(&text).0;
        let id = front_matter.entries.iter().find(is_id).or_else(|| front_matter.get("ms:mtpsurl"));
        let found = evidence(page, &text, id.map_or(Span::default(), |entry| entry.span));
        Evidence { text: id.and(found.text), ..found }
    }

    fn twin(&self, locale: &Locale) -> Option<&Twin> {
        self.topic.twins.iter().find(|twin| twin.locale == *locale)
    }

    /// A finding about the topic in a locale, without places.
    pub(super) fn finding(
        &self,
        rule: &'static str,
        change: Change,
        severity: Severity,
        locale: &Locale,
        message: String,
    ) -> Finding {
        let source = &self.corpus.source_locale;
        let stance = |locale: &Locale| match self.topic.pages.contains_key(locale) {
            true if !self.topic.pages.contains_key(source) => Stance::Extra,
            true => Stance::Present,
            false => Stance::NoPage,
        };
        let locales: BTreeMap<Locale, Stance> =
            self.corpus.locales.iter().map(|locale| (locale.clone(), stance(locale))).collect();
        let alone = self.corpus.locales.len() > 2
            && locales.values().filter(|&&other| Some(&other) == locales.get(locale)).count() == 1;
        Finding {
            rule,
            kind: Kind::Topic,
            change,
            severity,
            confidence: Confidence::new(1.0),
            topic: self.topic.id.clone(),
            locale: locale.clone(),
            claim: None,
            source: None,
            target: None,
            locales,
            outlier: alone.then(|| locale.clone()),
            group: stable_id(&[rule, &self.topic.id]),
            pattern: None,
            message,
            fingerprint: stable_id(&[rule, &self.topic.id, locale.as_str()]),
            explained_by: None,
        }
    }
}

/// A place in a page's file, whose text is given.
pub(super) fn evidence(page: &PageFile, text: &str, span: Span) -> Evidence {
    let head = text.get(..span.end as usize).unwrap_or("");
    let lines = LineIndex::new(head);
    let (start, end) = (lines.line_column(head, span.start), lines.line_column(head, span.end));
    Evidence {
        locale: page.locale.clone(),
        path: shown(&page.path),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        text: text.get(span.range()).map(str::to_owned),
    }
}

/// The finding of the checks `unreadable-file` and `topic-orphan` on a file that could not become a page.
pub fn finding_of(problem: &FileProblem, source_locale: &Locale) -> Finding {
    let (rule, kind, severity) = match problem.kind {
        ProblemKind::Unreadable | ProblemKind::NotText | ProblemKind::TooLarge => {
            ("unreadable-file", Kind::File, Severity::Error)
        }
        ProblemKind::NoLocale => ("topic-orphan", Kind::Topic, Severity::Warning),
        ProblemKind::NoPage => ("topic-orphan", Kind::Topic, Severity::Note),
        ProblemKind::SymbolicLink => ("unreadable-file", Kind::File, Severity::Note),
    };
    let undetermined = || Locale::new("und").unwrap_or_else(|_| source_locale.clone());
    let locale = problem.locale.clone().unwrap_or_else(undetermined);
    let at_start = Evidence {
        locale: locale.clone(),
        path: problem.path.to_string(),
        line: 1,
        column: 1,
        end_line: 1,
        end_column: 1,
        text: None,
    };
    let of_source = problem.locale.as_ref() == Some(source_locale);
    let (source, target) = if of_source { (Some(at_start), None) } else { (None, Some(at_start)) };
    Finding {
        rule,
        kind,
        change: Change::Missing,
        severity,
        confidence: Confidence::new(1.0),
        topic: problem.path.to_string(),
        group: stable_id(&[rule, problem.path.as_str()]),
        fingerprint: stable_id(&[rule, problem.path.as_str(), locale.as_str()]),
        explained_by: None,
        locale,
        claim: None,
        source,
        target,
        locales: BTreeMap::new(),
        outlier: None,
        pattern: None,
        message: problem.message.clone(),
    }
}

fn shown(path: &Utf8Path) -> String {
    path.as_str().to_owned()
}
