//! The work on one topic.

use std::cell::OnceCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rustc_hash::FxHashMap;

use super::draft::{Writer, judged};
use super::{AlignedPair, Knowledge, TopicResult, parsed, unit};
use crate::align;
use crate::check::{
    CHECKS, Check, DifferenceContext, LinkTarget, PageContext, PairContext, Scope, Target, TopicContext,
    blocks_of_code, judge_of, told_together,
};
use crate::claim::{ClaimKind, Extractor, Value, Values};
use crate::compare::vote::{GroupKey, Votes};
use crate::compare::{self, PageView};
use crate::config::{Config, Levels};
use crate::corpus::{self, Corpus, FileProblem, LinkIndex, PageFile, ProblemKind, Topic};
use crate::finding::{Change, Finding};
use crate::locale::Locale;
use crate::page::BlockKind;
use crate::suppress;

/// What the work on every topic can see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) source_locale: &'a Locale,
    /// All locales of the set.
    pub(super) locales: &'a [Locale],
    /// Where links between pages lead.
    pub(super) links: &'a LinkIndex,
    pub(super) config: &'a Config,
}

/// Checks topics of one set, one at a time, on any number of threads.
#[derive(Debug)]
pub struct Checker<'a> {
    setting: Setting<'a>,
    levels: Levels<'a>,
    knowledge: &'a Knowledge,
}

/// The buffers of one thread.
#[derive(Default)]
pub struct Worker {
    extractor: Extractor,
    aligner: align::Scratch,
    comparer: compare::Scratch,
    units: unit::Buffers,
}

impl<'a> Checker<'a> {
    /// For the topics of `corpus`, with what is known of the whole set.
    pub fn new(corpus: &'a Corpus, config: &'a Config, knowledge: &'a Knowledge) -> Checker<'a> {
        let Corpus { source_locale, locales, links, .. } = corpus;
        Checker::with(Setting { source_locale, locales, links, config }, knowledge)
    }

    pub(super) fn with(setting: Setting<'a>, knowledge: &'a Knowledge) -> Checker<'a> {
        Checker { setting, levels: Levels::new(setting.config), knowledge }
    }

    /// Checks a topic. `own` are the findings on which pages it has; they are part of
    /// what comes out. Topics that make docparity fail are told as findings.
    pub fn check(
        &self,
        worker: &mut Worker,
        topic: &Topic,
        own: Vec<Finding>,
        keep_alignment: bool,
    ) -> (TopicResult, Vec<AlignedPair>) {
        let done = contained(worker, |worker| worker.topic(self, topic, keep_alignment));
        let outcome = done.unwrap_or_else(|| self.failed(topic));
        let mut result = outcome.result;
        result.topic.clone_from(&topic.id);
        result.bytes = topic.pages.values().flatten().map(|page| u64::from(page.size)).sum();
        result.findings.splice(0..0, own);
        self.levels.apply(&mut result.findings);
        let Setting { source_locale, config, .. } = self.setting;
        result.suppressed = suppress::apply(source_locale, config, topic, &outcome.marked, &mut result.findings);
        result.findings.sort_by(super::draft::order);
        super::age::explain(&mut result.findings);
        (result, outcome.aligned)
    }

    /// What is said of a topic that could not be checked.
    fn failed<'t>(&self, topic: &'t Topic) -> Outcome<'t> {
        let problem = |page: &PageFile| FileProblem {
            path: page.path.clone(),
            locale: Some(page.locale.clone()),
            kind: ProblemKind::Unreadable,
            message:
                "this topic could not be checked: docparity failed on it, which is a bug worth reporting with its \
                      pages; all other topics were checked"
                    .to_owned(),
        };
        let pages = topic.pages.values().flatten();
        let findings = pages.filter_map(|page| self.of_problem(&problem(page), topic)).collect();
        Outcome { result: TopicResult { incomplete: true, findings, ..TopicResult::default() }, ..Outcome::default() }
    }

    /// The finding on a page that cannot be read, if its check is not off.
    fn of_problem(&self, problem: &FileProblem, topic: &Topic) -> Option<Finding> {
        let finding = corpus::finding_of(problem, self.setting.source_locale);
        judged(Finding { topic: topic.id.clone(), ..finding }, self.setting.config)
    }
}

/// Does a piece of work that must not take the others down with it. `None` if it
/// failed; the buffers are new ones then.
fn contained<T>(worker: &mut Worker, work: impl FnOnce(&mut Worker) -> T) -> Option<T> {
    // What the work leaves half done is only in the buffers, and those are thrown away.
    let done = catch_unwind(AssertUnwindSafe(|| work(worker)));
    if done.is_err() {
        *worker = Worker::default();
    }
    done.ok()
}

/// What one topic came to.
#[derive(Debug, Default)]
struct Outcome<'t> {
    result: TopicResult,
    /// Empty unless it is asked for.
    aligned: Vec<AlignedPair>,
    /// The pages that may say which findings they allow.
    marked: Vec<&'t PageFile>,
}

impl Worker {
    fn topic<'t>(&mut self, checker: &Checker<'_>, topic: &'t Topic, keep_alignment: bool) -> Outcome<'t> {
        let setting = checker.setting;
        #[cfg(test)]
        assert!(topic.id != tests::DEFECTIVE, "on purpose");
        let mut outcome = Outcome::default();
        let mut values = Values::default();
        let mut source = None;
        let mut targets = Vec::new();
        for (locale, files) in &topic.pages {
            // Of several pages with one id the first is compared; the others are a finding.
            let Some(file) = files.first() else { continue };
            let view = match self.read(checker, file, &mut values, &mut outcome.result) {
                Ok(view) => view,
                Err(problem) => {
                    outcome.result.incomplete = true;
                    outcome.result.findings.extend(checker.of_problem(&problem, topic));
                    continue;
                }
            };
            if suppress::may_allow(&view.page.source) {
                outcome.marked.push(file);
            }
            outcome.marked.extend(&files[1..]);
            if locale == setting.source_locale {
                source = Some(view);
            } else {
                targets.push(Target { view, pair: None, model: align::Model::default() });
            }
        }
        let mut subjects = source.as_ref().map(subjects).unwrap_or_default();
        subjects.extend(checker.knowledge.subject.as_deref().map(|subject| values.intern(subject)));
        let mut votes = Votes::default();
        if let Some(source) = &source {
            self.units.source(source);
            for target in &mut targets {
                let model = checker.knowledge.model(&target.view.page.locale, &topic.id);
                let setting = compare::Setting { model: &model, subjects: &subjects, values: &values };
                let alignment = self.units.align(source, &target.view, &model, &mut self.aligner);
                let pair = compare::compare(source, &target.view, alignment, &setting, &mut self.comparer);
                for difference in &pair.differences {
                    votes.add(
                        GroupKey::new(difference, source, &target.view, &pair),
                        &target.view.page.locale,
                        difference.change,
                    );
                }
                target.pair = Some(pair);
                target.model = model;
            }
        }
        let context = TopicContext {
            id: &topic.id,
            source: source.as_ref(),
            targets: &targets,
            values: &values,
            votes: &votes,
            subjects: &subjects,
            terms: &setting.config.terms,
        };
        let mut writer = Writer::new(setting, topic, &context);
        run_checks(setting, topic, &context, &mut writer);
        outcome.result.findings.append(&mut writer.finish());
        if keep_alignment {
            let aligned = |target: Target| {
                let (locale, pair) = (target.view.page.locale, target.pair?);
                Some(AlignedPair { locale, beads: pair.beads, unrelated: pair.unrelated })
            };
            outcome.aligned = targets.into_iter().filter_map(aligned).collect();
        }
        outcome
    }

    /// Reads and parses a page and extracts its claims.
    fn read(
        &mut self,
        checker: &Checker<'_>,
        file: &PageFile,
        values: &mut Values,
        result: &mut TopicResult,
    ) -> Result<PageView, FileProblem> {
        let text = file.read()?;
        let known = checker.knowledge.take_parsed(file, &text);
        let (page, notes) = known.unwrap_or_else(|| parsed(file, text.into_owned()));
        let resolve = |destination: &str| checker.setting.links.resolve(file, destination);
        let claims = self.extractor.claims(&page, &resolve, values);
        result.pages += 1;
        result.claims += claims.len() as u64;
        let mut view = PageView::new(page, claims);
        view.terms = self.extractor.take_terms();
        view.notes = notes;
        result.segments += view.segments.iter().map(|&count| u64::from(count)).sum::<u64>();
        Ok(view)
    }
}

/// The versions that a page's first heading names; where it names none, the one
/// that the page names most often.
fn subjects(source: &PageView) -> Vec<Value> {
    let versions = |claim: &&crate::claim::Claim| claim.kind == ClaimKind::Version && !claim.soft;
    let heading = source.page.blocks.iter().position(|block| matches!(block.kind, BlockKind::Heading(_)));
    let mut subjects: Vec<Value> = heading
        .map(|block| {
            source.claims[source.claims_of(block..block + 1)].iter().filter(versions).map(|claim| claim.value).collect()
        })
        .unwrap_or_default();
    if subjects.is_empty() {
        let mut counts: FxHashMap<Value, usize> = FxHashMap::default();
        for claim in source.claims.iter().filter(versions) {
            *counts.entry(claim.value).or_default() += 1;
        }
        subjects.extend(
            counts.into_iter().max_by_key(|(value, count)| (*count, std::cmp::Reverse(*value))).map(|(value, _)| value),
        );
    }
    subjects
}

fn run_checks(setting: Setting<'_>, topic: &Topic, context: &TopicContext<'_>, writer: &mut Writer<'_>) {
    if let Some(source) = context.source {
        let pairs = context.targets.iter().filter_map(|target| Some((target, target.pair.as_ref()?)));
        for (target, pair) in pairs {
            let pair = PairContext { topic: context, source, target: &target.view, pair, model: &target.model };
            judge_differences(setting.config, &pair, writer);
            let mut drafts = Vec::new();
            for check in enabled(setting.config) {
                if let Scope::Pair(run) = check.scope {
                    run(&pair, &mut drafts);
                    writer.pair(check, &pair, &mut drafts);
                }
            }
        }
    }
    let pages = context
        .source
        .into_iter()
        .map(|view| (view, true))
        .chain(context.targets.iter().map(|target| (&target.view, false)));
    for (view, is_source) in pages {
        let links = link_targets(setting.links, topic, view);
        let page = PageContext { view, is_source, links: &links, han: &OnceCell::new() };
        let mut drafts = Vec::new();
        for check in enabled(setting.config) {
            if let Scope::Page(run) = check.scope {
                run(&page, &mut drafts);
                writer.page(check, context, view, is_source, &mut drafts);
            }
        }
    }
}

fn enabled(config: &Config) -> impl Iterator<Item = &'static Check> {
    CHECKS.iter().filter(|check| config.is_enabled(check.id))
}

fn judge_differences(config: &Config, pair: &PairContext<'_>, writer: &mut Writer<'_>) {
    if pair.pair.unrelated {
        return;
    }
    let contexts = pair.pair.differences.iter().map(|difference| {
        let key = GroupKey::new(difference, pair.source, pair.target, pair.pair);
        DifferenceContext { pair: *pair, difference, key }
    });
    let (lines, others): (Vec<_>, Vec<_>) =
        contexts.partition(|context| context.difference.kind == ClaimKind::CodeLine);
    for block in lines.chunk_by(|one, other| one.difference.bead == other.difference.bead) {
        judge_lines(config, block, writer);
    }
    let tells_sentences = |context: &&DifferenceContext<'_>| {
        let check = if context.difference.change == Change::Extra { "sentence-extra" } else { "sentence-missing" };
        config.is_enabled(check) && goes_with_sentence(context.difference.kind) && context.is_in_lone_sentence()
    };
    let mut literals = Vec::new();
    for context in others.iter().filter(|context| !tells_sentences(context)) {
        let difference = context.difference;
        for check in judge_of(difference.kind, difference.change).filter(|check| config.is_enabled(check.id)) {
            let Scope::Difference { judge, .. } = check.scope else { continue };
            match judge(context) {
                Some(draft) if difference.kind == ClaimKind::Literal => literals.push((check, context, draft)),
                Some(draft) => writer.difference(check, &[context], draft),
                None => {}
            }
        }
    }
    for one in
        literals.chunk_by(|one, other| one.0.id == other.0.id && one.1.difference.bead == other.1.difference.bead)
    {
        let drafts = one.iter().map(|(_, context, draft)| (*context, draft.clone())).collect();
        for (differences, draft) in told_together(drafts) {
            writer.difference(one[0].0, &differences, draft);
        }
    }
}

/// Whether a reader who is told that a sentence is missing need not be told that it named this.
fn goes_with_sentence(kind: ClaimKind) -> bool {
    matches!(kind, ClaimKind::Literal | ClaimKind::Link | ClaimKind::Url | ClaimKind::Image)
}

/// The lines of one block of code, which are told together where they are many.
fn judge_lines(config: &Config, lines: &[DifferenceContext<'_>], writer: &mut Writer<'_>) {
    for check in judge_of(ClaimKind::CodeLine, Change::Changed).filter(|check| config.is_enabled(check.id)) {
        let Scope::Difference { judge, .. } = check.scope else { continue };
        let drafts = lines.iter().filter_map(|line| Some((line, judge(line)?))).collect();
        for (differences, draft) in blocks_of_code(drafts) {
            writer.difference(check, &differences, draft);
        }
    }
}

/// Where the links of a page lead, by the number of their inline.
fn link_targets(links: &LinkIndex, topic: &Topic, view: &PageView) -> FxHashMap<u32, LinkTarget> {
    let mut targets = FxHashMap::default();
    let Some(file) = topic.pages.get(&view.page.locale).and_then(|files| files.first()) else { return targets };
    for claim in view.claims.iter().filter(|claim| claim.kind == ClaimKind::Link) {
        let Some(inline) = claim.inline else { continue };
        let destination = view.page.destination(&view.page.inlines[inline as usize]);
        if let Some(in_locale) = links.stays_in_locale(file, destination) {
            targets.insert(inline, LinkTarget { in_locale });
        }
    }
    targets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;

    /// Work on this topic fails in these tests, as it would where docparity has a defect.
    pub(super) const DEFECTIVE: &str = "defective.md";

    /// What is kept, to be looked at.
    #[derive(Default)]
    struct Kept(std::sync::Mutex<Vec<Vec<u8>>>);

    impl crate::pipeline::Store for Kept {
        fn get(&self, _: &crate::digest::Digest) -> Option<Vec<u8>> {
            None
        }

        fn put(&self, _: &crate::digest::Digest, value: &[u8]) {
            self.0.lock().unwrap().push(value.to_vec());
        }
    }

    #[test]
    fn a_defect_that_one_topic_sets_off_leaves_the_others_alone() {
        let folder = tempfile::TempDir::new().unwrap();
        let root = camino::Utf8Path::from_path(folder.path()).unwrap();
        for (locale, text) in [("en-US", "# A\n\nIt takes 5 MB.\n"), ("fr-FR", "# A\n\nIl faut 7 Mo.\n")] {
            std::fs::create_dir(root.join(locale)).unwrap();
            for name in ["a.md", DEFECTIVE, "z.md"] {
                std::fs::write(root.join(locale).join(name), text).unwrap();
            }
        }
        let (config, kept) = (Config::default(), Kept::default());
        let corpus = corpus::load(&[root.to_owned()], &config, &|_| {}).unwrap();
        let task = crate::pipeline::Task { store: Some(&kept), ..crate::pipeline::Task::new(&corpus, &config) };
        let report = crate::pipeline::run(&task).report(&corpus.source_locale);
        assert!(report.incomplete);
        let shown: Vec<_> = report.findings.iter().map(|finding| (&*finding.topic, finding.rule)).collect();
        let expected = [
            ("a.md", "number-changed"),
            (DEFECTIVE, "unreadable-file"),
            (DEFECTIVE, "unreadable-file"),
            ("z.md", "number-changed"),
        ];
        assert_eq!(shown, expected);
        let failed = report.findings.iter().filter(|finding| finding.topic == DEFECTIVE);
        let places = failed.filter_map(|finding| finding.target.as_ref().or(finding.source.as_ref()));
        let paths: Vec<String> = places.map(|evidence| evidence.path.clone()).collect();
        assert_eq!(paths, [format!("{root}/en-US/{DEFECTIVE}"), format!("{root}/fr-FR/{DEFECTIVE}")]);
        // Another version may do better: what the set taught is kept, and the two topics.
        assert_eq!(kept.0.into_inner().unwrap().len(), 3);
    }

    /// The pages of a folder with one topic.
    fn corpus(folder: &tempfile::TempDir) -> Corpus {
        let root = camino::Utf8Path::from_path(folder.path()).unwrap();
        for locale in ["en-US", "fr-FR"] {
            std::fs::create_dir(root.join(locale)).unwrap();
            std::fs::write(root.join(locale).join("a.md"), "# Title\n\nText.\n").unwrap();
        }
        corpus::load(&[root.to_owned()], &Config::default(), &|_| {}).unwrap()
    }

    #[test]
    fn a_failure_stays_with_its_topic_and_is_told() {
        let folder = tempfile::TempDir::new().unwrap();
        let corpus = corpus(&folder);
        let (config, knowledge) = (Config::default(), Knowledge::default());
        let checker = Checker::new(&corpus, &config, &knowledge);
        let mut worker = Worker::default();
        assert_eq!(contained(&mut worker, |_| 1), Some(1));
        assert_eq!(contained(&mut worker, |_| -> u32 { panic!("on purpose") }), None);
        let outcome = checker.failed(&corpus.topics[0]);
        assert!(outcome.result.incomplete);
        let shown: Vec<_> = outcome.result.findings.iter().map(|finding| (finding.rule, &*finding.topic)).collect();
        assert_eq!(shown, [("unreadable-file", "a.md"), ("unreadable-file", "a.md")]);
        // The worker goes on.
        let (result, _) = checker.check(&mut worker, &corpus.topics[0], Vec::new(), false);
        assert_eq!((result.pages, result.incomplete), (2, false));
    }
}
