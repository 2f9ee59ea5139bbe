//! The slowest pages that could be thought of, 1 MiB each: a run over a pair of
//! them comes to its end in the time that a person waits, and no step has a cost
//! that grows with the square of a page.
//!
//! What is bounded is the processor's time, which other work on the machine does not
//! count in; the wall clock only ends a run that hangs. The bound is larger for a build
//! without all optimisations; `DOCPARITY_OPTIMISED` names a program that was built with
//! them. A step that is quadratic takes minutes on any of these, not seconds.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use assert_cmd::Command;
use tempfile::TempDir;

const MIB: usize = 1 << 20;

/// The program that people have, if there is one, else that of the tests.
static OPTIMISED: LazyLock<Option<PathBuf>> = LazyLock::new(|| std::env::var_os("DOCPARITY_OPTIMISED").map(Into::into));

/// Seconds of a processor that a run over one pair may take. The worst of them takes two by
/// itself; beside the other tests, on processors that share a core, it counts twice that.
/// A step that grows with the square of a page takes more than either.
static BOUND: LazyLock<f64> = LazyLock::new(|| if OPTIMISED.is_some() { 8.0 } else { 16.0 });

/// After so long a run hangs, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(300);

/// A piece, repeated to 1 MiB.
fn filled(piece: &str) -> String {
    piece.repeat(MIB / piece.len())
}

/// Numbered pieces to 1 MiB.
fn numbered(piece: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(MIB);
    let mut number = 0;
    while text.len() < MIB - 100 {
        text.push_str(&piece(number));
        number += 1;
    }
    text
}

/// What a run came to.
struct Run {
    written: String,
    status: i32,
    /// Seconds of a processor, the system's part included; `None` where no shell counts them.
    seconds: Option<f64>,
}

/// The sum of times as the shell's `times` writes them: `0m1.234s`.
fn seconds(times: &str) -> Option<f64> {
    let seconds = |time: &str| {
        let (minutes, seconds) = time.strip_suffix('s')?.split_once('m')?;
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.replace(',', ".").parse::<f64>().ok()?)
    };
    // The first line is the shell itself, the second what it started.
    times.lines().nth(1)?.split_whitespace().map(seconds).sum()
}

/// Checks a pair of pages.
fn check(source: &str, locale: &str, target: &str, extension: &str) -> Run {
    let folder = TempDir::new().unwrap();
    for (tag, text) in [("en-US", source), (locale, target)] {
        fs::create_dir_all(folder.path().join(tag)).unwrap();
        fs::write(folder.path().join(tag).join(format!("page.{extension}")), text).unwrap();
    }
    let program = match &*OPTIMISED {
        Some(program) => program.clone(),
        None => PathBuf::from(Command::cargo_bin("docparity").unwrap().get_program()),
    };
    let mut command = match cfg!(unix) {
        true => {
            let mut shell = Command::new("sh");
            shell.args(["-c", "\"$@\"; status=$?; times >times; exit $status", "sh"]).arg(program);
            shell
        }
        false => Command::new(program),
    };
    // What an earlier run of this test has kept must not answer for this one.
    command
        .args(["check", ".", "--isolated", "--no-cache", "--exit-zero", "--format", "jsonl"])
        .current_dir(folder.path());
    let output = command.timeout(PATIENCE).output().unwrap();
    let status = output.status.code().unwrap_or_else(|| panic!("it takes longer than {PATIENCE:?}"));
    let seconds = fs::read_to_string(folder.path().join("times")).ok().as_deref().and_then(seconds);
    assert!(seconds.is_some() || !cfg!(unix), "the shell does not tell how long it took");
    Run { written: String::from_utf8(output.stdout).unwrap(), status, seconds }
}

/// Holds a run against the bound.
#[track_caller]
fn is_soon_done(name: &str, run: &Run) {
    assert_eq!(run.status, 0, "{name}");
    assert!(
        run.seconds.is_none_or(|seconds| seconds < *BOUND),
        "{name}: {:?} s, and {} are allowed",
        run.seconds,
        *BOUND
    );
}

/// A text beside itself, and beside one of the same kind with other words, as Markdown and as HTML.
#[track_caller]
fn comes_to_its_end(texts: &[(&str, String, String)]) {
    comes_to_its_end_as(&["md", "html"], texts);
}

#[track_caller]
fn comes_to_its_end_as(extensions: &[&str], texts: &[(&str, String, String)]) {
    for (name, one, other) in texts {
        for extension in extensions {
            for (locale, target) in [("zh-CN", one), ("fr-FR", other)] {
                is_soon_done(&format!("{name}.{extension} {locale}"), &check(one, locale, target, extension));
            }
        }
    }
}

/// The same piece over and over, and another one.
fn pieces(pieces: &'static [(&'static str, &'static str)]) -> Vec<(&'static str, String, String)> {
    pieces.iter().map(|(one, other)| (*one, filled(one), filled(other))).collect()
}

#[test]
fn brackets_and_emphasis() {
    comes_to_its_end(&pieces(&[
        ("*a **b ", "_a __b "),
        ("[", "!["),
        ("[a](", "[c]("),
        ("](", "]("),
        ("`a``b", "``c`"),
        ("**", "*a_"),
    ]));
}

#[test]
fn markup_that_does_not_end() {
    comes_to_its_end(&pieces(&[
        ("<", "&"),
        ("<!-- ", "<![CDATA["),
        ("<a x=\"", "</a"),
        ("<div>\n", "<b>"),
        ("<table><tr><td>", "<pre><code>a\n"),
        ("&#1", "&amp;"),
        ("> ", "- "),
        ("> [!NOTE]\n> a\n\n", ":::note\nb\n"),
    ]));
}

#[test]
fn sentences_without_number() {
    comes_to_its_end(&pieces(&[
        ("支持。", "不支持。"),
        ("不支持", "支持"),
        ("not ", "ne pas "),
        ("a b. ", "c d! "),
        ("No. 1. ", "Nr. 2. "),
        ("a b\n\n", "c d\n\n"),
        ("a", "b"),
        ("It takes Exchange Server 2010 or later. ", "Il faut Exchange Server 2010 ou version antérieure. "),
        ("It is not supported here. ", "Cela est pris en charge ici. "),
        ("alpha, beta (gamma) ", "delta, epsilon (zeta) "),
    ]));
}

/// A page that is one clause of denials, four times as long as the others: what a
/// clause costs for each of its negations shows only there.
#[test]
fn one_clause_of_denials() {
    let denials = filled("不支持").repeat(4);
    is_soon_done("denials", &check(&denials, "zh-CN", &denials, "md"));
}

#[test]
fn claims_without_number() {
    comes_to_its_end(&pieces(&[
        ("12 MB ", "15 Mo "),
        ("Exchange Server 2016, ", "Exchange Server 2019, "),
        ("`Get-User -Identity x` ", "`Set-User -Name y` "),
        ("https://a.example/b ", "https://c.example/d "),
        ("a@", "c@"),
        ("C:\\a\\b ", "HKEY_LOCAL_MACHINE\\"),
    ]));
}

#[test]
fn claims_that_all_differ() {
    let pair =
        |piece: fn(usize) -> String, step: usize| (numbered(piece), numbered(move |number| piece(number * 3 + step)));
    let make = |name: &'static str, (one, other): (String, String)| (name, one, other);
    comes_to_its_end_as(
        &["md"],
        &[
            make("numbers", pair(|number| format!("{number} MB, "), 1_000_003)),
            make("versions", pair(|number| format!("Server {number}.{number}, "), 1_000_003)),
            make("literals", pair(|number| format!("`a{number}.b` "), 1_000_003)),
            make("addresses", pair(|number| format!("https://a.example/{number} "), 1_000_003)),
            make("lines of code", pair(|number| format!("    Set-It -Name {number}\n"), 1_000_003)),
            make("headings", pair(|number| format!("## a{number}\n\n"), 1_000_003)),
            make("items", pair(|number| format!("- a{number} b\n"), 1_000_003)),
            make("sentences", pair(|number| format!("It takes a{number} of b{number}. "), 1_000_003)),
            make("sections", pair(|number| format!("## a{number}\n\nIt takes {number} MB.\n\n"), 1_000_003)),
            make("notes", pair(|number| format!("> [!NOTE]\n> a{number}\n\n"), 1_000_003)),
            make("pictures", pair(|number| format!("![a{number}](b{number}.png)\n\n"), 1_000_003)),
            make("links in sentences", pair(|number| format!("[It is a{number}](b{number}.md). "), 1_000_003)),
            make("dates", pair(|number| format!("{} May {}. ", 1 + number % 28, 1000 + number % 9_000), 17)),
            make("cells", pair(|number| format!("|a{number}|b{number}|\n"), 1_000_003)),
            make("paragraphs", pair(|number| format!("a{number} b\n\n"), 1_000_003)),
        ],
    );
}

/// Comments that allow findings: one a line, and all of them on one.
#[test]
fn comments_without_number() {
    comes_to_its_end_as(
        &["md"],
        &pieces(&[
            ("<!-- docparity: allow url -->\n", "<!-- docparity: allow code -->\n\n"),
            ("<!-- docparity: allow url --> ", "<!-- docparity: allow-start url --> a\n"),
            ("<!-- docparity: allow url -->\n[a](b.md)\n\n", "[c](d.md) <!-- docparity: allow url, code -->\n\n"),
        ]),
    );
}

/// What each check looks for, said by one page all the time and by the other never.
#[test]
fn what_checks_look_for() {
    let pair = |one: fn(usize) -> String, other: fn(usize) -> String| (numbered(one), numbered(other));
    let cases = [
        pair(|n| format!("It takes at least {n} MB. "), |n| format!("Il faut {n} Mo. ")),
        pair(|n| format!("**Alpha{n}** takes `beta{n}`.\n\n"), |n| format!("**Gamma{n}** prend `delta{n}`.\n\n")),
        pair(|n| format!("## alpha{n}\n\n-beta{n}\n\n"), |n| format!("## Gamma {n}\n\n-delta{n}\n\n")),
        pair(|n| format!("not alpha{n} "), |n| format!("gamma{n} delta{n} ")),
        pair(|n| format!("Run Get-Alpha{n} -Name <beta{n}>. "), |n| format!("Lancez Set-Gamma{n} -Nom {{delta{n}}}. ")),
        pair(|n| format!("It takes {n} MB and {} MB. ", n + 1), |n| format!("Il faut {} Mo et {n} Mo. ", n + 1)),
        pair(
            |n| format!("The alpha{n} gateway of the beta{n} server takes the whole delta{n}. "),
            |n| if n % 2 == 0 { "Oui. ".to_owned() } else { format!("Le grand gateway{n} prend tout le serveur{n}. ") },
        ),
        pair(|n| format!("[Alpha {n}](#a{n}) "), |n| format!("[Gamma {n}](#b{n}) ")),
        pair(|n| format!("C:\\alpha\\{n} a.b{n}.c "), |n| format!("C:\\beta\\{n} d.e{n}.f ")),
    ];
    let cases = cases.map(|(one, other)| (one[..one.floor_char_boundary(30)].to_owned(), one, other));
    let cases = cases.each_ref().map(|(name, one, other)| (name.as_str(), one.clone(), other.clone()));
    comes_to_its_end_as(&["md"], &cases);
}

/// What stands on a page as often as there is room for it, beside a translation that has it
/// otherwise or not at all: what looking for each of them everywhere costs shows only there.
#[test]
fn what_is_looked_for_everywhere() {
    let rows = |row: &dyn Fn(usize) -> String| format!("|a|b|\n|-|-|\n{}", numbered(row));
    let blocks = |code: &str, text: &str| {
        let (code, text) = (code.to_owned(), text.to_owned());
        numbered(move |n| format!("```\n{} {n}\n```\n\n{text} {n}.\n\n", code.replace('#', &n.to_string())))
    };
    let cases = [
        ("words that limit", "fr-FR", filled("The minimum size is small. "), filled("La taille est petite. ")),
        ("words that limit, as stems", "fr-FR", numbered(|n| format!("Externally minimum{n} ")), filled("La taille ")),
        ("words that limit, beside code", "fr-FR", filled("minimum `a` "), filled("taille `a` ")),
        ("opposites beside code", "fr-FR", filled("maximum `a` size "), filled("minimale `a` taille ")),
        (
            "opposites in cells",
            "fr-FR",
            rows(&|_| "|maximum `a`|b|\n".to_owned()),
            rows(&|_| "|minimum `b`|b|\n".to_owned()),
        ),
        ("literals in cells", "fr-FR", rows(&|n| format!("|`a{n}.b`|b|\n")), rows(&|n| format!("|`c{n}.d`|b|\n"))),
        (
            "texts as literals",
            "fr-FR",
            numbered(|n| format!("`List of users{n}`\n\n")),
            numbered(|n| format!("`Liste de gens{n}`\n\n")),
        ),
        ("blocks of code", "fr-FR", blocks("cd C:\\a# -x long", "Text"), blocks("ls D:\\b# -y lang", "Texte")),
        ("texts in code", "fr-FR", blocks("a = \"text #\"", "It"), blocks("a = \"texte #\"", "Il")),
        (
            "lines with backslashes",
            "fr-FR",
            numbered(|n| format!("    cd C:\\a{n} x(\n")),
            numbered(|n| format!("    cd D:\\c{n} y(\n")),
        ),
        (
            "names that all differ",
            "zh-CN",
            numbered(|n| format!("Get ESLint{n} ")),
            numbered(|n| format!("得到 ESLink{n} ")),
        ),
        ("names that are the same", "zh-CN", filled("ESLint Kubernetes "), filled("得到 ESLink 库 Kuberentes ")),
        (
            "names in headings",
            "zh-CN",
            numbered(|n| format!("## Get ESLint{n}\n\n")),
            numbered(|n| format!("## 得到 ESLink{n}\n\n")),
        ),
        ("ranges", "fr-FR", numbered(|n| format!("2010-{n} ")), numbered(|n| format!("2011-{n} "))),
        (
            "editions",
            "fr-FR",
            numbered(|n| format!("Standard Edition and Enterprise Edition {n} ")),
            numbered(|n| format!("Edition {n} ")),
        ),
        ("placeholders", "fr-FR", filled("Text `a` "), filled("Texte {0} `a` ")),
        ("links that are missing", "fr-FR", numbered(|n| format!("[x](b{n}.md) [y](c.md) ")), filled("[y](c.md) ")),
        (
            "long texts in code",
            "fr-FR",
            numbered(|n| format!("    x{n} = \"{}\"\n", "some words of a text that goes on ".repeat(12))),
            numbered(|n| format!("    x{n} = \"{}\"\n", "autres mots d un texte qui continue ".repeat(12))),
        ),
        (
            "long lines of code",
            "fr-FR",
            numbered(|n| format!("    {}\n", format!("alpha{n} beta gamma delta epsilon zeta ").repeat(40))),
            numbered(|n| format!("    {}\n", format!("eins{n} zwei drei vier ").repeat(40))),
        ),
        ("answers", "fr-FR", filled("It is supported and enabled. "), filled("Cela est pris en charge. ")),
    ];
    for (name, locale, source, target) in &cases {
        is_soon_done(name, &check(source, locale, target, "md"));
    }
}

#[test]
fn tables_against_tables() {
    let wide = |cell: &str| {
        format!("|{}\n|{}\n{}", "a|".repeat(500), "-|".repeat(500), filled(&format!("|{}\n", cell.repeat(500))))
    };
    let rows = |cell: &str| format!("<table>\n{}</table>\n", filled(&format!("<tr><td>{cell}</td><td>1</td></tr>\n")));
    comes_to_its_end(&[
        ("wide", wide("b|"), wide("c|")),
        ("long", rows("a"), rows("c")),
        (
            "short rows",
            format!("|{}\n|{}\n{}", "a|".repeat(5_000), "-|".repeat(5_000), "|b\n".repeat(20_000)),
            rows("c"),
        ),
    ]);
}

#[test]
fn one_line_of_code_against_another() {
    comes_to_its_end(&[(
        "code",
        format!("```\n{}\n```\n", filled("Set-It ")),
        format!("```\n{}\n```\n", filled("Get-That ")),
    )]);
}

/// Front matter that grows when it is read, or goes deeper than a stack.
#[test]
fn front_matter_that_explodes() {
    let aliases: String = (1..40)
        .map(|number| format!("b{number}: &b{number} [{}]\n", vec![format!("*b{}", number - 1); 9].join(",")))
        .collect();
    comes_to_its_end(&[
        ("aliases", format!("---\nb0: &b0 [x]\n{aliases}---\n\n# T\n"), "# T\n".to_owned()),
        (
            "brackets",
            format!("---\na: {}\n---\n", "[".repeat(MIB)),
            format!("---\na: {}\n---\n", "{a: ".repeat(MIB / 4)),
        ),
        ("lists", format!("---\n{}\n---\n", "- ".repeat(MIB / 2)), format!("---\n{}\n---\n", "? ".repeat(MIB / 2))),
    ]);
}

/// Where more differs than is compared, the run says so, and below that it does not.
#[test]
fn more_than_is_compared_is_told() {
    let text = |numbers: std::ops::Range<usize>| {
        let words: Vec<String> = numbers.map(|number| format!("{number} MB")).collect();
        format!("# Limits\n\nThe limits are {}.\n\nNothing else is said here about limits.\n", words.join(", "))
    };
    let is_told = |count: usize| {
        let Run { written, .. } = check(&text(10_000..10_000 + count), "fr-FR", &text(20_000..20_000 + count), "md");
        assert!(written.lines().count() > 100, "{written}");
        written.contains("more differs in these two pages than can be compared")
    };
    assert!(!is_told(500));
    assert!(is_told(501));
}
