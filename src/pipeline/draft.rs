//! Drafts to findings: places to lines, votes to stances, facts to stable ids.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::{
    Change, Check, DifferenceContext, Draft, Finding, Locale, PageView, PairContext, Place, Severity, Topic,
    TopicContext,
};
use crate::check;
use crate::config::Config;
use crate::corpus::{Corpus, FileProblem};
use crate::finding::{ClaimRef, Confidence, Evidence, Stance};
use crate::source::{LineIndex, Span};

/// Collects the findings of one topic.
pub(super) struct Writer<'t> {
    corpus: &'t Corpus,
    config: &'t Config,
    topic: &'t Topic,
    context: &'t TopicContext<'t>,
    lines: FxHashMap<*const PageView, LineIndex>,
    findings: Vec<Finding>,
    /// How often each fingerprint was given, so that the same difference twice on a page stays two.
    given: FxHashMap<u64, u32>,
}

/// What a finding is the same by.
struct Identity<'i> {
    rule: &'i str,
    change: Change,
    claim: &'i str,
    other: &'i str,
    place: u32,
}

impl<'t> Writer<'t> {
    pub(super) fn new(
        corpus: &'t Corpus,
        config: &'t Config,
        topic: &'t Topic,
        context: &'t TopicContext<'t>,
    ) -> Writer<'t> {
        Writer {
            corpus,
            config,
            topic,
            context,
            lines: FxHashMap::default(),
            findings: Vec::new(),
            given: FxHashMap::default(),
        }
    }

    pub(super) fn finish(self) -> Vec<Finding> {
        self.findings
    }

    /// Adds what a check said of a difference between claims.
    pub(super) fn difference(&mut self, check: &'static Check, difference: &DifferenceContext<'_>, draft: Draft) {
        let translations = self.context.targets.iter().map(|target| &target.view.page.locale);
        let mut stances: BTreeMap<Locale, Stance> =
            translations.map(|locale| (locale.clone(), self.context.votes.stance(difference.key, locale))).collect();
        let extra = difference.difference.change == Change::Extra;
        stances.insert(self.corpus.source_locale.clone(), if extra { Stance::Missing } else { Stance::Present });
        for locale in &self.corpus.locales {
            stances.entry(locale.clone()).or_insert(Stance::NoPage);
        }
        let vote = difference.vote();
        let locale = difference.pair.locale().clone();
        let outlier = match () {
            () if vote.against_source() => Some(self.corpus.source_locale.clone()),
            () if vote.against_target() => Some(locale.clone()),
            () => None,
        };
        let (source_value, target_value) = (difference.source_value(), difference.target_value());
        let identity = Identity {
            rule: check.id,
            change: draft.change,
            claim: source_value,
            other: target_value,
            place: difference.key.place(),
        };
        let group = self.group(&identity);
        let pattern = pattern_id(check.id, source_value, target_value, &locale);
        let fingerprint = self.fingerprint(check.id, &locale, &[source_value, target_value]);
        self.push(
            check,
            draft,
            difference.pair.source,
            difference.pair.target,
            locale,
            stances,
            outlier,
            group,
            Some(pattern),
            fingerprint,
        );
    }

    /// Adds what a check said of a pair of pages.
    pub(super) fn pair(&mut self, check: &'static Check, pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
        for draft in drafts.drain(..) {
            let locale = pair.locale().clone();
            let stance = match draft.change {
                Change::Missing => Stance::Missing,
                Change::Extra => Stance::Extra,
                Change::Changed => Stance::Changed,
            };
            let own = if draft.change == Change::Extra { Stance::Missing } else { Stance::Present };
            let stances = BTreeMap::from([(self.corpus.source_locale.clone(), own), (locale.clone(), stance)]);
            let text =
                draft.source.filter(|place| !place.absent).map_or("", |place| pair.source.page.slice(place.span));
            let other =
                draft.target.filter(|place| !place.absent).map_or("", |place| pair.target.page.slice(place.span));
            let identity = Identity {
                rule: check.id,
                change: draft.change,
                claim: text,
                other: if text.is_empty() { other } else { "" },
                place: 0,
            };
            let group = self.group(&identity);
            let fingerprint = self.fingerprint(check.id, &locale, &[text, other]);
            self.push(check, draft, pair.source, pair.target, locale, stances, None, group, None, fingerprint);
        }
    }

    /// Adds what a check said of one page.
    pub(super) fn page(
        &mut self,
        check: &'static Check,
        context: &TopicContext<'_>,
        view: &PageView,
        is_source: bool,
        drafts: &mut Vec<Draft>,
    ) {
        for mut draft in drafts.drain(..) {
            let locale = view.page.locale.clone();
            let text = draft.target.map_or("", |place| view.page.slice(place.span)).to_owned();
            // What the source has just so at its own place is the source's affair.
            let in_source = !is_source
                && context.source.is_some_and(|source| !text.is_empty() && source.page.source.contains(text.trim()));
            if in_source {
                continue;
            }
            let stances = BTreeMap::from([(locale.clone(), Stance::Changed)]);
            let group =
                self.group(&Identity { rule: check.id, change: draft.change, claim: &text, other: "", place: 0 });
            let fingerprint = self.fingerprint(check.id, &locale, &[&text]);
            if is_source {
                draft.source = draft.target.take();
            }
            self.push(check, draft, view, view, locale, stances, None, group, None, fingerprint);
        }
    }

    /// Adds a finding about the topic or one of its files.
    pub(super) fn topic(
        &mut self,
        check: &'static Check,
        change: Change,
        severity: Severity,
        locale: &Locale,
        source: Option<Evidence>,
        target: Option<Evidence>,
        stances: BTreeMap<Locale, Stance>,
        message: String,
    ) {
        let Some(severity) = self.config.severity(check.id, severity) else { return };
        let group = self.group(&Identity { rule: check.id, change, claim: "", other: "", place: 0 });
        let path = target.as_ref().map_or("", |target| target.path.as_str()).to_owned();
        let fingerprint = self.fingerprint(check.id, locale, &[&path]);
        self.findings.push(Finding {
            rule: check.id,
            kind: check.kind,
            change,
            severity,
            confidence: Confidence::new(0.95),
            topic: self.topic.id.clone(),
            locale: locale.clone(),
            claim: None,
            source,
            target,
            locales: stances,
            outlier: Some(locale.clone()),
            group,
            pattern: None,
            message,
            fingerprint,
        });
    }

    #[allow(clippy::too_many_arguments)]
    fn push(
        &mut self,
        check: &'static Check,
        draft: Draft,
        source: &PageView,
        target: &PageView,
        locale: Locale,
        locales: BTreeMap<Locale, Stance>,
        outlier: Option<Locale>,
        group: String,
        pattern: Option<String>,
        fingerprint: String,
    ) {
        let Some(severity) = self.config.severity(check.id, draft.severity) else { return };
        let source = draft.source.map(|place| self.evidence(source, place));
        let target = draft.target.map(|place| self.evidence(target, place));
        self.findings.push(Finding {
            rule: check.id,
            kind: check.kind,
            change: draft.change,
            severity,
            confidence: Confidence::new(draft.confidence),
            topic: self.topic.id.clone(),
            locale,
            claim: draft.claim.map(|(kind, value)| ClaimRef { kind, value }),
            source,
            target,
            locales,
            outlier,
            group,
            pattern,
            message: draft.message,
            fingerprint,
        });
    }

    fn evidence(&mut self, view: &PageView, place: Place) -> Evidence {
        let page = &view.page;
        let lines = self.lines.entry(view).or_insert_with(|| LineIndex::new(&page.source));
        evidence(lines, &page.source, &page.locale, page.path.as_str(), place.span, place.absent)
    }

    fn group(&self, identity: &Identity<'_>) -> String {
        let mut hasher = FxHasher::default();
        (self.topic.id.as_str(), identity.rule, identity.change as u8, identity.claim, identity.other, identity.place)
            .hash(&mut hasher);
        hex(hasher.finish())
    }

    fn fingerprint(&mut self, rule: &str, locale: &Locale, parts: &[&str]) -> String {
        let mut hasher = FxHasher::default();
        (self.topic.id.as_str(), rule, locale.as_str()).hash(&mut hasher);
        for part in parts {
            // White space and line ends may change without changing what is said.
            for word in part.split_whitespace() {
                word.hash(&mut hasher);
            }
            0_u8.hash(&mut hasher);
        }
        let base = hasher.finish();
        let count = self.given.entry(base).or_insert(0);
        *count += 1;
        let mut hasher = FxHasher::default();
        (base, *count).hash(&mut hasher);
        hex(hasher.finish())
    }
}

fn hex(number: u64) -> String {
    format!("{number:016x}")
}

/// An id that the same difference has in every topic, locale by locale.
fn pattern_id(rule: &str, source: &str, target: &str, locale: &Locale) -> String {
    let mut hasher = FxHasher::default();
    (rule, source, target, locale.as_str()).hash(&mut hasher);
    hex(hasher.finish())
}

/// The evidence at a span of a file.
fn evidence(lines: &LineIndex, text: &str, locale: &Locale, path: &str, span: Span, absent: bool) -> Evidence {
    let start = lines.line_column(text, span.start);
    let end = if absent { start } else { lines.line_column(text, span.end) };
    Evidence {
        locale: locale.clone(),
        path: path.to_owned(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        text: (!absent).then(|| text.get(span.range()).unwrap_or("").to_owned()),
    }
}

/// The first line of a file, as evidence about the file as a whole.
fn whole_file(locale: &Locale, path: &str, text: Option<String>) -> Evidence {
    Evidence { locale: locale.clone(), path: path.to_owned(), line: 1, column: 1, end_line: 1, end_column: 1, text }
}

/// Findings about which pages a topic has.
pub(super) fn topic_findings(corpus: &Corpus, topic: &Topic, writer: &mut Writer<'_>) {
    let stances = || -> BTreeMap<Locale, Stance> {
        corpus
            .locales
            .iter()
            .map(|locale| {
                (locale.clone(), if topic.pages.contains_key(locale) { Stance::Present } else { Stance::NoPage })
            })
            .collect()
    };
    let find = |id: &str| check::find(id);
    let source = topic.pages.get(&corpus.source_locale).and_then(|files| files.first());
    if let (Some(check), Some(file)) = (find("topic-missing-in-locale"), source) {
        for locale in corpus.locales.iter().filter(|locale| !topic.pages.contains_key(locale)) {
            let place = whole_file(&file.locale, file.path.as_str(), None);
            let message = format!("this topic has no page in {locale}{}", suspect(topic.suspects.get(locale)));
            writer.topic(check, Change::Missing, Severity::Note, locale, Some(place), None, stances(), message);
        }
    }
    if let (Some(check), None) = (find("topic-orphan"), source) {
        for file in topic.pages.values().filter_map(|files| files.first()) {
            let place = whole_file(&file.locale, file.path.as_str(), None);
            let message = format!(
                "this page's topic has no page in {}{}",
                corpus.source_locale,
                suspect(topic.suspects.get(&corpus.source_locale))
            );
            writer.topic(check, Change::Extra, Severity::Warning, &file.locale, None, Some(place), stances(), message);
        }
    }
    if let Some(check) = find("duplicate-topic-id") {
        for files in topic.pages.values() {
            for file in files.iter().skip(1) {
                let place = whole_file(&file.locale, file.path.as_str(), None);
                let message = format!("`{}` has the same topic id and is the one that is compared", files[0].path);
                writer.topic(
                    check,
                    Change::Extra,
                    Severity::Warning,
                    &file.locale,
                    None,
                    Some(place),
                    stances(),
                    message,
                );
            }
        }
    }
}

fn suspect(path: Option<&camino::Utf8PathBuf>) -> String {
    path.map_or_else(String::new, |path| format!("; `{path}` may be it, under another id"))
}

/// Findings about files that are no page.
pub(super) fn file_findings(corpus: &Corpus, config: &Config) -> Vec<Finding> {
    let Some(check) = check::find("unreadable-file") else { return Vec::new() };
    let Some(severity) = config.severity(check.id, Severity::Error) else { return Vec::new() };
    let finding = |problem: &FileProblem| {
        let locale = problem.locale.clone().unwrap_or_else(|| corpus.source_locale.clone());
        let place = whole_file(&locale, problem.path.as_str(), None);
        let mut hasher = FxHasher::default();
        (check.id, problem.path.as_str()).hash(&mut hasher);
        let id = hex(hasher.finish());
        Finding {
            rule: check.id,
            kind: check.kind,
            change: Change::Missing,
            severity,
            confidence: Confidence::new(1.0),
            topic: problem.path.to_string(),
            locale,
            claim: None,
            source: None,
            target: Some(place),
            locales: BTreeMap::new(),
            outlier: None,
            group: id.clone(),
            pattern: None,
            message: problem.message.clone(),
            fingerprint: id,
        }
    };
    corpus.problems.iter().map(finding).collect()
}

/// By topic, locale, place and check.
pub(super) fn order(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    let place = |finding: &Finding| {
        let line =
            |evidence: &Option<Evidence>| evidence.as_ref().map_or((0, 0), |evidence| (evidence.line, evidence.column));
        (line(&finding.source), line(&finding.target))
    };
    (&a.topic, &a.locale, place(a), a.rule, &a.message).cmp(&(&b.topic, &b.locale, place(b), b.rule, &b.message))
}
