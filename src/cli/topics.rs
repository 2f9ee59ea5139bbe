//! `docparity topics`: which topics there are in which locales.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use docparity::corpus::Topic;
use docparity::pipeline::StreamedTopic;
use docparity::report::topics;

use super::Outcome;
use super::options::{CorpusOptions, GlobalOptions};
use super::output::OutputOptions;

const EXAMPLES: &str = "\
Examples:
  docparity topics docs
  docparity topics docs --verbose          every page without a translation too
  docparity topics docs --format jsonl | docparity check --stdin-topics --model docs.model --format jsonl
  docparity topics docs --format json | jq '.coverage.locales[] | {locale, missing}'";

/// List which topics exist in which locales: missing, orphaned and duplicate pages
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    corpus: CorpusOptions,

    /// How to write the inventory
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// Tables for people
    #[default]
    Text,
    /// One object with every topic and its pages
    Json,
    /// One topic a line with the texts of its pages, as `check --stdin-topics` takes them
    Jsonl,
}

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    let config = arguments.corpus.configuration(global)?;
    let corpus = arguments.corpus.load(&config, global)?;
    arguments.output.write(|out| match arguments.format {
        Format::Text => topics::write_text(&corpus, global.verbose, out),
        Format::Json => topics::write_json(&corpus, out),
        Format::Jsonl => corpus.topics.iter().try_for_each(|topic| write_with_texts(topic, out)),
    })?;
    Ok(if corpus.is_incomplete() { Outcome::Incomplete } else { Outcome::Clean })
}

fn write_with_texts(topic: &Topic, out: &mut dyn Write) -> io::Result<()> {
    let changed =
        |problem: docparity::corpus::FileProblem| io::Error::other(format!("{}: {}", problem.path, problem.message));
    let mut line = serde_json::to_vec(&StreamedTopic::new(topic).map_err(changed)?)?;
    line.push(b'\n');
    out.write_all(&line)
}
