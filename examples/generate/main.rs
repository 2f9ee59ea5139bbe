//! Writes synthetic topics in four locales, to see what size costs:
//! `cargo run --release --example generate -- FOLDER --pages 10000 --seed 1 --differences 0.02`
//!
//! The pages have the form of TechNet's human translations. The same seed gives
//! the same pages. `FOLDER/differences.jsonl` lists where a translation differs
//! from its source, and in what; everything else says the same in all locales.

#![allow(clippy::print_stdout, reason = "a program that says what it did")]

mod synthetic;

use std::path::PathBuf;

use anyhow::{Context, ensure};
use clap::Parser;

/// Writes synthetic topics in four locales.
#[derive(Debug, Parser)]
struct Arguments {
    /// Where to write; it must not exist, or be empty
    folder: PathBuf,
    /// Pages in all locales together; four make a topic
    #[arg(long, default_value_t = 10_000)]
    pages: u32,
    /// The same seed gives the same set
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many of the translated pages differ from their source, from 0 to 1
    #[arg(long, default_value_t = 0.02, value_name = "RATE")]
    differences: f64,
}

fn main() -> anyhow::Result<()> {
    let Arguments { folder, pages, seed, differences } = Arguments::parse();
    ensure!((0.0..=1.0).contains(&differences), "--differences {differences}: give a number from 0 to 1");
    let is_free = !folder.exists() || folder.read_dir().is_ok_and(|mut entries| entries.next().is_none());
    ensure!(is_free, "{} is there already; name a new folder", folder.display());
    let options = synthetic::Options { pages, seed, differences };
    let written = synthetic::generate(&folder, &options)
        .with_context(|| format!("{}: the set could not be written", folder.display()))?;
    println!(
        "{} pages in {} locales, {:.1} MB, {} differences",
        written.pages,
        synthetic::LOCALES.len(),
        written.bytes as f64 / 1e6,
        written.differences
    );
    Ok(())
}
