//! The command line of docparity.

use std::io::Write;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let paths: Vec<camino::Utf8PathBuf> = std::env::args()
        .skip(2)
        .filter(|argument| !argument.starts_with("--") && argument != "json")
        .map(Into::into)
        .collect();
    let config = docparity::config::Config::default();
    let started = std::time::Instant::now();
    let corpus = docparity::corpus::load(&paths, &config, &|_| {});
    let mut err = std::io::stderr();
    let _ = writeln!(err, "{:?}", started.elapsed());
    match corpus {
        Ok(corpus) => {
            let report = docparity::check(&corpus, &config, &|_| {});
            let _ = writeln!(err, "{:?}", started.elapsed());
            let _ = docparity::report::json::write(&report, &mut std::io::BufWriter::new(std::io::stdout().lock()));
            let _ = writeln!(err, "{:?}", started.elapsed());
        }
        Err(error) => drop(writeln!(err, "{error}")),
    }
}
