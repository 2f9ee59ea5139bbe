//! `docparity align`: aligned text of a set, or of two loose files.

use std::io::{self, Write};

use anyhow::{anyhow, bail};
use camino::Utf8Path;
use clap::Args;
use docparity::align::{Model, Scratch};
use docparity::bitext::{AlignedTopic, Prepared};
use docparity::config::Config;
use docparity::corpus::{self, Corpus, Topic};
use docparity::locale::Locale;
use docparity::page::Page;
use docparity::pipeline::{self, Knowledge};
use docparity::report::align::Format;
use rayon::prelude::*;

use super::options::{CorpusOptions, GlobalOptions};
use super::output::OutputOptions;
use super::{Outcome, warn};

const EXAMPLES: &str = "\
Examples:
  docparity align docs                          all topics in columns
  docparity align docs --format tmx -o docs.tmx for a translation memory
  docparity align guide.md guide.fr.md           two loose files";

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
    /// XLIFF 2.1 for translation tools: a file element for each page and locale
    Xliff,
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
        Form::Xliff => Format::Xliff,
        Form::Html => Format::Html,
    };
    if let [source, target] = arguments.corpus.paths.as_slice()
        && source.is_file()
        && target.is_file()
    {
        let text = two_files(arguments, global, (source, target), format)?;
        arguments.output.write(|out| out.write_all(text.as_bytes()))?;
        return Ok(Outcome::Clean);
    }
    let config = arguments.corpus.configuration(global)?;
    let corpus = arguments.corpus.load(&config, global)?;
    if matches!(format, Format::Xliff) && translations(&corpus, &config.locales).count() != 1 {
        bail!("an XLIFF document has one target language: name one translation with --locale");
    }
    arguments.output.write(|out| set(&corpus, &config.locales, format, out))?;
    Ok(if corpus.is_incomplete() { Outcome::Incomplete } else { Outcome::Clean })
}

fn two_files(
    arguments: &Arguments,
    global: &GlobalOptions,
    (source, target): (&Utf8Path, &Utf8Path),
    format: Format,
) -> anyhow::Result<String> {
    let options = &arguments.corpus;
    let config = options.configuration(global)?;
    let locale = match options.locale.as_slice() {
        [] => None,
        [locale] => Some(locale),
        _ => bail!("two files have one translation: give --locale once"),
    };
    let source = read(source, options.source_locale.as_ref(), &config)?;
    let target = read(target, locale, &config)?;
    let id = source.front_matter.value(&["ms:assetid", "ms.assetid"]).unwrap_or(source.path.as_str()).to_owned();
    let pages = (Prepared::new(&source), vec![Prepared::new(&target)]);
    let topic = AlignedTopic::new(&id, pages.0, pages.1, &[], &mut Scratch::default());
    for locale in topic.unrelated() {
        warn(
            global,
            &format!(
                "these two pages do not look like translations of each other: `{}` ({}) and `{}` ({locale})",
                source.path, source.locale, target.path
            ),
        );
    }
    let mut text = String::new();
    format.start(&source.locale, Some(&target.locale), &mut text);
    format.topic(&topic, 0, &mut text);
    format.end(&mut text);
    Ok(text)
}

/// Reads a loose page. Its locale is the given one, else what the page or its
/// path says, else what its text looks like.
fn read(path: &Utf8Path, locale: Option<&Locale>, config: &Config) -> anyhow::Result<Page> {
    let unsaid = Locale::new("und")?;
    let told = corpus::load_page(path, locale, config);
    let is_told = told.is_ok();
    let corpus = told.or_else(|_| corpus::load_page(path, Some(&unsaid), config))?;
    let changed = || anyhow!("{path}: was changed while it was read; run again");
    let file = corpus.pages().next().ok_or_else(changed)?;
    let page = pipeline::parse_file(file).ok_or_else(changed)?;
    match corpus::spoken_language(&page.text) {
        Some(guessed) if !is_told => {
            let corpus = corpus::load_page(path, Some(&guessed), config)?;
            corpus.pages().next().and_then(pipeline::parse_file).ok_or_else(changed)
        }
        _ => Ok(page),
    }
}

/// The translations that are wanted; all of them if none is named.
fn translations<'c>(corpus: &'c Corpus, wanted: &'c [Locale]) -> impl Iterator<Item = &'c Locale> {
    let all = corpus.locales.iter().filter(|locale| **locale != corpus.source_locale);
    all.filter(|locale| wanted.is_empty() || wanted.contains(locale))
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
    format.start(&corpus.source_locale, translations(corpus, wanted).next(), &mut text);
    out.write_all(text.as_bytes())?;
    for chunk in topics.chunks(CHUNK) {
        let align = |scratch: &mut Scratch, (number, topic): &(usize, &Topic)| {
            let mut text = String::new();
            if let Some(pages) = pages(corpus, topic, &is_wanted) {
                let own: Vec<Model> = pages[1..].iter().map(|page| knowledge.model(&page.locale, *number)).collect();
                let source = Prepared::new(&pages[0]);
                let targets = pages[1..].iter().map(Prepared::new).collect();
                format.topic(&AlignedTopic::new(&topic.id, source, targets, &own, scratch), *number, &mut text);
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
