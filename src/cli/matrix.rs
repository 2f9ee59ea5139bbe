//! `docparity matrix`: which claim each locale makes.

use anyhow::bail;
use clap::{Args, ValueEnum};
use docparity::claim::ClaimKind;
use docparity::matrix::Filter;
use docparity::report::matrix as report;
use docparity::report::matrix::grid;

use super::options::{CorpusOptions, GlobalOptions};
use super::output::OutputOptions;
use super::progress::Progress;
use super::{Outcome, tell};

const EXAMPLES: &str = "\
Examples:
  docparity matrix docs --format csv -o claims.csv
  docparity matrix docs --locale zh-CN --format md
  docparity matrix docs --kind version --product exchange --only-differences --format xlsx -o claims.xlsx
  docparity matrix docs --by corpus --format csv
  docparity matrix docs --format json | jq '.rows[] | select(.locales[\"zh-CN\"] == \"missing\")'";

/// Write which claims each locale makes: a row a claim of a topic, a column a locale
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    corpus: CorpusOptions,

    /// Only claims of these kinds: version, command, url, …
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kind)]
    kind: Vec<ClaimKind>,

    /// Only versions of products with this in their name
    #[arg(long, value_name = "NAME")]
    product: Vec<String>,

    /// Only topics with this in their id
    #[arg(long, value_name = "ID")]
    topic: Vec<String>,

    /// Only claims that the locales do not all make
    #[arg(long)]
    only_differences: bool,

    /// What a row is: a claim of a topic, or a claim of the whole set with its topics counted
    #[arg(long, value_name = "WHAT", value_enum, default_value_t)]
    by: By,

    /// How to write the matrix
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    output: OutputOptions,
}

/// The kind of claim with this name.
fn kind(name: &str) -> Result<ClaimKind, String> {
    ClaimKind::ALL.into_iter().find(|kind| kind.as_str() == name).ok_or_else(|| {
        let names: Vec<&str> = ClaimKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("there is no kind `{name}`; there are {}", names.join(", "))
    })
}

impl Arguments {
    fn filter(&self) -> Filter {
        Filter {
            kinds: self.kind.clone(),
            products: self.product.clone(),
            topics: self.topic.clone(),
            only_differences: self.only_differences,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum By {
    /// A claim of a topic
    #[default]
    Topic,
    /// A claim of the whole set
    Corpus,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For spreadsheets and data tools
    Csv,
    /// Tables for people, one a topic
    #[default]
    Md,
    /// A page that needs nothing else
    Html,
    /// A workbook for spreadsheets
    Xlsx,
    /// One object, a row a line
    Json,
    /// Columns for DuckDB, Spark and the like, in builds with the feature `parquet`
    Parquet,
}

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    if arguments.format == Format::Parquet && !cfg!(feature = "parquet") {
        bail!("this build cannot write Parquet; `cargo install docparity --features parquet` makes one that can");
    }
    let config = arguments.corpus.configuration(global)?;
    let corpus = arguments.corpus.load(&config, global)?;
    let progress = Progress::new(global, "reading claims", Some(corpus.topics.len() as u64));
    let matrix = docparity::matrix::build(&corpus, &arguments.filter(), &|topics| progress.advance(topics));
    progress.finish();
    tell(global, &format!("{} claims of {} topics", matrix.rows.len(), corpus.topics.len()));
    if arguments.output.is_terminal() {
        match arguments.format {
            Format::Xlsx => bail!("a workbook is no text for a terminal: write it into a file with -o claims.xlsx"),
            Format::Parquet => bail!("Parquet is no text for a terminal: write it into a file with -o claims.parquet"),
            _ => {}
        }
    }
    arguments.output.write(|out| match (arguments.by, arguments.format) {
        (By::Topic, Format::Csv) => report::write_csv(&matrix, out),
        (By::Topic, Format::Md) => report::write_markdown(&matrix, out),
        (By::Topic, Format::Json) => report::write_json(&matrix, out),
        (By::Topic, Format::Html) => grid::of_topics(&matrix).write_html(out),
        (By::Topic, Format::Xlsx) => grid::of_topics(&matrix).write_workbook(out),
        #[cfg(feature = "parquet")]
        (By::Topic, Format::Parquet) => report::parquet::write_topics(&matrix, out),
        #[cfg(feature = "parquet")]
        (By::Corpus, Format::Parquet) => report::parquet::write_set(&matrix, out),
        #[cfg(not(feature = "parquet"))]
        (_, Format::Parquet) => Err(std::io::ErrorKind::Unsupported.into()),
        (By::Corpus, Format::Csv) => grid::of_set(&matrix).write_csv(out),
        (By::Corpus, Format::Md) => grid::of_set(&matrix).write_markdown(out),
        (By::Corpus, Format::Json) => grid::of_set(&matrix).write_json(out),
        (By::Corpus, Format::Html) => grid::of_set(&matrix).write_html(out),
        (By::Corpus, Format::Xlsx) => grid::of_set(&matrix).write_workbook(out),
    })?;
    Ok(if corpus.is_incomplete() { Outcome::Incomplete } else { Outcome::Clean })
}
