//! The way of the data, topic by topic: read, parse, extract, align, compare, check.
//!
//! A topic is the unit of work. Topics run in parallel, each worker with its own
//! buffers, and results come back in the order of the topics, so that the number
//! of threads never shows in the output.

mod draft;
mod knowledge;
mod pattern;
mod unit;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::align;
use crate::check::{
    CHECKS, Check, DifferenceContext, Draft, LinkTarget, PageContext, PairContext, Place, Scope, Target, TopicContext,
    blocks_of_code, judge_of,
};
use crate::claim::{Claim, ClaimKind, Extractor, Value, Values, versions_of};
use crate::compare::vote::{GroupKey, Votes};
use crate::compare::{self, PageView};
use crate::config::{Config, Levels};
use crate::corpus::{Corpus, FileProblem, PageFile, ProblemKind, Topic};
use crate::finding::{Change, Finding, Report, Stats};
use crate::locale::Locale;
use crate::page::{BlockKind, Page};
use crate::parse;
use crate::suppress;

use draft::Writer;
pub use knowledge::Knowledge;

/// Topics of each locale that the aligner learns from before it judges.
const SAMPLE: usize = 60;

/// Checks a whole set.
///
/// `progress` is told how many topics are done since it was last called, from
/// any thread.
pub fn check(corpus: &Corpus, config: &Config, progress: &(dyn Fn(u64) + Sync)) -> Report {
    run(corpus, config, &|_| true, false, progress).0
}

/// [`check`] for the topics that are `wanted`. What is found in them is what a check of
/// the whole set finds in them: their translations are judged by what the whole set tells.
pub fn check_topics(
    corpus: &Corpus,
    config: &Config,
    wanted: &(dyn Fn(&Topic) -> bool + Sync),
    progress: &(dyn Fn(u64) + Sync),
) -> Report {
    run(corpus, config, wanted, false, progress).0
}

/// Checks the topics that are `wanted` as [`check_topics`] does, and keeps how the pages
/// were aligned: for each of [`Corpus::topics`], its translations in order of their
/// locales; nothing for topics that are not wanted.
pub fn check_and_align(
    corpus: &Corpus,
    config: &Config,
    wanted: &(dyn Fn(&Topic) -> bool + Sync),
    progress: &(dyn Fn(u64) + Sync),
) -> (Report, Vec<Vec<AlignedPair>>) {
    run(corpus, config, wanted, true, progress)
}

/// The blocks of a source page and of one translation, aligned.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedPair {
    /// The locale of the translation.
    pub locale: Locale,
    /// Blocks of the source and blocks of the translation.
    pub beads: Vec<align::Bead>,
    /// Whether the two pages do not look like translations of each other.
    pub unrelated: bool,
}

fn run(
    corpus: &Corpus,
    config: &Config,
    wanted: &(dyn Fn(&Topic) -> bool + Sync),
    keep_alignment: bool,
    progress: &(dyn Fn(u64) + Sync),
) -> (Report, Vec<Vec<AlignedPair>>) {
    let analysis =
        Analysis { corpus, config, subject: set_subject(corpus), knowledge: Knowledge::learn(corpus, SAMPLE) };
    let outcomes: Vec<(usize, Outcome<'_>)> = corpus
        .topics
        .par_iter()
        .enumerate()
        .filter(|(_, topic)| wanted(topic))
        .map_init(Worker::default, |worker, (index, topic)| {
            let outcome = contained(worker, topic, |worker| worker.topic(&analysis, index, topic, keep_alignment));
            progress(1);
            (index, outcome)
        })
        .collect();
    let mut stats = Stats { topics: corpus.topics.len() as u64, bytes: corpus.bytes, ..Stats::default() };
    let mut findings = draft::file_findings(corpus, config);
    let mut aligned = vec![Vec::new(); corpus.topics.len()];
    let mut marked = Vec::new();
    let mut unwanted: Vec<&str> =
        corpus.topics.iter().filter(|topic| !wanted(topic)).map(|topic| topic.id.as_str()).collect();
    unwanted.sort_unstable();
    findings.retain(|finding| unwanted.binary_search(&finding.topic.as_str()).is_err());
    stats.topics -= unwanted.len() as u64;
    let mut incomplete = corpus.is_incomplete();
    for (topic, outcome) in outcomes {
        stats.pages += outcome.stats.pages;
        stats.claims += outcome.stats.claims;
        stats.segments += outcome.stats.segments;
        findings.extend(outcome.findings);
        incomplete |= !outcome.problems.is_empty();
        findings.extend(draft::problem_findings(&outcome.problems, corpus, config));
        aligned[topic] = outcome.aligned;
        marked.extend(outcome.marked.into_iter().map(|file| (topic, file)));
    }
    Levels::new(config).apply(&mut findings);
    let marked = marked.iter().map(|&(topic, file)| (&corpus.topics[topic], file));
    stats.suppressed = suppress::apply(corpus, config, marked, &mut findings);
    pattern::mark(&mut findings);
    findings.sort_by(draft::order);
    stats.findings = findings.len() as u64;
    (Report { source_locale: corpus.source_locale.clone(), stats, findings, incomplete }, aligned)
}

/// What every topic's work can see.
struct Analysis<'c> {
    corpus: &'c Corpus,
    config: &'c Config,
    /// The version that most titles of the source name: what the whole set is about.
    subject: Option<String>,
    knowledge: Knowledge,
}

/// What one topic came to.
#[derive(Debug, Default)]
struct Outcome<'c> {
    findings: Vec<Finding>,
    stats: Stats,
    /// Empty unless it is asked for.
    aligned: Vec<AlignedPair>,
    /// The pages that may say which findings they allow.
    marked: Vec<&'c PageFile>,
    /// Pages that were there and could not be compared.
    problems: Vec<FileProblem>,
}

/// Runs the work on one topic; a defect of docparity that a page sets off is told
/// with the paths of the topic's pages, and all other topics are checked.
fn contained<'c>(worker: &mut Worker, topic: &Topic, work: impl FnOnce(&mut Worker) -> Outcome<'c>) -> Outcome<'c> {
    // What a worker holds are buffers, which are thrown away with the defect.
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(worker)));
    outcome.unwrap_or_else(|_| {
        *worker = Worker::default();
        let problem = |file: &PageFile| FileProblem {
            path: file.path.clone(),
            locale: Some(file.locale.clone()),
            kind: ProblemKind::Unreadable,
            message: "a defect of docparity kept this topic from being checked; please report it with the page"
                .to_owned(),
        };
        Outcome { problems: topic.pages.values().flatten().map(problem).collect(), ..Outcome::default() }
    })
}

/// The buffers of one thread.
#[derive(Default)]
struct Worker {
    extractor: Extractor,
    aligner: align::Scratch,
    comparer: compare::Scratch,
    units: unit::Buffers,
}

impl Worker {
    fn topic<'c>(
        &mut self,
        analysis: &Analysis<'c>,
        index: usize,
        topic: &'c Topic,
        keep_alignment: bool,
    ) -> Outcome<'c> {
        let mut outcome = Outcome::default();
        let mut values = Values::default();
        let source_locale = &analysis.corpus.source_locale;
        let mut source = None;
        let mut targets = Vec::new();
        for (locale, files) in &topic.pages {
            // Of several pages with one id the first is compared; the others are a finding.
            let Some(file) = files.first() else { continue };
            let view = match self.read(analysis, file, &mut values, &mut outcome.stats) {
                Ok(view) => view,
                Err(problem) => {
                    outcome.problems.push(problem);
                    continue;
                }
            };
            if suppress::may_allow(&view.page.source) {
                outcome.marked.push(file);
            }
            outcome.marked.extend(&files[1..]);
            if locale == source_locale {
                source = Some(view);
            } else {
                targets.push(Target { view, pair: None, model: align::Model::default() });
            }
        }
        let mut subjects = source.as_ref().map(subjects).unwrap_or_default();
        subjects.extend(analysis.subject.as_deref().map(|subject| values.intern(subject)));
        let mut votes = Votes::default();
        if let Some(source) = &source {
            self.units.source(source);
            for target in &mut targets {
                let model = analysis.knowledge.model(&target.view.page.locale, index);
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
            terms: &analysis.config.terms,
        };
        let mut writer = Writer::new(analysis.corpus, analysis.config, topic, &context);
        run_checks(analysis, topic, &context, &mut writer);
        outcome.findings = writer.finish();
        if keep_alignment {
            let aligned = |target: Target| {
                let (locale, pair) = (target.view.page.locale, target.pair?);
                Some(AlignedPair { locale, beads: pair.beads, unrelated: pair.unrelated })
            };
            outcome.aligned = targets.into_iter().filter_map(aligned).collect();
        }
        outcome
    }

    /// Reads and parses a page and extracts its claims, if it can still be read.
    fn read(
        &mut self,
        analysis: &Analysis<'_>,
        file: &PageFile,
        values: &mut Values,
        stats: &mut Stats,
    ) -> Result<PageView, FileProblem> {
        let page = page_of(file)?;
        let resolve = |destination: &str| analysis.corpus.links.resolve(file, destination);
        let claims = self.extractor.claims(&page, &resolve, values);
        stats.pages += 1;
        stats.claims += claims.len() as u64;
        let view = PageView::new(page, claims);
        stats.segments += view.segments.iter().map(|&count| u64::from(count)).sum::<u64>();
        Ok(view)
    }
}

/// Parses the page of a file; `None` if the file cannot be read any more.
pub fn parse_file(file: &PageFile) -> Option<Page> {
    page_of(file).ok()
}

fn page_of(file: &PageFile) -> Result<Page, FileProblem> {
    let text = file.read()?.into_owned();
    let markup = parse::Markup::of(&file.path).unwrap_or(parse::Markup::Markdown);
    Ok(parse::parse(file.path.clone(), file.locale.clone(), text, markup).0)
}

/// The claims of one page by itself.
pub fn claims(corpus: &Corpus, file: &PageFile, values: &mut Values) -> Option<PageView> {
    let page = parse_file(file)?;
    let resolve = |destination: &str| corpus.links.resolve(file, destination);
    let claims: Vec<Claim> = Extractor::default().claims(&page, &resolve, values);
    Some(PageView::new(page, claims))
}

/// The versions that a page's first heading names; where it names none, the one
/// that the page names most often.
fn subjects(source: &PageView) -> Vec<Value> {
    let versions = |claim: &&Claim| claim.kind == ClaimKind::Version && !claim.soft;
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

/// The version that more than half of the source's titles name, if there is one.
fn set_subject(corpus: &Corpus) -> Option<String> {
    let titles = corpus
        .topics
        .iter()
        .filter_map(|topic| topic.pages.get(&corpus.source_locale)?.first()?.front_matter.value(&["title"]));
    // A few hundred titles tell as much as all of them.
    let titles: Vec<&str> = titles.take(400).collect();
    let mut counts: FxHashMap<String, usize> = FxHashMap::default();
    for title in &titles {
        for (version, _) in versions_of(title) {
            *counts.entry(version).or_default() += 1;
        }
    }
    let (version, count) = counts.into_iter().max_by(|a, b| (a.1, &b.0).cmp(&(b.1, &a.0)))?;
    (count * 2 > titles.len()).then_some(version)
}

fn run_checks(analysis: &Analysis<'_>, topic: &Topic, context: &TopicContext<'_>, writer: &mut Writer<'_>) {
    if let Some(source) = context.source {
        let pairs = context.targets.iter().filter_map(|target| Some((target, target.pair.as_ref()?)));
        for (target, pair) in pairs {
            let pair = PairContext { topic: context, source, target: &target.view, pair, model: &target.model };
            judge_differences(analysis, &pair, writer);
            let mut drafts = Vec::new();
            for check in enabled(analysis.config) {
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
        let links = link_targets(analysis, topic, view);
        let page = PageContext { view, is_source, links: &links };
        let mut drafts = Vec::new();
        for check in enabled(analysis.config) {
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

fn judge_differences(analysis: &Analysis<'_>, pair: &PairContext<'_>, writer: &mut Writer<'_>) {
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
        judge_lines(analysis, block, writer);
    }
    for context in &others {
        let difference = context.difference;
        for check in judge_of(difference.kind, difference.change).filter(|check| analysis.config.is_enabled(check.id)) {
            let Scope::Difference { judge, .. } = check.scope else { continue };
            if let Some(draft) = judge(context) {
                writer.difference(check, &[context], draft);
            }
        }
    }
}

/// The lines of one block of code, which are told together where they are many.
fn judge_lines(analysis: &Analysis<'_>, lines: &[DifferenceContext<'_>], writer: &mut Writer<'_>) {
    for check in judge_of(ClaimKind::CodeLine, Change::Changed).filter(|check| analysis.config.is_enabled(check.id)) {
        let Scope::Difference { judge, .. } = check.scope else { continue };
        let drafts = lines.iter().filter_map(|line| Some((line, judge(line)?))).collect();
        for (differences, draft) in blocks_of_code(drafts) {
            writer.difference(check, &differences, draft);
        }
    }
}

/// Where the links of a page lead, by the number of their inline.
fn link_targets(analysis: &Analysis<'_>, topic: &Topic, view: &PageView) -> FxHashMap<u32, LinkTarget> {
    let mut targets = FxHashMap::default();
    let links = &analysis.corpus.links;
    let Some(file) = topic.pages.get(&view.page.locale).and_then(|files| files.first()) else { return targets };
    for claim in view.claims.iter().filter(|claim| claim.kind == ClaimKind::Link) {
        let Some(inline) = claim.inline else { continue };
        let destination = view.page.destination(&view.page.inlines[inline as usize]);
        if let Some(topic) = links.resolve(file, destination) {
            targets.insert(inline, LinkTarget { in_locale: links.exists_in(topic, &view.page.locale) });
        }
    }
    targets
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three topics in two locales.
    fn set() -> (tempfile::TempDir, Corpus) {
        let folder = tempfile::TempDir::new().unwrap();
        for (locale, text) in [("en-US", "# A\n\nIt takes 5 MB.\n"), ("fr-FR", "# A\n\nIl faut 7 Mo.\n")] {
            std::fs::create_dir(folder.path().join(locale)).unwrap();
            for name in ["a.md", "b.md", "c.md"] {
                std::fs::write(folder.path().join(locale).join(name), text).unwrap();
            }
        }
        let root = camino::Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        let mut corpus = crate::corpus::load(&[root], &Config::default(), &|_| {}).unwrap();
        // As in a set that is too large to be held in memory.
        for file in corpus.topics.iter_mut().flat_map(|topic| topic.pages.values_mut()).flatten() {
            file.text = None;
        }
        (folder, corpus)
    }

    /// Of each finding: the file's name, the check and the message.
    fn told(report: &Report) -> Vec<(String, &str, &str)> {
        let name = |finding: &Finding| {
            let evidence = finding.target.as_ref().or(finding.source.as_ref()).unwrap();
            evidence.path.rsplit_once('/').unwrap().1.to_owned()
        };
        report.findings.iter().map(|finding| (name(finding), finding.rule, finding.message.as_str())).collect()
    }

    #[test]
    fn pages_that_vanish_or_change_during_the_run_are_told() {
        let (folder, corpus) = set();
        std::fs::remove_file(folder.path().join("fr-FR/a.md")).unwrap();
        std::fs::write(folder.path().join("fr-FR/b.md"), "# A\n\nIl faut maintenant 5 Mo.\n").unwrap();
        let report = check(&corpus, &Config::default(), &|_| {});
        assert!(report.incomplete);
        let told = told(&report);
        let of = |name: &str| told.iter().filter(|found| found.0 == name).collect::<Vec<_>>();
        assert!(
            of("a.md").iter().any(|found| found.1 == "unreadable-file" && found.2.contains("cannot be read")),
            "{told:?}"
        );
        assert!(of("b.md").iter().any(|found| found.2 == "was changed while it was checked; run again"), "{told:?}");
        assert_eq!(of("c.md").iter().map(|found| found.1).collect::<Vec<_>>(), ["number-changed"], "{told:?}");
    }

    #[test]
    fn a_defect_in_one_topic_leaves_the_others_alone() {
        let (_folder, corpus) = set();
        let mut worker = Worker::default();
        let outcome = contained(&mut worker, &corpus.topics[0], |_| panic!("a defect that this test makes"));
        let paths: Vec<_> = outcome.problems.iter().map(|problem| problem.path.file_name().unwrap()).collect();
        assert_eq!(paths, ["a.md", "a.md"]);
        assert!(outcome.problems.iter().all(|problem| problem.kind.is_incomplete()));
        // The worker goes on with the next topic.
        let analysis = Analysis {
            corpus: &corpus,
            config: &Config::default(),
            subject: None,
            knowledge: Knowledge::learn(&corpus, SAMPLE),
        };
        let topic = &corpus.topics[1];
        let next = contained(&mut worker, topic, |worker| worker.topic(&analysis, 1, topic, false));
        assert_eq!(next.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["number-changed"]);
        assert_eq!(next.problems, []);
    }
}
