//! Options that several subcommands share.

use std::io::{IsTerminal, Write};
use std::num::NonZeroUsize;

use anyhow::Context;
use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};
use docparity::check::CHECKS;
use docparity::config::{self, Config, Folder, Product};
use docparity::corpus::{self, Corpus};
use docparity::locale::Locale;

use super::progress::Progress;
use super::{tell, warn};

/// Options of every subcommand.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct GlobalOptions {
    /// Read this configuration, and not the docparity.toml nearest to the first path
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<Utf8PathBuf>,

    /// Read no configuration file at all
    #[arg(long, global = true, conflicts_with = "config")]
    pub(super) isolated: bool,

    /// Threads to work with [default: one per core]
    #[arg(long, global = true, value_name = "NUMBER")]
    pub(super) threads: Option<NonZeroUsize>,

    /// Neither use results of earlier runs nor keep those of this one
    #[arg(long, global = true)]
    pub(super) no_cache: bool,

    /// Keep results in this folder [default: DOCPARITY_CACHE_DIR, else the user's folder for caches]
    #[arg(long, global = true, value_name = "FOLDER", conflicts_with = "no_cache")]
    pub(super) cache_dir: Option<Utf8PathBuf>,

    /// When to use colours; `auto` is on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub(super) color: Color,

    /// No progress, no warnings and no summary
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,

    /// Show notes one by one too, and say on standard error what is read and how long it takes
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// Whether to use colours on a stream that is a terminal or is not.
    pub(super) fn for_stream(self, is_terminal: bool) -> bool {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        match self {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                is_terminal && !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }
}

/// Which pages to read, and as what.
#[derive(Debug, Args)]
pub(super) struct CorpusOptions {
    /// Folders of pages, or single pages [default: `roots` of the configuration, else the current folder]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<Utf8PathBuf>,

    /// The locale that the others were translated from [default: en-US, else en, else another English]
    #[arg(long, value_name = "LOCALE")]
    pub(super) source_locale: Option<Locale>,

    /// Only these translations (may be given several times, or as a list)
    #[arg(long, value_name = "LOCALE", value_delimiter = ',')]
    pub(super) locale: Vec<Locale>,

    /// All pages below this folder are in this locale, whatever they say (may be given several times)
    #[arg(long, value_name = "LOCALE=PATH", value_parser = folder)]
    pub(super) folder: Vec<Folder>,

    /// Leave out and report larger files, such as 512KiB or 16MiB [default: 16MiB]
    #[arg(long, value_name = "SIZE", value_parser = config::file_size)]
    pub(super) max_file_size: Option<u64>,
}

fn folder(written: &str) -> Result<Folder, String> {
    let (locale, path) = written.split_once('=').ok_or("write it as LOCALE=PATH, such as de-DE=docs/german")?;
    let locale = Locale::new(locale).map_err(|error| error.to_string())?;
    Ok(Folder { path: Utf8PathBuf::from(path), locale })
}

/// The ids of all checks.
pub(super) fn check_ids() -> Vec<&'static str> {
    CHECKS.iter().map(|check| check.id).collect()
}

/// The configuration that holds: the file's, unless there is to be none.
pub(super) fn configuration(global: &GlobalOptions, start: Option<&Utf8PathBuf>) -> anyhow::Result<Config> {
    let found = match &global.config {
        Some(path) => Some(path.clone()),
        None if global.isolated => None,
        None => config::find(start.map_or("".into(), |path| path.as_path())),
    };
    let mut config = match found {
        Some(path) => {
            tell(global, &format!("configuration: {path}"));
            config::read(&path, &check_ids())?
        }
        None => Config::default(),
    };
    let product = |product: &Product| {
        let Product { name, aliases, versions, known } = product.clone();
        (name, aliases, versions, known)
    };
    docparity::claim::add_products(config.products.iter().map(product));
    config.threads = global.threads.or(config.threads);
    if let Some(threads) = config.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get());
        pool.build_global().context("cannot start the threads")?;
    }
    Ok(config)
}

impl CorpusOptions {
    /// The configuration with what the command line says on top.
    pub(super) fn configuration(&self, global: &GlobalOptions) -> anyhow::Result<Config> {
        let mut config = configuration(global, self.paths.first())?;
        config.source_locale = self.source_locale.clone().or(config.source_locale);
        if !self.locale.is_empty() {
            config.locales.clone_from(&self.locale);
        }
        config.max_file_size = self.max_file_size.unwrap_or(config.max_file_size);
        for Folder { path, locale } in &self.folder {
            // The configuration's folders count from its file, these from the current one.
            let path = camino::absolute_utf8(path).with_context(|| format!("--folder {locale}={path}"))?;
            config.folders.push(Folder { path, locale: locale.clone() });
        }
        Ok(config)
    }

    /// The paths to read: those given, else those of the configuration, else the current folder.
    pub(super) fn roots(&self, config: &Config) -> Vec<Utf8PathBuf> {
        match (self.paths.is_empty(), config.roots.is_empty()) {
            (false, _) => self.paths.clone(),
            (true, false) => config.roots.iter().map(|root| config.base.join(root)).collect(),
            (true, true) => vec![".".into()],
        }
    }

    /// Reads the pages.
    pub(super) fn load(&self, config: &Config, global: &GlobalOptions) -> anyhow::Result<Corpus> {
        let started = std::time::Instant::now();
        let progress = Progress::new(global, "reading files", None);
        let corpus = corpus::load(&self.roots(config), config, &|files| progress.advance(files));
        progress.finish();
        let corpus = corpus?;
        // People see at once what was made of their folders; logs see it where they ask for it.
        if global.verbose || !global.quiet && std::io::stderr().is_terminal() {
            let _ = writeln!(std::io::stderr(), "{}", docparity::report::harmless(&corpus.overview()));
        }
        tell(
            global,
            &format!(
                "read {} pages of {} topics in {} ms",
                corpus.pages().count(),
                corpus.topics.len(),
                started.elapsed().as_millis()
            ),
        );
        let has_page = |locale: &&Locale| corpus.topics.iter().any(|topic| topic.pages.contains_key(*locale));
        for locale in config.locales.iter().filter(|locale| !has_page(locale)) {
            warn(global, &format!("no page is in {locale}"));
        }
        if corpus.locales.len() == 1 {
            warn(
                global,
                &format!("all pages are in {}, so there is nothing to compare them with", corpus.source_locale),
            );
        }
        Ok(corpus)
    }
}
