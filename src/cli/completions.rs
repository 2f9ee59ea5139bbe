//! `docparity completions`: completion scripts for shells.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Outcome;
use super::output::to_stdout;

/// Write a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  docparity completions bash > ~/.local/share/bash-completion/completions/docparity
  docparity completions zsh > ~/.zfunc/_docparity
  docparity completions fish > ~/.config/fish/completions/docparity.fish")]
pub(super) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    // The generator panics where it cannot write, so it gets memory to write to.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "docparity", &mut script);
    to_stdout(|out| out.write_all(&script))?;
    Ok(Outcome::Clean)
}
