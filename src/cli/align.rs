//! `docparity align`: aligned text of a set, or of two loose files.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anyhow::{Context as _, bail};
use camino::{Utf8Path, Utf8PathBuf};
use docparity::align::{Model, Scratch};
use docparity::bitext::{self, AlignedTopic, Prepared};
use docparity::config::Config;
use docparity::corpus::{self, Corpus, Topic};
use docparity::locale::Locale;
use docparity::page::Page;
use docparity::parse::{self, Markup};
use docparity::pipeline;
use docparity::report::align::Format;
use docparity::source;
use rayon::prelude::*;

/// Show the aligned text of pages, sentence by sentence
///
/// Give a folder of localized pages, or two files: the source and its translation.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  docparity align docs                         all topics in columns
  docparity align docs --format tmx > docs.tmx for a translation memory
  docparity align a.md b.md --source-locale en-US --locale zh-CN")]
pub(crate) struct Arguments {
    /// A folder, or two files
    #[arg(required = true)]
    paths: Vec<Utf8PathBuf>,
    /// The locale that the others were translated from
    #[arg(long, value_name = "TAG")]
    source_locale: Option<Locale>,
    /// A target locale; may be given more than once [default: all]
    #[arg(long = "locale", value_name = "TAG")]
    locales: Vec<Locale>,
    /// The form of the output
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
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

/// Columns of text where nothing says how wide the terminal is.
const WIDTH: usize = 120;

/// Topics that a model is learned from; more of them do not make it better.
const SAMPLE: usize = 200;

/// Topics that are aligned before what they came to is written.
const CHUNK: usize = 256;

/// Runs the command; the aligned text goes to `out`.
pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let format = match arguments.format {
        Form::Text => Format::Text { width: width() },
        Form::Jsonl => Format::Jsonl,
        Form::Tmx => Format::Tmx,
        Form::Html => Format::Html,
    };
    if let [source, target] = arguments.paths.as_slice()
        && source.is_file()
        && target.is_file()
    {
        return two_files(arguments, source, target, format, out);
    }
    let config = Config {
        source_locale: arguments.source_locale.clone(),
        locales: arguments.locales.clone(),
        ..Config::default()
    };
    let corpus = corpus::load(&arguments.paths, &config, &|_| {})?;
    set(&corpus, &arguments.locales, format, out)
}

/// The width of the terminal, as the shell tells it.
fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(WIDTH)
}

fn two_files(
    arguments: &Arguments,
    source: &Utf8Path,
    target: &Utf8Path,
    format: Format,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let (source_locale, target_locale) = match (&arguments.source_locale, arguments.locales.as_slice()) {
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
    Ok(out.write_all(text.as_bytes())?)
}

fn read(path: &Utf8Path, locale: Locale) -> anyhow::Result<Page> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{path}`"))?;
    let text = source::decode(bytes).with_context(|| format!("cannot read `{path}`"))?;
    let markup = Markup::of(path).unwrap_or(Markup::Markdown);
    Ok(parse::parse(path.to_owned(), locale, text, markup).0)
}

/// All topics of a set, in order.
fn set(corpus: &Corpus, wanted: &[Locale], format: Format, out: &mut dyn Write) -> anyhow::Result<()> {
    let is_wanted = |locale: &Locale| *locale != corpus.source_locale && (wanted.is_empty() || wanted.contains(locale));
    let topics: Vec<&Topic> = corpus
        .topics
        .iter()
        .filter(|topic| topic.pages.contains_key(&corpus.source_locale) && topic.pages.keys().any(is_wanted))
        .collect();
    let models = learn(corpus, &topics, &is_wanted);
    let mut text = String::new();
    format.start(&corpus.source_locale, &mut text);
    out.write_all(text.as_bytes())?;
    for (chunk_number, chunk) in topics.chunks(CHUNK).enumerate() {
        let align = |scratch: &mut Scratch, (place, topic): (usize, &&Topic)| {
            let mut text = String::new();
            let number = chunk_number * CHUNK + place;
            if let Some(pages) = pages(corpus, topic, &is_wanted) {
                let own: Vec<Model> = pages[1..].iter().map(|page| models.of(&page.locale, number)).collect();
                let source = Prepared::new(&pages[0]);
                let targets = pages[1..].iter().map(Prepared::new).collect();
                format.topic(&AlignedTopic::new(&topic.id, source, targets, &own, scratch), &mut text);
            }
            text
        };
        let texts: Vec<String> = chunk.par_iter().enumerate().map_init(Scratch::default, align).collect();
        for text in texts {
            out.write_all(text.as_bytes())?;
        }
    }
    text.clear();
    format.end(&mut text);
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
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

/// What was learned of each target locale.
struct Models {
    by_locale: BTreeMap<Locale, Model>,
    /// The number of each topic of the sample, by its place in the set.
    sample: BTreeMap<usize, u32>,
}

impl Models {
    /// The model for a topic of the set, without what the topic itself says.
    fn of(&self, locale: &Locale, topic: usize) -> Model {
        let model = self.by_locale.get(locale).cloned().unwrap_or_default();
        self.sample.get(&topic).map_or(model.clone(), |&number| model.held_out(number))
    }
}

/// Learns a model of each target locale from topics spread evenly over the set.
fn learn(corpus: &Corpus, topics: &[&Topic], is_wanted: &(dyn Fn(&Locale) -> bool + Sync)) -> Models {
    let count = topics.len().min(SAMPLE);
    let places: Vec<usize> = (0..count).map(|number| number * topics.len() / count).collect();
    let parsed: Vec<Vec<Page>> =
        places.par_iter().map(|&place| pages(corpus, topics[place], is_wanted).unwrap_or_default()).collect();
    let prepared: Vec<Vec<Prepared>> =
        parsed.par_iter().map(|pages| pages.iter().map(Prepared::new).collect()).collect();
    let locales: Vec<&Locale> = corpus.locales.iter().filter(|locale| is_wanted(locale)).collect();
    let model = |locale: &&Locale| {
        let pair = |(number, pages): (usize, &Vec<Prepared>)| {
            let target = pages.iter().skip(1).position(|page| page.page.locale == **locale)?;
            Some((number as u32, target + 1))
        };
        let pairs: Vec<(u32, &Prepared, &Prepared)> = prepared
            .iter()
            .enumerate()
            .filter_map(|(number, pages)| {
                let (number, target) = pair((number, pages))?;
                Some((number, &pages[0], &pages[target]))
            })
            .collect();
        ((*locale).clone(), bitext::learn(&pairs))
    };
    let by_locale = locales.par_iter().map(model).collect();
    Models { by_locale, sample: places.into_iter().zip(0..).collect() }
}

/// Whether an error is the reader of the output going away, which is no error.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
