//! The limits of `docs/limits.md`, each at the limit and one above it: what is inside is
//! read as usual, what is beyond is told, and nothing takes long.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::CommandCargoExt as _;
use docparity::claim::{ClaimKind, Extractor, Values};
use docparity::locale::Locale;
use docparity::page::{BlockKind, InlineKind, Page};
use docparity::parse::{self, Markup};
use tempfile::TempDir;

/// What reading a page may take here, in a build without all optimisations beside other work.
const BOUND: Duration = Duration::from_secs(20);

fn read(text: &str, markup: Markup) -> Page {
    let started = Instant::now();
    let page = parse::parse("page.md".into(), Locale::new("en-US").unwrap(), text.to_owned(), markup).0;
    let begin = &text[..text.floor_char_boundary(40)];
    assert!(started.elapsed() < BOUND, "{begin:?} took {:?}", started.elapsed());
    page
}

/// A folder with a page in each of two locales.
fn pair(source: &str, target: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (locale, text) in [("en-US", source), ("fr-FR", target)] {
        fs::create_dir(folder.path().join(locale)).unwrap();
        fs::write(folder.path().join(locale).join("a.md"), text).unwrap();
    }
    folder
}

fn run(folder: &TempDir, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = std::process::Command::cargo_bin("docparity").unwrap();
    command.args(arguments).current_dir(folder).env_clear();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    // Who does not read all of it has said why.
    let _ = writer.join().unwrap();
    output
}

fn check(folder: &TempDir, arguments: &[&str]) -> (i32, String) {
    let output = run(folder, &[&["check", ".", "--format", "jsonl", "--no-cache"], arguments].concat(), b"");
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// What is told of pages that were not read as they stand: messages and the locales of their pages.
fn told(source: &str, target: &str, extension: &str) -> Vec<(String, String)> {
    let folder = pair(source, target);
    for locale in ["en-US", "fr-FR"] {
        let path = folder.path().join(locale).join("a.md");
        fs::rename(&path, path.with_extension(extension)).unwrap();
    }
    let (status, findings) = check(&folder, &["--select", "partly-read"]);
    assert_eq!(status, 0, "it is no error");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let finding = |line: &str| {
        let finding: serde_json::Value = serde_json::from_str(line).unwrap();
        let place = if finding["target"].is_null() { &finding["source"] } else { &finding["target"] };
        assert!(place["text"].as_str().unwrap().chars().count() <= 60, "{line}");
        (text(&finding["message"]), text(&finding["locale"]))
    };
    findings.lines().map(finding).collect()
}

#[test]
fn what_a_limit_cuts_is_told() {
    let page = "# A\n\nIt runs.\n";
    let front_matter = |inside: String| format!("---\ntitle: A\n{inside}---\n\n{page}");
    let entries = |count: usize| front_matter((1..count).map(|number| format!("k{number}: v\n")).collect());
    let brackets = |count: usize| front_matter(format!("a: {}{}\n", "[".repeat(count), "]".repeat(count)));
    // The last line has a quote, so that YAML's own reader is asked.
    let bytes = |count: usize| {
        let line = format!("a: \"{}\\n\"\n", "x".repeat(count - "title: A\na: \"\\n\"".len()));
        front_matter(line)
    };
    let rows = |count: usize| format!("# A\n\n<table>{}</table>\n", "<tr><td>a</td></tr>".repeat(count));
    let columns = |count: usize| format!("# A\n\n<table><tr>{}</tr></table>\n", "<td>a</td>".repeat(count));
    let deep = |count: usize| format!("# A\n\n{}deep\n", "> ".repeat(count));
    let head = |count: usize| {
        let begin = "<!DOCTYPE html><html><head><title>A</title><!-- ";
        format!("{begin}{} --></head><body><h1>A</h1></body></html>", "x".repeat(count - begin.len()))
    };
    let nested = |count: usize| {
        let (open, close) = ("<div>".repeat(count), "</div>".repeat(count));
        format!("<!DOCTYPE html><html><head><title>A</title></head><body>{open}<p>deep</p>{close}</body></html>")
    };
    let tags = |count: usize| format!("# A\n\n{}", "<a b=\n".repeat(count));
    let cases: &[(&str, &str, &str, String, String)] = &[
        ("entries", "md", "more than 1000 entries", entries(1_000), entries(1_001)),
        ("brackets", "md", "more than 500 brackets", brackets(50), brackets(501)),
        ("nested brackets", "md", "more depth or repetition", brackets(50), brackets(300)),
        ("bytes", "md", "more than 64 KiB", bytes(64 * 1024), bytes(64 * 1024 + 1)),
        ("rows", "md", "more than 65535 rows or columns", rows(65_535), rows(65_536)),
        ("columns", "md", "more than 65535 rows or columns", columns(65_535), columns(65_536)),
        ("depth", "md", "more than 500 others", deep(500), deep(501)),
        ("head", "html", "the head of the page has more than 64 KiB", head(60 * 1024), head(70 * 1024)),
        ("frame", "html", "nested too deep", nested(400), nested(1_001)),
        ("comment", "md", "never closed", format!("{page}\n<!-- a -->\n\nb\n"), format!("{page}\n<!-- a\n\nb\n")),
        ("tags", "mdx", "have no end", tags(10), tags(100_000)),
    ];
    for (name, extension, message, at, over) in cases {
        let plain = if *extension == "html" { head(100) } else { page.to_owned() };
        assert_eq!(told(&plain, at, extension), [], "{name}");
        for (source, target, locale) in [(&plain, over, "fr-FR"), (over, &plain, "en-US")] {
            let told = told(source, target, extension);
            assert_eq!(told.len(), 1, "{name}: {told:?}");
            assert!(told[0].0.contains(message) && told[0].1 == locale, "{name}: {told:?}");
        }
    }
}

#[test]
fn what_a_limit_cuts_is_told_in_every_format() {
    let entries: String = (0..1_001).map(|number| format!("k{number}: v\n")).collect();
    let folder = pair("# A\n", &format!("---\n{entries}---\n\n# A\n"));
    let formats = [
        "terminal",
        "compact",
        "json",
        "jsonl",
        "csv",
        "sarif",
        "gitlab",
        "junit",
        "checkstyle",
        "rdjson",
        "github",
        "po",
        "partial",
    ];
    for format in formats {
        let arguments = ["check", ".", "--select", "partly-read", "--no-cache", "--exit-zero", "--format", format];
        let output = run(&folder, &arguments, b"");
        let written = String::from_utf8(output.stdout).unwrap();
        // Some break their lines.
        let words = written.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("more than 1000 entries"), "{format}: {written}");
    }
    assert_eq!(run(&folder, &["report", ".", "-o", "out", "--no-cache"], b"").status.code(), Some(0));
    let pages = fs::read_dir(folder.path().join("out/topics")).or_else(|_| fs::read_dir(folder.path().join("out")));
    let pages = pages
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "html"));
    assert!(pages.map(|path| fs::read_to_string(path).unwrap()).any(|page| page.contains("more than 1000 entries")));
}

#[test]
fn bytes_of_a_file() {
    let text = "# Set up\n\nIt runs on Windows Server 2016.\n";
    let folder = pair(text, "# Installer\n\nFonctionne sous Windows 8.\n");
    fs::write(folder.path().join("en-US/b.md"), "# B\n").unwrap();
    let (at, over) = (text.len().to_string(), (text.len() - 1).to_string());
    assert_eq!(check(&folder, &["--max-file-size", &at, "--select", "unreadable-file"]), (0, String::new()));
    let (status, findings) = check(&folder, &["--max-file-size", &over, "--select", "unreadable-file"]);
    assert_eq!(status, 2);
    assert!(findings.contains(&format!("has {at} bytes, and the limit is {over}; raise it")), "{findings}");
    // Places are 32-bit numbers, whatever is asked for.
    let output = run(&folder, &["check", ".", "--max-file-size", "4GiB"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("4GiB"));
    assert_eq!(check(&folder, &["--max-file-size", "4095MiB", "--exit-zero"]).0, 0);
}

#[test]
fn bytes_of_a_line_that_comes_in() {
    let folder = pair("# A\n", "# B\n");
    assert_eq!(run(&folder, &["learn", ".", "-o", "model"], b"").status.code(), Some(0));
    // 64 pages of the largest size in a line, so 640 bytes here.
    let arguments =
        ["check", "--stdin-topics", "--model", "model", "--format", "partial", "--max-file-size", "10", "--exit-zero"];
    let topic = "{\"pages\": [{\"locale\": \"en-US\", \"path\": \"en-US/a.md\", \"text\": \"# A\"}]}";
    let line = |length: usize| format!("{topic}{}\n", " ".repeat(length - topic.len() - 1));
    let output = run(&folder, &arguments, line(640).as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let output = run(&folder, &arguments, line(641).as_bytes());
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("line 1 has more than 640 bytes; raise --max-file-size"), "{said}");
}

#[test]
fn a_line_of_any_length_is_read_and_a_long_one_is_not_shown() {
    let is_shown = |length: usize| {
        let end = " It runs on Windows Server 2016.";
        let line = format!("{}{end}", "word ".repeat(length / 5 + 1));
        let line = &line[line.len() - length..];
        let folder = pair(&format!("# A\n\n{line}\n"), "# A\n\nIl fonctionne.\n");
        let output = run(&folder, &["check", ".", "--select", "version", "--no-cache", "--format", "terminal"], b"");
        let written = String::from_utf8(output.stdout).unwrap();
        assert!(written.contains("`Windows Server 2016`"), "{written}");
        written.contains("It runs on Windows")
    };
    assert!(is_shown(64 * 1024));
    assert!(!is_shown(64 * 1024 + 1));
    let megabytes = format!("# A\n\n{} It runs on Windows Server 2016.\n", "a ".repeat(4 << 20));
    let page = read(&megabytes, Markup::Markdown);
    let mut values = Values::default();
    let claims = Extractor::default().claims(&page, &|_| None, &mut values);
    assert!(claims.iter().any(|claim| values.text(claim.value) == "Windows Server 2016"));
}

#[test]
fn depth() {
    // However deep it stands, the text is read; 500 elements (a list and its item are two) are told apart.
    for depth in [1, 249, 250, 251, 499, 500, 501, 10_000] {
        let page = read(&format!("{}deep", "- ".repeat(depth)), Markup::Markdown);
        let block = page.blocks.last().unwrap();
        assert_eq!(page.block_text(block), "deep");
        assert_eq!(usize::from(block.list_depth), depth.min(250));
        for (piece, markup) in [
            ("> ", Markup::Markdown),
            ("[", Markup::Markdown),
            ("<div>", Markup::Markdown),
            ("<div>\n", Markup::Markdown),
            ("<Box>\n", Markup::Mdx),
            ("<div>", Markup::Html),
            ("<b>", Markup::Html),
            ("<ul><li>", Markup::Html),
            ("<table><tr><td>", Markup::Html),
        ] {
            let page = read(&format!("{}deep", piece.repeat(depth)), markup);
            assert!(page.text.contains("deep"), "{depth} {piece:?} {markup:?}");
        }
    }
}

#[test]
fn links_of_a_page() {
    for count in [1_000, 100_000] {
        let text: String = (0..count).fold(String::new(), |mut text, number| {
            let _ = writeln!(text, "[a{number}](b{number}.md)");
            text
        });
        let page = read(&text, Markup::Markdown);
        assert_eq!(page.inlines.iter().filter(|inline| inline.kind == InlineKind::Link).count(), count);
        assert_eq!(page.destination(page.inlines.last().unwrap()), format!("b{}.md", count - 1));
        let claims = Extractor::default().claims(&page, &|_| None, &mut Values::default());
        assert_eq!(claims.iter().filter(|claim| claim.kind == ClaimKind::Link).count(), count);
    }
}

#[test]
fn cells_of_a_table() {
    let place = |block: &docparity::page::Block| match block.kind {
        BlockKind::TableCell { row, column, .. } => (row, column),
        kind => panic!("{kind:?}"),
    };
    // 65,535 rows and columns are told apart; what stands behind is read, in the last of them.
    for (rows, last) in [(65_534, 65_533), (65_535, 65_534), (65_536, 65_534), (70_000, 65_534)] {
        let html = format!("<table>{}</table>", "<tr><td>a</td></tr>".repeat(rows));
        let page = read(&html, Markup::Html);
        assert_eq!(page.blocks.len(), rows);
        assert_eq!(place(page.blocks.last().unwrap()), (last, 0));
        let html = format!("<table><tr>{}</tr></table>", "<td>a</td>".repeat(rows));
        let page = read(&html, Markup::Html);
        assert_eq!((page.blocks.len(), place(page.blocks.last().unwrap())), (rows, (0, last)));
    }
    // A cell that says it is larger than any table is one cell.
    let page = read("<table><tr><td colspan=999999 rowspan=999999>a</td><td>b</td></tr></table>", Markup::Html);
    assert_eq!(page.blocks.len(), 2);
}

#[test]
fn aliases_and_depth_of_front_matter() {
    let title = |front_matter: &str| {
        let page = read(&format!("---\ntitle: 'it''s'\n{front_matter}---\n\n# A\n"), Markup::Markdown);
        assert_eq!(page.blocks.len(), 1, "{:?}", page.text);
        page.front_matter.get("title").map(|entry| entry.value.clone())
    };
    // Where YAML's own reader is asked, it resolves the quote; where it is not, or gives up, the line stands
    // as it is.
    let [asked, as_it_stands] = ["it's", "it''s"].map(|value| Some(value.to_owned()));
    for (pairs, expected) in [(500, &asked), (501, &as_it_stands), (10_000, &as_it_stands)] {
        assert_eq!(&title(&format!("a: [{}]\n", vec!["[]"; pairs - 1].join(","))), expected, "{pairs}");
    }
    for (depth, expected) in [(100, &asked), (250, &as_it_stands), (10_000, &as_it_stands)] {
        assert_eq!(&title(&format!("a: {}{}\n", "[".repeat(depth), "]".repeat(depth))), expected, "{depth}");
    }
    for (bytes, expected) in [(60 * 1024, &asked), (64 * 1024, &as_it_stands), (1 << 20, &as_it_stands)] {
        assert_eq!(&title(&format!("a: \"{}\\n\"\n", "x".repeat(bytes))), expected, "{bytes}");
    }
    // Each list is nine times the one before: 6 of them are half a million values.
    for (aliases, expected) in [(3, &asked), (20, &as_it_stands), (1_000, &as_it_stands)] {
        let mut text = "b0: &b0 [x]\n".to_owned();
        for number in 1..aliases {
            let _ = writeln!(text, "b{number}: &b{number} [{}]", vec![format!("*b{}", number - 1); 9].join(","));
        }
        assert_eq!(&title(&text), expected, "{aliases}");
    }
    // Entries: 1,000 of them are kept.
    for (count, kept) in [(999, 999), (1_000, 1_000), (1_001, 1_000)] {
        let entries: String = (0..count).map(|number| format!("k{number}: v\n")).collect();
        let text = format!("---\n{entries}---\n");
        let (read, notes) = parse::front_matter(&text);
        assert_eq!((read.entries.len(), notes.len()), (kept, usize::from(count > kept)));
    }
}

#[test]
fn claims_of_a_page_and_topics_of_a_run() {
    // All are read; how many differences of one block are compared is in tests/worst.rs.
    let text: String = (0..50_000).map(|number| format!("- It takes {number} MB.\n")).collect();
    let page = read(&text, Markup::Markdown);
    let claims = Extractor::default().claims(&page, &|_| None, &mut Values::default());
    assert!(claims.len() >= 50_000, "{}", claims.len());
    let folder = TempDir::new().unwrap();
    for locale in ["en-US", "fr-FR"] {
        fs::create_dir(folder.path().join(locale)).unwrap();
        for topic in 0..3_000 {
            fs::write(folder.path().join(locale).join(format!("{topic}.md")), "# A\n").unwrap();
        }
    }
    let output = run(&folder, &["check", ".", "--format", "json", "--no-cache", "--exit-zero"], b"");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["stats"]["topics"], 3_000);
}
