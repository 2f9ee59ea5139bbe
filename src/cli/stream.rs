//! Topics that come in one by one, with their texts, and go out as they came.
//!
//! What Spark's `pipe`, Beam or GNU parallel drive: each line of standard input is a
//! topic, and what was found in it is written before the topics behind it, however
//! many threads there are. Memory is bounded by the lines that are worked on at a time.

use std::io::{self, BufRead, Read};

use anyhow::{Context, bail};
use camino::Utf8PathBuf;
use clap::Args;
use docparity::config::Config;
use docparity::pipeline::{Head, LearnedSet, TopicResult, Worker};
use docparity::report::json;
use rayon::prelude::*;

use super::findings::FindingsOptions;
use super::format::Format;
use super::options::GlobalOptions;
use super::{Outcome, warn};

/// Topics that are worked on at a time.
const BATCH: usize = 256;

/// Bytes of lines that are worked on at a time, about.
const BATCH_BYTES: usize = 64 * 1024 * 1024;

/// How many of the largest pages a line may be as long as.
const PAGES_A_LINE: u64 = 64;

/// More than one machine.
#[derive(Debug, Args)]
#[command(next_help_heading = "More than one machine")]
pub(super) struct StreamOptions {
    /// Check the topics that come in as JSON Lines, with the texts of their pages; needs --model
    ///
    /// A line is {"topic": "id", "pages": [{"locale": "en-US", "path": "…", "text": "…"}, …]};
    /// `docparity topics --format jsonl` writes such. With --format jsonl findings go out in the
    /// same order; with --format partial, what `docparity merge` takes.
    #[arg(long, requires = "model", conflicts_with_all = [
        "paths", "folder", "report", "statistics", "changed_since", "staged", "new_since", "baseline",
        "write_baseline", "prune_baseline", "shard",
    ])]
    stdin_topics: bool,

    /// Take what the set teaches from this file, which `docparity learn` wrote
    #[arg(long, value_name = "FILE")]
    model: Option<Utf8PathBuf>,
}

impl StreamOptions {
    /// Whether topics come in on standard input.
    pub(super) fn is_wanted(&self) -> bool {
        self.stdin_topics
    }

    /// What the set taught, if that is told.
    pub(super) fn model(&self) -> anyhow::Result<Option<LearnedSet>> {
        self.model.as_ref().map(read_model).transpose()
    }
}

/// Reads what `docparity learn` wrote.
pub(super) fn read_model(path: &Utf8PathBuf) -> anyhow::Result<LearnedSet> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read the model {path}"))?;
    LearnedSet::from_bytes(&bytes).with_context(|| path.to_string())
}

/// A line with its number, 1-based.
type Numbered = (u64, Vec<u8>);

/// Checks what comes in.
pub(super) fn run(
    learned: Option<&LearnedSet>,
    config: &Config,
    findings: &FindingsOptions,
    global: &GlobalOptions,
) -> anyhow::Result<Outcome> {
    let Some(learned) = learned else { bail!("--stdin-topics needs --model: `docparity learn` writes one") };
    let is_partial = match findings.format {
        Format::Partial => true,
        Format::Jsonl => false,
        _ => bail!(
            "topics that come in one by one are written as --format jsonl or partial; `docparity merge` makes every \
             other format of parts"
        ),
    };
    let checker = learned.checker(config);
    let mut lines =
        Lines { input: io::stdin().lock(), number: 0, longest: config.max_file_size.saturating_mul(PAGES_A_LINE) };
    let (mut worst, mut incomplete, mut failed) = (None, false, None);
    let written = findings.output.write(|out| {
        if is_partial {
            Head::new(&learned.source_locale, &learned.locales, Vec::new(), false).write(out)?;
        }
        loop {
            let batch = lines.batch()?;
            if batch.is_empty() {
                return out.flush();
            }
            let check = |worker: &mut Worker, (number, line): Numbered| {
                let result = learned.check_line(&checker, config, worker, &line);
                result.map_err(|message| format!("line {number}: {message}"))
            };
            let results: Vec<Result<TopicResult, String>> =
                batch.into_par_iter().map_init(Worker::default, check).collect();
            for result in results {
                let result = match result {
                    Ok(result) => result,
                    Err(message) => {
                        incomplete = true;
                        warn(global, &message);
                        failed.get_or_insert(message);
                        continue;
                    }
                };
                incomplete |= result.incomplete;
                worst = worst.max(result.findings.iter().map(|finding| finding.severity).max());
                match is_partial {
                    true => result.write(out)?,
                    false => json::write_findings(&result.findings, out)?,
                }
            }
            // Who reads along sees every batch as soon as it is done.
            out.flush()?;
        }
    });
    written?;
    if let Some(message) = failed.filter(|_| global.quiet) {
        bail!("{message}");
    }
    Ok(findings.outcome(worst, incomplete))
}

/// The lines of an input, several at a time.
struct Lines<R> {
    input: R,
    number: u64,
    longest: u64,
}

impl<R: BufRead> Lines<R> {
    /// The next lines that are not blank; none at the end.
    fn batch(&mut self) -> io::Result<Vec<Numbered>> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < BATCH && bytes < BATCH_BYTES {
            let mut line = Vec::new();
            self.number += 1;
            let read = self.input.by_ref().take(self.longest).read_until(b'\n', &mut line)?;
            if read == 0 {
                break;
            }
            if read as u64 == self.longest && line.last() != Some(&b'\n') {
                let message =
                    format!("line {} has more than {} bytes; raise --max-file-size", self.number, self.longest);
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
            if !line.trim_ascii().is_empty() {
                bytes += read;
                batch.push((self.number, line));
            }
        }
        Ok(batch)
    }
}
