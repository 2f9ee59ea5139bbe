//! `docparity matrix`: which claim each locale makes.

use clap::{Args, ValueEnum};
use docparity::report::matrix as report;

use super::options::{CorpusOptions, GlobalOptions};
use super::output::OutputOptions;
use super::progress::Progress;
use super::{Outcome, tell};

const EXAMPLES: &str = "\
Examples:
  docparity matrix docs --format csv -o claims.csv
  docparity matrix docs --locale zh-CN --format md
  docparity matrix docs --format json | jq '.rows[] | select(.locales[\"zh-CN\"] == \"missing\")'";

/// Write which claims each locale makes: a row a claim of a topic, a column a locale
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    corpus: CorpusOptions,

    /// How to write the matrix
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For spreadsheets and data tools
    Csv,
    /// Tables for people, one a topic
    #[default]
    Md,
    /// One object, a row a line
    Json,
}

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    let config = arguments.corpus.configuration(global)?;
    let corpus = arguments.corpus.load(&config, global)?;
    let progress = Progress::new(global, "reading claims", Some(corpus.topics.len() as u64));
    let matrix = docparity::matrix::build(&corpus, &|topics| progress.advance(topics));
    progress.finish();
    tell(global, &format!("{} claims of {} topics", matrix.rows.len(), corpus.topics.len()));
    arguments.output.write(|out| match arguments.format {
        Format::Csv => report::write_csv(&matrix, out),
        Format::Md => report::write_markdown(&matrix, out),
        Format::Json => report::write_json(&matrix, out),
    })?;
    Ok(if corpus.is_incomplete() { Outcome::Incomplete } else { Outcome::Clean })
}
