//! What size and threads cost, beside what people would use instead.
//!
//! Synthetic sets (`examples/generate`) of growing size are checked, and one of
//! them on 1, 2, 4 and 8 threads. Beside docparity stand pulldown-cmark, which
//! parses the same files and does nothing else, and, where they are installed,
//! ripgrep, which counts their lines, and pofilter of translate-toolkit, which
//! checks the same sentences. Each is a process of its own, so that wall time,
//! processor time and peak memory are those of the system.
//!
//! `DOCPARITY_BENCH_SIZES` names the sizes in pages (`1000,10000,100000`), and
//! `DOCPARITY_BENCH_POFILTER` the program if it is not on the path.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::high_water_mark;
use super::synthetic::{LOCALES, Options, generate};

/// What `docs/performance.md` has around the tables.
const MARKS: [&str; 2] = ["<!-- generated: scaling -->\n", "<!-- end: scaling -->"];

/// Sets up to this size (pages) are measured several times.
const SMALL: u32 = 10_000;

const THREADS: &[usize] = &[1, 2, 4, 8];

/// What a process cost.
#[derive(Debug, Clone, Copy)]
struct Cost {
    wall: Duration,
    /// User and system together.
    processor: Option<Duration>,
    /// The most memory that it had, in bytes.
    peak: Option<u64>,
}

/// A set on disk, which goes when this does.
struct Set {
    folder: tempfile::TempDir,
    pages: u64,
    bytes: u64,
}

impl Set {
    fn new(pages: u32) -> Set {
        let folder = tempfile::TempDir::new().unwrap();
        let written = generate(folder.path(), &Options { pages, seed: 1, differences: 0.02 }).unwrap();
        Set { folder, pages: written.pages, bytes: written.bytes }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Measures, prints the tables, and writes them into `docs/performance.md` if `write`.
pub(crate) fn run(write: bool) {
    let sizes = std::env::var("DOCPARITY_BENCH_SIZES").unwrap_or_else(|_| "1000,10000,100000".to_owned());
    let sizes: Vec<u32> = sizes.split(',').map(|size| size.trim().parse().unwrap()).collect();
    let all = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let mut text = format!("By size, on {all} threads:\n\n{HEADING}");
    for &size in &sizes {
        let set = Set::new(size);
        let rounds = if size <= SMALL { 3 } else { 1 };
        let label = format!("{} pages, {:.0} MB", super::thousands(set.pages), set.bytes as f64 / 1e6);
        let row = |name: &str, cost: Cost| row(&format!("{label}: {name}"), cost, &set);
        text += &row("docparity", best(rounds, || check(&set, all)));
        text += &row("pulldown-cmark alone", best(rounds, || floor(&set, all)));
        if is_installed("rg") {
            text += &row("ripgrep counts the lines", best(rounds, || ripgrep(&set, all)));
        }
    }
    let set = Set::new(sizes.iter().copied().filter(|&size| size <= SMALL).max().unwrap_or(sizes[0]));
    let _ = write!(text, "\nBy threads, {} pages:\n\n{HEADING}", super::thousands(set.pages));
    for &threads in THREADS {
        let name = if threads == 1 { "1 thread".to_owned() } else { format!("{threads} threads") };
        text += &row(&format!("{name}: docparity"), best(3, || check(&set, threads)), &set);
        text += &row(&format!("{name}: pulldown-cmark alone"), best(3, || floor(&set, threads)), &set);
    }
    text += &beside_pofilter(sizes[0].min(1_000));
    println!("{text}");
    if write {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/performance.md");
        let page = std::fs::read_to_string(&path).unwrap();
        let (before, rest) = page.split_once(MARKS[0]).unwrap();
        let (_, after) = rest.split_once(MARKS[1]).unwrap();
        std::fs::write(&path, format!("{before}{}\n{text}\n{}{after}", MARKS[0], MARKS[1])).unwrap();
    }
}

const HEADING: &str = "| | wall | processor | pages/s | pages per processor second | peak memory |\n\
                       |---|---:|---:|---:|---:|---:|\n";

fn row(name: &str, cost: Cost, set: &Set) -> String {
    let speed = |time: Duration| super::thousands((set.pages as f64 / time.as_secs_f64().max(0.001)) as u64);
    let processor = cost.processor.map_or("–".to_owned(), |time| format!("{:.2} s", time.as_secs_f64()));
    let per_processor = cost.processor.map_or("–".to_owned(), speed);
    let peak = cost.peak.map_or("–".to_owned(), |peak| format!("{:.0} MB", peak as f64 / 1e6));
    let (wall, per_second) = (cost.wall.as_secs_f64(), speed(cost.wall));
    format!("| {name} | {wall:.2} s | {processor} | {per_second} | {per_processor} | {peak} |\n")
}

/// The same sentences, aligned, through pofilter, one translation after another.
fn beside_pofilter(pages: u32) -> String {
    let pofilter = std::env::var("DOCPARITY_BENCH_POFILTER").unwrap_or_else(|_| "pofilter".to_owned());
    if !is_installed(&pofilter) {
        return String::new();
    }
    let set = Set::new(pages);
    let folder = tempfile::TempDir::new().unwrap();
    let (mut pairs, mut total) = (0, None);
    for locale in &LOCALES[1..] {
        let [memory, result] = ["tmx", "failed.tmx"].map(|end| folder.path().join(format!("{locale}.{end}")));
        let mut align = docparity(1);
        align.arg("align").arg(set.path()).args(["--locale", locale, "--format", "tmx", "-o"]).arg(&memory);
        measured(&mut align);
        pairs += std::fs::read_to_string(&memory).unwrap().matches("<tu ").count() as u64;
        let mut filter = Command::new(&pofilter);
        let cost = measured(filter.args(["--progress", "none"]).args([&memory, &result]));
        total = Some(total.map_or(cost, |total| added(total, cost)));
    }
    let Some(total) = total else { return String::new() };
    let (set_pages, pairs) = (super::thousands(set.pages), super::thousands(pairs));
    let mut text = format!("\nThe {pairs} aligned sentences of {set_pages} pages, on 1 thread:\n\n{HEADING}");
    text += &row("docparity, from the pages on", best(3, || check(&set, 1)), &set);
    text += &row("pofilter, from sentences that docparity aligned", total, &set);
    text
}

fn added(one: Cost, other: Cost) -> Cost {
    Cost {
        wall: one.wall + other.wall,
        processor: one.processor.zip(other.processor).map(|(one, other)| one + other),
        peak: one.peak.max(other.peak),
    }
}

fn docparity(threads: usize) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docparity"));
    command.args(["--quiet", "--isolated", "--threads", &threads.to_string()]);
    command
}

fn check(set: &Set, threads: usize) -> Cost {
    measured(docparity(threads).arg("check").arg(set.path()).args(["--format", "json", "--exit-zero", "--no-cache"]))
}

/// This program in its other mode: walk, read, parse with pulldown-cmark.
fn floor(set: &Set, threads: usize) -> Cost {
    let mut command = Command::new(std::env::current_exe().unwrap());
    measured(command.arg("--floor").arg(set.path()).env("RAYON_NUM_THREADS", threads.to_string()))
}

fn ripgrep(set: &Set, threads: usize) -> Cost {
    measured(Command::new("rg").args(["--count", "--threads", &threads.to_string(), ""]).arg(set.path()))
}

fn is_installed(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The round with the least processor time, since other programs slow the wall clock only.
fn best(rounds: usize, mut run: impl FnMut() -> Cost) -> Cost {
    let costs = std::iter::repeat_with(&mut run).take(rounds);
    costs.min_by_key(|cost| cost.processor.unwrap_or(cost.wall)).unwrap()
}

/// Runs a program to its end.
fn measured(command: &mut Command) -> Cost {
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let (mut peak, mut processor) = (None, None);
    loop {
        peak = high_water_mark(child.id()).or(peak);
        // A process that has ended keeps its times until it is waited for.
        match times(child.id()) {
            Some((ended, time)) => {
                processor = Some(time);
                if ended {
                    break;
                }
            }
            None => {
                if child.try_wait().unwrap().is_some() {
                    break;
                }
            }
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let wall = started.elapsed();
    let status = child.wait().unwrap();
    assert!(status.success(), "{command:?} ended with {status}");
    Cost { wall, processor, peak }
}

/// Whether a process has ended, and its processor time so far, where the system tells.
fn times(process: u32) -> Option<(bool, Duration)> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in brackets may hold anything.
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = |field: usize| fields.get(field)?.parse::<u64>().ok();
    // Linux counts in hundredths of a second here, whatever its clock does.
    Some((*fields.first()? == "Z", Duration::from_millis((ticks(11)? + ticks(12)?) * 10)))
}
