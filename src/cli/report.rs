//! `docparity report`: the findings and the pages for a browser.

use anyhow::Context as _;
use camino::Utf8PathBuf;
use clap::Args;

use super::format::Findings;
use super::options::{CorpusOptions, GlobalOptions};
use super::scope::ScopeOptions;
use super::{Outcome, output, tell};

const EXAMPLES: &str = "\
Examples:
  docparity report docs -o report                            then open report/index.html
  docparity report docs --locale zh-CN -o report.html --single-file";

/// Write pages for a browser: locales side by side, differences marked, and the claim matrix
///
/// The pages need no server and fetch nothing. They may be opened from a disk,
/// mailed, or published as they are.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    corpus: CorpusOptions,

    /// The folder to write; one that docparity wrote before is replaced
    #[arg(short, long, value_name = "FOLDER", default_value = "docparity-report")]
    output: Utf8PathBuf,

    /// Write one file with everything in it instead of a folder
    #[arg(long)]
    single_file: bool,

    #[command(flatten)]
    scope: ScopeOptions,
}

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    let config = arguments.corpus.configuration(global)?;
    let corpus = arguments.corpus.load(&config, global)?;
    let roots = arguments.corpus.roots(&config);
    let mut checked = arguments.scope.check(&corpus, &config, &roots, None, true, global)?;
    let aligned = checked.take_aligned();
    let report = arguments.scope.report(checked, &corpus, &config, &roots, global)?;
    let started = std::time::Instant::now();
    let findings = Findings::new(&report, &corpus, &aligned);
    let path = &arguments.output;
    let written = match arguments.single_file {
        true => output::to_file(path, |out| out.write_all(findings.single_page()?.as_bytes())),
        false => output::to_folder(path, |folder| findings.write_pages(folder)),
    };
    written.with_context(|| format!("cannot write {path}: nothing was written; choose another place with -o"))?;
    tell(global, &format!("wrote {path} in {} ms", started.elapsed().as_millis()));
    Ok(if report.incomplete { Outcome::Incomplete } else { Outcome::Clean })
}
