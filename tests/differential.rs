//! What docparity reads in a page, held against what others make of it: Markdown against
//! pulldown-cmark's own HTML, and HTML against scraper's text. White space aside, the
//! same characters in the same order.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use docparity::locale::Locale;
use docparity::parse::{self, Markup};
use proptest::prelude::*;
use pulldown_cmark::{Options, Parser, html};
use scraper::node::Node;

/// The extensions that docparity reads Markdown with.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// Elements whose text is nobody's to read, or not part of the running text.
const NOT_TEXT: &[&str] = &["head", "script", "style", "template", "noscript", "textarea", "select", "svg", "math"];

/// The text of all blocks, without white space.
fn ours(text: &str, markup: Markup) -> String {
    let (page, _) = parse::parse("page.md".into(), Locale::new("en-US").unwrap(), text.to_owned(), markup);
    without_space(&page.text)
}

fn without_space(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

/// The text of a tree.
fn text_of(page: &scraper::Html) -> String {
    fn add(node: ego_tree::NodeRef<'_, Node>, text: &mut String) {
        match node.value() {
            Node::Text(own) => text.push_str(own),
            Node::Element(element) if NOT_TEXT.contains(&element.name()) => return,
            _ => {}
        }
        node.children().for_each(|child| add(child, text));
    }
    let mut text = String::new();
    add(page.tree.root(), &mut text);
    without_space(&text)
}

/// What pulldown-cmark and scraper make of Markdown.
fn rendered(markdown: &str) -> String {
    let mut page = String::new();
    html::push_html(&mut page, Parser::new_ext(markdown, OPTIONS));
    text_of(&scraper::Html::parse_document(&page))
}

/// Words with what can be written in Markdown in more than one way.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-zA-Z]{1,8}",
        1 => "[\u{e9}\u{4e2d}\u{6587}\u{fc}\u{df}]{1,4}",
        1 => prop::sample::select(&["7.5", "&amp;", "&eacute;", "&#x41;", "\\*", "\\&", "\\[", "&lt;b&gt;", "a_b", "50 %", "x.y", "C:\\\\a", "'q'"][..])
            .prop_map(str::to_owned),
    ]
}

/// A run of inlines on one line.
fn inlines() -> impl Strategy<Value = String> {
    let inline = (word(), 0..10_u8).prop_map(|(word, kind)| match kind {
        0 => format!("**{word}**"),
        1 => format!("*{word}*"),
        2 => format!("`{word}`"),
        3 => format!("[{word}](b.md \"t\")"),
        4 => format!("![{word}](c.png)"),
        5 => format!("<b>{word}</b>"),
        6 => format!("~~{word}~~"),
        7 => format!("<span title=\"x\">{word}</span>"),
        _ => word,
    });
    prop::collection::vec(inline, 1..6).prop_map(|inlines| format!("a {}", inlines.join(" ")))
}

fn block() -> impl Strategy<Value = String> {
    let lines = || prop::collection::vec(inlines(), 1..4);
    prop_oneof![
        3 => lines().prop_map(|lines| lines.join("\n")),
        1 => lines().prop_map(|lines| lines.join("  \n")),
        1 => (1..7_usize, inlines()).prop_map(|(level, text)| format!("{} {text}", "#".repeat(level))),
        1 => inlines().prop_map(|text| format!("{text}\n===")),
        2 => lines().prop_map(|lines| lines.iter().map(|line| format!("- {line}\n")).collect()),
        1 => lines().prop_map(|lines| lines.iter().map(|line| format!("1. {line}\n\n   b\n")).collect()),
        1 => lines().prop_map(|lines| lines.iter().map(|line| format!("> {line}\n")).collect()),
        1 => lines().prop_map(|lines| format!("- a\n  - b\n    > {}\n", lines.join("\n    > "))),
        1 => lines().prop_map(|lines| format!("```x\n{}\n```", lines.join("\n"))),
        1 => lines().prop_map(|lines| lines.iter().map(|line| format!("    {line}\n")).collect()),
        1 => lines().prop_map(|lines| {
            let rows: String = lines.iter().map(|line| format!("| {line} | b |\n")).collect();
            format!("| a | b |\n|---|---|\n{rows}")
        }),
        1 => inlines().prop_map(|text| format!("<div class=\"x\">\n\n{text}\n\n</div>")),
        1 => word().prop_map(|text| format!("<table>\n<tr><td>a &amp; {text}</td><td><p>b</p></td></tr>\n</table>")),
    ]
}

/// What the made-up HTML is made of.
const TAGS: &[&str] = &[
    "p",
    "div",
    "b",
    "ul",
    "ol",
    "dl",
    "table",
    "h2",
    "section",
    "a",
    "code",
    "pre",
    "blockquote",
    "span",
    "script",
    "style",
    "details",
    "em",
];

/// HTML that is well-formed.
fn element() -> impl Strategy<Value = String> {
    let leaf = "[a-z\u{e9}\u{4e2d}&&[^<&]]{1,9}".prop_map(|text| format!("{text} &amp; "));
    leaf.prop_recursive(5, 40, 4, |inner| {
        (prop::sample::select(TAGS), prop::collection::vec(inner, 0..4)).prop_map(|(tag, inner)| match tag {
            "ul" | "ol" => {
                format!("<{tag}>{}</{tag}>", inner.iter().map(|it| format!("<li>{it}</li>")).collect::<String>())
            }
            "dl" => {
                format!("<dl>{}</dl>", inner.iter().map(|it| format!("<dt>k</dt><dd>{it}</dd>")).collect::<String>())
            }
            "table" => {
                format!(
                    "<table>{}</table>",
                    inner.iter().map(|it| format!("<tr><td>{it}</td><td>c</td></tr>")).collect::<String>()
                )
            }
            "script" | "style" => format!("<{tag}>x</{tag}>"),
            _ => format!("<{tag}>{}</{tag}>", inner.concat()),
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn markdown_has_the_text_of_its_rendering(blocks in prop::collection::vec(block(), 1..8)) {
        let text = blocks.join("\n\n");
        prop_assert_eq!(ours(&text, Markup::Markdown), rendered(&text), "{}", text);
    }

    #[test]
    fn html_has_the_text_of_its_tree(elements in prop::collection::vec(element(), 1..6)) {
        let text = format!("<!DOCTYPE html><html><head><title>t</title></head><body>{}</body></html>", elements.concat());
        prop_assert_eq!(ours(&text, Markup::Html), text_of(&scraper::Html::parse_document(&text)), "{}", text);
    }
}

fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => pages(&path, found),
            false => found.extend((path.extension().is_some_and(|extension| extension == "md")).then_some(path)),
        }
    }
}

/// Whether a page has notes or tabs of Python-Markdown, which CommonMark takes for text and code.
fn is_of_dialect(text: &str) -> bool {
    let marks = ["!!! ", "??? ", "/// ", "=== \""];
    text.lines().any(|line| marks.iter().any(|mark| line.trim_start().starts_with(mark)))
}

/// A text without the marks and the labels of notes and without the ids of headings, which
/// docparity takes for what they are.
fn without_marks(text: &str) -> String {
    let mut rest = text;
    let mut text = String::with_capacity(text.len());
    while let Some((before, behind)) = rest.split_once("{#") {
        text.push_str(before);
        rest = behind.split_once('}').map_or("", |(_, behind)| behind);
    }
    text.push_str(rest);
    ["[!NOTE]", "[!IMPORTANT]", "[!WARNING]", "[!TIP]", "[!CAUTION]", "Important:", "Remarque:", "重要说明：", "注意："]
        .iter()
        .fold(text, |text, mark| text.replace(mark, ""))
}

#[test]
fn bundled_pages_have_the_text_of_their_rendering() {
    let mut paths = Vec::new();
    pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), &mut paths);
    paths.sort();
    let mut differing = Vec::new();
    let mut dialects = 0;
    for path in &paths {
        // One of them is there because it is no text.
        let Ok(text) = fs::read_to_string(path) else { continue };
        if is_of_dialect(&text) {
            dialects += 1;
            continue;
        }
        let (front_matter, _) = parse::front_matter(&text);
        let body = text[front_matter.span.end as usize..].trim_start_matches('\u{feff}');
        let (ours, theirs) = (without_marks(&ours(&text, Markup::Markdown)), without_marks(&rendered(body)));
        if ours != theirs {
            let at = ours.bytes().zip(theirs.bytes()).take_while(|(one, other)| one == other).count();
            let around = |text: &str| {
                let (start, end) = (text.floor_char_boundary(at.saturating_sub(40)), text.floor_char_boundary(at + 60));
                text[start..end].to_owned()
            };
            differing.push(format!("{}\n  ours:   {}\n  theirs: {}", path.display(), around(&ours), around(&theirs)));
        }
    }
    assert!(paths.len() > 300 && dialects < 10);
    assert!(differing.is_empty(), "{} of {}:\n{}", differing.len(), paths.len(), differing.join("\n"));
}
