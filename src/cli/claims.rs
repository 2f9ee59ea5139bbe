//! `docparity claims`: what was read from a page.

use anyhow::anyhow;
use camino::Utf8PathBuf;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use docparity::claim::{ClaimKind, Values};
use docparity::config;
use docparity::corpus;
use docparity::locale::Locale;
use docparity::pipeline;
use docparity::report::claims as report;

use super::Outcome;
use super::options::{GlobalOptions, configuration};
use super::output::OutputOptions;

const EXAMPLES: &str = "\
Examples:
  docparity claims docs/zh-CN/setup.md
  docparity claims docs/zh-CN/setup.md --kind version,command
  docparity claims page.md --locale fr-FR --format jsonl";

/// List what was read from a page: versions, commands, links, numbers, and where they stand
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The page
    file: Utf8PathBuf,

    /// The locale of the page [default: what its front matter or its path says]
    #[arg(long, value_name = "LOCALE")]
    locale: Option<Locale>,

    /// Only claims of these kinds
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kinds())]
    kind: Vec<String>,

    /// Read a larger file than 16MiB, such as 64MiB
    #[arg(long, value_name = "SIZE", value_parser = config::file_size)]
    max_file_size: Option<u64>,

    /// How to write the claims
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A table for people
    #[default]
    Text,
    /// One claim a line
    Jsonl,
}

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    let mut config = configuration(global, Some(&arguments.file))?;
    config.max_file_size = arguments.max_file_size.unwrap_or(config.max_file_size);
    let corpus = corpus::load_page(&arguments.file, arguments.locale.as_ref(), &config)?;
    let mut values = Values::default();
    let page = corpus.pages().next().ok_or_else(|| anyhow!("{}: nothing to read", arguments.file))?;
    let view = pipeline::claims(&corpus, page, &mut values)
        .ok_or_else(|| anyhow!("{}: was changed while it was read; run again", arguments.file))?;
    let is_wanted =
        |kind: ClaimKind| arguments.kind.is_empty() || arguments.kind.iter().any(|name| name == kind.as_str());
    arguments.output.write(|out| match arguments.format {
        Format::Text => report::write_text(&view, &values, &is_wanted, arguments.output.width(), out),
        Format::Jsonl => report::write_lines(&view, &values, &is_wanted, out),
    })?;
    Ok(Outcome::Clean)
}

fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(ClaimKind::ALL.map(ClaimKind::as_str))
}
