//! Whatever stands in a folder, a run comes to its end: random bytes, pages cut
//! anywhere, two pages that have nothing to do with each other, and every real
//! page that stands beside the project.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use docparity::claim::{Extractor, Values};
use docparity::config::Config;
use docparity::corpus;
use docparity::finding::{Evidence, Report};
use docparity::locale::Locale;
use docparity::page::Page;
use docparity::parse::{self, Markup};
use docparity::report::json;
use docparity::source::LineIndex;
use proptest::prelude::*;
use rayon::prelude::*;
use tempfile::TempDir;

/// Pieces that pages are made of, so that random pages nest and break off in every way.
const PIECES: &[&str] = &[
    "\u{feff}---\nms:assetid: a\n---\n",
    "---\n",
    "# ",
    "## Prerequisites\n",
    "\n",
    "\n\n",
    "\r\n",
    "    ",
    "\t",
    "- ",
    "1. ",
    "> ",
    "> [!NOTE]\n",
    "> [!IMPORTANT]",
    ":::",
    "```\n",
    "~~~",
    "<pre>",
    "</pre>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</tr>",
    "</table>",
    "<div data-x=\"1\">",
    "</div>",
    "<span> </span>",
    "<a name=\"x\"></a>",
    "<!--",
    "-->",
    "<",
    ">",
    "{",
    "}",
    "{{< ref >}}",
    "import x from 'y'\n",
    "<Tabs>",
    "</Tabs>",
    "|",
    "|---|---|\n",
    "| a | b |\n",
    "[a](b.md)",
    "[",
    "](",
    ")",
    "![",
    "![x](media/1.gif)",
    "**",
    "*",
    "_",
    "`",
    "`Get-CsUser`",
    "\\",
    "\\&",
    "&amp;",
    "&#x0;",
    "&",
    "\u{a0}",
    "\u{200b}",
    "\u{301}",
    "\u{1f1eb}\u{1f1f7}",
    "Exchange Server 2016 SP1",
    "Lync Server 2010 R2",
    "Get-CsUser –Identity",
    " -Identity \"x",
    "2 MB",
    "1,000",
    "1 000,5",
    "5 月 2015",
    "Le 12 mai 2015",
    "支持",
    "不支持",
    "。",
    "！",
    "支援",
    "not supported",
    "n’est pas pris en charge",
    "https://go.microsoft.com/fwlink/?linkid=1&clcid=0x409",
    "http://[::1",
    "HKEY_LOCAL_MACHINE\\x",
    "C:\\a b\\c.exe",
    "$x = 1",
    "a",
    " ",
    "Topic Last Modified: 2013-02-21",
];

/// Locales whose packs differ most, and one without a pack.
const LOCALES: &[&str] = &["en-US", "fr-FR", "zh-CN", "zh-TW", "ja-JP", "sw"];

fn locale(tag: &str) -> Locale {
    Locale::new(tag).unwrap()
}

/// A page made of pieces, of any characters, or of both.
fn page_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Reads a text as a page and takes its claims, and holds the places against the text.
fn read(text: &str, locale: &Locale, markup: Markup) -> Page {
    let (page, _) = parse::parse("page.md".into(), locale.clone(), text.to_owned(), markup);
    let claims = Extractor::default().claims(&page, &|_| None, &mut Values::default());
    for claim in &claims {
        assert!(text.get(page.span(claim.text).range()).is_some(), "{claim:?} is no slice of {text:?}");
    }
    page
}

/// Checks a folder and writes the findings; every place lies within its file.
fn check(folder: &Utf8Path) -> Option<Report> {
    let config = Config::default();
    let corpus = corpus::load(&[folder.to_owned()], &config, &|_| {}).ok()?;
    let report = docparity::check(&corpus, &config, &|_| {});
    let mut out = Vec::new();
    json::write(&report, &mut out).unwrap();
    assert!(serde_json::from_slice::<serde_json::Value>(&out).is_ok());
    for finding in &report.findings {
        for evidence in [&finding.source, &finding.target].into_iter().flatten() {
            assert_place(evidence);
        }
    }
    Some(report)
}

fn assert_place(evidence: &Evidence) {
    let bytes = fs::read(&evidence.path).unwrap();
    let Ok(text) = String::from_utf8(bytes) else { return };
    let lines = LineIndex::new(&text);
    let start = lines.line_span(&text, evidence.line).is_some() && evidence.column >= 1;
    let order = (evidence.line, evidence.column) <= (evidence.end_line, evidence.end_column);
    assert!(start && order, "{evidence:?} is no place of {text:?}");
}

/// A folder with a page in each of some locales.
struct Set(TempDir);

impl Set {
    fn new(pages: &[(&str, &[u8])]) -> Set {
        let set = Set(TempDir::new().unwrap());
        for (name, bytes) in pages {
            let path = set.0.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        set
    }

    fn path(&self) -> &Utf8Path {
        Utf8Path::from_path(self.0.path()).unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_page(text in page_text(), tag in prop::sample::select(LOCALES)) {
        for markup in [Markup::Markdown, Markup::Mdx, Markup::Html] {
            read(&text, &locale(tag), markup);
        }
    }

    #[test]
    fn any_two_texts_can_be_compared(
        source in page_text(),
        target in page_text(),
        tag in prop::sample::select(&LOCALES[1..]),
        extension in prop::sample::select(&["md", "mdx", "html"][..]),
    ) {
        let name = |locale: &str| format!("{locale}/page.{extension}");
        let set = Set::new(&[(&name("en-US"), source.as_bytes()), (&name(tag), target.as_bytes())]);
        check(set.path());
    }

    #[test]
    fn any_bytes_are_read_or_reported(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let set = Set::new(&[("en-US/page.md", b"# One\n\nTwo."), ("fr-FR/page.md", &bytes)]);
        let report = check(set.path()).expect("the source page is there");
        let readable = String::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
        let reported = report.findings.iter().any(|finding| finding.rule == "unreadable-file");
        prop_assert_eq!(readable, !reported);
        prop_assert_eq!(report.incomplete, reported);
    }
}

/// Every text under a folder, in order.
fn texts(folder: &Path) -> Vec<(Utf8PathBuf, String)> {
    let walk = ignore::WalkBuilder::new(folder).standard_filters(false).build();
    let files = walk.map(|entry| entry.unwrap().into_path()).filter_map(|path| Utf8PathBuf::from_path_buf(path).ok());
    let pages = files.filter(|path| path.is_file() && corpus::is_page(path));
    let mut texts: Vec<_> = pages.filter_map(|path| fs::read_to_string(&path).ok().map(|text| (path, text))).collect();
    texts.sort();
    texts
}

fn technet() -> Utf8PathBuf {
    Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/technet")
}

/// A copy of the bundled pages in which one page is cut at a place.
#[test]
fn a_page_can_break_off_anywhere() {
    let topic = "lync-server-2013-mailbox-and-portal-integration.md";
    let page = |tag: &str| fs::read_to_string(technet().join(tag).join(topic)).unwrap();
    let (source, target) = (page("en-US"), page("zh-CN"));
    for cut in (0..target.len()).step_by(61).map(|at| target.floor_char_boundary(at)) {
        let cut_page = &target[..cut];
        read(cut_page, &locale("zh-CN"), Markup::Markdown);
        read(cut_page, &locale("zh-CN"), Markup::Html);
        read(cut_page, &locale("zh-CN"), Markup::Mdx);
    }
    // The whole way at fewer places: bytes, not characters, so that some files are not UTF-8.
    for cut in (0..target.len()).step_by(target.len() / 24) {
        let pages = [("en-US/page.md", source.as_bytes()), ("zh-CN/page.md", &target.as_bytes()[..cut])];
        assert!(check(Set::new(&pages).path()).is_some(), "cut at {cut}");
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let written = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let corpus = corpus::load(&[technet()], &Config::default(), &|_| {}).unwrap();
            let mut out = Vec::new();
            json::write(&docparity::check(&corpus, &Config::default(), &|_| {}), &mut out).unwrap();
            String::from_utf8(out).unwrap()
        })
    };
    let one = written(1);
    assert!(one.lines().count() > 40, "the bundled pages have findings");
    assert!(one == written(8), "1 and 8 threads differ");
    assert!(one == written(8), "two runs with 8 threads differ");
}

/// Real pages of several projects, as they are and cut in half. They stand in
/// `../shared/corpus`, or beside the benchmarks that `DOCPARITY_BENCH` names.
#[test]
fn real_pages_are_read_to_their_end() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench");
    let folder = std::env::var_os("DOCPARITY_BENCH").map_or(beside, PathBuf::from).join("../corpus");
    if !folder.is_dir() {
        println!("skipped: there are no pages at {}", folder.display());
        return;
    }
    let texts = texts(&folder);
    assert!(!texts.is_empty(), "{} holds pages", folder.display());
    let english = locale("en-US");
    texts.par_iter().for_each(|(path, text)| {
        let markup = Markup::of(path).unwrap_or(Markup::Markdown);
        read(text, &english, markup);
        read(&text[..text.floor_char_boundary(text.len() / 2)], &english, markup);
    });
    for set in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let set = Utf8PathBuf::from_path_buf(set).unwrap();
        assert!(check(&set).is_some(), "{set} holds pages");
    }
}
