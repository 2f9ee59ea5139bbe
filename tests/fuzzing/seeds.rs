//! What fuzzing begins with: the bundled pages, and what docparity itself writes.

use std::fs;
use std::path::{Path, PathBuf};

use docparity::baseline::Baseline;
use docparity::config::{Config, KEYS};
use docparity::pipeline::StreamedTopic;

use super::{LOCALES, SEPARATOR, cache_entries, small_report, small_topic};

/// Bytes that a seed may have: a fuzzer learns little from long ones.
const LONGEST: usize = 6 * 1024;

/// Pieces of HTML pages, of which there are few among the bundled ones.
const HTML: &[&str] = &[
    "<!DOCTYPE html><html lang=\"fr\"><head><title>A &amp; B</title><meta name=\"ms:assetid\" content=\"a\"></head><body><h1>A</h1><p>One <b>two</b> <a href=\"b.html\">three</a>.</p></body></html>",
    "<table><thead><tr><th>Note:</th></tr></thead><tbody><tr><td colspan=2>Use <code>Get-User</code>.</td></tr></tbody></table>",
    "<ul><li>one<li>two<ol><li>three</ol></ul><dl><dt>k<dd>v</dl><pre>a &lt; b\n  c</pre><script>x</script><style>y</style>",
    "<div class=\"alert\"><p><img src=\"n.gif\" alt=\"Note\"/>text</p></div><details><summary>s</summary>t<br/>u</details><svg><title>x</title></svg>",
];

/// Markdown that the bundled pages do not hold.
const MARKDOWN: &[&str] = &[
    "# T {#id}\n\n> [!NOTE]\n> a\n\n:::warning[W]\n- b\n:::\n\n| a | b |\n|---|---|\n| `c\\|d` | ![x](y.png) |\n\n1. x\n\n       code\n\n[r]: z.md \"t\"\n",
    "import A from 'a'\n\n<Tabs items={[1,2]}>\n  <TabItem>\n  text {expr} [r] <http://x.y>\n  </TabItem>\n</Tabs>\n\n{{< note >}}\nn\n{{< /note >}}\n",
    "<!-- docparity: allow version-missing -- why -->\n\n<pre>\na &lt; b\n</pre>\n\nA<br />b\\\nc  \nd &eacute;&#x27; \\& \u{a0}**e***f*~~g~~\n\n```ps\nGet-X –Y \"z\"\n```\n",
];

/// Front matter as it really is, and as it should not be.
const FRONT_MATTER: &[&str] = &[
    "\u{feff}---\r\ntitle: 'It''s: a'\r\nTOCTitle: a: b\r\nms:assetid: 72bf8aa5\r\nms:mtpsurl: https://x.y/en-us/JJ205005(v=x)\r\n---\r\n",
    "---\na: &x [1, {b: c}]\nd: *x\ne: |\n  f\n  g\nh: >-\n  i\nj: \"k\\u00e9\\n\"\n? l\n: m\n...\n",
    "+++\ntitle = \"a\"\n[b]\nc = 1\n+++\n",
    "---\n- a\n- b: {c: [d, e]}\n!!x y: z\n# k\n--- \n",
];

/// Pages of the bundled cases, as locale, name and text.
fn pages() -> Vec<(PathBuf, String)> {
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("corpus/cases"));
    let folder = bundled.into_iter().find(|folder| folder.is_dir()).unwrap();
    let walk = ignore::WalkBuilder::new(folder).standard_filters(false).build();
    let paths = walk.map(|entry| entry.unwrap().into_path()).filter(|path| path.is_file());
    let texts = paths.filter_map(|path| fs::read_to_string(&path).ok().map(|text| (path, text)));
    let mut pages: Vec<_> = texts.filter(|(_, text)| text.len() <= LONGEST).collect();
    pages.sort();
    pages
}

/// The number of the locale whose folder a path is in.
fn locale_of(path: &Path) -> Option<usize> {
    let folder = path.parent()?.file_name()?.to_str()?;
    LOCALES.iter().position(|tag| *tag == folder)
}

fn chosen(choice: usize, text: &str) -> Vec<u8> {
    [&[choice as u8], text.as_bytes()].concat()
}

/// Page and translation of every case.
fn pairs() -> Vec<(usize, String, String)> {
    let pages = pages();
    let mut pairs = Vec::new();
    for (path, source) in pages.iter().filter(|(path, _)| locale_of(path) == Some(0)) {
        let folder = path.parent().and_then(Path::parent).unwrap();
        let is_twin = |other: &Path| other.parent().and_then(Path::parent) == Some(folder) && other != path;
        for (other, target) in pages.iter().filter(|(other, _)| is_twin(other)) {
            pairs
                .extend(locale_of(other).filter(|locale| *locale > 0).map(|l| (l - 1, source.clone(), target.clone())));
        }
    }
    pairs
}

/// The seeds of a target.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let markup = |number: usize| number * LOCALES.len();
    let cases = || pages().into_iter().map(|(path, text)| (locale_of(&path).unwrap_or(5), text));
    let markdown =
        || cases().map(|(locale, text)| chosen(locale, &text)).chain(MARKDOWN.iter().map(|text| chosen(2, text)));
    let html = |markup: usize| HTML.iter().map(move |text| chosen(markup + 1, text));
    match target {
        "front_matter" => {
            let of_page =
                |text: &str| text.match_indices("---").nth(1).map(|(at, _)| text.as_bytes()[..at + 4].to_vec());
            let own = cases().filter_map(|(_, text)| of_page(&text));
            own.take(40).chain(FRONT_MATTER.iter().map(|text| text.as_bytes().to_vec())).collect()
        }
        "markdown" => markdown().chain(MARKDOWN.iter().map(|text| chosen(markup(1), text))).collect(),
        "html" => html(0).chain(cases().take(20).map(|(locale, text)| chosen(locale, &text))).collect(),
        "whole_page" => {
            markdown().chain(html(markup(2))).chain(MARKDOWN.iter().map(|text| chosen(markup(1) + 2, text))).collect()
        }
        "topic_pair" => {
            let joined = |(choice, source, target): (usize, String, String)| {
                chosen(choice, &format!("{source}{SEPARATOR}{target}"))
            };
            let of_html = HTML.iter().map(|text| chosen(markup(2), &format!("{text}{SEPARATOR}{text}")));
            pairs().into_iter().map(joined).chain(of_html).collect()
        }
        "configuration" => {
            let examples: Vec<&str> = KEYS.iter().map(|key| key.example).collect();
            examples
                .iter()
                .map(|example| example.as_bytes().to_vec())
                .chain([examples.join("\n").into_bytes()])
                .collect()
        }
        "baseline" => {
            let mut written = Vec::new();
            Baseline::of(small_report()).write(&mut written).unwrap();
            vec![written, b"{\"schema\": \"docparity-baseline/9\", \"findings\": []}".to_vec()]
        }
        "cache_entry" => cache_entries(),
        "stdin_topics" => {
            let topic = StreamedTopic::new(&small_topic(&Config::default())).unwrap();
            let line = |topic: &StreamedTopic| serde_json::to_vec(topic).unwrap();
            let short = StreamedTopic { topic: None, pages: topic.pages[..1].to_vec() };
            vec![line(&topic), line(&short), b"{\"pages\": []}".to_vec()]
        }
        _ => Vec::new(),
    }
}
