//! `docparity explain`: what a check does.

use std::io::{self, Write};

use anyhow::bail;
use clap::Args;
use docparity::check::{CHECKS, Measured, find};
use docparity::config::nearest;

use super::Outcome;
use super::output::to_stdout;

/// Say what a check does, why it matters, and what it leaves alone
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  docparity explain\n  docparity explain version-missing")]
pub(super) struct Arguments {
    /// The id of a check; without one, all checks are listed
    check: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Some(id) = &arguments.check else {
        to_stdout(list)?;
        return Ok(Outcome::Clean);
    };
    let Some(check) = find(id) else {
        match nearest(id, CHECKS.iter().map(|check| check.id)) {
            Some(near) => bail!("there is no check `{id}`; did you mean `{near}`?"),
            None => bail!("there is no check `{id}`; `docparity explain` lists them"),
        }
    };
    let measured = Measured::of(check.id).text();
    to_stdout(|out| write!(out, "# {}\n\n{}\n## Measured\n{measured}", check.id, unindented(check.documentation)))?;
    Ok(Outcome::Clean)
}

/// Each check with the first sentence of its documentation.
fn list(out: &mut dyn Write) -> io::Result<()> {
    let width = CHECKS.iter().map(|check| check.id.len()).max().unwrap_or(0);
    CHECKS.iter().try_for_each(|check| writeln!(out, "{:width$}  {}", check.id, check.summary()))
}

/// Documentation comments begin each line with a space.
fn unindented(documentation: &str) -> String {
    documentation.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n").collect()
}
