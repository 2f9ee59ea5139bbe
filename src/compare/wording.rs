//! The words of a page, put together once for all who ask whether it has one.
//!
//! Checks ask for each of thousands of differences whether a page says something elsewhere: in
//! its running text, in its code, accents aside. To go through its blocks for every question
//! costs the square of a long page; what is kept here is made when it is first asked for, and
//! most pages are never asked.

use std::cell::OnceCell;

use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::PageView;
use crate::page::BlockKind;

/// What is known of the words of a page.
#[derive(Debug, Default)]
pub(super) struct Wording {
    prose: OnceCell<String>,
    unescaped: OnceCell<String>,
    code: OnceCell<String>,
    /// The words of the running text, in small letters.
    words: OnceCell<FxHashSet<String>>,
    /// The same without the accents of their letters.
    unaccented: OnceCell<FxHashSet<String>>,
    /// How often each word stands on the page, code included, in small letters.
    counts: OnceCell<FxHashMap<String, u32>>,
}

impl PageView {
    /// Whether the running text has these characters, which are of one line.
    pub(crate) fn has_in_prose(&self, text: &str) -> bool {
        memmem::find(self.prose().as_bytes(), text.as_bytes()).is_some()
    }

    /// Whether the running text has these characters, backslashes aside: one may be an escape
    /// that is not shown.
    pub(crate) fn has_in_prose_unescaped(&self, text: &str) -> bool {
        let prose = match memchr::memchr(b'\\', self.prose().as_bytes()) {
            None => self.prose(),
            Some(_) => self.wording.unescaped.get_or_init(|| self.prose().replace('\\', "")),
        };
        memmem::find(prose.as_bytes(), text.replace('\\', "").as_bytes()).is_some()
    }

    /// Whether a block of code has these characters, which are of one line.
    pub(crate) fn has_in_code(&self, text: &str) -> bool {
        let code = self.wording.code.get_or_init(|| self.text_of_kinds(|kind| kind == BlockKind::Code));
        memmem::find(code.as_bytes(), text.as_bytes()).is_some()
    }

    /// Whether the running text has a word of letters, letter case aside. Accents count in
    /// words of two bytes only: file names have none.
    pub(crate) fn has_word_in_prose(&self, word: &str) -> bool {
        let word = word.to_ascii_lowercase();
        let words = |text: &str| words(text).collect::<FxHashSet<String>>();
        self.wording.words.get_or_init(|| words(self.prose())).contains(&word)
            || word.len() > 2
                && !self.prose().is_ascii()
                && self.wording.unaccented.get_or_init(|| words(&without_accents(self.prose()))).contains(&word)
    }

    /// How often the page has a word of letters, letter case aside.
    pub(crate) fn count_of_word(&self, word: &str) -> u32 {
        let count = || {
            let mut counts = FxHashMap::default();
            for word in words(&self.page.text) {
                *counts.entry(word).or_default() += 1;
            }
            counts
        };
        self.wording.counts.get_or_init(count).get(&word.to_ascii_lowercase()).copied().unwrap_or(0)
    }

    /// The blocks that are no code, a line each.
    fn prose(&self) -> &str {
        self.wording.prose.get_or_init(|| self.text_of_kinds(|kind| kind != BlockKind::Code))
    }

    fn text_of_kinds(&self, is_wanted: impl Fn(BlockKind) -> bool) -> String {
        let mut text = String::new();
        for block in self.page.blocks.iter().filter(|block| is_wanted(block.kind)) {
            text.push_str(self.page.block_text(block));
            text.push('\n');
        }
        text
    }
}

/// The words of a text in small letters: letters and digits of ASCII and all other characters.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase)
}

/// A text with the letters of its accented ones.
fn without_accents(text: &str) -> String {
    text.nfd().filter(|character| !is_combining_mark(*character)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use crate::parse::{Markup, parse};

    fn view(text: &str) -> PageView {
        let (page, _) = parse("a.md".into(), Locale::new("fr").unwrap(), text.to_owned(), Markup::Markdown);
        PageView::new(page, Vec::new())
    }

    #[test]
    fn words_are_found_whole_in_running_text_and_with_or_without_accents() {
        let check = |text: &str, word: &str, expected: bool| {
            assert_eq!(view(text).has_word_in_prose(word), expected, "{word} in {text}");
        };
        check("Un Projet, des outils", "projet", true);
        check("Un Projet, des outils", "outil", false);
        check("La régle", "regle", true);
        check("La régle", "RÉGLE", false);
        check("Il va là", "la", false);
        check("Un mot\n\n    un outil\n", "outil", false);
        check("éprojet", "projet", false);
    }

    #[test]
    fn words_of_the_whole_page_are_counted() {
        let view = view("Un Projet, des projets.\n\n    projet = 1\n");
        assert_eq!(["projet", "PROJETS", "outil"].map(|word| view.count_of_word(word)), [2, 1, 0]);
    }

    #[test]
    fn text_and_code_are_told_apart() {
        let view = view("Lancez `cd C:\\\\temp\\x` ici.\n\n    ls /opt/a\n");
        assert!(view.has_in_prose("Lancez cd") && !view.has_in_prose("ls /opt"));
        assert!(view.has_in_code("ls /opt") && !view.has_in_code("Lancez"));
        assert!(view.has_in_prose_unescaped("cd C:\\temp\\\\x") && !view.has_in_prose_unescaped("temp x"));
    }
}
