//! `docparity merge`: partial results to one report.

use std::io::{self, BufRead, BufReader};

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use docparity::corpus::{self, Corpus};
use docparity::pipeline::Merger;

use super::Outcome;
use super::findings::FindingsOptions;
use super::format::Format;
use super::options::{GlobalOptions, configuration};
use super::scope::BaselineOptions;
use super::stream::read_model;

const EXAMPLES: &str = "\
Examples:
  docparity merge part-*.jsonl
  docparity merge part-*.jsonl --format json -o findings.json --report sarif=findings.sarif
  docparity merge spark-output --model docs.model --format json
  docparity merge part-*.jsonl --pages docs --report junit=tests.xml";

/// Put partial results together to the report that one run gives
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Files that `check --format partial` wrote, folders of such, or `-` for standard input
    #[arg(value_name = "PART", required = true)]
    parts: Vec<Utf8PathBuf>,

    /// The model that `check --stdin-topics` was given: it knows which pages there are
    #[arg(long, value_name = "FILE")]
    model: Option<Utf8PathBuf>,

    /// The pages, for formats that show their lines or name those without findings (may be given several times)
    #[arg(long, value_name = "PATH")]
    pages: Vec<Utf8PathBuf>,

    #[command(flatten)]
    findings: FindingsOptions,

    #[command(flatten)]
    baseline: BaselineOptions,
}

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    let findings = &arguments.findings;
    findings.validate()?;
    if findings.wants_alignment() || findings.format == Format::Html {
        bail!("parts do not hold how pages were aligned; `docparity report` writes pages for a browser");
    }
    if findings.format == Format::Partial {
        bail!("parts are what is put together; choose another format");
    }
    let is_junit =
        findings.format == Format::Junit || findings.report.iter().any(|report| report.format == Format::Junit);
    if is_junit && arguments.pages.is_empty() {
        bail!("junit has a test for every page: name the pages with --pages");
    }
    let config = configuration(global, arguments.pages.first())?;
    let mut merger = Merger::default();
    if let Some(path) = &arguments.model {
        merger.learned(&read_model(path)?)?;
    }
    for part in &arguments.parts {
        match part.as_str() {
            "-" => take(&mut merger, &mut io::stdin().lock(), "standard input")?,
            _ if part.is_dir() => {
                for file in parts_of(part)? {
                    take_file(&mut merger, &file)?;
                }
            }
            _ => take_file(&mut merger, part)?,
        }
    }
    let (mut report, locales) = merger.finish()?;
    let corpus = match arguments.pages.as_slice() {
        [] => Corpus::without_pages(report.source_locale.clone(), locales),
        paths => corpus::load(paths, &config, &|_| {})?,
    };
    arguments.baseline.apply(&mut report, &config, &|_| true, global)?;
    findings.write(&report, &corpus, &[], global.verbose, global)
}

/// The files in a folder, as engines leave them: those whose names begin with `_` or `.` are theirs.
fn parts_of(folder: &Utf8Path) -> anyhow::Result<Vec<Utf8PathBuf>> {
    let mut files = Vec::new();
    for entry in folder.read_dir_utf8().with_context(|| format!("cannot read {folder}"))? {
        let path = entry?.into_path();
        let is_theirs = path.file_name().is_none_or(|name| name.starts_with(['_', '.']));
        if path.is_file() && !is_theirs {
            files.push(path);
        }
    }
    anyhow::ensure!(!files.is_empty(), "there is no file in {folder}");
    files.sort();
    Ok(files)
}

fn take_file(merger: &mut Merger, path: &Utf8Path) -> anyhow::Result<()> {
    let file = std::fs::File::open(path).with_context(|| format!("cannot read {path}"))?;
    take(merger, &mut BufReader::with_capacity(1 << 18, file), path.as_str())
}

fn take(merger: &mut Merger, input: &mut dyn BufRead, name: &str) -> anyhow::Result<()> {
    let mut line = String::new();
    for number in 1.. {
        line.clear();
        if input.read_line(&mut line).with_context(|| format!("{name}: line {number}"))? == 0 {
            break;
        }
        merger.line(number, &line).with_context(|| name.to_owned())?;
    }
    Ok(())
}
