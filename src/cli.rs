//! The command line: arguments to a configuration, a corpus and a report.
//!
//! Results go to standard output or into a file, everything else to standard
//! error. The exit status is 0 if nothing at or above `--fail-on` was found, 1 if
//! something was, and 2 if the run is not complete: usage, configuration, or a
//! file that could not be read.

mod align;
mod baseline;
mod cache;
mod check;
mod claims;
mod clean;
mod completions;
mod config;
mod explain;
mod findings;
mod format;
mod init;
mod interrupt;
mod learn;
mod man;
mod matrix;
mod merge;
mod options;
mod output;
mod progress;
mod report;
mod scope;
mod source_lines;
mod status;
mod stream;
mod topics;
mod watch;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use options::GlobalOptions;

const EXAMPLES: &str = "\
Examples:
  Check a folder with a folder per locale in it (en-US, fr-FR, zh-CN, …)
      docparity check docs

  Only French, only versions and links, and fail on warnings too
      docparity check docs --locale fr-FR --select version,link --fail-on warning

  All findings for another program, for code review, or as pages for a browser
      docparity check docs --format json -o findings.json
      docparity check docs --report sarif=findings.sarif --report html=report
      docparity report docs -o report

  Why does it say that? What a check means, and what was read from a page
      docparity explain version-missing
      docparity claims docs/fr-FR/setup.md

  Which topics exist in which locales, and what each locale claims
      docparity topics docs
      docparity matrix docs --format csv -o claims.csv

Exit status: 0 nothing at or above --fail-on (default: error), 1 findings,
2 usage, configuration, something that could not be read, or an interrupted run.";

/// Shows where a translation no longer makes the same claims as its source
///
/// docparity reads the same documentation in several languages, aligns the
/// pages of each topic, and compares what they claim: versions, commands,
/// links, numbers, negations, and whole sections.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, propagate_version = true, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    global: GlobalOptions,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Arguments),
    Report(report::Arguments),
    Topics(topics::Arguments),
    Claims(claims::Arguments),
    Matrix(matrix::Arguments),
    Align(align::Arguments),
    Watch(watch::Arguments),
    Learn(learn::Arguments),
    Merge(merge::Arguments),
    Explain(explain::Arguments),
    Baseline(baseline::Arguments),
    Init(init::Arguments),
    Config(config::Arguments),
    Status(status::Arguments),
    Clean(clean::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nothing to complain about.
    Clean,
    /// Findings at or above `--fail-on`.
    Findings,
    /// Something could not be read or written.
    Incomplete,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        match outcome {
            Outcome::Clean => ExitCode::SUCCESS,
            Outcome::Findings => ExitCode::from(1),
            Outcome::Incomplete => ExitCode::from(2),
        }
    }
}

/// Runs the command that the process was started with.
pub(crate) fn run() -> ExitCode {
    // clap prints its own help and errors, and ends the process with 0 or 2.
    let arguments = Arguments::parse();
    interrupt::listen();
    match dispatch(&arguments) {
        Ok(outcome) => outcome.into(),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&arguments.global, &format!("{error:#}"));
            Outcome::Incomplete.into()
        }
    }
}

fn dispatch(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let global = &arguments.global;
    match &arguments.command {
        Command::Check(arguments) => check::run(arguments, global),
        Command::Report(arguments) => report::run(arguments, global),
        Command::Topics(arguments) => topics::run(arguments, global),
        Command::Claims(arguments) => claims::run(arguments, global),
        Command::Matrix(arguments) => matrix::run(arguments, global),
        Command::Align(arguments) => align::run(arguments, global),
        Command::Watch(arguments) => watch::run(arguments, global),
        Command::Learn(arguments) => learn::run(arguments, global),
        Command::Merge(arguments) => merge::run(arguments, global),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Baseline(arguments) => baseline::run(arguments, global),
        Command::Init(arguments) => init::run(arguments, global),
        Command::Config(arguments) => config::run(arguments, global),
        Command::Status(arguments) => status::run(arguments, global),
        Command::Clean(_) => clean::run(global),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(_) => man::run(),
    }
}

/// Whether who reads our output has left, which is nobody's fault.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let of_kind = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(of_kind))
}

/// Writes a message that the run cannot go on after.
fn complain(global: &GlobalOptions, message: &str) {
    say("error", global.color.for_stream(io::stderr().is_terminal()), message);
}

/// Writes a message about something that the run goes on after, unless it is to be quiet.
fn warn(global: &GlobalOptions, message: &str) {
    if !global.quiet {
        say("warning", global.color.for_stream(io::stderr().is_terminal()), message);
    }
}

/// Writes what is being done, if that was asked for.
fn tell(global: &GlobalOptions, message: &str) {
    if global.verbose {
        let _ = writeln!(io::stderr(), "{}", docparity::report::harmless(message));
    }
}

fn say(label: &str, color: bool, message: &str) {
    // Messages name paths and values, which come from strangers. Line breaks are ours.
    let lines: Vec<_> = message.lines().map(docparity::report::harmless).collect();
    let (bold, plain) = match (color, label) {
        (false, _) => ("", ""),
        (true, "error") => ("\u{1b}[1;31m", "\u{1b}[0m"),
        (true, _) => ("\u{1b}[1;33m", "\u{1b}[0m"),
    };
    // There is nowhere left to complain to if standard error is closed.
    let _ = writeln!(io::stderr(), "{bold}{label}{plain}: {}", lines.join("\n"));
}
