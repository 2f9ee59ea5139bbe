//! `docparity status`: which translations are in step with their source.

use std::cell::RefCell;

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, ValueEnum};
use docparity::config::Config;
use docparity::corpus::Corpus;
use docparity::finding::{Change, Finding};
use docparity::history::git::{GitError, Repository};
use docparity::history::status::{History, Standing, State, status};
use docparity::report::status::{Status, write_html, write_json, write_markdown};
use rustc_hash::FxHashMap;

use super::options::{CorpusOptions, GlobalOptions};
use super::output::OutputOptions;
use super::progress::Progress;
use super::scope::repositories;
use super::{Outcome, warn};

/// Findings that are explained by a change of the source: each costs a search in the history.
const MOST_EXPLAINED: usize = 200;

const EXAMPLES: &str = "\
Examples:
  docparity status docs
  docparity status docs --explain        which change of the source explains which finding
  docparity status docs --format html -o status.html
  docparity status docs --format json | jq '.translations[] | select(.state == \"behind\")'";

/// Show which translations are in step, behind, missing or without a source
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    corpus: CorpusOptions,

    /// Show the topics that are in step everywhere too
    #[arg(long)]
    all: bool,

    /// Say which change of the source explains which finding (slower)
    #[arg(long)]
    explain: bool,

    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// Tables for people
    #[default]
    Md,
    /// One object with every translation and the changes since
    Json,
    /// A page by itself
    Html,
}

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    let config = arguments.corpus.configuration(global)?;
    let corpus = arguments.corpus.load(&config, global)?;
    let roots = arguments.corpus.roots(&config);
    let mut history = History::default();
    let repositories = match repositories(&roots) {
        Ok(repositories) => repositories,
        // Without a history the content still tells.
        Err(error) if matches!(error.downcast_ref(), Some(GitError::NoRepository(_))) => {
            warn(global, &format!("{error}; only the content is looked at"));
            Vec::new()
        }
        Err(error) => return Err(error),
    };
    for repository in &repositories {
        match repository.log() {
            Ok(commits) => history.add(repository.root(), commits),
            Err(GitError::NoCommits) => {
                warn(global, "the repository has no commits yet; only the content is looked at")
            }
            Err(error) => return Err(error.into()),
        }
    }
    let findings = found(&corpus, &config, global);
    let real = RealPaths::default();
    let standings = status(&corpus, &history, &findings, &|path| real.of(path));
    let explained = match arguments.explain {
        true => explain(&standings, &findings, &repositories, &real)?,
        false => Vec::new(),
    };
    let told = Status {
        schema: "docparity-status/1",
        source_locale: &corpus.source_locale,
        translations: &standings,
        explained: &explained,
    };
    arguments.output.write(|out| match arguments.format {
        Format::Md => write_markdown(&told, arguments.all, out),
        Format::Json => write_json(&told, out),
        Format::Html => write_html(&told, arguments.all, out),
    })?;
    Ok(if corpus.is_incomplete() { Outcome::Incomplete } else { Outcome::Clean })
}

fn found(corpus: &Corpus, config: &Config, global: &GlobalOptions) -> Vec<Finding> {
    let progress = Progress::new(global, "checking topics", Some(corpus.topics.len() as u64));
    let report = docparity::check(corpus, config, &|topics| progress.advance(topics));
    progress.finish();
    report.findings
}

/// Real paths; each folder is asked for once.
#[derive(Default)]
struct RealPaths(RefCell<FxHashMap<Utf8PathBuf, Utf8PathBuf>>);

impl RealPaths {
    fn of(&self, path: &Utf8Path) -> Utf8PathBuf {
        let folder = path.parent().filter(|folder| !folder.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
        let mut known = self.0.borrow_mut();
        let real = known
            .entry(folder.to_owned())
            .or_insert_with(|| folder.canonicalize_utf8().unwrap_or_else(|_| folder.to_owned()));
        path.file_name().map_or(real.clone(), |name| real.join(name))
    }
}

/// Sentences such as "en-US gained Exchange Server 2016 on 2017-01-20 in abc1234567; zh-CN was last changed on 2017-01-19".
fn explain(
    standings: &[Standing],
    findings: &[Finding],
    repositories: &[Repository],
    real: &RealPaths,
) -> anyhow::Result<Vec<String>> {
    let behind: FxHashMap<(&str, &str), &Standing> = standings
        .iter()
        .filter(|standing| standing.state == State::Behind)
        .map(|standing| ((standing.topic.as_str(), standing.locale.as_str()), standing))
        .collect();
    let mut sentences = Vec::new();
    for finding in findings {
        let Some(standing) = behind.get(&(finding.topic.as_str(), finding.locale.as_str())) else { continue };
        let (Some(source), Some(_)) = (&finding.source, &finding.claim) else { continue };
        // What the source says and the translation does not, or what it said until then.
        let (text, verb) = match (finding.change, &source.text, finding.target.as_ref().and_then(|it| it.text.as_ref()))
        {
            (Change::Missing | Change::Changed, Some(text), _) => (text, "gained"),
            (Change::Extra, _, Some(text)) => (text, "lost"),
            _ => continue,
        };
        let path = real.of(Utf8Path::new(&source.path));
        let Some(repository) = repositories.iter().find(|repository| path.starts_with(repository.root())) else {
            continue;
        };
        let Ok(within) = path.strip_prefix(repository.root()) else { continue };
        let commits = repository.commits_about(within, text, None)?;
        let change = standing.changes.iter().find(|change| commits.iter().any(|hash| hash.starts_with(&change.hash)));
        if let Some(change) = change {
            let last = standing.last_change.as_ref();
            let last = last.map(|last| format!("; {} was last changed on {}", standing.locale, last.date));
            sentences.push(format!(
                "{} {verb} {} on {} in {}{}: {}",
                source.locale,
                text.split_whitespace().collect::<Vec<_>>().join(" "),
                change.date,
                change.hash,
                last.unwrap_or_default(),
                standing.page.as_ref().map_or("", |path| path.as_str()),
            ));
            if sentences.len() == MOST_EXPLAINED {
                break;
            }
        }
    }
    sentences.dedup();
    Ok(sentences)
}
