//! `docparity man`: the manual page.

use clap::{Args, CommandFactory};

use super::Outcome;
use super::output::to_stdout;

/// Write the manual page, in the form that man reads
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  docparity man > ~/.local/share/man/man1/docparity.1")]
pub(super) struct Arguments {}

pub(super) fn run() -> anyhow::Result<Outcome> {
    let mut page = Vec::new();
    clap_mangen::Man::new(super::Arguments::command()).render(&mut page)?;
    for command in super::Arguments::command().get_subcommands() {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        page.extend_from_slice(
            format!(".SH \"DOCPARITY {}\"\n{about}\n", command.get_name().to_uppercase()).as_bytes(),
        );
        let man = clap_mangen::Man::new(command.clone());
        man.render_options_section(&mut page)?;
    }
    to_stdout(|out| out.write_all(&page))?;
    Ok(Outcome::Clean)
}
