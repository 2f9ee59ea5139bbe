//! `docparity learn`: what a set teaches, in a file for other machines.

use clap::Args;
use docparity::pipeline::LearnedSet;

use super::options::{CorpusOptions, GlobalOptions};
use super::output::write_file;
use super::{Outcome, tell};
use camino::Utf8PathBuf;

const EXAMPLES: &str = "\
Examples:
  docparity learn docs -o docs.model
  docparity topics docs --format jsonl | docparity check --stdin-topics --model docs.model --format jsonl
  docparity check docs --model docs.model --shard 3/8 --format partial -o part-3.jsonl";

/// Read a whole set once, and write what the check of a single topic needs to know of it
///
/// Lengths and words of each pair of locales, where links lead, and which pages there are.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    corpus: CorpusOptions,

    /// Where to write it
    #[arg(short, long = "output-file", value_name = "FILE")]
    output_file: Utf8PathBuf,
}

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    let config = arguments.corpus.configuration(global)?;
    let corpus = arguments.corpus.load(&config, global)?;
    let outcome = if corpus.is_incomplete() { Outcome::Incomplete } else { Outcome::Clean };
    let bytes = LearnedSet::learn(corpus, &config).to_bytes();
    write_file(&arguments.output_file, |out| out.write_all(&bytes))?;
    tell(global, &format!("wrote {} KiB into {}", bytes.len().div_ceil(1024), arguments.output_file));
    Ok(outcome)
}
