//! `docparity config`: what is in force, and where it comes from.

use std::io::{self, Write};

use clap::Args;
use docparity::config::{Config, KEYS, Level, schema};

use super::Outcome;
use super::options::{CorpusOptions, GlobalOptions, check_ids};
use super::output::to_stdout;

const EXAMPLES: &str = "\
Examples:
  docparity config                       what holds here, and why
  docparity config docs --locale fr-FR   the same with these options
  docparity config --keys                every key with an example
  docparity config --schema > docparity.schema.json";

/// Print the configuration that is in force, and where each value comes from
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    corpus: CorpusOptions,

    /// List every key of docparity.toml with an example
    #[arg(long, conflicts_with = "schema")]
    keys: bool,

    /// Write a JSON Schema of docparity.toml, for editors
    #[arg(long)]
    schema: bool,
}

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    if arguments.schema {
        let schema = serde_json::to_string_pretty(&schema(&check_ids()))?;
        to_stdout(|out| writeln!(out, "{schema}"))?;
    } else if arguments.keys {
        to_stdout(keys)?;
    } else {
        let config = arguments.corpus.configuration(global)?;
        let lines = lines(arguments, global, &config);
        to_stdout(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    }
    Ok(Outcome::Clean)
}

fn keys(out: &mut dyn Write) -> io::Result<()> {
    for key in KEYS {
        writeln!(out, "# {}\n{}\n", key.about, key.example)?;
    }
    Ok(())
}

/// `key = value  # where it comes from`, a line each.
fn lines(arguments: &Arguments, global: &GlobalOptions, config: &Config) -> Vec<String> {
    let options = &arguments.corpus;
    let of_command_line = |name: &str| match name {
        "roots" => !options.paths.is_empty(),
        "source-locale" => options.source_locale.is_some(),
        "locales" => !options.locale.is_empty(),
        "max-file-size" => options.max_file_size.is_some(),
        "threads" => global.threads.is_some(),
        "folders" => !options.folder.is_empty(),
        _ => false,
    };
    let mut lines = vec![match &config.file {
        Some(file) => format!("# {file}"),
        None => "# no configuration file".to_owned(),
    }];
    for key in KEYS {
        let origin = match (of_command_line(key.name), config.lines.get(key.name), &config.file) {
            (true, ..) => "command line".to_owned(),
            (false, Some(line), Some(file)) => format!("{file}:{line}"),
            _ => "default".to_owned(),
        };
        for value in values(key.name, arguments, config) {
            lines.push(format!("{value}  # {origin}"));
        }
    }
    lines.iter().map(|line| docparity::report::harmless(line).into_owned()).collect()
}

/// What a key stands at, as it would be written.
fn values(key: &str, arguments: &Arguments, config: &Config) -> Vec<String> {
    let list = |items: Vec<String>| {
        format!("[{}]", items.iter().map(|item| format!("{item:?}")).collect::<Vec<_>>().join(", "))
    };
    let texts = |items: &[String]| list(items.to_vec());
    let levels = |levels: &std::collections::BTreeMap<String, Level>| {
        let level = |(id, level): (&String, &Level)| format!("{id} = \"{level}\"");
        levels.iter().map(level).collect::<Vec<_>>()
    };
    let one = |value: String| vec![format!("{key} = {value}")];
    match key {
        "roots" => one(list(arguments.corpus.roots(config).iter().map(ToString::to_string).collect())),
        "source-locale" => {
            one(config.source_locale.as_ref().map_or("(found out)".to_owned(), |tag| format!("\"{tag}\"")))
        }
        "locales" if config.locales.is_empty() => one("(all that are found)".to_owned()),
        "locales" => one(list(config.locales.iter().map(ToString::to_string).collect())),
        "exclude" => one(texts(&config.exclude)),
        "include" => one(texts(&config.include)),
        "topic-keys" => one(texts(&config.topic_keys)),
        "terms" => one(texts(&config.terms)),
        "baseline" => one(config.baseline.as_ref().map_or("(none)".to_owned(), |path| format!("\"{path}\""))),
        "max-file-size" => one(config.max_file_size.to_string()),
        "threads" => one(config.threads.map_or("(one per core)".to_owned(), |threads| threads.to_string())),
        "folders" => {
            config.folders.iter().map(|folder| format!("folders.\"{}\" = \"{}\"", folder.path, folder.locale)).collect()
        }
        "layout" => config
            .layouts
            .iter()
            .map(|layout| {
                let source = layout.source.as_ref().map(|source| format!(", source \"{source}\"")).unwrap_or_default();
                format!("layout \"{}\"{source}", layout.pattern)
            })
            .collect(),
        "checks" => levels(&config.checks).into_iter().map(|line| format!("checks.{line}")).collect(),
        "override" => config
            .overrides
            .iter()
            .map(|one| {
                let locales: Vec<String> = one.locales.iter().map(ToString::to_string).collect();
                format!("override {} {}: {}", texts(&one.paths), list(locales), levels(&one.checks).join(", "))
            })
            .collect(),
        "product" => config.products.iter().map(|product| format!("product \"{}\"", product.name)).collect(),
        _ => Vec::new(),
    }
}
