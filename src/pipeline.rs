//! The way of the data, topic by topic: read, parse, extract, align, compare, check.
//!
//! A topic is the unit of work (`worker`). Topics run in parallel, each thread with
//! its own buffers, and what was found in them comes back in their order, so that the
//! number of threads never shows in the output. What a set knows and no topic knows by
//! itself is learned first ([`Knowledge`]). A topic whose pages, and whatever else its
//! findings depend on, are as they were need not be checked again (`memo`), and topics
//! may be checked on several machines ([`LearnedSet`], [`TopicResult`]): what they give
//! is put together as one run would give it.

mod age;
mod draft;
mod knowledge;
mod learned;
mod memo;
mod partial;
mod pattern;
mod result;
mod unit;
mod worker;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::align;
use crate::claim::{Claim, Extractor, Values};
use crate::compare::PageView;
use crate::config::{Config, Levels};
use crate::corpus::{Corpus, PageFile, Topic};
use crate::digest::Digest;
use crate::finding::{Finding, Report};
use crate::locale::Locale;
use crate::page::{Page, ParseNote};
use crate::parse;

pub use knowledge::{Knowledge, SAMPLE};
pub use learned::{LearnedSet, ModelError, StreamedPage, StreamedTopic};
pub use memo::Store;
pub use partial::{Head, MergeError, Merger, PARTIAL_SCHEMA};
pub use result::{TopicResult, assemble};
pub use worker::{Checker, Worker};

use memo::Memo;

/// Checks a whole set.
///
/// `progress` is told how many topics are done since it was last called, from
/// any thread.
pub fn check(corpus: &Corpus, config: &Config, progress: &(dyn Fn(u64) + Sync)) -> Report {
    run(&Task { progress, ..Task::new(corpus, config) }).report(&corpus.source_locale)
}

/// [`check`] for the topics that are `wanted`. What is found in them is what a check of
/// the whole set finds in them: their translations are judged by what the whole set tells.
pub fn check_topics(
    corpus: &Corpus,
    config: &Config,
    wanted: &(dyn Fn(&Topic) -> bool + Sync),
    progress: &(dyn Fn(u64) + Sync),
) -> Report {
    run(&Task { wanted, progress, ..Task::new(corpus, config) }).report(&corpus.source_locale)
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
    let mut checked = run(&Task { wanted, progress, keep_alignment: true, ..Task::new(corpus, config) });
    let aligned = std::mem::take(&mut checked.aligned);
    (checked.report(&corpus.source_locale), aligned)
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

/// What is to be checked, and how.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    /// The pages.
    pub corpus: &'a Corpus,
    /// What checks count as.
    pub config: &'a Config,
    /// Which topics are checked.
    pub wanted: &'a (dyn Fn(&Topic) -> bool + Sync),
    /// Whether [`Checked::aligned`] is wanted.
    pub keep_alignment: bool,
    /// What the set teaches; it is learned from the set if it is not told.
    pub knowledge: Option<&'a Knowledge>,
    /// Where results of earlier runs are kept.
    pub store: Option<&'a dyn Store>,
    /// Is told how many topics are done since it was last called, from any thread.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Is asked before each topic, from any thread, whether the run is to end here.
    pub is_over: &'a (dyn Fn() -> bool + Sync),
}

impl<'a> Task<'a> {
    /// All topics of a set, without anything else.
    pub fn new(corpus: &'a Corpus, config: &'a Config) -> Task<'a> {
        Task {
            corpus,
            config,
            wanted: &|_| true,
            keep_alignment: false,
            knowledge: None,
            store: None,
            progress: &|_| {},
            is_over: &|| false,
        }
    }
}

/// What a check came to, topic by topic.
#[derive(Debug, Default)]
pub struct Checked {
    /// What was found in each topic that was wanted, by id.
    pub topics: Vec<TopicResult>,
    /// Findings on files that belong to no topic.
    pub files: Vec<Finding>,
    /// Whether a file could not be read, so that nothing is known of it, or topics were left.
    pub incomplete: bool,
    /// Topics that were wanted and not checked, since [`Task::is_over`] said so.
    pub left: usize,
    /// How pages were aligned, by [`Corpus::topics`]; empty unless that was asked for.
    pub aligned: Vec<Vec<AlignedPair>>,
}

impl Checked {
    /// Everything as one report.
    pub fn report(self, source_locale: &Locale) -> Report {
        assemble(source_locale, self.topics, self.files, self.incomplete)
    }
}

/// Checks what a task names.
pub fn run(task: &Task<'_>) -> Checked {
    let Task { corpus, config, .. } = *task;
    let memo = task.store.map(|store| Memo::new(store, corpus, config, task.knowledge));
    // Learning leaves threads idle for a while, and the other waits for nothing that it gives.
    // What was kept of earlier runs tells later whether there is anything to learn for.
    let is_wanted = |topic: &Topic| (task.wanted)(topic);
    let learns = task.knowledge.is_none() && memo.is_none() && corpus.topics.iter().any(is_wanted);
    let learn = || learns.then(|| Knowledge::learn(corpus, SAMPLE));
    let (learned, (mut of_topics, mut files)) = rayon::join(learn, || findings_of_files(corpus, config));
    Levels::new(config).apply(&mut files);
    let wanted: Vec<(usize, &Topic, Vec<Finding>)> = corpus
        .topics
        .iter()
        .enumerate()
        .filter(|(_, topic)| (task.wanted)(topic))
        .map(|(index, topic)| (index, topic, of_topics.remove(topic.id.as_str()).unwrap_or_default()))
        .collect();
    let keys: Vec<Option<Digest>> = match &memo {
        Some(memo) => wanted.par_iter().map(|(_, topic, own)| memo.key(topic, own)).collect(),
        None => vec![None; wanted.len()],
    };
    // How pages were aligned is not kept from run to run.
    let recalling = memo.as_ref().filter(|_| !task.keep_alignment);
    let known: Vec<Option<TopicResult>> = match recalling {
        Some(memo) => {
            wanted.par_iter().zip(&keys).map(|((_, topic, _), key)| memo.topic(key.as_ref()?, topic)).collect()
        }
        None => wanted.iter().map(|_| None).collect(),
    };
    (task.progress)(known.iter().flatten().count() as u64);
    let own;
    let knowledge = match task.knowledge {
        Some(told) => told,
        None => {
            // Nobody is going to ask where everything is known.
            let asked = !known.iter().all(Option::is_some);
            let kept_or_learned = || {
                memo.as_ref().and_then(Memo::knowledge).unwrap_or_else(|| {
                    let learned = Knowledge::learn(corpus, SAMPLE);
                    memo.iter().for_each(|memo| memo.keep_knowledge(&learned));
                    learned
                })
            };
            own = learned.unwrap_or_else(|| if asked { kept_or_learned() } else { Knowledge::default() });
            &own
        }
    };
    let checker = Checker::new(corpus, config, knowledge);
    let check = |worker: &mut Worker, (((index, topic, own), key), known): (((usize, &Topic, Vec<Finding>), _), _)| {
        if let Some(known) = known {
            return Some((index, known, Vec::new()));
        }
        if (task.is_over)() {
            return None;
        }
        let (result, aligned) = checker.check(worker, topic, own, task.keep_alignment);
        if let (Some(memo), Some(key)) = (&memo, key) {
            memo.keep(&key, &result);
        }
        (task.progress)(1);
        Some((index, result, aligned))
    };
    let results: Vec<_> = wanted.into_par_iter().zip(keys).zip(known).map_init(Worker::default, check).collect();
    let mut checked = Checked { files, incomplete: corpus.is_incomplete(), ..Checked::default() };
    if task.keep_alignment {
        checked.aligned = vec![Vec::new(); corpus.topics.len()];
    }
    for result in results {
        let Some((index, result, aligned)) = result else {
            checked.left += 1;
            checked.incomplete = true;
            continue;
        };
        if task.keep_alignment {
            checked.aligned[index] = aligned;
        }
        checked.topics.push(result);
    }
    checked
}

/// Findings about which pages there are: those of each topic, and those on files of none.
fn findings_of_files<'c>(corpus: &'c Corpus, config: &Config) -> (FxHashMap<&'c str, Vec<Finding>>, Vec<Finding>) {
    let mut of_topics: FxHashMap<&str, Vec<Finding>> = FxHashMap::default();
    let mut others = Vec::new();
    for finding in draft::file_findings(corpus, config) {
        match corpus.topic(&finding.topic) {
            Some(topic) => of_topics.entry(topic.id.as_str()).or_default().push(finding),
            None => others.push(finding),
        }
    }
    (of_topics, others)
}

/// Parses the page of a file; `None` if the file cannot be read any more.
pub fn parse_file(file: &PageFile) -> Option<Page> {
    Some(parsed(file, file.read().ok()?.into_owned()).0)
}

fn parsed(file: &PageFile, text: String) -> (Page, Vec<ParseNote>) {
    let markup = parse::Markup::of(&file.path).unwrap_or(parse::Markup::Markdown);
    parse::parse(file.path.clone(), file.locale.clone(), text, markup)
}

/// The claims of one page by itself.
pub fn claims(corpus: &Corpus, file: &PageFile, values: &mut Values) -> Option<PageView> {
    let page = parse_file(file)?;
    let resolve = |destination: &str| corpus.links.resolve(file, destination);
    let claims: Vec<Claim> = Extractor::default().claims(&page, &resolve, values);
    Some(PageView::new(page, claims))
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
}
