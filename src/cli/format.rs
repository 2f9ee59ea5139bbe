//! The formats of findings, and `--report FORMAT=PATH`.

use std::io::{self, Write};

use anyhow::{Context as _, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap::ValueEnum;
use docparity::check::CHECKS;
use docparity::corpus::Corpus;
use docparity::finding::Report;
use docparity::locale::Locale;
use docparity::pipeline::AlignedPair;
use docparity::report::{
    Context, Rule, checkstyle, compact, csv, github, gitlab, html, json, junit, po, rdjson, sarif, terminal,
};

use super::options::GlobalOptions;
use super::output;
use super::source_lines::SourceLines;
use super::warn;

/// How findings are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people: both texts with the words marked
    #[default]
    Terminal,
    /// One line a finding, `path:line:column: severity: …`
    Compact,
    /// One object with everything
    Json,
    /// One finding a line
    Jsonl,
    /// A table for spreadsheets
    Csv,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands of GitHub Actions; the summary of the job is written too
    Github,
    /// GitLab code quality
    Gitlab,
    /// JUnit XML: a suite a locale, a test a page
    Junit,
    /// Checkstyle XML
    Checkstyle,
    /// reviewdog's diagnostics
    Rdjson,
    /// A gettext catalogue with notes for translators, one a locale
    Po,
    /// A folder of pages for a browser; with --report only
    Html,
    /// What `docparity merge` puts together: one topic a line
    Partial,
}

/// One `--report FORMAT=PATH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReportOption {
    pub(super) format: Format,
    pub(super) path: Utf8PathBuf,
}

impl std::str::FromStr for ReportOption {
    type Err = String;

    fn from_str(written: &str) -> Result<ReportOption, String> {
        let (format, path) = written.split_once('=').ok_or("write it as FORMAT=PATH, such as sarif=findings.sarif")?;
        let format = Format::from_str(format, true).map_err(|_| {
            let known: Vec<String> = Format::value_variants()
                .iter()
                .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
                .collect();
            format!("there is no format `{format}`; there are {}", known.join(", "))
        })?;
        if path.is_empty() || path == "-" {
            return Err("a report goes into a file; --format writes to standard output".to_owned());
        }
        Ok(ReportOption { format, path: path.into() })
    }
}

/// What all formats are written from.
pub(super) struct Findings<'f> {
    pub(super) report: &'f Report,
    pub(super) corpus: &'f Corpus,
    /// How the pages were aligned, if a report asks for it.
    pub(super) aligned: &'f [Vec<AlignedPair>],
    pub(super) lines: SourceLines<'f>,
    rules: Vec<Rule>,
    root: String,
}

impl<'f> Findings<'f> {
    pub(super) fn new(report: &'f Report, corpus: &'f Corpus, aligned: &'f [Vec<AlignedPair>]) -> Findings<'f> {
        let rule = |check: &docparity::check::Check| Rule {
            id: check.id,
            summary: check.summary(),
            documentation: check.documentation,
        };
        // Without a current folder paths stay as they are.
        let root = std::env::current_dir().ok().and_then(|folder| Utf8PathBuf::from_path_buf(folder).ok());
        Findings {
            report,
            corpus,
            aligned,
            lines: SourceLines::new(corpus),
            rules: CHECKS.iter().map(rule).collect(),
            root: root.unwrap_or_default().into_string(),
        }
    }

    pub(super) fn context(&self) -> Context<'_> {
        Context { rules: &self.rules, root: &self.root, pages: &self.lines }
    }

    /// Writes the findings in a format. `look` is how the terminal report is to
    /// look, `links` whether the terminal takes hyperlinks.
    pub(super) fn write(&self, format: Format, look: terminal::Options<'_>, out: &mut dyn Write) -> io::Result<()> {
        let (report, context) = (self.report, self.context());
        match format {
            Format::Terminal => terminal::write(report, &self.lines, look, out),
            Format::Compact => compact::write(report, look.links, out),
            Format::Json => json::write(report, out),
            Format::Jsonl => json::write_lines(report, out),
            Format::Csv => csv::write(report, out),
            Format::Sarif => sarif::write(report, &self.corpus.locales, &context, out),
            Format::Github => github::write(report, &context, out),
            Format::Gitlab => gitlab::write(report, &context, out),
            Format::Junit => junit::write(report, self.corpus, &context, out),
            Format::Checkstyle => checkstyle::write(report, &context, out),
            Format::Rdjson => rdjson::write(report, &context, out),
            Format::Po => match self.catalogues().first() {
                None => Ok(()),
                Some(locale) => po::write(report, locale, &context, out),
            },
            Format::Html => out.write_all(self.single_page()?.as_bytes()),
            // Parts are written before there is a report.
            Format::Partial => Ok(()),
        }
    }

    /// Writes a report into a file, or into a folder if the format has several files.
    ///
    /// # Errors
    /// It cannot be written; then nothing of it is left.
    pub(super) fn write_report(&self, option: &ReportOption, global: &GlobalOptions) -> anyhow::Result<()> {
        let ReportOption { format, path } = option;
        let advice = || format!("cannot write {path}: nothing was written; choose another place with --report");
        match format {
            Format::Po => output::to_folder(path, |folder| self.write_catalogues(folder)).with_context(advice)?,
            Format::Html => output::to_folder(path, |folder| self.write_pages(folder)).with_context(advice)?,
            _ => output::to_file(path, |out| self.write(*format, terminal::Options::plain(), out))
                .with_context(advice)?,
        }
        if *format == Format::Github {
            self.write_job_summary(global);
        }
        Ok(())
    }

    fn pages(&self) -> html::Inputs<'_> {
        html::Inputs { report: self.report, corpus: self.corpus, aligned: self.aligned }
    }

    /// Writes the pages for a browser into a folder that is there.
    pub(super) fn write_pages(&self, folder: &Utf8Path) -> io::Result<()> {
        std::fs::create_dir(folder.join("topics"))?;
        html::write(&self.pages(), &|path, bytes| std::fs::write(folder.join(path), bytes))
    }

    /// The pages as one that needs nothing else.
    pub(super) fn single_page(&self) -> io::Result<String> {
        html::single_file(&self.pages())
    }

    /// The translations with findings. A file in another locale than its place
    /// tells may have one too, but there is no work for a translator in it.
    fn catalogues(&self) -> Vec<&Locale> {
        let mut locales = po::locales(self.report);
        locales.retain(|locale| self.corpus.locales.contains(locale));
        locales
    }

    fn write_catalogues(&self, folder: &Utf8Path) -> io::Result<()> {
        for locale in self.catalogues() {
            let path = folder.join(format!("{locale}.po"));
            output::to_file(&path, |out| po::write(self.report, locale, &self.context(), out))?;
        }
        Ok(())
    }

    /// Adds the summary of the job where GitHub Actions wants one. A summary
    /// that cannot be written is no reason to fail a job.
    pub(super) fn write_job_summary(&self, global: &GlobalOptions) {
        let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else { return };
        let append = || {
            let mut text = Vec::new();
            github::write_summary(self.report, &self.context(), &mut text)?;
            std::fs::OpenOptions::new().create(true).append(true).open(&path)?.write_all(&text)
        };
        if let Err(error) = append() {
            warn(global, &format!("cannot write the summary of the job: {error}"));
        }
    }

    /// What keeps a format from being written to one place, if anything.
    pub(super) fn is_fit_for_stream(&self, format: Format) -> anyhow::Result<()> {
        if format == Format::Po && self.catalogues().len() > 1 {
            bail!(
                "a catalogue has one language: choose it with --locale, or write all of them with --report po=FOLDER"
            );
        }
        if format == Format::Html {
            bail!("html is a folder of pages: write it with --report html=FOLDER, or use `docparity report`");
        }
        Ok(())
    }
}
