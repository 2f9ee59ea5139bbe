//! The command line of docparity.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod cli {
    pub(crate) mod align;
}

#[derive(clap::Parser)]
enum Command {
    Align(cli::align::Arguments),
}

fn main() {
    if std::env::args().nth(1).is_some_and(|command| command == "align") {
        let Command::Align(arguments) = clap::Parser::parse();
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        if let Err(error) = cli::align::run(&arguments, &mut out) {
            if !cli::align::is_broken_pipe(&error) {
                eprintln!("error: {error:#}");
                std::process::exit(2);
            }
        }
        return;
    }
    let mut paths = Vec::new();
    let mut config = docparity::config::Config::default();
    let mut args = std::env::args().skip(2);
    let mut time = false;
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--source-locale" => {
                config.source_locale = args.next().and_then(|tag| docparity::locale::Locale::new(&tag).ok())
            }
            "--format" => {
                args.next();
            }
            "--time" => time = true,
            "--threads" => {
                let _ = rayon::ThreadPoolBuilder::new()
                    .num_threads(args.next().and_then(|n| n.parse().ok()).unwrap_or(0))
                    .build_global();
            }
            arg if arg.starts_with("--") => {}
            path => paths.push(camino::Utf8PathBuf::from(path)),
        }
    }
    let start = std::time::Instant::now();
    let corpus = docparity::corpus::load(&paths, &config, &|_| {}).unwrap();
    let loaded = start.elapsed();
    let report = docparity::pipeline::check(&corpus, &config, &|_| {});
    let checked = start.elapsed();
    let value = serde_json::json!({"schema": "docparity-findings/1", "source_locale": report.source_locale, "stats": report.stats, "findings": report.findings});
    println!("{value}");
    if time {
        eprintln!("load {loaded:?} check {:?} json {:?}", checked - loaded, start.elapsed() - checked);
    }
}
