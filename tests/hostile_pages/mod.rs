//! A small set of pages whose titles, texts, code, links and file names try to
//! break out of whatever they are written into.

#![allow(dead_code, reason = "each test uses its part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// Texts that each stand in a code span of the source and nowhere else, so that
/// a finding quotes them.
pub(crate) const HOSTILE: &[&str] = &[
    "<script>hacked()</script>",
    "</code></td></table><img src=x onerror=hacked()>",
    "\"><svg onload=hacked()>",
    "' onclick='hacked()",
    "]]><x/>",
    "--><b>",
    "::error file=a,line=1::hacked",
    "%0A::set-output name=a::b",
    "##[error]hacked",
    "=HYPERLINK(\"http://example.com\",\"x\")",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "a\u{1b}[31mred",
    "a\u{1b}]8;;http://example.com\u{7}b",
    "user\u{202e}txt.exe",
    "{{7*7}}{% raw %}{0}",
    "[x](javascript:hacked())",
    "| a | b |",
    "&lt;script&gt;&#x3c;",
    "\\\" \\n \\",
    "$(hacked)",
    "</script><script>hacked()</script>",
    "<!--<script>",
];

/// Names of files that the set has in both locales.
pub(crate) const NAMES: &[&str] = &[
    "plain.md",
    "two\nlines.md",
    "a,b:c%d.md",
    "<script>hacked()<!script>.md",
    "quo'te\"s & [brackets] #x.md",
    "\u{202e}dm.exe.md",
    "esc\u{1b}[31m.md",
    "=1+1.md",
    "中文 名.md",
];

/// Writes the set into a new folder, below `docs`.
pub(crate) fn hostile_set() -> TempDir {
    let folder = TempDir::new().unwrap();
    let sentences: String = HOSTILE.iter().map(|text| format!("Use {} here.\n\n", span(text))).collect();
    let without: String = HOSTILE.iter().map(|_| "Ici aussi, il en faut un.\n\n").collect();
    for name in NAMES {
        let (english, french) = match *name {
            "plain.md" => (sentences.as_str(), without.as_str()),
            _ => ("It runs on Windows Server 2016.\n", "Il fonctionne.\n"),
        };
        let title = "'<script>hacked()</script> =1+1 ::error:: ]]> \u{1b}[31m \u{202e}'";
        let links = "See [it](javascript:hacked()), [that](data:text/html,<script>hacked()</script>) and <a href=\"javascript:hacked()\" onclick=\"hacked()\">this</a>.\n\n<script>hacked()</script>\n\n    <script>hacked()</script>\n    $x = \"]]>\"\n";
        write(
            folder.path(),
            "en-US",
            name,
            &format!("---\ntitle: {title}\n---\n\n# {} set-up\n\n{english}\n\n{links}", span(HOSTILE[0])),
        );
        write(
            folder.path(),
            "fr-FR",
            name,
            &format!("---\ntitle: {title}\n---\n\n# {} installation\n\n{french}", span(HOSTILE[0])),
        );
    }
    write(folder.path(), "en-US", "only\nhere.md", "# <script>hacked()</script>\n\nOnly in English.\n");
    folder
}

/// A code span that holds a text whatever it is.
fn span(text: &str) -> String {
    format!("`` {text} ``")
}

fn write(folder: &Path, locale: &str, name: &str, text: &str) {
    let path = folder.join("docs").join(locale);
    fs::create_dir_all(&path).unwrap();
    fs::write(path.join(name), text).unwrap();
}

/// All pages of the set.
pub(crate) fn pages(folder: &Path) -> Vec<PathBuf> {
    let locales = ["en-US", "fr-FR"].map(|locale| folder.join("docs").join(locale));
    locales.iter().flat_map(|locale| fs::read_dir(locale).unwrap()).map(|entry| entry.unwrap().path()).collect()
}
