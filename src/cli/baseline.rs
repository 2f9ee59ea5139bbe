//! `docparity baseline`: accepts what is found today.

use anyhow::bail;
use camino::Utf8PathBuf;
use clap::Args;

use super::options::{CorpusOptions, GlobalOptions};
use super::scope::{BaselineOptions, ScopeOptions};
use super::{Outcome, output};

const EXAMPLES: &str = "\
Examples:
  docparity baseline docs
  docparity baseline docs --locale fr-FR -o baseline-fr.json
  docparity baseline docs --prune";

/// Write the findings of today into a file, so that later checks report new ones only
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    corpus: CorpusOptions,

    /// The file [default: `baseline` of the configuration, else docparity-baseline.json]
    #[arg(short, long = "output-file", value_name = "FILE")]
    output_file: Option<Utf8PathBuf>,

    /// Only take out what is not found any more; new findings stay new
    #[arg(long)]
    prune: bool,
}

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    let config = arguments.corpus.configuration(global)?;
    let corpus = arguments.corpus.load(&config, global)?;
    let roots = arguments.corpus.roots(&config);
    let baseline = BaselineOptions::of(arguments.output_file.clone(), arguments.prune, &config);
    let path = baseline.path(&config);
    if arguments.prune && !path.exists() {
        bail!("there is no baseline {path} yet; leave out --prune to write one");
    }
    let scope = ScopeOptions::with(baseline);
    let checked = scope.check(&corpus, &config, &roots, None, false, global)?;
    let report = scope.report(checked, &corpus, &config, &roots, global)?;
    let (known, new) = (report.stats.suppressed, report.findings.len());
    let path = docparity::report::harmless(path.as_str());
    output::to_stdout(|out| match arguments.prune {
        true => writeln!(out, "{path}: {known} findings are known, {new} are not"),
        false => writeln!(out, "{path}: {known} findings are known now"),
    })?;
    Ok(if report.incomplete { Outcome::Incomplete } else { Outcome::Clean })
}
