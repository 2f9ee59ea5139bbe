//! The laws that hold for every page, on real pages, random ones and hostile ones.

use std::path::{Path, PathBuf};

use super::super::{ParseNote, entity};
use super::*;
use crate::source::Span;

/// The laws of a page; see the modules `parse` and `page`.
#[track_caller]
pub(super) fn assert_laws(page: &Page, notes: &[ParseNote]) {
    let inside = |span: Span| {
        assert!(page.source.get(span.range()).is_some(), "{span:?} is no slice of {:?}", page.source);
        assert!(span.start <= span.end);
    };
    notes.iter().for_each(|note| inside(note.span));
    inside(page.front_matter.span);
    page.front_matter.entries.iter().for_each(|entry| inside(entry.span));
    let mut text_end = 0;
    let mut source_end = 0;
    for piece in &page.pieces {
        inside(piece.source);
        let range = piece.text as usize..(piece.text + piece.text_len) as usize;
        assert!(piece.text_len > 0 && piece.text >= text_end, "{piece:?}");
        assert!(piece.source.start >= source_end, "{piece:?} before {source_end} in {:?}", page.source);
        text_end = range.end as u32;
        source_end = piece.source.end;
        assert_made_of(&page.text[range], page.slice(piece.source));
    }
    let mut text_start = 0;
    let mut span_end = 0;
    let mut first_inline = 0;
    let mut piece = 0;
    for (index, block) in page.blocks.iter().enumerate() {
        inside(block.span);
        assert!(block.span.start >= span_end, "{block:?} overlaps the one before in {:?}", page.source);
        span_end = block.span.end;
        assert_eq!(block.text.start, text_start, "{block:?}");
        assert_eq!(&page.text[block.text.end as usize..block.text.end as usize + 1], "\n");
        text_start = block.text.end + 1;
        // Every byte of text has its piece, and the piece lies in the block.
        let mut at = block.text.start;
        while at < block.text.end {
            let found = page.pieces[piece];
            assert_eq!(found.text, at, "no piece for byte {at} of {:?}", page.block_text(block));
            assert!(
                block.span.start <= found.source.start && found.source.end <= block.span.end,
                "{found:?} {block:?}"
            );
            at += found.text_len;
            piece += 1;
        }
        assert_eq!(at, block.text.end);
        assert!(!block.text.is_empty() || block.inlines.0 < block.inlines.1, "{block:?} is empty");
        let text = page.block_text(block);
        assert!(!text.ends_with([' ', '\n']), "{text:?}");
        assert_eq!(block.inlines.0, first_inline);
        first_inline = block.inlines.1;
        let mut start = block.text.start;
        for inline in page.block_inlines(block) {
            inside(inline.span);
            assert!(block.text.contains(inline.text), "{inline:?} {block:?}");
            assert!(inline.text.start >= start, "{inline:?} before {start}");
            start = inline.text.start;
            assert!(page.text.get(inline.text.range()).is_some());
            page.destination(inline);
        }
        let section = page.sections[block.section as usize];
        assert!((section.blocks.0 as usize..section.blocks.1 as usize).contains(&index), "{block:?} {section:?}");
        for (at, character) in text.char_indices().filter(|_| text.len() < 200) {
            let start = block.text.start as usize + at;
            inside(page.span(TextRange::new(start, start + character.len_utf8())));
        }
    }
    assert_eq!(piece, page.pieces.len());
    assert_eq!(first_inline as usize, page.inlines.len());
    assert_eq!(text_start as usize, page.text.len());
    let mut end = 0;
    for (index, section) in page.sections.iter().enumerate() {
        assert_eq!(section.blocks.0, end);
        end = section.blocks.1;
        assert!(section.parent.is_none_or(|parent| (parent as usize) < index));
    }
    assert_eq!(end as usize, page.blocks.len());
}

/// `text` was taken from `source`: as it stands, apart from white space, or as
/// what an entity or an escape stands for.
#[track_caller]
fn assert_made_of(text: &str, source: &str) {
    let space = |byte: u8| byte.is_ascii_whitespace();
    let same = |(a, b): (u8, u8)| a == b || space(a) && space(b);
    if text.len() == source.len() && text.bytes().zip(source.bytes()).all(same) {
        return;
    }
    if matches!(text, " " | "\n") {
        // White space around it; `<br>`; the marks of quotes.
        let breaks = source.to_ascii_lowercase().contains("<br") || source.to_ascii_lowercase().contains("</br");
        let marks = source
            .chars()
            .all(|character| character.is_ascii_whitespace() || matches!(character, '>' | '\\' | '\0' | '\u{b}'));
        assert!(breaks || marks || source.starts_with('&'), "{text:?} from {source:?}");
        return;
    }
    // A tab that is half indentation leaves spaces behind.
    if source.is_empty() && text.bytes().all(|byte| byte == b' ') {
        return;
    }
    if let Some((decoded, length)) = entity::reference(source) {
        assert_eq!((decoded.as_str(), length), (text, source.len()));
        return;
    }
    assert!(source.contains(['\\', '\r', '\n', '\0']), "{text:?} is not {source:?}");
}

/// A page with every kind of markup, to be cut and stirred.
const SAMPLE: &str = "---\ntitle: 'A: b'\nms:assetid: 72bf\n---\n# <a name=\"x\"></a>T&eacute;te {#id}\n\n_**Last:** 2013_\n\n1. one\n   \n   > [!NOTE]  \n   > two<br />\nlazy *three*\n\n   <table>\n   <thead><tr><th>Note:</th></tr></thead>\n\n   <tr><td><p>four</p>\n\n> [!TIP]\n> five\n\n</td></tr></table>\n\n2. six\n\n       code\n\n:::warning[Title]\n- a\n:::\n\n<Tabs items={[1,2]}>\n  <TabItem>\n  text {expr}\n  </TabItem>\n</Tabs>\n\n| a | b |\n|---|---|\n| `c\\|d` | ![x](y.png) |\n\n{{< note >}}\n[ref] <http://x.y> \\<z\\> 中文\n字\u{a0}\n{{< /note >}}\n\n<dl><dt>k<dd>v</dl><!-- c -->\n<script>x</script>\n<pre>\na &lt; b\n</pre>\n\n[ref]: z.md\n";

/// Fragments whose meeting is what readers stumble over.
const FRAGMENTS: [&str; 64] = [
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th>",
    "</th>",
    "<p>",
    "</p>",
    "<ul>",
    "</ul>",
    "<li>",
    "</li>",
    "<b>",
    "</b>",
    "<a href=x>",
    "</a>",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<br>",
    "<img src=y>",
    "<div>",
    "</div>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<title>",
    "<pool>",
    "<Aside type=\"tip\">",
    "</Aside>",
    "<h2>",
    "</h2>",
    "\n",
    "\n\n",
    "\r\n",
    "  \n",
    "    ",
    " ",
    "> ",
    "> [!NOTE]",
    "- ",
    "1. ",
    "# ",
    "|",
    "|---|\n",
    "```",
    "`",
    "**",
    "_",
    "[",
    "](u)",
    "![",
    ":::note\n",
    ":::\n",
    "{{< note >}}",
    "{",
    "}",
    "&amp;",
    "中文",
    "a",
];

fn any_page() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let fragments = proptest::collection::vec(proptest::sample::select(&FRAGMENTS[..]), 0..60);
    prop_oneof![
        any::<String>(),
        proptest::collection::vec(any::<u8>(), 0..300).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        fragments.prop_map(|fragments| fragments.concat()),
        (0..SAMPLE.len(), 0..SAMPLE.len(), 0..SAMPLE.len()).prop_map(|(a, b, c)| {
            let cut = |at: usize| SAMPLE.floor_char_boundary(at);
            format!("{}{}", &SAMPLE[..cut(a)], &SAMPLE[cut(b.min(c))..cut(b.max(c))])
        }),
    ]
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 1500, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_laws_hold_on_any_page(page in any_page(), locale in proptest::sample::select(&["en", "zh-CN", "fr"][..])) {
        for markup in [Markup::Markdown, Markup::Mdx, Markup::Html] {
            read(&page, locale, markup);
        }
    }
}

#[test]
fn hostile_pages_take_bounded_time() {
    let many = |unit: &str| unit.repeat(10_000);
    let pages = [
        many("> "),
        many("- "),
        many("["),
        many("!["),
        many("<div>"),
        many("<ul><li>"),
        many("<table><tr><td>"),
        many("<table>"),
        many("</table>"),
        many("<b>"),
        many("<b>") + &many("<p>"),
        many("<b><p>"),
        many("<a href=x>"),
        many("</li>"),
        many("<ul>") + &many("</ol>"),
        many("<!--"),
        many("<pre>"),
        many("a <pre> "),
        many("<title>"),
        many("a <title> "),
        many("<script>"),
        many("{{<"),
        many("{%"),
        many(":::note\n\n"),
        many(":::\n"),
        many("> [!NOTE]\n"),
        many("`"),
        many("*a_"),
        many("&"),
        many("&amp"),
        many("&#x"),
        many("\\"),
        many("<"),
        many("<a"),
        many("<a "),
        many("</"),
        many("| "),
        many("|-"),
        many("{"),
        many("{`${"),
        many("import {\n\n"),
        many("<A b={"),
        many("<A>\n  "),
        many("**Note** "),
        many("\u{a0}"),
        format!("---\na: {}\n---\n", many("[")),
        format!("---\na: &a [x]\nb: {}\n---\n", many("*a, ")),
        format!("---\n{}", many("a: \"\n")),
        format!("<table>{}", many("\n\nx <td>")),
        format!("<table>{}</table>", many("\n\n> <table>")),
        many("<dl><dt>") + &many("</dl>"),
        many("<html><head><title>"),
        many("<td rowspan=65535 colspan=65535>"),
        many("[a]: b\n"),
        many("[^a]"),
        many("<select><b>"),
    ];
    for page in pages {
        for markup in [Markup::Markdown, Markup::Mdx, Markup::Html] {
            let begin = std::time::Instant::now();
            read(&page, "en", markup);
            let seconds = begin.elapsed().as_secs_f32();
            assert!(seconds < 5.0, "{markup:?} took {seconds} s for {:?}…", &page[..page.floor_char_boundary(40)]);
        }
    }
}

/// `shared/corpus` beside the project or above it.
fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("DOCPARITY_SHARED").map(|shared| PathBuf::from(shared).join("corpus"));
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/corpus"));
    named.into_iter().chain(above).find(|folder| folder.is_dir())
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn the_laws_hold_on_real_pages() {
    let Some(corpus) = corpus() else {
        println!("skipped: no shared/corpus beside the project; name its parent in DOCPARITY_SHARED");
        return;
    };
    let mut paths = Vec::new();
    files(&corpus, &mut paths);
    let mut pages = 0;
    for path in paths {
        let path = Utf8PathBuf::from_path_buf(path).unwrap();
        let Some(markup) = Markup::of(&path) else { continue };
        let Ok(source) = std::fs::read_to_string(&path) else { continue };
        let locale = ["zh-CN", "zh-TW", "fr-FR"].into_iter().find(|locale| path.as_str().contains(locale));
        let locale = Locale::new(locale.unwrap_or("en-US")).unwrap();
        let (page, notes) = parse(path, locale, source, markup);
        assert_laws(&page, &notes);
        pages += 1;
    }
    assert!(pages > 0);
}
