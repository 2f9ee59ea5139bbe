//! What the readers make of the markup that real pages use.

mod laws;

use std::fmt::Write;

use super::*;
use crate::page::{BlockKind, InlineKind, Page, TextRange};
use laws::assert_laws;

/// One line a block: kind, note, depth, text; inlines after it, indented.
fn rendered(page: &Page) -> String {
    let mut out = String::new();
    for block in &page.blocks {
        match block.kind {
            BlockKind::Heading(level) => write!(out, "h{level}"),
            BlockKind::Paragraph => write!(out, "p"),
            BlockKind::ListItem { ordered: true } => write!(out, "ol"),
            BlockKind::ListItem { ordered: false } => write!(out, "ul"),
            BlockKind::TableCell { table, row, column, header } => {
                write!(out, "{}{table}.{row}.{column}", if header { "th" } else { "td" })
            }
            BlockKind::Code => write!(out, "code"),
        }
        .unwrap();
        if block.list_depth > 0 {
            write!(out, "@{}", block.list_depth).unwrap();
        }
        if let Some(note) = block.note {
            write!(out, "!{}", format!("{note:?}").to_lowercase()).unwrap();
        }
        writeln!(out, "|{}", page.block_text(block).replace('\n', "⏎").replace('\u{a0}', "␣")).unwrap();
        for inline in page.block_inlines(block) {
            let kind = match inline.kind {
                InlineKind::Code => "code",
                InlineKind::Strong => "strong",
                InlineKind::Emphasis => "em",
                InlineKind::Link => "link",
                InlineKind::Image => "image",
            };
            let destination = page.destination(inline);
            let arrow = if destination.is_empty() { "" } else { " -> " };
            writeln!(out, "  {kind}[{}]{arrow}{destination}", &page.text[inline.text.range()]).unwrap();
        }
    }
    out
}

fn read(source: &str, locale: &str, markup: Markup) -> (Page, Vec<ParseNote>) {
    let (page, notes) = parse("page.md".into(), Locale::new(locale).unwrap(), source.to_owned(), markup);
    assert_laws(&page, &notes);
    (page, notes)
}

#[track_caller]
fn check_in(locale: &str, markup: Markup, source: &str, expected: &str) {
    let expected: Vec<&str> = expected.lines().map(|line| line.strip_prefix("        ").unwrap_or(line)).collect();
    let expected = expected.join("\n");
    for source in [source.to_owned(), format!("\u{feff}{}", source.replace('\n', "\r\n"))] {
        assert_eq!(rendered(&read(&source, locale, markup).0).trim_end(), expected.trim(), "{source}");
    }
}

#[track_caller]
fn check(markdown: &str, expected: &str) {
    check_in("en-US", Markup::Markdown, markdown, expected);
}

#[test]
fn paragraphs_and_headings() {
    check(
        "# Supported versions\n\nThe server *may* run\non **older** hosts.\n\nSecond\n===\n\n### Deep {#deep}\n",
        "h1|Supported versions
        p|The server may run on older hosts.
          em[may]
          strong[older]
        h1|Second
        h3|Deep",
    );
    check("## <a name=\"pools\"></a>Pools {x}", "h2|Pools {x}");
    check("中文的\n句子\nwith words\n和字。", "p|中文的句子 with words 和字。");
    check("one  \ntwo\\\nthree<br />\nfour <BR>five", "p|one⏎two⏎three⏎four⏎five");
    check("a\u{a0}b &amp; c &lt; d \\* e \\<sip\\> &#8211; f", "p|a␣b & c < d * e <sip> – f");
    check("\u{a0}\n\n<span> </span>\n\n&nbsp;\n\ntext", "p|text");
    check("<div data-x=\"y\">\n\ntext\n\n</div>\n\n</div>", "p|text");
    check("one <!-- two --> three\n\n<!-- four\n\nfive -->\n\nsix", "p|one three\n        p|six");
}

#[test]
fn sections_nest_by_level() {
    let (page, _) = read("intro\n\n# A\n\ntext\n\n### B\n\n## C\n\nmore\n\n# D", "en", Markup::Markdown);
    let sections: Vec<_> =
        page.sections.iter().map(|section| (section.level, section.parent, section.blocks)).collect();
    let expected =
        [(0, None, (0, 1)), (1, None, (1, 3)), (3, Some(1), (3, 4)), (2, Some(1), (4, 6)), (1, None, (6, 7))];
    assert_eq!(sections, expected);
}

#[test]
fn lists() {
    check(
        "- one\n- two\n  - three\n\n    more\n\n1. four\n\n   five\n\n   - six\n\n[x] no\n\n- [x] seven",
        "ul@1|one
        ul@1|two
        ul@2|three
        p@2|more
        ol@1|four
        p@1|five
        ul@2|six
        p|[x] no
        ul@1|seven",
    );
    check(
        "1. Run this:\n\n       Get-It -All\n\n2. Then:\n   ```\n   Stop-It\n   ```",
        "ol@1|Run this:
        code@1|Get-It -All
        ol@1|Then:
        code@1|Stop-It",
    );
    check(
        "<ul>\n<li>one</li>\n<li><p>two</p><p>three</p>\n<ol><li>four</ol>\n</ul>\n\nafter",
        "ul@1|one
        ul@1|two
        p@1|three
        ol@2|four
        p|after",
    );
    check("<dl><dt>Term<dd>Meaning</dl>", "ul@1|Term\n        p@1|Meaning");
    check("<ul>\n<li>\n\nmark *down*\n\n</li>\n</ul>\n\nafter", "ul@1|mark down\n          em[down]\n        p|after");
}

#[test]
fn code() {
    check(
        "```powershell\nGet-It  -All\n\n    Stop-It\n```\n\n    one\n      two\n\n    three\n",
        "code|Get-It  -All⏎⏎    Stop-It
        code|one⏎  two⏎⏎three",
    );
    check("<pre><code>\na &lt; b\n  c</code></pre>", "code|a < b⏎  c");
    check("> ```\n> one\n> two\n> ```", "code|one⏎two");
    check(
        "Use `a  b` and ``c`d`` or <code>e&amp;f</code>.",
        "p|Use a  b and c`d or e&f.
          code[a  b]
          code[c`d]
          code[e&f]",
    );
}

#[test]
fn links_and_images() {
    check(
        "See [the *pool*](pool.md?a=1\\&b=2 \"title\"), <http://a.example/x>, [ref], <A HREF=\"y.md?a&amp;b\">it</A>.\n\n[ref]: z.md",
        "p|See the pool, http://a.example/x, ref, it.
          link[the pool] -> pool.md?a=1&b=2
          em[pool]
          link[http://a.example/x] -> http://a.example/x
          link[ref] -> z.md
          link[it] -> y.md?a&b",
    );
    check(
        "![The *diagram*](a.png) and <img src=\"b.gif\" alt=\"c\" />\n\n![alone](d.png)\n\n[![in](e.png)](f.md)",
        "p|and
          image[] -> a.png
          image[] -> b.gif
        p|
          image[] -> d.png
        p|
          link[] -> f.md
          image[] -> e.png",
    );
}

#[test]
fn tags_that_are_text() {
    check(
        "Type <pool> or <FQDN of pool>, not <b>this</b>.",
        "p|Type <pool> or <FQDN of pool>, not this.
          strong[this]",
    );
    check("<pool>\n\n<ul><li>\\\\<server>\\share</ul>", "p|<pool>\n        ul@1|\\\\<server>\\share");
    check("The <title> goes there.", "p|The <title> goes there.");
    check("<script>\nlet x = '<p>no</p>';\n</script>\n\nyes", "p|yes");
    check("<Tabs>\n<TabItem label=\"x\">\n\ntext\n\n</TabItem>\n</Tabs>", "p|text");
    check(
        "{{< note >}}\nStop it first.\n{{< /note >}}\n\n{% include x.md %}\n\nafter",
        "p!note|Stop it first.\n        p|after",
    );
}

#[test]
fn pipe_tables() {
    check(
        "| a | `b` |\n|---|---|\n| c<br>d | |\n| \\| | *f* |",
        "th0.0.0|a
        th0.0.1|b
          code[b]
        td0.1.0|c⏎d
        td0.2.0||
        td0.2.1|f
          em[f]",
    );
}

#[test]
fn html_tables() {
    check(
        "- item\n\n  <table>\n  <thead>\n  <tr class=\"header\"><th>A</th><th>B</th></tr>\n  </thead>\n  <tbody>\n\n  <tr><td><p>one</p>\n\n  <p>two &amp; three</p></td><td></td></tr>\n\n  <tr><td><ul><li>x<li>y</ul><td><pre>c\n\n  d</pre></table>\n\n  after\n\nend",
        "ul@1|item
        th0.0.0@1|A
        th0.0.1@1|B
        td0.1.0@1|one
        td0.1.0@1|two & three
        td0.2.0@2|x
        td0.2.0@2|y
        code@1|c⏎⏎  d
        p@1|after
        p|end",
    );
    check(
        "<TABLE><TR><TD ROWSPAN=2>a<TABLE><TR><TD>in</TD></TR></TABLE>b<TD COLSPAN=\"2\">c<TD>d<TR><TD>e</TABLE> tail",
        "td0.0.0|a
        td1.0.0|in
        td0.0.0|b
        td0.0.1|c
        td0.0.3|d
        td0.1.1|e
        p|tail",
    );
    check(
        "> <table>\n> <tr><td>a\n> b</td>\n>\n> <td>c</td></tr></table>\n\nd",
        "td0.0.0|a b\n        td0.0.1|c\n        p|d",
    );
}

#[test]
fn notes_in_all_their_forms() {
    let expected = "p!important|Back up first.⏎Then restart.";
    for markdown in [
        "> [!IMPORTANT]\n> Back up first.<br />\nThen restart.",
        "> [!important]  \n> Back up first.<BR>Then restart.",
        "> [!Important] Back up first.\\\n> Then restart.",
        "**Important:** Back up first.<br/>Then restart.",
        "**Important**: Back up first.<br/>Then restart.",
        "<p><strong>Important:</strong> Back up first.<br>Then restart.</p>",
        "<table><thead><tr><th><img src=\"a.gif\" alt=\"important\" />Important:</th></tr></thead>\n\n<tbody><tr><td>Back up first.<br />\nThen restart.</td>\n\n    </tr></tbody></table>",
        "<table>\n<tr><th>Important</th></tr>\n<tr><td><p>Back up first.<BR>Then restart.</p></td></tr>\n</table>",
        ":::important\nBack up first.<br />Then restart.\n:::",
        "::: important\n\nBack up first.<br />Then restart.\n\n:::",
        "<Aside type=\"important\">\n\nBack up first.<br />Then restart.\n\n</Aside>",
        "{{< important >}}\nBack up first.<br />Then restart.\n{{< /important >}}",
    ] {
        check(markdown, expected);
    }
    check(
        "> [!NOTE]\n> One:\n>\n> - two\n>\n> three\n\nfour",
        "p!note|One:\n        ul@1!note|two\n        p!note|three\n        p|four",
    );
    // The empty line between two notes is lost, and that between a note and a step's text.
    check(
        "> [!WARNING]\n> One.    \n> [!NOTE]  \n> Two.\n\nthree",
        "p!warning|One.\n        p!note|Two.\n        p|three",
    );
    check(
        "1. one\n\n   > [!NOTE]\n   > Two *b*.    \n   Three *c*:\n\n       four\n\n2. five",
        "ol@1|one\n        p@1!note|Two b.\n          em[b]\n        p@1|Three c:\n          em[c]\n        code@1|four\n        ol@1|five",
    );
    check("> [!NOTE]\n> One,\nand more.", "p!note|One, and more.");
    // A marker with nothing beside and below it ends its item for Markdown.
    check(
        "1. one\n\n2.  \n\n    Two *b*:\n    \n    - three\n    \n    > [!NOTE]\n    > four\n\n3. five\n\ntail",
        "ol@1|one\n        ol@1|Two b:\n          em[b]\n        ul@2|three\n        p@1!note|four\n        ol@1|five\n        p|tail",
    );
    check("1. one\n\n       code", "ol@1|one\n        code@1|code");
    check("> [!NOTE]    \nOne.", "p!note|One.");
    check("> One  \ntwo", "p|One⏎two");
    check("> [!NOTE]\n> - one  \ntwo", "ul@1!note|one⏎two");
    check(
        ":::success{title=Result} One.\n\nTwo. :::\n\nthree",
        "p!other|One.
        p!other|Two.
        p|three",
    );
    check(
        ":::tip[Did *you*?]\n- one\n- two\n:::\n\nthree",
        "p!tip|Did *you*?
        ul@1!tip|one
        ul@1!tip|two
        p|three",
    );
    check_in(
        "zh-TW",
        Markup::Markdown,
        "<table><tr><th><img src=\"a.gif\" alt=\"security\"/>安全性 附註：</th></tr><tr><td>先備份。</td></tr></table>",
        "p!other|先備份。",
    );
    check_in(
        "zh-CN",
        Markup::Markdown,
        "> [!注释]\n> 先备份。\n> 再重启。\n\n**注意：** 先备份。",
        "p!note|先备份。再重启。\n        p!note|先备份。",
    );
    check_in(
        "fr-FR",
        Markup::Markdown,
        "1. un\n\n   > **Remarque\u{a0}:** deux\n   >\n   > trois",
        "ol@1|un\n        p@1!note|deux\n        p@1!note|trois",
    );
    check(
        "**Note** that it restarts.\n\n> quoted",
        "p|Note that it restarts.\n          strong[Note]\n        p|quoted",
    );
    check(
        "<table><tr><th>Note</th><th>Tip</th></tr><tr><td>a</td></tr></table>",
        "th0.0.0|Note\n        th0.0.1|Tip\n        td0.1.0|a",
    );
}

#[test]
fn notes_and_tabs_that_indentation_holds() {
    check(
        "!!! tip \"Ask *first*\"\n    Read it.\n\n    - item\n\n    ```sh\n    run\n    ```\nAfter\n\n=== \"Linux\"\n\n    One\n\n    ??? other\n        Deep\n",
        "p!tip|Ask *first*
        p!tip|Read it.
        ul@1!tip|item
        code!tip|run
        p|After
        p|Linux
        p|One
        p!other|Deep",
    );
    check(
        "[all](/{{ page.lang }}/all.html#{{ x }})",
        "p|all
          link[all] -> /{{page.lang}}/all.html#{{x}}",
    );
}

#[test]
fn dates_of_components() {
    check("<Release title=\"Kit 2\" date=\"May 4, 2021\">\n\nNew: all.\n\n</Release>", "p|May 4, 2021\np|New: all.");
}

#[test]
fn mdx() {
    let mdx = |source: &str, expected: &str| check_in("en", Markup::Mdx, source, expected);
    mdx(
        "---\ntitle: x\n---\nimport { A } from 'a';\n\n# Title {/* id */}\n\n<Aside type=\"caution\" title=\"No\">\nBack <Kbd>up</Kbd> *first*, {name}.\n</Aside>\n\nText<Since v=\"1\" /> with <b>bold</b> and <a href=\"x.md\">a `link`</a>.\n\n<img src={logo} /><img src=\"a.png\" alt=\"no\"/>\n",
        "h1|Title
        p!caution|Back up first, .
          em[first]
        p|Text with bold and a link.
          strong[bold]
          link[a link] -> x.md
          code[link]
        p|
          image[] -> a.png",
    );
    mdx(
        "<Tabs>\n  <Fragment slot=\"npm\">\n  ```sh\n  npm it\n  ```\n  </Fragment>\n    <Fragment>\n      - one\n      - two\n    </Fragment>\n</Tabs>\n\n1. Step\n\n   <Note>\n   Mind <Tip>x</Tip> it\n   </Note>\n\n   after",
        "code|npm it
        ul@1|one
        ul@1|two
        ol@1|Step
        p@1!note|Mind
        p@1!tip|x
        p@1!note|it
        p@1|after",
    );
    mdx(
        "<table>\n  <tr>\n    <td>one *two*</td>\n    <td>\n\n    three\n\n    </td>\n  </tr>\n</table>\n\n`<a>{b}`",
        "td0.0.0|one two
          em[two]
        td0.0.1|three
        p|<a>{b}
          code[<a>{b}]",
    );
    let (page, _) = read("a <b>c</b> <img src=\"d.png\"/>", "en", Markup::Mdx);
    let places: Vec<_> = page.inlines.iter().map(|inline| page.slice(inline.span)).collect();
    assert_eq!(places, ["<b>c</b>", "<img src=\"d.png\"/>"]);
}

#[test]
fn whole_html_pages() {
    let page = "<!DOCTYPE html>\n<html lang=\"fr-FR\"><head><title>Serveurs &amp; pools</title>\n<meta name=\"ms.assetid\" content=\"72bf\">\n<style>p > b { color: red }</style></head>\n<body><nav><ul><li>Accueil</ul></nav><header><h1>Site</h1></header>\n<main>\n<header><h1>Serveurs &eacute;teints</h1></header>\n<p>Voir <a href=\"a.html?x=1&amp;y=2\"><b>ici</b></a> et <code>Get-It</code>.<br>Fin<!-- non -->.\n<ul><li>un<li>deux <img src=\"d.png\" alt=\"non\"></ul>\n<table><thead><tr><th>A<th>B</thead><tr><td>1<td><p>2</p><p>3</p></table>\n<div class=\"alert alert-warning\"><p class=\"title\">Avertissement</p><p>Sauvegardez.</p></div>\n<pre>\nGet-It &lt;nom&gt;\n  -All\n</pre>\n<script>document.write('<p>non</p>')</script>\n</main><footer>Pied</footer></body></html>\n";
    check_in(
        "fr-FR",
        Markup::Html,
        page,
        "h1|Serveurs éteints
        p|Voir ici et Get-It.⏎Fin.
          link[ici] -> a.html?x=1&y=2
          strong[ici]
          code[Get-It]
        ul@1|un
        ul@1|deux
          image[] -> d.png
        th0.0.0|A
        th0.0.1|B
        td0.1.0|1
        td0.1.1|2
        td0.1.1|3
        p!warning|Sauvegardez.
        code|Get-It <nom>⏎  -All",
    );
    let (page, _) = read(page, "fr-FR", Markup::Html);
    let facts: Vec<_> =
        page.front_matter.entries.iter().map(|entry| (entry.key.as_str(), entry.value.as_str())).collect();
    assert_eq!(facts, [("lang", "fr-FR"), ("title", "Serveurs & pools"), ("ms.assetid", "72bf")]);
    let places: Vec<_> = page.inlines.iter().map(|inline| page.slice(inline.span)).collect();
    assert_eq!(places[1..3], ["<b>ici", "<code>Get-It"]);
    assert_eq!(places.last(), Some(&"<img src=\"d.png\" alt=\"non\">"));
}

#[test]
fn tag_soup_is_read_in_the_order_of_the_file() {
    check_in(
        "en",
        Markup::Html,
        "<body><p>one<table><tr><td>two</td>three<td>four</td></tr>five<b>six</b></table><p>one",
        "p|one
        td0.0.0|two
        td0.0.0|three
        td0.0.1|four
        p|five
        p|six
        p|one",
    );
    check(
        "<table>before<tr><td>one <pool> two</td></tr><p>three</table>",
        "p|before\n        td0.0.0|one <pool> two\n        p|three",
    );
    check_in(
        "en",
        Markup::Html,
        "<b><p>one</b> two<i> three</p>four",
        "p|one two three
          strong[one]
          em[three]
        p|four
          em[four]",
    );
}

#[test]
fn files_are_pages_by_their_names() {
    let check = |path: &str, expected| assert_eq!(Markup::of(Utf8Path::new(path)), expected, "{path}");
    check("a/b.md", Some(Markup::Markdown));
    check("a/b.MARKDOWN", Some(Markup::Markdown));
    check("b.zh-CN.mdx", Some(Markup::Mdx));
    check("b.htm", Some(Markup::Html));
    check("b.Html", Some(Markup::Html));
    check("b.txt", None);
    check("md", None);
}

#[test]
fn what_could_not_be_read_as_meant_is_noted() {
    let check = |source: &str, expected: &[(&str, &str)]| {
        let (page, notes) = read(source, "en", Markup::Markdown);
        let notes: Vec<_> = notes.iter().map(|note| (page.slice(note.span), note.message.as_str())).collect();
        assert_eq!(notes.len(), expected.len(), "{notes:?}");
        for ((place, message), (expected_place, words)) in notes.iter().zip(expected) {
            assert!(place.starts_with(expected_place) && message.contains(words), "{place} {message}");
        }
    };
    check("a\n\n<table><tr><td>b\n\nc", &[("<table><tr>", "never closed")]);
    check("a\n\n<!-- b\n\nc", &[("<!-- b", "never closed")]);
    check("a\n\n<table>b<tr><td>c</table>", &[("<table>b", "do not fit")]);
    check("---\na: b: c\n---\ntext", &[("---\na", "not valid YAML")]);
    check("a <table> b\n\n<!-- c -->\n\n<table><tr><td>c</table>", &[]);
}
