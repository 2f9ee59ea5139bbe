//! Dialects of Markdown: what CommonMark would misread is rewritten first.
//!
//! MkDocs and everything else on Python-Markdown write an admonition as
//! `!!! tip "Title"`, one that folds as `??? tip`, and a tab as `=== "Label"`, with
//! the content four columns further in; its newer form is `/// tip | Title` up to
//! `///`. CommonMark would take the deeper lines for code. So such a page is
//! rewritten first, into what the reader of Markdown knows:
//!
//! - The head of a note becomes a line of `:::`, which stands for the same thing,
//!   and where the deeper lines end, `:::` is put in.
//! - The head of a tab becomes its label, a paragraph.
//! - The deeper lines lose the four columns. A fence that they leave open ends with them.
//!
//! Jekyll and Liquid fill in `[all](/{{ page.lang }}/all.html)` before they read
//! Markdown, for which an address with a space is none. So the spaces within the
//! braces go.
//!
//! Code in fences stays as it is. One pass; pages without any of this are not
//! rewritten at all.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::note;
use super::places::Places;
use crate::locale::Pack;

/// How much deeper the content stands, in columns.
const STEP: usize = 4;
/// Bytes between two pairs of braces: the name of a variable with its filters.
const LONGEST_NAME: usize = 200;
/// Blocks inside of one another, beyond which heads are text.
const DEEPEST: usize = 16;

/// A page that was rewritten.
pub(super) struct Rewritten {
    pub(super) text: String,
    pub(super) places: Places,
}

/// Rewrites a page whose body begins at byte `start` of `source`; `None` if there
/// is nothing to rewrite.
pub(super) fn markdown(source: &str, start: usize, pack: &Pack) -> Option<Rewritten> {
    let body = source.get(start..)?;
    if !may_have_marks(body) {
        return None;
    }
    let mut writer = Writer {
        source,
        pack,
        out: String::with_capacity(body.len() + 64),
        runs: Vec::new(),
        open: Vec::new(),
        slashes: Vec::new(),
        rewritten: false,
    };
    writer.lines(start);
    writer.rewritten.then(|| Rewritten { text: writer.out, places: Places::of_runs(writer.runs) })
}

/// Whether anything in a text looks as if there were something to rewrite.
fn may_have_marks(body: &str) -> bool {
    /// All of them in one pass; leftmost, since the other kinds have no vector instructions.
    static MARKS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        let marks = ["!!! ", "??? ", "???+ ", "=== \"", "/// ", "{{ "];
        AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(marks).ok()
    });
    MARKS.as_ref().is_none_or(|marks| marks.is_match(body))
}

struct Writer<'a> {
    source: &'a str,
    pack: &'a Pack,
    out: String,
    runs: Vec<(u32, u32)>,
    /// The blocks that are held by indentation, from the outermost on.
    open: Vec<Open>,
    /// The blocks that a line of slashes ends: how many, and whether it is a note.
    slashes: Vec<(usize, bool)>,
    rewritten: bool,
}

struct Open {
    /// The column of its head.
    column: usize,
    is_note: bool,
}

/// The beginning of code between fences.
struct Fence {
    character: u8,
    length: usize,
    /// Its column, in what is written.
    column: usize,
    /// Whether it stands in a quote, with which it ends.
    is_quoted: bool,
}

impl Fence {
    /// The fence that a line begins, which begins with `content` at `column` of what is written.
    fn begun_by(content: &str, column: usize) -> Option<Fence> {
        let mut unmarked = content;
        while let Some(rest) = ["- ", "* ", "+ ", ">"].iter().find_map(|mark| unmarked.strip_prefix(mark)) {
            unmarked = rest.trim_start_matches(' ');
        }
        let marks = &content[..content.len() - unmarked.len()];
        [b'`', b'~']
            .map(|character| (character, fence_length(unmarked, character)))
            .into_iter()
            .find(|&(_, length)| length >= 3)
            .filter(|&(character, length)| !unmarked.as_bytes()[length..].contains(&character))
            .map(|(character, length)| Fence {
                character,
                length,
                column: column + marks.len(),
                is_quoted: marks.contains('>'),
            })
    }

    /// Whether a line ends it, which begins with `content` at `column` of what is written. A
    /// deeper one is code.
    fn is_ended_by(&self, content: &str, column: usize) -> bool {
        let deepest = if self.column < STEP { STEP - 1 } else { self.column + STEP - 1 };
        column <= deepest
            && fence_length(content, self.character) >= self.length
            && content.bytes().all(|byte| byte == self.character)
    }

    /// The lines that end it.
    fn end(&self) -> String {
        let Fence { character, length, column, .. } = *self;
        format!("\n{:column$}{}\n", "", char::from(character).to_string().repeat(length))
    }
}

impl Writer<'_> {
    fn lines(&mut self, start: usize) {
        let mut at = start;
        let mut fence: Option<Fence> = None;
        // Lines of options that follow a head of slashes.
        let mut in_options = false;
        while at < self.source.len() {
            let rest = &self.source[at..];
            let line = &rest[..memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1)];
            let (line_start, end) = (at, at + line.len());
            at = end;
            let content = line.trim_start_matches([' ', '\t']);
            if content.trim_end().is_empty() {
                in_options = false;
                self.copy(content, end - content.len());
                continue;
            }
            let column = columns(&line[..line.len() - content.len()]);
            while let Some(last) = self.open.pop_if(|last| column < last.column + STEP) {
                if let Some(fence) = fence.take().filter(|fence| !fence.is_quoted) {
                    self.put(&fence.end(), line_start);
                }
                if last.is_note {
                    let depth = last.column.saturating_sub(STEP * self.open.len());
                    self.put(&format!("\n{:depth$}:::\n\n", ""), line_start);
                }
            }
            let begin = line_start + stripped(line, STEP * self.open.len());
            if in_options && column >= STEP {
                continue;
            }
            in_options = false;
            let content = content.trim_end();
            let place = end - line.trim_start_matches([' ', '\t']).len();
            if let Some(open) = &fence {
                if open.is_ended_by(content, column.saturating_sub(STEP * self.open.len())) {
                    fence = None;
                }
            } else if let Some(head) = self.head(content, column, end) {
                self.copy(&self.source[begin..place], begin);
                self.begin(&head, content, place);
                self.open.push(Open { column, is_note: head.is_note });
                continue;
            } else if self.slash_line(content, begin, place) {
                in_options = true;
                continue;
            } else {
                fence = Fence::begun_by(content, column.saturating_sub(STEP * self.open.len()));
            }
            if fence.is_none() {
                self.copy_filled(&self.source[begin..end], begin);
            } else {
                self.copy(&self.source[begin..end], begin);
            }
        }
    }

    /// Copies a line without the spaces in the braces of addresses.
    fn copy_filled(&mut self, line: &str, at: usize) {
        let mut done = 0;
        let mut searched = 0;
        while let Some(open) = line[searched..].find("](").map(|found| searched + found + 2) {
            searched = open;
            while let Some(next) = line[searched..].chars().next() {
                let braced = if next == '{' { braces(&line[searched..]) } else { None };
                if let Some(length) = braced {
                    for (offset, _) in line[searched..searched + length].match_indices([' ', '\t']) {
                        self.copy(&line[done..searched + offset], at + done);
                        done = searched + offset + 1;
                        self.rewritten = true;
                    }
                    searched += length;
                } else if next == ')' || next.is_whitespace() {
                    break;
                } else {
                    searched += next.len_utf8();
                }
            }
        }
        self.copy(&line[done..], at + done);
    }

    /// The head that a line is, if deeper lines follow it.
    fn head<'l>(&self, content: &'l str, column: usize, end: usize) -> Option<Head<'l>> {
        let head = head(content)?;
        let next = self.source[end..].lines().find(|line| !line.trim().is_empty())?;
        let depth = columns(&next[..next.len() - next.trim_start_matches([' ', '\t']).len()]);
        (self.open.len() < DEEPEST && depth >= column + STEP).then_some(head)
    }

    /// Writes the head of a block whose line begins with `content` at `place`.
    fn begin(&mut self, head: &Head<'_>, content: &str, place: usize) {
        self.rewritten = true;
        // A title that is not there stands nowhere.
        let inside = |part: &str| (part.as_ptr() as usize).checked_sub(content.as_ptr() as usize);
        let offset = |part: &str| place + if part.is_empty() { 0 } else { inside(part).unwrap_or(0) };
        if head.is_note {
            self.put(":::", place);
            // A word that names no class is an admonition all the same.
            match note::class(head.word, self.pack) {
                Some(_) => {
                    self.copy(head.word, offset(head.word));
                    self.put(" ", offset(head.word) + head.word.len());
                }
                None => self.put("details ", place),
            }
        }
        self.copy(head.title, offset(head.title));
        self.put("\n\n", place + content.len().saturating_sub(1));
    }

    /// Rewrites a line of slashes. Gives whether it is one.
    fn slash_line(&mut self, content: &str, begin: usize, place: usize) -> bool {
        let after = content.trim_start_matches('/');
        let count = content.len() - after.len();
        if count < 3 {
            return false;
        }
        if after.is_empty() {
            let Some((_, is_note)) = self.slashes.pop_if(|(open, _)| *open == count) else { return false };
            self.put("\n", begin);
            if is_note {
                self.copy(&self.source[begin..place], begin);
                self.put(":::\n\n", place);
            }
            return true;
        }
        let (name, title) = after.split_once('|').unwrap_or((after, ""));
        let (word, is_tab) = (name.trim(), name.trim().eq_ignore_ascii_case("tab"));
        let known = is_tab || word.eq_ignore_ascii_case("details") || note::class(word, self.pack).is_some();
        if !known || !after.starts_with([' ', '\t']) || self.slashes.len() >= DEEPEST {
            return false;
        }
        self.copy(&self.source[begin..place], begin);
        self.begin(&Head { is_note: !is_tab, word, title: title.trim() }, content, place);
        self.slashes.push((count, !is_tab));
        true
    }

    /// Copies what stands at `at` in the file.
    fn copy(&mut self, text: &str, at: usize) {
        if text.is_empty() {
            return;
        }
        let (out, at) = (self.out.len() as u32, at as u32);
        if self.runs.last().is_none_or(|&(text, source)| source + (out - text) != at) {
            self.runs.push((out, at));
        }
        self.out.push_str(text);
    }

    /// Adds what does not stand in the file. All of it stands for the one
    /// character (a single byte) before `at`, or at it at the begin of a line.
    fn put(&mut self, text: &str, at: usize) {
        let bytes = self.source.as_bytes();
        let single = |place: &usize| bytes.get(*place).is_some_and(u8::is_ascii);
        let at = [at.saturating_sub(1), at].into_iter().find(single).unwrap_or(at);
        for (index, _) in text.char_indices() {
            self.runs.push(((self.out.len() + index) as u32, at as u32));
        }
        self.out.push_str(text);
    }
}

/// The first line of a note or a tab.
struct Head<'l> {
    is_note: bool,
    /// What names the class of a note.
    word: &'l str,
    /// The title of a note, or the label of a tab.
    title: &'l str,
}

/// Reads a line without its indentation as the head of a note or a tab.
fn head(content: &str) -> Option<Head<'_>> {
    let quoted = |text: &'_ str| -> Option<(usize, usize)> {
        let first = text.find('"')?;
        let last = text.rfind('"')?;
        (first < last).then_some((first + 1, last))
    };
    if let Some(rest) = content.strip_prefix("===") {
        let rest = rest.trim_start_matches(['!', '+']).strip_prefix(' ')?.trim();
        let (first, last) = quoted(rest).filter(|&(first, last)| first == 1 && last == rest.len() - 1)?;
        let title = rest[first..last].trim();
        return (!title.is_empty()).then_some(Head { is_note: false, word: "", title });
    }
    let rest = content.strip_prefix("!!!").or_else(|| content.strip_prefix("???"))?;
    let rest = rest.strip_prefix('+').unwrap_or(rest).strip_prefix(' ')?.trim();
    let length = rest.find(|character: char| !character.is_alphanumeric() && !matches!(character, '-' | '_'));
    let word = &rest[..length.unwrap_or(rest.len())];
    let title = quoted(rest).map_or("", |(first, last)| rest[first..last].trim());
    (!word.is_empty()).then_some(Head { is_note: true, word, title })
}

/// The length of the `{{ … }}` that a text begins with, if it ends on its line.
fn braces(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("{{")?;
    let end = inside[..inside.floor_char_boundary(LONGEST_NAME)].find("}}")?;
    (!inside[..end].contains(['{', '\n', ')'])).then_some(end + 4)
}

fn fence_length(content: &str, character: u8) -> usize {
    content.bytes().take_while(|&byte| byte == character).count()
}

/// The width of an indentation.
fn columns(indentation: &str) -> usize {
    indentation.bytes().fold(0, |width, byte| if byte == b'\t' { width / STEP * STEP + STEP } else { width + 1 })
}

/// How many bytes of its indentation a line loses to lose so many columns.
fn stripped(line: &str, columns: usize) -> usize {
    let mut width = 0;
    for (index, byte) in line.bytes().enumerate() {
        if width >= columns || !matches!(byte, b' ' | b'\t') {
            return index;
        }
        width = if byte == b'\t' { width / STEP * STEP + STEP } else { width + 1 };
    }
    line.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    #[test]
    fn blocks_lose_their_indentation() {
        let pack = Locale::new("en").unwrap().pack();
        let check = |text: &str, expected: Option<&str>| {
            let found = markdown(text, 0, pack);
            assert_eq!(found.as_ref().map(|found| found.text.as_str()), expected, "{text}");
        };
        check("text !!! note\n\n    code\n", None);
        check(
            "See [all {{ x }}](/{{ page.lang }}/a.html#{{ b }} \"{{ c }}\") and `[a]({{ b }})`\n```\n[a]({{ b }})\n",
            Some("See [all {{ x }}](/{{page.lang}}/a.html#{{b}} \"{{ c }}\") and `[a]({{b}})`\n```\n[a]({{ b }})\n"),
        );
        check("{{ a }} [b](c)", None);
        check("!!! note\ntext\n", None);
        check("Heading\n===\n\n    code\n", None);
        check(
            "!!! tip \"Ask first\"\n    Read it.\n\n        code\n\nAfter\n",
            Some(":::tip Ask first\n\nRead it.\n\n    code\n\n\n:::\n\nAfter\n"),
        );
        check("??? danger\n    One\n", Some(":::danger \n\nOne\n"));
        check("???+ bug\n    One\n", Some(":::details \n\nOne\n"));
        check(
            "=== \"Linux\"\n\n    ```sh\n    !!! a\n        b\n    ```\n\n    !!! note\n        Deep\n=== \"Other\"\n\n    End\n",
            Some("Linux\n\n\n```sh\n!!! a\n    b\n```\n\n:::note \n\nDeep\n\n:::\n\nOther\n\n\nEnd\n"),
        );
        check(
            "!!! note\n    - ```sh\n      a\n\n=== \"One\"\n    ~~~~\nEnd\n",
            Some(":::note \n\n- ```sh\n  a\n\n\n  ```\n\n:::\n\nOne\n\n~~~~\n\n~~~~\nEnd\n"),
        );
        check(
            "- item\n\n    !!! note\n\n        In it\n\n    more\n",
            Some("- item\n\n    :::note \n\n\n    In it\n\n\n    :::\n\n    more\n"),
        );
        check(
            "/// tip | Ask\n    open: True\n\nRead\n\n///\n\n//// tab | One\n\n/// note\n\nIn\n\n///\n\n////\nEnd\n/// x",
            Some(":::tip Ask\n\n\nRead\n\n\n:::\n\n\nOne\n\n\n:::note \n\n\nIn\n\n\n:::\n\n\n\nEnd\n/// x"),
        );
    }
}
