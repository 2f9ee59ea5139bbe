//! `docparity check`: the main job.

use anyhow::bail;
use clap::{Args, ValueEnum};
use docparity::config::{Config, is_or_begins, nearest};
use docparity::finding::{Report, Severity};
use docparity::report::terminal;

use super::format::{Findings, Format, ReportOption};
use super::options::{CorpusOptions, GlobalOptions, check_ids};
use super::output::OutputOptions;
use super::scope::{Checked, ScopeOptions};
use super::{Outcome, tell};

const EXAMPLES: &str = "\
Examples:
  docparity check docs
  docparity check docs/en-US docs/zh-CN
  docparity check docs --locale zh-CN,zh-TW --fail-on warning
  docparity check docs --select version,number-changed --ignore version-extra
  docparity check docs --statistics
  docparity check docs --report sarif=findings.sarif --report junit=tests.xml
  docparity check docs --format jsonl | jq -r 'select(.severity == \"error\") | .message'
  docparity check docs --source-locale de-DE --folder de-DE=docs/german
  docparity check docs --changed-since origin/main --baseline docparity-baseline.json";

/// Compare all translations with their source and report what differs
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    corpus: CorpusOptions,

    /// Run only these checks: ids, or beginnings of ids such as `version`
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    select: Vec<String>,

    /// Do not run these checks: ids, or beginnings of ids
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    ignore: Vec<String>,

    /// Exit with 1 from this severity up
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t)]
    fail_on: FailOn,

    /// Exit with 0 whatever was found; 2 still means that the run is not complete
    #[arg(long)]
    exit_zero: bool,

    /// How to write the findings
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Write a report too (may be given several times): sarif=findings.sarif, html=FOLDER, …
    #[arg(long, value_name = "FORMAT=PATH")]
    report: Vec<ReportOption>,

    /// Count the findings by check, locale and pattern, and do not show them one by one
    #[arg(long)]
    statistics: bool,

    #[command(flatten)]
    scope: ScopeOptions,

    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FailOn {
    #[default]
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    fn is_met(self, report: &Report) -> bool {
        let from = match self {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Note => Severity::Note,
            FailOn::Never => return false,
        };
        report.findings.iter().any(|finding| finding.severity >= from)
    }
}

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    if arguments.statistics && arguments.format != Format::Terminal {
        bail!("--statistics is for the terminal; the other formats hold the numbers under `stats` and in each finding");
    }
    let mut config = arguments.corpus.configuration(global)?;
    select(arguments, &mut config)?;
    let corpus = arguments.corpus.load(&config, global)?;
    // Only pages side by side need to know how they were aligned.
    let side_by_side = arguments.report.iter().any(|report| report.format == Format::Html);
    let roots = arguments.corpus.roots(&config);
    let Checked { report, aligned } = arguments.scope.check(&corpus, &config, &roots, side_by_side, global)?;
    let started = std::time::Instant::now();
    let findings = Findings::new(&report, &corpus, &aligned);
    findings.is_fit_for_stream(arguments.format)?;
    let links = arguments.output.links();
    let look = terminal::Options {
        color: global.color.for_stream(arguments.output.is_terminal()),
        width: arguments.output.width(),
        // Whoever asks for certain checks wants to see what they say.
        notes: global.verbose || !arguments.select.is_empty(),
        findings: !arguments.statistics,
        summary: !global.quiet || arguments.statistics,
        links: links.as_deref(),
    };
    arguments.output.write(|out| findings.write(arguments.format, look, out))?;
    if arguments.format == Format::Github {
        findings.write_job_summary(global);
    }
    arguments.report.iter().try_for_each(|report| findings.write_report(report, global))?;
    tell(global, &format!("wrote {} findings in {} ms", report.findings.len(), started.elapsed().as_millis()));
    let outcome = match () {
        () if report.incomplete => Outcome::Incomplete,
        () if arguments.exit_zero || !arguments.fail_on.is_met(&report) => Outcome::Clean,
        () => Outcome::Findings,
    };
    // The process ends here, which gives the memory back at once and not piece by piece.
    drop(findings);
    std::mem::forget((corpus, report));
    Ok(outcome)
}

/// Takes over `--select` and `--ignore`, if every name stands for a check.
fn select(arguments: &Arguments, config: &mut Config) -> anyhow::Result<()> {
    let ids = check_ids();
    for name in arguments.select.iter().chain(&arguments.ignore) {
        if !ids.iter().any(|id| is_or_begins(id, name)) {
            let meant = match nearest(name, ids.iter().copied()) {
                Some(id) => format!("did you mean `{id}`?"),
                None => "`docparity explain` lists them".to_owned(),
            };
            bail!("there is no check `{name}`; {meant}");
        }
    }
    config.select.clone_from(&arguments.select);
    config.ignore.clone_from(&arguments.ignore);
    Ok(())
}
