//! `docparity init`: a configuration made from what is found.

use std::fmt::Write as _;

use anyhow::bail;
use camino::Utf8PathBuf;
use clap::Args;
use docparity::config::{CONFIGURATION_FILES, Config, KEYS};
use docparity::corpus::{self, Corpus};

use super::options::{CorpusOptions, GlobalOptions};
use super::output::write_file;
use super::{Outcome, tell};

const EXAMPLES: &str = "\
Examples:
  docparity init
  docparity init docs --source-locale en
  docparity init --stdout";

/// Write a docparity.toml from what is found, with comments on every key
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    corpus: CorpusOptions,

    /// Print the file and do not write it
    #[arg(long)]
    stdout: bool,
}

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    let path = Utf8PathBuf::from(CONFIGURATION_FILES[0]);
    if !arguments.stdout
        && let Some(there) = CONFIGURATION_FILES.iter().find(|name| std::path::Path::new(name).exists())
    {
        bail!("{there} is there already; change it, or delete it first");
    }
    let config = arguments.corpus.configuration(global)?;
    let roots = arguments.corpus.roots(&config);
    let text = match corpus::load(&roots, &config, &|_| {}) {
        Ok(corpus) => {
            tell(global, &corpus.overview());
            written(&corpus, &roots, &config)
        }
        // Where nothing is found out, the configuration is what is needed.
        Err(error) => unknown(&error.to_string(), &roots),
    };
    if arguments.stdout {
        super::output::to_stdout(|out| out.write_all(text.as_bytes()))?;
    } else {
        write_file(&path, |out| out.write_all(text.as_bytes()))?;
        super::output::to_stdout(|out| writeln!(out, "wrote {path}"))?;
    }
    Ok(Outcome::Clean)
}

fn written(corpus: &Corpus, roots: &[Utf8PathBuf], config: &Config) -> String {
    let mut text = format!("# {}\n\n", corpus.overview());
    let targets = corpus.locales.iter().filter(|locale| **locale != corpus.source_locale);
    let targets: Vec<String> = targets.map(|locale| quoted(locale.as_str())).collect();
    for key in KEYS {
        let value = match key.name {
            "roots" => Some(format!("roots = [{}]", paths(roots))),
            "source-locale" => Some(format!("source-locale = {}", quoted(corpus.source_locale.as_str()))),
            "locales" if !config.locales.is_empty() => Some(format!("locales = [{}]", targets.join(", "))),
            _ => None,
        };
        let _ = writeln!(text, "# {}", key.about);
        match (key.name, value) {
            (_, Some(value)) => text.push_str(&value),
            // Without a comment, the translations of tomorrow would be left out.
            ("locales", None) => _ = write!(text, "# locales = [{}]", targets.join(", ")),
            (_, None) => text.push_str(&commented(key.example)),
        }
        text.push_str("\n\n");
    }
    text
}

fn unknown(error: &str, roots: &[Utf8PathBuf]) -> String {
    let mut text = commented(error) + "\n\n";
    for key in KEYS {
        let example = match key.name {
            "roots" => format!("roots = [{}]", paths(roots)),
            _ => commented(key.example),
        };
        let _ = write!(text, "# {}\n{example}\n\n", key.about);
    }
    text
}

fn commented(text: &str) -> String {
    text.lines().map(|line| format!("# {line}")).collect::<Vec<_>>().join("\n")
}

fn paths(roots: &[Utf8PathBuf]) -> String {
    roots.iter().map(|root| quoted(root.as_str())).collect::<Vec<_>>().join(", ")
}

/// As TOML writes a text.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
