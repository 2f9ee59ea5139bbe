//! Which findings of a check count: those of what changed, and those that are new.

use std::collections::BTreeMap;

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use docparity::baseline::{Baseline, Entry};
use docparity::config::Config;
use docparity::corpus::{self, Corpus, Topic};
use docparity::finding::{Finding, Report, stable_id};
use docparity::history::git::Repository;
use docparity::pipeline::{self, AlignedPair, Knowledge, Store, Task};
use rustc_hash::FxHashSet;

use super::cache::Cache;
use super::interrupt::{self, Unfinished};
use super::options::GlobalOptions;
use super::output::write_file;
use super::progress::Progress;
use super::{complain, tell, warn};

/// Topics that are checked at a time and still kept for the next run.
const MOST_KEPT: usize = 50_000;

/// The baseline that is written where none is named.
const BASELINE_FILE: &str = "docparity-baseline.json";

/// Which findings count.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Only what is new")]
pub(super) struct ScopeOptions {
    /// Check only topics of which a page changed since this commit, in any locale
    ///
    /// Changed means: on the way from where the current branch left REF's to the files as they are now.
    #[arg(long, value_name = "REF", conflicts_with = "staged")]
    changed_since: Option<String>,

    /// Check only topics of which a page is staged for the next commit
    #[arg(long)]
    staged: bool,

    /// Report only what the same check does not find at this commit
    #[arg(long, value_name = "REF")]
    new_since: Option<String>,

    /// Check only this part of the topics, such as 3/8; `docparity merge` puts parts together
    #[arg(long, value_name = "PART/PARTS", value_parser = shard, help_heading = "More than one machine")]
    shard: Option<Shard>,

    #[command(flatten)]
    baseline: BaselineOptions,
}

/// What is known and accepted.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Only what is new")]
pub(super) struct BaselineOptions {
    /// Leave out the findings that this file lists, and say which of them are gone
    #[arg(long, value_name = "FILE")]
    baseline: Option<Utf8PathBuf>,

    /// Accept all findings of today: write them into the baseline [default: docparity-baseline.json]
    #[arg(long)]
    write_baseline: bool,

    /// Take what is not found any more out of the baseline
    #[arg(long, conflicts_with = "write_baseline")]
    prune_baseline: bool,
}

/// One of several parts of a set.
#[derive(Debug, Clone, Copy)]
struct Shard {
    /// 0-based.
    part: u64,
    parts: u64,
}

impl Shard {
    /// Whether a topic belongs to this part: by its id alone, so that every machine says the same.
    fn has(self, topic: &str) -> bool {
        let number = u64::from_str_radix(&stable_id(&[topic]), 16).unwrap_or_default();
        // The low digits of the hash of a short text are not even.
        (number ^ (number >> 32)) % self.parts == self.part
    }
}

fn shard(written: &str) -> Result<Shard, String> {
    let numbers = written.split_once('/').and_then(|(part, parts)| Some((part.parse().ok()?, parts.parse().ok()?)));
    match numbers {
        Some((part, parts)) if (1..=parts).contains(&part) => Ok(Shard { part: part - 1, parts }),
        _ => Err("write it as PART/PARTS, such as 3/8; the first part is 1".to_owned()),
    }
}

/// What a check came to.
pub(super) struct Checked {
    checked: pipeline::Checked,
    wanted: Option<FxHashSet<String>>,
}

impl std::ops::Deref for Checked {
    type Target = pipeline::Checked;

    fn deref(&self) -> &pipeline::Checked {
        &self.checked
    }
}

impl Checked {
    /// How pages were aligned, if that was asked for.
    pub(super) fn take_aligned(&mut self) -> Vec<Vec<AlignedPair>> {
        std::mem::take(&mut self.checked.aligned)
    }

    /// Whether something could not be read.
    pub(super) fn is_incomplete(&self) -> bool {
        self.checked.incomplete || self.checked.topics.iter().any(|topic| topic.incomplete)
    }
}

impl ScopeOptions {
    /// All topics, and a baseline.
    pub(super) fn with(baseline: BaselineOptions) -> ScopeOptions {
        ScopeOptions { baseline, ..ScopeOptions::default() }
    }

    /// Checks the topics that are asked for. `paths` are the roots of the corpus;
    /// `keep_alignment` keeps how pages were aligned.
    pub(super) fn check(
        &self,
        corpus: &Corpus,
        config: &Config,
        paths: &[Utf8PathBuf],
        knowledge: Option<&Knowledge>,
        keep_alignment: bool,
        global: &GlobalOptions,
    ) -> anyhow::Result<Checked> {
        let wanted = self.wanted(corpus, paths, global)?;
        let is_of_part = |topic: &str| self.shard.is_none_or(|shard| shard.has(topic));
        let is_wanted =
            |topic: &Topic| wanted.as_ref().is_none_or(|wanted| wanted.contains(&topic.id)) && is_of_part(&topic.id);
        let count = corpus.topics.iter().filter(|topic| is_wanted(topic)).count();
        let started = std::time::Instant::now();
        let progress = Progress::new(global, "checking topics", Some(count as u64));
        let advance = |topics| progress.advance(topics);
        // Results of a huge set would only push one another out.
        let cache = (count <= MOST_KEPT).then(|| Cache::open(global)).flatten();
        let task = Task {
            wanted: &is_wanted,
            keep_alignment,
            knowledge,
            store: cache.as_ref().map(|cache| cache as &dyn Store),
            progress: &advance,
            is_over: &interrupt::is_asked,
            ..Task::new(corpus, config)
        };
        let mut checked = interrupt::patiently(|| pipeline::run(&task));
        progress.finish();
        if checked.left > 0 {
            let done = count - checked.left;
            complain(
                global,
                &format!("interrupted: {done} of {count} topics were checked, and only they are reported"),
            );
        }
        cache.iter().for_each(|cache| cache.finish(global));
        tell(global, &format!("checked {count} topics in {} ms", started.elapsed().as_millis()));
        checked.files.retain(|finding| is_of_part(&finding.topic));
        Ok(Checked { checked, wanted })
    }

    /// The report on what was checked, without what is known.
    pub(super) fn report(
        &self,
        checked: Checked,
        corpus: &Corpus,
        config: &Config,
        paths: &[Utf8PathBuf],
        global: &GlobalOptions,
    ) -> anyhow::Result<Report> {
        let Checked { checked, wanted } = checked;
        let is_part = checked.left > 0;
        let mut report = checked.report(&corpus.source_locale);
        if let Some(reference) = &self.new_since {
            let before = findings_at(reference, config, paths, &wanted)?;
            leave_out(&mut report, before);
        }
        let is_judged = |topic: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted.contains(topic))
                && self.new_since.is_none()
                && !is_part
                && self.shard.is_none_or(|shard| shard.has(topic))
        };
        if is_part && (self.baseline.write_baseline || self.baseline.prune_baseline) {
            anyhow::bail!("the baseline stays as it is, since not all topics were checked");
        }
        self.baseline.apply(&mut report, config, &is_judged, global)?;
        Ok(report)
    }

    /// Whether parts can be written: what is left out is left out of the whole.
    pub(super) fn is_fit_for_parts(&self) -> anyhow::Result<()> {
        let BaselineOptions { baseline, write_baseline, prune_baseline } = &self.baseline;
        if self.new_since.is_some() || baseline.is_some() || *write_baseline || *prune_baseline {
            anyhow::bail!("parts hold everything that was found; give baselines to `docparity merge`");
        }
        Ok(())
    }

    /// The ids of the topics to check; `None` for all.
    fn wanted(
        &self,
        corpus: &Corpus,
        paths: &[Utf8PathBuf],
        global: &GlobalOptions,
    ) -> anyhow::Result<Option<FxHashSet<String>>> {
        if self.changed_since.is_none() && !self.staged {
            return Ok(None);
        }
        let mut changed = FxHashSet::default();
        for repository in repositories(paths)? {
            changed.extend(match &self.changed_since {
                Some(reference) => repository.changed_since(&repository.base_of(reference)?)?,
                None => repository.staged()?,
            });
        }
        changed.retain(|path| corpus::is_page(path));
        let gone: Vec<&Utf8PathBuf> = changed.iter().filter(|path| !path.exists()).collect();
        let mut folders = RealFolders::default();
        let mut wanted = FxHashSet::default();
        for topic in &corpus.topics {
            for page in topic.pages.values().flatten() {
                let is_changed = folders.path(&page.path).is_some_and(|path| changed.contains(&path));
                if is_changed || gone.iter().any(|gone| is_place_of(gone, &page.relative)) {
                    wanted.insert(topic.id.clone());
                    break;
                }
            }
        }
        tell(global, &format!("{} changed pages belong to {} topics", changed.len(), wanted.len()));
        Ok(Some(wanted))
    }
}

impl BaselineOptions {
    /// To write a baseline, or to prune it.
    pub(super) fn of(file: Option<Utf8PathBuf>, prune: bool, config: &Config) -> BaselineOptions {
        let mut options = BaselineOptions { baseline: file, write_baseline: !prune, prune_baseline: prune };
        options.baseline = Some(options.path(config));
        options
    }

    /// The file: the one that is named, else the configuration's, else the usual one.
    pub(super) fn path(&self, config: &Config) -> Utf8PathBuf {
        let configured = || config.baseline.as_ref().map(|path| config.base.join(path));
        self.baseline.clone().or_else(configured).unwrap_or_else(|| BASELINE_FILE.into())
    }

    /// Takes what is known out of a report, or makes it known. `is_judged` tells
    /// whether a topic was checked in this run.
    pub(super) fn apply(
        &self,
        report: &mut Report,
        config: &Config,
        is_judged: &dyn Fn(&str) -> bool,
        global: &GlobalOptions,
    ) -> anyhow::Result<()> {
        if self.write_baseline {
            let path = self.path(config);
            let baseline = Baseline::of(report);
            write_file(&path, |out| baseline.write(out))?;
            tell(global, &format!("wrote {} findings into {path}", baseline.entries.len()));
            baseline.apply(report, &|_| false);
            return Ok(());
        }
        if self.baseline.is_none() && config.baseline.is_none() {
            anyhow::ensure!(!self.prune_baseline, "--prune-baseline needs --baseline, or `baseline` in docparity.toml");
            return Ok(());
        }
        let path = self.path(config);
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read the baseline {path}; --write-baseline makes one"))?;
        let baseline = Baseline::parse(&text).with_context(|| path.to_string())?;
        let judged = |entry: &Entry| {
            let of_locale = |locale: &docparity::locale::Locale| locale.as_str() == entry.locale;
            let of_source = config.source_locale.as_ref().is_some_and(of_locale);
            config.is_enabled(&entry.rule)
                && (config.locales.is_empty() || of_source || config.locales.iter().any(of_locale))
                && is_judged(&entry.topic)
        };
        let applied = baseline.apply(report, &judged);
        if applied.vanished.is_empty() {
            return Ok(());
        }
        let count = applied.vanished.len();
        let entries = if count == 1 { "entry" } else { "entries" };
        if self.prune_baseline {
            let pruned = baseline.without(&applied.vanished);
            write_file(&path, |out| pruned.write(out))?;
            warn(global, &format!("took {count} {entries} out of {path} that nothing is found for any more"));
        } else {
            let first = &applied.vanished[0];
            warn(
                global,
                &format!(
                    "{count} {entries} of {path} are not found any more, the first: {} in {} ({}): {}; \
                     --prune-baseline takes them out",
                    first.rule, first.topic, first.locale, first.message
                ),
            );
        }
        Ok(())
    }
}

/// Leads from the files of pages to their real paths, as Git and the file system name them. Each
/// folder's real path is asked for once.
#[derive(Default)]
pub(super) struct RealFolders<'p>(BTreeMap<&'p Utf8Path, Utf8PathBuf>);

impl<'p> RealFolders<'p> {
    /// The real path of a file, whether it is there or not; `None` for a path without a name.
    pub(super) fn path(&mut self, path: &'p Utf8Path) -> Option<Utf8PathBuf> {
        let folder = path.parent().unwrap_or(Utf8Path::new(""));
        let real = || here(folder).canonicalize_utf8().unwrap_or_else(|_| here(folder).to_owned());
        Some(self.0.entry(folder).or_insert_with(real).join(path.file_name()?))
    }
}

/// The repositories that the roots are in, each once.
pub(super) fn repositories(paths: &[Utf8PathBuf]) -> anyhow::Result<Vec<Repository>> {
    let mut found: Vec<Repository> = Vec::new();
    for path in paths {
        let repository = Repository::of(path)?;
        if found.iter().all(|known| known.root() != repository.root()) {
            found.push(repository);
        }
    }
    Ok(found)
}

/// Whether a deleted file stood where a page of this place would stand in another
/// locale: the same path, but for one part or for a locale in the name.
fn is_place_of(gone: &Utf8Path, relative: &str) -> bool {
    let wanted: Vec<&str> = relative.split('/').collect();
    let parts: Vec<&str> = gone.components().map(|part| part.as_str()).collect();
    let Some((name, folders)) = parts.split_last() else { return false };
    let Some((wanted_name, wanted_folders)) = wanted.split_last() else { return false };
    let in_name = || {
        let bare = name
            .rsplit_once('.')
            .and_then(|(stem, extension)| Some(format!("{}.{extension}", stem.rsplit_once('.')?.0)));
        bare.is_some_and(|bare| bare == *wanted_name) && folders.ends_with(wanted_folders)
    };
    let in_folder = || {
        name == wanted_name
            && (0..=wanted_folders.len()).any(|at| {
                let (above, below) = wanted_folders.split_at(at);
                let Some(rest) = folders.strip_suffix(below) else { return false };
                rest.split_last().is_some_and(|(_, rest)| rest.ends_with(above))
            })
    };
    in_name() || in_folder()
}

/// How often each fingerprint is found at a commit.
fn findings_at(
    reference: &str,
    config: &Config,
    paths: &[Utf8PathBuf],
    wanted: &Option<FxHashSet<String>>,
) -> anyhow::Result<BTreeMap<String, usize>> {
    let folder = tempfile::TempDir::new().context("cannot make a folder for the pages of that commit")?;
    let folder =
        Utf8Path::from_path(folder.path()).context("the folder for temporary files is not valid Unicode")?.to_owned();
    let _unfinished = Unfinished::new(&folder);
    let mut roots = Vec::new();
    let mut config = config.clone();
    for (number, repository) in repositories(paths)?.iter().enumerate() {
        let commit = repository.base_of(reference)?;
        let root = folder.join(number.to_string());
        let within = |path: &Utf8Path| {
            let real = path.canonicalize_utf8().ok()?;
            real.strip_prefix(repository.root()).map(Utf8Path::to_owned).ok()
        };
        let below: Vec<Utf8PathBuf> = paths.iter().filter_map(|path| within(here(path))).collect();
        let is_wanted = |path: &Utf8Path| corpus::is_page(path) && below.iter().any(|root| path.starts_with(root));
        for blob in repository.files_at(&commit, &is_wanted)? {
            // Git allows no `..` in a tree; a path that has one is nobody's page.
            if blob.path.components().any(|part| !matches!(part, camino::Utf8Component::Normal(_))) {
                continue;
            }
            let path = root.join(&blob.path);
            path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            std::fs::write(&path, &blob.bytes)?;
        }
        if let Some(base) = within(here(&config.base)) {
            config.base = root.join(base);
        }
        roots.extend(below.iter().map(|path| root.join(path)).filter(|path| path.exists()));
    }
    let mut counts = BTreeMap::new();
    // Nothing stood there at that commit, so everything is new.
    if roots.is_empty() {
        return Ok(counts);
    }
    let corpus = match corpus::load(&roots, &config, &|_| {}) {
        Ok(corpus) => corpus,
        Err(corpus::CorpusError::NoPage { .. } | corpus::CorpusError::NoUsablePage { .. }) => return Ok(counts),
        Err(error) => return Err(anyhow::Error::new(error).context(format!("the pages at {reference}"))),
    };
    let is_wanted = |topic: &Topic| wanted.as_ref().is_none_or(|wanted| wanted.contains(&topic.id));
    for finding in docparity::check_topics(&corpus, &config, &is_wanted, &|_| {}).findings {
        *counts.entry(finding.fingerprint).or_default() += 1;
    }
    Ok(counts)
}

fn here(path: &Utf8Path) -> &Utf8Path {
    if path.as_str().is_empty() { Utf8Path::new(".") } else { path }
}

/// Takes out the findings that were there before, each as often as it was.
fn leave_out(report: &mut Report, mut before: BTreeMap<String, usize>) {
    let count = report.findings.len();
    report.findings.retain(|finding: &Finding| match before.get_mut(&finding.fingerprint) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    });
    report.stats.suppressed += (count - report.findings.len()) as u64;
    report.stats.findings = report.findings.len() as u64;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deleted_page_belongs_to_the_topic_of_its_place() {
        let check = |gone: &str, relative: &str, expected: bool| {
            assert_eq!(is_place_of(Utf8Path::new(gone), relative), expected, "{gone} {relative}");
        };
        check("/r/docs/fr/guide/a.md", "docs/guide/a.md", true);
        check("/r/docs/fr/guide/a.md", "guide/a.md", true);
        check("/r/docs/guide/fr/a.md", "docs/guide/a.md", true);
        check("/r/docs/guide/a.fr.md", "docs/guide/a.md", true);
        check("/r/docs/fr/guide/a.md", "docs/other/a.md", false);
        check("/r/docs/fr/guide/b.md", "docs/guide/a.md", false);
    }
}
