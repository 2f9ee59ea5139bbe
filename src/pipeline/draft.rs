//! Drafts to findings: places to lines, votes to stances, facts to stable ids.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::worker::Setting;
use crate::check::{Check, DifferenceContext, Draft, PairContext, Place, TopicContext};
use crate::compare::PageView;
use crate::config::Config;
use crate::corpus::{self, Corpus, Topic};
use crate::finding::{Change, ClaimRef, Confidence, Evidence, Finding, Kind, Stance, stable_id};
use crate::locale::Locale;
use crate::source::{LineIndex, Span};

/// Collects the findings of one topic.
pub(super) struct Writer<'t> {
    setting: Setting<'t>,
    topic: &'t Topic,
    context: &'t TopicContext<'t>,
    lines: FxHashMap<*const PageView, LineIndex>,
    findings: Vec<Finding>,
    /// How often each fingerprint was given, so that the same difference twice on a page stays two.
    given: FxHashMap<String, u32>,
}

/// What a finding is the same by.
struct Identity<'i> {
    rule: &'i str,
    change: Change,
    claim: &'i str,
    other: &'i str,
    place: u32,
}

/// A message is one sentence on one line, also where it quotes words that a page breaks into lines.
fn in_one_line(message: String) -> String {
    if !message.contains(['\n', '\r']) {
        return message;
    }
    message.split(['\n', '\r']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

impl<'t> Writer<'t> {
    pub(super) fn new(setting: Setting<'t>, topic: &'t Topic, context: &'t TopicContext<'t>) -> Writer<'t> {
        Writer {
            setting,
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

    /// Adds what a check said of a difference between claims, or of several as one.
    pub(super) fn difference(
        &mut self,
        check: &'static Check,
        differences: &[&DifferenceContext<'_>],
        mut draft: Draft,
    ) {
        let Some(difference) = differences.first() else { return };
        let translations = self.context.targets.iter().map(|target| &target.view.page.locale);
        let mut stances: BTreeMap<Locale, Stance> =
            translations.map(|locale| (locale.clone(), self.context.votes.stance(difference.key, locale))).collect();
        let extra = difference.difference.change == Change::Extra;
        stances.insert(self.setting.source_locale.clone(), if extra { Stance::Missing } else { Stance::Present });
        for locale in self.setting.locales {
            stances.entry(locale.clone()).or_insert(Stance::NoPage);
        }
        let vote = difference.vote();
        if differences.iter().all(|difference| difference.vote().against_source()) {
            draft.message.push_str("; so it is in every translation");
        }
        let locale = difference.pair.locale().clone();
        let outlier = match () {
            () if vote.against_source() => Some(self.setting.source_locale.clone()),
            () if vote.against_target() => Some(locale.clone()),
            () => None,
        };
        let source_value = join(differences, DifferenceContext::source_value);
        let target_value = join(differences, DifferenceContext::target_value);
        let (source_value, target_value) = (source_value.as_ref(), target_value.as_ref());
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
            let stances = BTreeMap::from([(self.setting.source_locale.clone(), own), (locale.clone(), stance)]);
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
            // A command that the source shows just so is the source's affair.
            let in_source = check.kind == Kind::Command
                && !is_source
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
        let Some(severity) = self.setting.config.severity(check.id, draft.severity) else { return };
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
            message: in_one_line(draft.message),
            fingerprint,
            explained_by: None,
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
        // White space and line ends may change without changing what is said.
        let words: Vec<String> =
            parts.iter().map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let mut identity = vec![self.topic.id.as_str(), rule, locale.as_str()];
        identity.extend(words.iter().map(String::as_str));
        let base = stable_id(&identity);
        let count = self.given.entry(base.clone()).or_insert(0);
        *count += 1;
        stable_id(&[&base, &count.to_string()])
    }
}

/// The values of differences that are told as one, line by line.
fn join<'t>(differences: &[&DifferenceContext<'t>], value: fn(&DifferenceContext<'t>) -> &'t str) -> Cow<'t, str> {
    match differences {
        [one] => Cow::Borrowed(value(one)),
        many => Cow::Owned(many.iter().map(|difference| value(difference)).collect::<Vec<_>>().join("\n")),
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

/// Findings about which pages there are, as the configuration wants them.
pub(super) fn file_findings(corpus: &Corpus, config: &Config) -> Vec<Finding> {
    let anchors = match config.is_enabled(corpus::ANCHOR_CHECK) {
        true => corpus::anchor_findings(corpus),
        false => Vec::new(),
    };
    corpus::findings(corpus).into_iter().chain(anchors).filter_map(|finding| judged(finding, config)).collect()
}

/// A finding as the configuration wants it; `None` if its check is off.
pub(super) fn judged(finding: Finding, config: &Config) -> Option<Finding> {
    let severity = config.severity(finding.rule, finding.severity)?;
    Some(Finding { severity, ..finding })
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
