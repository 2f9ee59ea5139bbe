//! How findings are written, and how a run with findings ends: the options that
//! every subcommand with findings has.

use anyhow::bail;
use clap::{Args, ValueEnum};
use docparity::corpus::Corpus;
use docparity::finding::{Report, Severity};
use docparity::pipeline::AlignedPair;
use docparity::report::terminal;

use super::format::{Findings, Format, ReportOption};
use super::options::GlobalOptions;
use super::output::OutputOptions;
use super::{Outcome, tell};

/// How findings are written, and when they fail a run.
#[derive(Debug, Args)]
pub(super) struct FindingsOptions {
    /// Exit with 1 from this severity up
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t)]
    fail_on: FailOn,

    /// Exit with 0 whatever was found; 2 still means that the run is not complete
    #[arg(long)]
    exit_zero: bool,

    /// How to write the findings
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,

    /// Write a report too (may be given several times): sarif=findings.sarif, html=FOLDER, …
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(super) report: Vec<ReportOption>,

    /// Count the findings by check, locale and pattern, and do not show them one by one
    #[arg(long)]
    statistics: bool,

    #[command(flatten)]
    pub(super) output: OutputOptions,
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
    fn is_met_by(self, worst: Option<Severity>) -> bool {
        let from = match self {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Note => Severity::Note,
            FailOn::Never => return false,
        };
        worst.is_some_and(|worst| worst >= from)
    }
}

impl FindingsOptions {
    /// What is wrong with the options, before any work is done.
    ///
    /// # Errors
    /// Options that do not go together.
    pub(super) fn validate(&self) -> anyhow::Result<()> {
        if self.statistics && self.format != Format::Terminal {
            bail!(
                "--statistics is for the terminal; the other formats hold the numbers under `stats` and in each finding"
            );
        }
        if self.report.iter().any(|report| report.format == Format::Partial) {
            bail!("partial results go to one place: write them with --format partial -o FILE");
        }
        Ok(())
    }

    /// Whether any format wants to know how pages were aligned.
    pub(super) fn wants_alignment(&self) -> bool {
        // Only pages side by side need to know how they were aligned.
        self.report.iter().any(|report| report.format == Format::Html)
    }

    /// Writes the findings wherever they are wanted. `notes` shows notes one by one.
    ///
    /// # Errors
    /// Something cannot be written.
    pub(super) fn write(
        &self,
        report: &Report,
        corpus: &Corpus,
        aligned: &[Vec<AlignedPair>],
        notes: bool,
        global: &GlobalOptions,
    ) -> anyhow::Result<Outcome> {
        let started = std::time::Instant::now();
        let findings = Findings::new(report, corpus, aligned);
        findings.is_fit_for_stream(self.format)?;
        let links = self.output.links();
        let look = terminal::Options {
            color: global.color.for_stream(self.output.is_terminal()),
            width: self.output.width(),
            notes,
            findings: !self.statistics,
            summary: !global.quiet || self.statistics,
            links: links.as_deref(),
        };
        self.output.write(|out| findings.write(self.format, look, out))?;
        if self.format == Format::Github {
            findings.write_job_summary(global);
        }
        self.report.iter().try_for_each(|report| findings.write_report(report, global))?;
        tell(global, &format!("wrote {} findings in {} ms", report.findings.len(), started.elapsed().as_millis()));
        Ok(self.outcome(report.findings.iter().map(|finding| finding.severity).max(), report.incomplete))
    }

    /// How a run ends whose worst finding is `worst`.
    pub(super) fn outcome(&self, worst: Option<Severity>, incomplete: bool) -> Outcome {
        match () {
            () if incomplete => Outcome::Incomplete,
            () if self.exit_zero || !self.fail_on.is_met_by(worst) => Outcome::Clean,
            () => Outcome::Findings,
        }
    }
}
