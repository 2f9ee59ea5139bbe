//! `docparity align`: aligned text of a set, or of two loose files.

use std::io::{self, Write};

use anyhow::{Context as _, bail};
use camino::Utf8Path;
use clap::Args;
use docparity::align::{Model, Scratch};
use docparity::bitext::{AlignedTopic, Prepared};
use docparity::corpus::{Corpus, Topic};
use docparity::locale::Locale;
use docparity::page::Page;
use docparity::parse::{self, Markup};
use docparity::pipeline::{self, Knowledge};
use docparity::report::align::Format;
use docparity::source;
use rayon::prelude::*;

use super::Outcome;
use super::options::{CorpusOptions, GlobalOptions};
use super::output::OutputOptions;

const EXAMPLES: &str = "\
Examples:
  docparity align docs                          all topics in columns
  docparity align docs --format tmx -o docs.tmx for a translation memory
  docparity align a.md b.md --source-locale en-US --locale zh-CN";

/// Show the aligned text of pages, sentence by sentence
///
/// Give a folder of localized pages, or two files: the source and its translation.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    corpus: CorpusOptions,

    /// The form of the output
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,

    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Form {
    /// Columns for people
    Text,
    /// One bead a line
    Jsonl,
    /// TMX 1.4 for translation memories
    Tmx,
    /// One page
    Html,
}

/// Topics that a model is learned from; more of them do not make it better.
const SAMPLE: usize = 200;

/// Topics that are aligned before what they came to is written.
const CHUNK: usize = 256;

pub(super) fn run(arguments: &Arguments, global: &GlobalOptions) -> anyhow::Result<Outcome> {
    let format = match arguments.format {
        Form::Text => Format::Text { width: arguments.output.width() },
        Form::Jsonl => Format::Jsonl,
        Form::Tmx => Format::Tmx,
        Form::Html => Format::Html,
    };
    if let [source, target] = arguments.corpus.paths.as_slice()
        && source.is_file()
        && target.is_file()
    {
        let text = two_files(&arguments.corpus, source, target, format)?;
        arguments.output.write(|out| out.write_all(text.as_bytes()))?;
        return Ok(Outcome::Clean);
    }
    let config = arguments.corpus.configuration(global)?;
    let corpus = arguments.corpus.load(&config, global)?;
    arguments.output.write(|out| set(&corpus, &config.locales, format, out))?;
    Ok(if corpus.is_incomplete() { Outcome::Incomplete } else { Outcome::Clean })
}

fn two_files(options: &CorpusOptions, source: &Utf8Path, target: &Utf8Path, format: Format) -> anyhow::Result<String> {
    let (source_locale, target_locale) = match (&options.source_locale, options.locale.as_slice()) {
        (Some(source_locale), [locale]) => (source_locale.clone(), locale.clone()),
        _ => bail!("two files need --source-locale for the first and --locale for the second"),
    };
    let (source, target) = (read(source, source_locale)?, read(target, target_locale)?);
    let id = source.front_matter.value(&["ms:assetid", "ms.assetid"]).unwrap_or(source.path.as_str()).to_owned();
    let pages = (Prepared::new(&source), vec![Prepared::new(&target)]);
    let topic = AlignedTopic::new(&id, pages.0, pages.1, &[], &mut Scratch::default());
    let mut text = String::new();
    format.start(&source.locale, &mut text);
    format.topic(&topic, &mut text);
    format.end(&mut text);
    Ok(text)
}

fn read(path: &Utf8Path, locale: Locale) -> anyhow::Result<Page> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{path}`"))?;
    let text = source::decode(&bytes).with_context(|| format!("cannot read `{path}`"))?.to_owned();
    let markup = Markup::of(path).unwrap_or(Markup::Markdown);
    Ok(parse::parse(path.to_owned(), locale, text, markup).0)
}

/// All topics of a set, in order.
fn set(corpus: &Corpus, wanted: &[Locale], format: Format, out: &mut dyn Write) -> io::Result<()> {
    let is_wanted = |locale: &Locale| *locale != corpus.source_locale && (wanted.is_empty() || wanted.contains(locale));
    let topics: Vec<(usize, &Topic)> = corpus
        .topics
        .iter()
        .enumerate()
        .filter(|(_, topic)| topic.pages.contains_key(&corpus.source_locale) && topic.pages.keys().any(is_wanted))
        .collect();
    let knowledge = Knowledge::learn(corpus, SAMPLE);
    let mut text = String::new();
    format.start(&corpus.source_locale, &mut text);
    out.write_all(text.as_bytes())?;
    for chunk in topics.chunks(CHUNK) {
        let align = |scratch: &mut Scratch, (number, topic): &(usize, &Topic)| {
            let mut text = String::new();
            if let Some(pages) = pages(corpus, topic, &is_wanted) {
                let own: Vec<Model> = pages[1..].iter().map(|page| knowledge.model(&page.locale, *number)).collect();
                let source = Prepared::new(&pages[0]);
                let targets = pages[1..].iter().map(Prepared::new).collect();
                format.topic(&AlignedTopic::new(&topic.id, source, targets, &own, scratch), &mut text);
            }
            text
        };
        let texts: Vec<String> = chunk.par_iter().map_init(Scratch::default, align).collect();
        for text in texts {
            out.write_all(text.as_bytes())?;
        }
    }
    text.clear();
    format.end(&mut text);
    out.write_all(text.as_bytes())?;
    Ok(())
}

/// The source page of a topic and the wanted translations, parsed; `None` if
/// the source cannot be read any more.
fn pages(corpus: &Corpus, topic: &Topic, is_wanted: &dyn Fn(&Locale) -> bool) -> Option<Vec<Page>> {
    let source = topic.pages.get(&corpus.source_locale)?.first()?;
    let mut pages = vec![pipeline::parse_file(source)?];
    let targets = topic.pages.iter().filter(|(locale, _)| is_wanted(locale));
    pages.extend(targets.filter_map(|(_, files)| pipeline::parse_file(files.first()?)));
    Some(pages)
}
