//! A whole run beside its floor.
//!
//! The floor is what no checker of Markdown can do without: walk the folder,
//! read each file and let pulldown-cmark parse it. It is measured in the same
//! process, on the same threads and in turn with the whole of docparity (read,
//! parse, align, compare, check, write JSON), so that a busy machine slows both,
//! and with the first parts of it alone: pages read into blocks, and their claims.
//! The program itself is run as well, for its peak memory, once without and once
//! with what earlier runs kept of the same pages.
//!
//! `cargo bench --bench whole_run` measures `../shared/corpus/technet`, or the
//! folder that `DOCPARITY_BENCH_CORPUS` names, in `DOCPARITY_BENCH_ROUNDS`
//! rounds (9); `RAYON_NUM_THREADS` sets the threads. With `-- --json` the last
//! line is an object with the figures, in seconds and bytes. With `-- --scaling`
//! it measures synthetic sets of growing size instead (`scaling`), and with
//! `-- --scaling --write` it puts the tables into `docs/performance.md`.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints and may stop")]

mod pages;
mod scaling;
#[path = "../examples/generate/synthetic/mod.rs"]
mod synthetic;

use std::hint::black_box;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use docparity::claim::Values;
use docparity::config::Config;
use docparity::corpus::{self, Corpus, PageFile};
use docparity::pipeline;
use docparity::report::json;
use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The extensions that docparity reads Markdown with.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// What a run went over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size {
    pages: u64,
    bytes: u64,
}

/// Walks, reads and parses, and nothing else.
fn floor(folder: &Utf8Path) -> Size {
    let mut files = Vec::new();
    walk(folder.as_std_path(), &mut files);
    let bytes = files.par_iter().map(|path| {
        let text = std::fs::read_to_string(path).unwrap();
        let events = Parser::new_ext(body(&text), OPTIONS).into_offset_iter();
        events.for_each(|event| drop(black_box(event)));
        text.len() as u64
    });
    Size { bytes: bytes.sum(), pages: files.len() as u64 }
}

/// The pages below a folder that are Markdown for pulldown-cmark.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = entry.path();
        let is_page = |extension: &str| ["md", "markdown", "mdx"].contains(&extension);
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => walk(&path, files),
            kind if kind.is_file() && path.extension().and_then(|it| it.to_str()).is_some_and(is_page) => {
                files.push(path);
            }
            _ => {}
        }
    }
}

/// A page without byte-order mark and front matter, which docparity does not give to pulldown-cmark either.
fn body(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let end = text.strip_prefix("---").and_then(|rest| rest.find("\n---")).map_or(0, |end| end + "---\n---".len());
    &text[end..]
}

/// What `docparity check FOLDER --format json` does.
fn whole(folder: &Utf8PathBuf) -> (Size, usize) {
    let config = Config::default();
    let corpus = corpus::load(std::slice::from_ref(folder), &config, &|_| {}).unwrap();
    let report = docparity::check(&corpus, &config, &|_| {});
    let mut out = BufWriter::with_capacity(256 * 1024, io::sink());
    json::write(&report, &mut out).unwrap();
    (Size { pages: report.stats.pages, bytes: corpus.bytes }, report.findings.len())
}

/// The first part of that: finds the pages, reads them and does `work` on each.
fn pages(folder: &Utf8PathBuf, work: impl Fn(&Corpus, &PageFile) + Sync) {
    let corpus = corpus::load(std::slice::from_ref(folder), &Config::default(), &|_| {}).unwrap();
    let topics = corpus.topics.par_iter();
    topics.for_each(|topic| topic.pages.values().flatten().for_each(|page| work(&corpus, page)));
}

/// Pages as blocks with their places: what alignment and claims begin with.
fn blocks(folder: &Utf8PathBuf) {
    pages(folder, |_, page| drop(black_box(pipeline::parse_file(page))));
}

/// The claims of each page, which are compared.
fn claims(folder: &Utf8PathBuf) {
    pages(folder, |corpus, page| drop(black_box(pipeline::claims(corpus, page, &mut Values::default()))));
}

/// Runs the program: how long it took from start to end, and the most memory that it had, in bytes.
///
/// `kept` is the folder of results that earlier runs kept, if they are to be used.
fn program(folder: &Utf8Path, kept: Option<&Path>) -> (Duration, Option<u64>) {
    let started = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_docparity"));
    command.args(["check", folder.as_str(), "--format", "json", "--exit-zero", "--isolated", "--quiet"]);
    match kept {
        Some(kept) => command.arg("--cache-dir").arg(kept),
        None => command.arg("--no-cache"),
    };
    command.args(["--threads", &rayon::current_num_threads().to_string()]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    let mut peak = None;
    // The system keeps the high-water mark itself; what grows within the last millisecond is lost.
    while child.try_wait().unwrap().is_none() {
        peak = high_water_mark(child.id()).or(peak);
        std::thread::sleep(Duration::from_millis(1));
    }
    (started.elapsed(), peak)
}

/// The most memory that a process had so far, in bytes, where the system tells.
fn high_water_mark(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let kibibytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?;
    Some(kibibytes.trim().parse::<u64>().ok()? * 1024)
}

/// How long each round took, in order of length.
struct Times(Vec<Duration>);

impl Times {
    fn new(mut times: Vec<Duration>) -> Times {
        times.sort_unstable();
        Times(times)
    }

    fn median(&self) -> f64 {
        self.0[self.0.len() / 2].as_secs_f64()
    }

    fn fastest(&self) -> f64 {
        self.0[0].as_secs_f64()
    }

    fn print(&self, name: &str, size: Size) {
        let (median, fastest) = (self.median(), self.fastest());
        let speed = size.bytes as f64 / 1e6 / median;
        println!(
            "{name:34} {median:7.3} s {fastest:8.3} s {speed:9.0} {:>10}",
            thousands((size.pages as f64 / median) as u64)
        );
    }
}

/// 9428 as 9,428.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

fn timed<T>(run: impl FnOnce() -> T) -> (Duration, T) {
    let started = Instant::now();
    let result = run();
    (started.elapsed(), result)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_given = |wanted: &str| arguments.iter().any(|argument| argument == wanted);
    if let Some(at) = arguments.iter().position(|argument| argument == "--floor") {
        black_box(floor(Utf8Path::new(&arguments[at + 1])));
        return;
    }
    if is_given("--scaling") {
        return scaling::run(is_given("--write"));
    }
    let folder = pages::folder();
    let rounds = std::env::var("DOCPARITY_BENCH_ROUNDS").map_or(9, |rounds| rounds.parse().unwrap());
    // Once unmeasured: the files come into the system's cache, the threads start.
    let size = floor(&folder);
    let (read, findings) = whole(&folder);
    let kept = tempfile::TempDir::new().unwrap();
    program(&folder, Some(kept.path()));
    let (mut floors, mut parsings, mut extractions) = (vec![], vec![], vec![]);
    let (mut wholes, mut programs, mut agains, mut peak) = (vec![], vec![], vec![], None);
    for _ in 0..rounds.max(1) {
        floors.push(timed(|| floor(&folder)).0);
        parsings.push(timed(|| blocks(&folder)).0);
        extractions.push(timed(|| claims(&folder)).0);
        wholes.push(timed(|| whole(&folder)).0);
        let (time, most) = program(&folder, None);
        programs.push(time);
        peak = peak.max(most);
        agains.push(program(&folder, Some(kept.path())).0);
    }
    let [floors, parsings, extractions] = [floors, parsings, extractions].map(Times::new);
    let [wholes, programs, agains] = [wholes, programs, agains].map(Times::new);
    let threads = rayon::current_num_threads();
    println!(
        "{:.1} MB in {} files, of which {} pages are compared; {threads} threads; {rounds} rounds, in turn",
        size.bytes as f64 / 1e6,
        thousands(size.pages),
        thousands(read.pages),
    );
    println!("{:34} {:>9} {:>10} {:>9} {:>10}", "", "median", "fastest", "MB/s", "pages/s");
    floors.print("walk, read, pulldown-cmark alone", size);
    parsings.print("docparity, pages to blocks", size);
    extractions.print("docparity, pages to claims", size);
    wholes.print("docparity check, to JSON", size);
    programs.print("the same as a process of its own", size);
    agains.print("and again over the same pages", size);
    let (ratio, best) = (wholes.median() / floors.median(), wholes.fastest() / floors.fastest());
    println!("{:34} {ratio:9.2} {best:10.2}", "check / pulldown-cmark alone");
    for (name, part) in [("blocks", &parsings), ("claims", &extractions)] {
        let name = format!("{name} / pulldown-cmark alone");
        println!("{name:34} {:9.2} {:10.2}", part.median() / floors.median(), part.fastest() / floors.fastest());
    }
    let (again, best_again) = (agains.median() / floors.median(), agains.fastest() / floors.fastest());
    println!("{:34} {again:9.2} {best_again:10.2}", "again / pulldown-cmark alone");
    println!("{:34} {:>9}", "findings", thousands(findings as u64));
    if let Some(peak) = peak {
        println!("{:34} {:6.0} MB", "peak memory of the process", peak as f64 / 1e6);
    }
    if is_given("--json") {
        println!(
            "{}",
            serde_json::json!({
                "bytes": size.bytes, "files": size.pages, "pages": read.pages, "threads": threads, "rounds": rounds,
                "floor": floors.median(), "blocks": parsings.median(), "claims": extractions.median(), "check": wholes.median(), "process": programs.median(),
                "again": agains.median(), "ratio": ratio, "ratio_of_fastest": best,
                "ratio_of_again": again, "fastest_ratio_of_again": best_again, "peak_memory": peak,
            })
        );
    }
}
