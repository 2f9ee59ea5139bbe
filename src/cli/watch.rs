//! `docparity watch`: checks a topic again whenever one of its pages is saved.
//!
//! What the set taught at the start is kept, so that a save costs one topic and no
//! more. A page that comes, goes, or says in its front matter that it belongs
//! elsewhere makes docparity read the folders again.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::Context;
use camino::Utf8PathBuf;
use clap::Args;
use docparity::config::{CONFIGURATION_FILES, Config};
use docparity::corpus::{self, Corpus, Topic};
use docparity::finding::Report;
use docparity::pipeline::{self, Knowledge, SAMPLE, Store, Task};
use docparity::report::{compact, harmless, json, terminal};
use notify::{Event, EventKind, RecursiveMode, Watcher};
use rustc_hash::FxHashMap;

use super::cache::Cache;
use super::options::{CorpusOptions, GlobalOptions};
use super::output::{OutputOptions, to_stdout};
use super::scope::RealFolders;
use super::source_lines::SourceLines;
use super::{Outcome, warn};

const EXAMPLES: &str = "\
Examples:
  docparity watch docs
  docparity watch docs --locale fr-FR --format compact";

/// Check a topic again whenever one of its pages is saved, until it is stopped
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    corpus: CorpusOptions,

    /// How to write the findings
    #[arg(long, value_enum, default_value_t)]
    format: Form,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Form {
    /// For people: both texts with the words marked
    #[default]
    Terminal,
    /// One line a finding, `path:line:column: severity: …`
    Compact,
    /// One finding a line
    Jsonl,
}

/// Editors write in several steps; a save is over when nothing came for this long.
const QUIET: Duration = Duration::from_millis(8);

/// However much comes, after this long a check is due.
const PATIENCE: Duration = Duration::from_millis(250);

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    let options = &arguments.corpus;
    let config = options.configuration(global)?;
    let roots = options.roots(&config);
    let (sender, events) = channel();
    let mut watcher = notify::recommended_watcher(move |event| {
        // Nobody listens any more at the very end.
        let _ = sender.send(event);
    })
    .context("this system cannot tell when files change")?;
    for root in &roots {
        let real = root.canonicalize_utf8().with_context(|| format!("{root}: there is no such file or folder"))?;
        watcher
            .watch(real.as_std_path(), RecursiveMode::Recursive)
            .with_context(|| format!("cannot watch {root}; the system may allow no more watches"))?;
    }
    let mut set = Set::read(options.load(&config, global)?, None);
    let report = set.check(&config, &|_| true, Cache::open(global).as_ref(), global);
    tell(&format!(
        "watching {} topics, {} pages; {} findings so far",
        set.corpus.topics.len(),
        report.stats.pages,
        report.findings.len()
    ))?;
    drop(report);
    loop {
        let Some(changed) = next_changes(&events) else { return Ok(Outcome::Clean) };
        let started = Instant::now();
        if changed.configuration {
            warn(global, "the configuration changed; start `docparity watch` again to use it");
        }
        let Some(wanted) = topics_of(&changed, &mut set, options, &config, global)? else { continue };
        let report = set.check(&config, &|topic| wanted.contains(&topic.id), None, global);
        show(arguments.format, &report, &set.corpus, global)?;
        let checked = match wanted.iter().next().filter(|_| wanted.len() == 1) {
            Some(topic) => format!("topic {topic}"),
            None => format!("{} topics", wanted.len()),
        };
        tell(&format!(
            "checked {} in {} ms: {} findings",
            harmless(&checked),
            started.elapsed().as_millis(),
            report.findings.len()
        ))?;
    }
}

/// The set as it was last read.
struct Set {
    corpus: Corpus,
    knowledge: Knowledge,
    /// The topic of each page, by the real path of its file.
    topics: FxHashMap<Utf8PathBuf, (String, Utf8PathBuf)>,
}

impl Set {
    /// `knowledge` is what an earlier reading taught.
    fn read(corpus: Corpus, knowledge: Option<Knowledge>) -> Set {
        let knowledge = knowledge.unwrap_or_else(|| Knowledge::learn(&corpus, SAMPLE));
        let mut folders = RealFolders::default();
        let mut topics = FxHashMap::default();
        for topic in &corpus.topics {
            for page in topic.pages.values().flatten() {
                if let Some(real) = folders.path(&page.path) {
                    topics.insert(real, (topic.id.clone(), page.path.clone()));
                }
            }
        }
        Set { corpus, knowledge, topics }
    }

    fn check(
        &self,
        config: &Config,
        wanted: &(dyn Fn(&Topic) -> bool + Sync),
        cache: Option<&Cache>,
        global: &GlobalOptions,
    ) -> Report {
        // A save is checked in less time than it takes to look it up.
        let store = cache.map(|cache| cache as &dyn Store);
        let task = Task { wanted, knowledge: Some(&self.knowledge), store, ..Task::new(&self.corpus, config) };
        let mut checked = pipeline::run(&task);
        cache.iter().for_each(|cache| cache.finish(global));
        // Files of no topic are as they were.
        checked.files.clear();
        checked.report(&self.corpus.source_locale)
    }
}

/// What was saved.
#[derive(Debug, Default)]
struct Changes {
    pages: BTreeSet<Utf8PathBuf>,
    configuration: bool,
    /// Something happened that the system does not name.
    anything: bool,
}

impl Changes {
    fn add(&mut self, event: notify::Result<Event>) {
        let Ok(event) = event else {
            self.anything = true;
            return;
        };
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        self.anything |= event.need_rescan();
        for path in event.paths {
            let Ok(path) = Utf8PathBuf::from_path_buf(path) else { continue };
            if corpus::is_page(&path) {
                self.pages.insert(path);
            } else if path.file_name().is_some_and(|name| CONFIGURATION_FILES.contains(&name)) {
                self.configuration = true;
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.pages.is_empty() && !self.configuration && !self.anything
    }
}

/// Waits for the next save; `None` if there can be none any more.
fn next_changes(events: &Receiver<notify::Result<Event>>) -> Option<Changes> {
    let mut changes = Changes::default();
    while changes.is_empty() {
        changes.add(events.recv().ok()?);
    }
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        match events.recv_timeout(QUIET) {
            Ok(event) => changes.add(event),
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
    Some(changes)
}

/// Takes changes into the set; the ids of the topics that they concern, `None` if there are none.
fn topics_of(
    changes: &Changes,
    set: &mut Set,
    options: &CorpusOptions,
    config: &Config,
    global: &GlobalOptions,
) -> anyhow::Result<Option<BTreeSet<String>>> {
    let mut wanted = BTreeSet::new();
    let mut is_in_place = !changes.anything;
    for path in &changes.pages {
        match set.topics.get(path) {
            Some((topic, shown)) => {
                wanted.insert(topic.clone());
                is_in_place &= set.corpus.refresh(topic, shown, config);
            }
            None => is_in_place = false,
        }
    }
    if !is_in_place {
        let corpus = match corpus::load(&options.roots(config), config, &|_| {}) {
            Ok(corpus) => corpus,
            Err(error) => {
                warn(global, &format!("{error}; waiting for pages"));
                return Ok(None);
            }
        };
        let knowledge = std::mem::take(&mut set.knowledge);
        *set = Set::read(corpus, Some(knowledge));
        // Where pages came and went, other topics' links may lead elsewhere; they are told when they are saved.
        wanted.extend(changes.pages.iter().filter_map(|path| set.topics.get(path)).map(|(topic, _)| topic.clone()));
        if changes.anything {
            wanted.extend(set.corpus.topics.iter().map(|topic| topic.id.clone()));
        }
    }
    Ok((!wanted.is_empty()).then_some(wanted))
}

fn show(form: Form, report: &Report, corpus: &Corpus, global: &GlobalOptions) -> anyhow::Result<()> {
    let output = OutputOptions::default();
    let lines = SourceLines::new(corpus);
    let look = terminal::Options {
        color: global.color.for_stream(output.is_terminal()),
        width: output.width(),
        notes: global.verbose,
        findings: true,
        summary: false,
        links: None,
    };
    to_stdout(|out| match form {
        Form::Terminal => terminal::write(report, &lines, look, out),
        Form::Compact => compact::write(report, None, out),
        Form::Jsonl => json::write_lines(report, out),
    })
}

/// Says something between the findings.
fn tell(message: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    Ok(writeln!(std::io::stderr(), "{message}")?)
}
