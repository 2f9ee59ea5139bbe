//! What is done with the bytes that a fuzzer makes up: the readers of everything that
//! strangers can write, through the library's own entries, with the laws that hold for
//! any input. `fuzz/` calls these functions with new inputs, `tests/fuzz_cases.rs` with
//! those that are kept.
//!
//! The first byte of an input says in which locale, or in which markup, the rest is
//! to be read, so that one target reaches all of them.

#![allow(clippy::unwrap_used, reason = "a law that does not hold is to be seen")]
#![allow(unreachable_pub, reason = "in the fuzz crate these are the library")]

mod laws;
mod reports;
pub mod seeds;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};
use docparity::baseline::Baseline;
use docparity::check::CHECKS;
use docparity::claim::{Extractor, Values};
use docparity::compare::PageView;
use docparity::config::{self, Config, ConfigError, Levels};
use docparity::corpus::{self, Corpus, Topic};
use docparity::digest::Digest;
use docparity::finding::Report;
use docparity::locale::Locale;
use docparity::page::Page;
use docparity::parse::{self, Markup};
use docparity::pipeline::{self, LearnedSet, Merger, Store, Task, TopicResult, Worker, assemble};

/// The source's locale, those whose packs differ most, and one without a pack.
const LOCALES: [&str; 6] = ["en-US", "fr-FR", "zh-CN", "zh-TW", "ja-JP", "sw"];

/// A target: its name, and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// All targets; the inputs of each are in `fuzz/corpus/<name>` and `tests/fuzzing/cases/<name>`.
pub const TARGETS: &[Target] = &[
    ("front_matter", front_matter),
    ("markdown", markdown),
    ("html", html),
    ("whole_page", whole_page),
    ("topic_pair", topic_pair),
    ("configuration", configuration),
    ("baseline", baseline),
    ("cache_entry", cache_entry),
    ("stdin_topics", stdin_topics),
];

/// Stands between the texts of a pair.
pub const SEPARATOR: char = '\u{1e}';

/// The choice that the first byte makes, and the rest as text.
fn choice(bytes: &[u8]) -> (usize, String) {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    (usize::from(*first), String::from_utf8_lossy(rest).into_owned())
}

fn locale(choice: usize) -> Locale {
    Locale::new(LOCALES[choice % LOCALES.len()]).unwrap()
}

/// Front matter by itself.
pub fn front_matter(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (read, notes) = parse::front_matter(&text);
    laws::front_matter(&text, &read, &notes);
    let again = parse::front_matter(&text);
    assert!(again == (read, notes), "reading is deterministic");
}

/// Markdown and MDX.
pub fn markdown(bytes: &[u8]) {
    let (choice, text) = choice(bytes);
    let markup = if (choice / LOCALES.len()).is_multiple_of(2) { Markup::Markdown } else { Markup::Mdx };
    read(&text, locale(choice), markup);
}

/// Whole HTML pages.
pub fn html(bytes: &[u8]) {
    let (choice, text) = choice(bytes);
    read(&text, locale(choice), Markup::Html);
}

/// Reads a page twice and holds the laws against it.
fn read(text: &str, locale: Locale, markup: Markup) -> Page {
    let once = || parse::parse("page.md".into(), locale.clone(), text.to_owned(), markup);
    let (page, notes) = once();
    laws::page(&page, &notes);
    let (again, notes_again) = once();
    assert!(page.text == again.text && page.blocks == again.blocks && notes == notes_again, "parsing is deterministic");
    page
}

/// A page with its segments, claims and comments, and as a topic without translations.
pub fn whole_page(bytes: &[u8]) {
    let (choice, text) = choice(bytes);
    let markup = [Markup::Markdown, Markup::Mdx, Markup::Html][choice / LOCALES.len() % 3];
    let page = read(&text, locale(choice), markup);
    laws::segments(&page);
    let mut values = Values::default();
    let claims = Extractor::default().claims(&page, &|_| None, &mut values);
    let view = PageView::new(page, claims);
    laws::claims(&view);
    let mut lines = Vec::new();
    docparity::report::claims::write_lines(&view, &values, &|_| true, &mut lines).unwrap();
    docparity::report::claims::write_text(&view, &values, &|_| true, 80, &mut Vec::new()).unwrap();
    laws::json_lines(&lines);
    for suppression in docparity::suppress::read(&text) {
        assert!(text.get(suppression.span.clone()).is_some(), "{suppression:?}");
    }
    let path = ["page.md", "page.mdx", "page.html"][choice / LOCALES.len() % 3];
    check_topic(vec![(locale(choice), path, text)]);
}

/// A source page and a translation: aligned, compared, judged, and written in every format.
pub fn topic_pair(bytes: &[u8]) {
    let (choice, text) = choice(bytes);
    let (source, target) = text.split_once(SEPARATOR).unwrap_or((&text, &text));
    let translation = locale(choice % (LOCALES.len() - 1) + 1);
    let name = ["page.md", "page.mdx", "page.html"][choice / LOCALES.len() % 3];
    check_topic(vec![(locale(0), name, source.to_owned()), (translation, name, target.to_owned())]);
}

/// What is learned from the bundled pages, which a topic is checked with.
fn learned() -> &'static LearnedSet {
    static LEARNED: OnceLock<LearnedSet> = OnceLock::new();
    LEARNED.get_or_init(|| {
        let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("corpus/technet"));
        let folder = bundled.into_iter().find(|folder| folder.is_dir()).unwrap();
        let folder = Utf8PathBuf::from_path_buf(folder).unwrap();
        let corpus = corpus::load(&[folder], &Config::default(), &|_| {}).unwrap();
        LearnedSet::learn(corpus, &Config::default())
    })
}

/// Checks pages, each in its locale and with its name, as one topic, and writes what was found.
fn check_topic(pages: Vec<(Locale, &str, String)>) {
    let (set, config) = (learned(), Config::default());
    let pages: Vec<_> = pages
        .into_iter()
        .map(|(locale, name, text)| (locale.clone(), format!("{locale}/{name}"), None, text))
        .collect();
    let topic = Topic::of_texts(None, pages, &set.source_locale, &config).unwrap();
    let checker = set.checker(&config);
    let mut worker = Worker::default();
    let (result, aligned) = checker.check(&mut worker, &topic, Vec::new(), true);
    laws::was_checked(&result);
    laws::findings(&result.findings, &topic);
    laws::alignment(&topic, &set.source_locale, &aligned);
    // The buffers that one topic leaves behind must not show in the next.
    assert!(checker.check(&mut worker, &topic, Vec::new(), false).0 == result, "checking is deterministic");
    let report = assemble(&set.source_locale, [result], Vec::new(), false);
    reports::write_all(&report, topic, aligned);
}

/// A small topic that says something else in each locale, so that much is found.
const TOPIC: [(&str, &str); 3] = [
    (
        "en-US",
        "# Set up\n\nIt runs on Windows Server 2016 and needs 5 MB.\n\nRun `Get-GatewayState`. It is supported.\n",
    ),
    (
        "fr-FR",
        "# Installer\n\nFonctionne sous Windows Server 2012 et nécessite 7 Mo.\n\nExécutez `Get-GatewayStatus`.\n",
    ),
    ("zh-CN", "# 安装\n\n它在 Windows Server 2016 上运行。\n\n运行 `Get-GatewayState`。不支持。\n"),
];

fn small_topic(config: &Config) -> Topic {
    let pages = TOPIC.map(|(tag, text)| (Locale::new(tag).unwrap(), format!("{tag}/a.md"), None, text.to_owned()));
    Topic::of_texts(None, pages, &locale(0), config).unwrap()
}

/// What is found in it.
fn small_report() -> &'static Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    REPORT.get_or_init(|| {
        let config = Config::default();
        let topic = small_topic(&config);
        let (result, _) = learned().checker(&config).check(&mut Worker::default(), &topic, Vec::new(), false);
        assert!(result.findings.len() > 3);
        assemble(&locale(0), [result], Vec::new(), false)
    })
}

/// `docparity.toml`, and a topic that is checked as it says.
pub fn configuration(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let checks: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
    let config = match config::parse(Utf8Path::new("docparity.toml"), &text, &checks) {
        Ok(config) => config,
        Err(ConfigError::Mistakes(mistakes)) => {
            assert!(!mistakes.is_empty());
            let lines = text.split('\n').count() as u32;
            for mistake in mistakes {
                assert!((1..=lines).contains(&mistake.line) && mistake.column > 0, "{mistake:?}");
                assert!(!mistake.message.is_empty());
            }
            return;
        }
        Err(error) => panic!("{error}"),
    };
    let mut findings = small_report().findings.clone();
    let before = findings.len();
    Levels::new(&config).apply(&mut findings);
    assert!(findings.len() <= before);
    for finding in &findings {
        assert!(config.max_file_size < u64::from(u32::MAX), "{finding:?}");
    }
    for layout in &config.layouts {
        for pattern in [Some(&layout.pattern), layout.source.as_ref()].into_iter().flatten() {
            for path in ["docs/en/a.md", "en-US/a/b.md", "a.en.md", ""] {
                if let Some(captures) = pattern.captures(path, &|tag| Locale::new(tag).is_ok()) {
                    pattern.without_locale(&captures);
                }
            }
        }
    }
    // The topic has no files, so that no limit on them holds.
    let topic = small_topic(&Config::default());
    let (result, _) = learned().checker(&config).check(&mut Worker::default(), &topic, Vec::new(), false);
    laws::was_checked(&result);
}

/// A baseline: read, written and read again, and applied.
pub fn baseline(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(read) = Baseline::parse(&text) else { return };
    let mut written = Vec::new();
    read.write(&mut written).unwrap();
    assert_eq!(Baseline::parse(std::str::from_utf8(&written).unwrap()).unwrap(), read, "what is written is read");
    let mut report = small_report().clone();
    let before = report.findings.len() as u64;
    let applied = read.apply(&mut report, &|_| true);
    assert_eq!(applied.known + report.findings.len() as u64, before);
    assert_eq!(applied.known as usize + applied.vanished.len(), read.entries.len());
    assert_eq!(read.without(&applied.vanished).entries.len() as u64, applied.known);
}

/// A store that gives the same bytes for every key from the `first` question on.
struct Damaged<'b> {
    bytes: &'b [u8],
    first: usize,
    asked: AtomicUsize,
}

impl Store for Damaged<'_> {
    fn get(&self, _: &Digest) -> Option<Vec<u8>> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        (asked >= self.first).then(|| self.bytes.to_vec())
    }

    fn put(&self, _: &Digest, _: &[u8]) {}
}

/// Something else than what was kept, as a topic's result or as what the set taught.
pub fn cache_entry(bytes: &[u8]) {
    let (first, bytes) = bytes.split_first().unwrap_or((&0, &[]));
    let store = Damaged { bytes, first: usize::from(first % 2), asked: AtomicUsize::new(0) };
    let (corpus, config) = (small_corpus(), Config::default());
    let checked = pipeline::run(&Task { store: Some(&store), ..Task::new(corpus, &config) });
    assert!(checked.topics.len() == 1 && checked.topics[0].topic == "a.md", "{:?}", checked.topics);
    checked.topics.iter().for_each(laws::was_checked);
    let mut lines = Vec::new();
    checked.write(&corpus.source_locale, &corpus.locales, &mut lines).unwrap();
    laws::json_lines(&lines);
    let report = checked.report(&corpus.source_locale);
    reports::write_json(&report);
}

fn small_corpus() -> &'static Corpus {
    static CORPUS: OnceLock<Corpus> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let locales = TOPIC.map(|(tag, _)| Locale::new(tag).unwrap()).to_vec();
        let mut corpus = Corpus::without_pages(locale(0), locales);
        corpus.topics.push(small_topic(&Config::default()));
        corpus
    })
}

/// What is kept of the small topic and of what it teaches: inputs that the cache's reader takes.
pub fn cache_entries() -> Vec<Vec<u8>> {
    #[derive(Default)]
    struct Kept(Mutex<Vec<Vec<u8>>>);
    impl Store for Kept {
        fn get(&self, _: &Digest) -> Option<Vec<u8>> {
            None
        }

        fn put(&self, _: &Digest, value: &[u8]) {
            self.0.lock().unwrap().push(value.to_vec());
        }
    }
    let (kept, config) = (Kept::default(), Config::default());
    pipeline::run(&Task { store: Some(&kept), ..Task::new(small_corpus(), &config) });
    let kept = kept.0.into_inner().unwrap();
    kept.into_iter().flat_map(|value| [[b"0", &value[..]].concat(), [b"1", &value[..]].concat()]).collect()
}

/// A line of what `--stdin-topics` takes.
pub fn stdin_topics(bytes: &[u8]) {
    let (set, config) = (learned(), Config::default());
    let checker = set.checker(&config);
    let mut worker = Worker::default();
    let result = match set.check_line(&checker, &config, &mut worker, bytes) {
        Ok(result) => result,
        Err(message) => return assert!(!message.is_empty()),
    };
    laws::was_checked(&result);
    let mut line = Vec::new();
    result.write(&mut line).unwrap();
    laws::json_lines(&line);
    let read: TopicResult = serde_json::from_slice(&line).unwrap();
    assert!(read == result, "what is written is read");
    let mut merger = Merger::default();
    merger.learned(set).unwrap();
    merger.line(1, std::str::from_utf8(&line).unwrap()).unwrap();
    reports::write_json(&merger.finish().unwrap().0);
}
