//! Each stage of the way from bytes to findings by itself, on one thread.
//!
//! `cargo bench --bench stages` measures a sample of the pages in
//! `../shared/corpus/technet`, or in the folder that `DOCPARITY_BENCH_CORPUS`
//! names; `cargo bench --bench stages -- parse` one stage only.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a benchmark prints and may stop")]

mod pages;

use std::io;
use std::sync::LazyLock;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use docparity::align::{self, Alignment, Model, Scratch};
use docparity::bitext::Prepared;
use docparity::check::CHECKS;
use docparity::claim::{Extractor, Values};
use docparity::compare::{self, PageView, Setting};
use docparity::config::Config;
use docparity::corpus::{self, Corpus, PageFile, Topic};
use docparity::finding::Report;
use docparity::locale::Locale;
use docparity::page::{BlockKind, Page};
use docparity::parse::{self, Markup};
use docparity::pipeline::{AlignedPair, Knowledge, parse_file};
use docparity::report::{
    Context, Rule, checkstyle, compact, csv, github, gitlab, html, json, junit, po, rdjson, sarif, terminal,
};
use docparity::{check, segment, source};

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Topics that are measured at most, spread evenly over the set.
const TOPICS: usize = 300;

/// The pages, read once.
static SET: LazyLock<Set> = LazyLock::new(Set::load);

/// The whole set, checked once.
static CHECKED: LazyLock<(Report, Vec<Vec<AlignedPair>>)> =
    LazyLock::new(|| docparity::check_and_align(&SET.corpus, &Config::default(), &|_| true, &|_| {}));

struct Set {
    corpus: Corpus,
    /// Indexes of the topics that are measured.
    topics: Vec<usize>,
    knowledge: Knowledge,
}

impl Set {
    fn load() -> Set {
        let corpus = corpus::load(&[pages::folder()], &Config::default(), &|_| {}).unwrap();
        let step = corpus.topics.len().div_ceil(TOPICS).max(1);
        let topics = (0..corpus.topics.len()).step_by(step).collect();
        let knowledge = Knowledge::learn(&corpus, 60);
        Set { corpus, topics, knowledge }
    }

    fn topics(&self) -> impl Iterator<Item = (usize, &Topic)> {
        self.topics.iter().map(|&index| (index, &self.corpus.topics[index]))
    }

    fn files(&self) -> impl Iterator<Item = &PageFile> {
        self.topics().flat_map(|(_, topic)| topic.pages.values().flatten())
    }

    fn bytes(&self) -> BytesCount {
        BytesCount::new(self.files().map(|file| u64::from(file.size)).sum::<u64>())
    }

    fn pages(&self) -> Vec<Page> {
        self.files().map(|file| parse_file(file).unwrap()).collect()
    }

    /// Source page and translation of each topic and locale that has both, with the topic's values.
    fn pairs(&self) -> Vec<ComparedPair> {
        let mut extractor = Extractor::default();
        let mut pairs = Vec::new();
        for (index, topic) in self.topics() {
            let targets = self.corpus.locales.iter().filter(|locale| **locale != self.corpus.source_locale);
            for locale in targets {
                let (Some(source), Some(target)) = (topic.page(&self.corpus.source_locale), topic.page(locale)) else {
                    continue;
                };
                let mut values = Values::default();
                let mut view = |file: &PageFile| {
                    let page = parse_file(file).unwrap();
                    let resolve = |destination: &str| self.corpus.links.resolve(file, destination);
                    let claims = extractor.claims(&page, &resolve, &mut values);
                    PageView::new(page, claims)
                };
                let (source, target) = (view(source), view(target));
                pairs.push(ComparedPair { topic: index, source, target, values });
            }
        }
        pairs
    }

    fn model(&self, pair: &ComparedPair) -> Model {
        self.knowledge.model(&pair.target.page.locale, &self.corpus.topics[pair.topic].id)
    }

    fn align(&self, pair: &ComparedPair, units: &UnitsOf<'_>, scratch: &mut Scratch) -> Alignment {
        let model = self.model(pair);
        align::blocks(&units.0.block_units(), &units.1.block_units(), &model, scratch)
    }
}

struct ComparedPair {
    topic: usize,
    source: PageView,
    target: PageView,
    values: Values,
}

/// Both pages of a pair, cut into segments.
struct UnitsOf<'p>(Prepared<'p>, Prepared<'p>);

impl ComparedPair {
    fn units(&self) -> UnitsOf<'_> {
        UnitsOf(Prepared::new(&self.source.page), Prepared::new(&self.target.page))
    }
}

fn main() {
    divan::main();
}

/// Bytes to text.
#[divan::bench(sample_count = 20)]
fn decode(bencher: Bencher) {
    let files: Vec<Vec<u8>> = SET.files().map(|file| file.read().unwrap().into_owned().into_bytes()).collect();
    bencher
        .counter(SET.bytes())
        .bench_local(|| files.iter().map(|bytes| source::decode(bytes).unwrap().len()).sum::<usize>());
}

/// Text to pages.
#[divan::bench(sample_count = 20)]
fn parse(bencher: Bencher) {
    let texts: Vec<(&PageFile, String)> = SET.files().map(|file| (file, file.read().unwrap().into_owned())).collect();
    bencher.counter(SET.bytes()).with_inputs(|| texts.clone()).bench_values(|texts| {
        for (file, text) in texts {
            let markup = Markup::of(&file.path).unwrap_or(Markup::Markdown);
            black_box(parse::parse(file.path.clone(), file.locale.clone(), text, markup));
        }
    });
}

/// Blocks to sentences.
#[divan::bench(sample_count = 20)]
fn segment(bencher: Bencher) {
    let pages = SET.pages();
    bencher.counter(SET.bytes()).bench_local(|| {
        let prose = |page: &Page| {
            let blocks = page.blocks.iter().filter(|block| block.kind != BlockKind::Code);
            blocks.map(|block| segment::count(page.block_text(block), page.locale.pack(), &[])).sum::<usize>()
        };
        pages.iter().map(prose).sum::<usize>()
    });
}

/// Pages to claims.
#[divan::bench(sample_count = 20)]
fn extract_claims(bencher: Bencher) {
    let pages = SET.pages();
    let files: Vec<&PageFile> = SET.files().collect();
    let mut extractor = Extractor::default();
    bencher.counter(SET.bytes()).bench_local(|| {
        for (page, file) in pages.iter().zip(&files) {
            let resolve = |destination: &str| SET.corpus.links.resolve(file, destination);
            black_box(extractor.claims(page, &resolve, &mut Values::default()));
        }
    });
}

/// Blocks of a source page and a translation to beads.
#[divan::bench(sample_count = 20)]
fn align_blocks(bencher: Bencher) {
    let pairs = SET.pairs();
    let units: Vec<UnitsOf<'_>> = pairs.iter().map(ComparedPair::units).collect();
    let mut scratch = Scratch::default();
    bencher.counter(ItemsCount::new(pairs.len())).bench_local(|| {
        for (pair, units) in pairs.iter().zip(&units) {
            black_box(SET.align(pair, units, &mut scratch));
        }
    });
}

/// Claims of aligned pages to differences.
#[divan::bench(sample_count = 20)]
fn compare(bencher: Bencher) {
    let pairs = SET.pairs();
    let mut scratch = Scratch::default();
    let alignments: Vec<Alignment> = pairs.iter().map(|pair| SET.align(pair, &pair.units(), &mut scratch)).collect();
    let mut scratch = compare::Scratch::default();
    bencher.counter(ItemsCount::new(pairs.len())).with_inputs(|| alignments.clone()).bench_local_values(|alignments| {
        for (pair, alignment) in pairs.iter().zip(alignments) {
            let setting = Setting { model: &SET.model(pair), subjects: &[], values: &pair.values };
            black_box(compare::compare(&pair.source, &pair.target, alignment, &setting, &mut scratch));
        }
    });
}

/// Findings to each format, with the pages to quote from at hand.
#[divan::bench(args = FORMATS, sample_count = 20)]
fn write(bencher: Bencher, format: &str) {
    let (report, aligned) = &*CHECKED;
    let rule =
        |check: &check::Check| Rule { id: check.id, summary: check.summary(), documentation: check.documentation };
    let rules: Vec<Rule> = CHECKS.iter().map(rule).collect();
    let context = Context { rules: &rules, root: "", pages: &NoPages };
    let corpus = &SET.corpus;
    bencher.counter(ItemsCount::new(report.findings.len())).bench_local(|| {
        let out = &mut io::sink();
        match format {
            "terminal" => terminal::write(report, &NoPages, terminal::Options::plain(), out),
            "compact" => compact::write(report, None, out),
            "json" => json::write(report, out),
            "jsonl" => json::write_lines(report, out),
            "csv" => csv::write(report, out),
            "sarif" => sarif::write(report, &corpus.locales, &context, out),
            "github" => github::write(report, &context, out),
            "gitlab" => gitlab::write(report, &context, out),
            "junit" => junit::write(report, corpus, &context, out),
            "checkstyle" => checkstyle::write(report, &context, out),
            "rdjson" => rdjson::write(report, &context, out),
            "po" => po::locales(report).into_iter().try_for_each(|locale| po::write(report, locale, &context, out)),
            "html" => html::write(&html::Inputs { report, corpus, aligned }, &|_, _| Ok(())),
            format => unreachable!("{format} is in no list"),
        }
    });
}

const FORMATS: &[&str] = &[
    "terminal",
    "compact",
    "json",
    "jsonl",
    "csv",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "rdjson",
    "po",
    "html",
];

/// No lines to quote: reading them is not what is measured.
struct NoPages;

impl terminal::Pages for NoPages {
    fn line(&self, _: &str, _: u32) -> Option<String> {
        None
    }

    fn title(&self, _: &str) -> Option<String> {
        None
    }
}

/// A page of so many paragraphs, and a translation that lacks every seventeenth and has others in the place of some.
fn long_pages(blocks: usize) -> (Page, Page) {
    let paragraph = |number: usize, other: bool| {
        let subject = ["server", "pool", "gateway", "policy", "account"][number * 7 % 5];
        let subject = if other { subject.replace('e', "é") } else { subject.to_owned() };
        let words = "restart it before you go on ".repeat(1 + number * 13 % 5);
        match number % 10 {
            0 => format!("## Part {number}: {subject}"),
            3 => format!("- Port {} for the {subject}: {words}", 1000 + number % 900),
            _ => format!("{words}when the {subject} has {} users.", number % 97),
        }
    };
    let source: Vec<String> = (0..blocks).map(|number| paragraph(number, false)).collect();
    let target: Vec<String> = (0..blocks)
        .filter(|number| number % 17 != 5)
        .map(|number| if number % 20 == 7 { paragraph(number * 31 + 5, true) } else { paragraph(number, true) })
        .collect();
    let page = |tag: &str, texts: Vec<String>| {
        let locale = Locale::new(tag).expect("a tag");
        parse::parse("page.md".into(), locale, texts.join("\n\n"), Markup::Markdown).0
    };
    (page("en-US", source), page("fr-FR", target))
}

/// One pair of pages that are out of step all over, by their number of blocks.
#[divan::bench(args = [10, 100, 1_000, 5_000, 20_000], sample_count = 5, sample_size = 1)]
fn align_long_pages(bencher: Bencher, blocks: usize) {
    let (source, target) = long_pages(blocks);
    let (source, target) = (Prepared::new(&source), Prepared::new(&target));
    let (source, target) = (source.block_units(), target.block_units());
    let mut scratch = Scratch::default();
    bencher
        .counter(ItemsCount::new(blocks))
        .bench_local(|| black_box(align::blocks(&source, &target, &Model::default(), &mut scratch)));
}
