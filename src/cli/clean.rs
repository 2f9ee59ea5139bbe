//! `docparity clean`: takes away what is kept from run to run.

use clap::Args;

use super::options::GlobalOptions;
use super::{Outcome, cache, output};

/// Take away the results that are kept from run to run
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  docparity clean
  docparity clean --cache-dir .docparity-cache")]
pub(super) struct Arguments {}

pub(super) fn run(global: &GlobalOptions) -> anyhow::Result<Outcome> {
    let Some((folder, _)) = cache::folder(global) else {
        output::to_stdout(|out| writeln!(out, "no cache is used here"))?;
        return Ok(Outcome::Clean);
    };
    let bytes = cache::clean(&folder)?;
    let folder = docparity::report::harmless(folder.as_str());
    output::to_stdout(|out| writeln!(out, "took {} KiB away from {folder}", bytes.div_ceil(1024)))?;
    Ok(Outcome::Clean)
}
