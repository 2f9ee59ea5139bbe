//! MDX: Markdown in which JSX, expressions and ESM may stand anywhere.
//!
//! CommonMark would take a line with a tag for the begin of an HTML block and
//! everything up to the next blank line for HTML; MDX goes on reading Markdown,
//! at the indentation of the tag's content. So what is not Markdown is taken out
//! first, and Markdown is read from the rest:
//!
//! 1. `import` and `export` at the begin of a paragraph, to the blank line after
//!    which their brackets are closed: gone.
//! 2. `{expression}` and `{/* comment */}`: gone.
//! 3. Tags: taken out and kept with their place, to be handed to the builder
//!    when the reader of Markdown comes by. A line that held nothing but tags
//!    becomes a blank line.
//! 4. The content of a tag loses the indentation that it has beyond the tag's
//!    own, and any line what would make indented code of it: MDX has none.
//!
//! Code, in fences and in backticks, stays as it is. One pass; what is looked
//! ahead for in vain is bounded by [`PATIENCE`] bytes for the whole page.

use super::places::Places;

/// Bytes that may be scanned for the ends of things that have none.
const PATIENCE: usize = 4_000_000;
/// The longest expression or tag, in bytes.
const LONGEST: usize = 100_000;

/// Markdown without what makes it MDX.
#[derive(Debug, Default)]
pub(super) struct Markdown {
    pub(super) text: String,
    pub(super) places: Places,
    /// In order.
    pub(super) tags: Vec<JsxTag>,
    /// The place in the file from which on nothing was looked ahead for.
    pub(super) tired: Option<usize>,
}

/// A tag that was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JsxTag {
    /// Where it stood in the Markdown.
    pub(super) at: usize,
    /// Its bytes in the file.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Takes a page apart whose body begins at byte `start` of `source`.
pub(super) fn markdown(source: &str, start: usize) -> Markdown {
    let mut taker = Taker {
        source,
        at: start,
        out: String::with_capacity(source.len() - start),
        runs: Vec::new(),
        tags: Vec::new(),
        open: Vec::new(),
        patience: PATIENCE,
        tired: None,
    };
    taker.lines();
    if taker.runs.is_empty() {
        taker.runs.push((0, start as u32));
    }
    Markdown { text: taker.out, places: Places::of_runs(taker.runs), tags: taker.tags, tired: taker.tired }
}

struct Taker<'a> {
    source: &'a str,
    /// Everything before was read.
    at: usize,
    out: String,
    runs: Vec<(u32, u32)>,
    tags: Vec<JsxTag>,
    open: Vec<OpenTag<'a>>,
    patience: usize,
    tired: Option<usize>,
}

struct OpenTag<'a> {
    name: &'a str,
    /// Its indentation in the file; `None` if text stands before it on its line.
    indentation: Option<usize>,
    /// What lines in it lose; `None` until the first one has come.
    strip: Option<usize>,
    /// What the lines around it lose.
    outer: usize,
}

impl<'a> Taker<'a> {
    fn lines(&mut self) {
        let mut after_blank = true;
        // The fence that is open: its character, its length, what its lines lose.
        let mut fence: Option<(u8, usize, usize)> = None;
        // Where the content of the list items begins that are open.
        let mut items: Vec<usize> = Vec::new();
        while self.at < self.source.len() {
            let start = self.at;
            let line = self.line_at(start);
            let content = line.trim_start_matches([' ', '\t']);
            let indentation = line.len() - content.len();
            let content = content.trim_end();
            if fence.is_none() && after_blank && self.open.is_empty() && indentation == 0 && is_module_line(content) {
                self.at = self.module_end(start);
                self.copy("\n", self.at.saturating_sub(1));
                continue;
            }
            let end = start + line.len();
            after_blank = content.is_empty();
            if let Some((character, length, strip)) = fence {
                if fence_of(content)
                    .is_some_and(|(other, n, info)| other == character && n >= length && info.is_empty())
                {
                    fence = None;
                }
                self.at = start + strip.min(indentation);
                self.copy_to(end);
                continue;
            }
            let mut strip = self.strip(indentation, content).min(indentation);
            if !content.is_empty() {
                let mut kept = indentation - strip;
                while items.pop_if(|item| kept < *item).is_some() {}
                let item = items.last().copied().unwrap_or(0);
                if kept >= item + 4 {
                    strip += kept - item;
                    kept = item;
                }
                if let Some(width) = marker_width(content) {
                    items.push(kept + width);
                }
            }
            self.at = start + strip;
            if let Some((character, length, _)) = fence_of(without_markers(content)) {
                fence = Some((character, length, strip));
                self.copy_to(end);
            } else {
                self.line(end);
            }
        }
    }

    fn line_at(&self, start: usize) -> &'a str {
        let rest = &self.source[start..];
        &rest[..memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |length| length + 1)]
    }

    /// How much of its indentation a line loses.
    fn strip(&mut self, indentation: usize, content: &str) -> usize {
        let Some(tag) = self.open.last_mut() else { return 0 };
        if tag.strip.is_none() && !content.is_empty() && !content.starts_with("</") {
            let deeper = tag.indentation.map_or(0, |own| indentation.saturating_sub(own));
            tag.strip = Some(tag.outer + deeper);
        }
        tag.strip.unwrap_or(tag.outer)
    }

    /// Reads up to `end`, the end of a line, or further if something that
    /// begins on the line ends behind it.
    fn line(&mut self, end: usize) {
        let begin = self.out.len();
        let line_start = self.at;
        while self.at < end {
            let rest = &self.source.as_bytes()[self.at..end];
            let next = rest.iter().position(|byte| matches!(byte, b'<' | b'{' | b'`' | b'\\'));
            let Some(length) = next else { break };
            self.copy_to(self.at + length);
            let at = self.at;
            match self.source.as_bytes()[at] {
                b'\\' => {
                    let length = self.source[at + 1..].chars().next().map_or(0, char::len_utf8);
                    self.copy_to((at + 1 + length).min(end.max(at + 1)));
                }
                b'`' => self.code_span(at),
                b'{' => match self.look(at, expression_end) {
                    Some(after) => self.at = after,
                    None => self.copy_to(at + 1),
                },
                _ => {
                    let first = self.out[begin..].trim_ascii().is_empty();
                    if !self.tag(at, first.then(|| self.indentation(line_start))) {
                        self.copy_to(at + 1);
                    }
                }
            }
        }
        if self.at < end {
            self.copy_to(end);
        } else if self.at > end {
            // What began here ended on another line, whose rest is read like this one's.
            let line = self.line_at(self.at);
            self.line(self.at + line.len());
        }
    }

    /// The indentation of the line that holds `at`.
    fn indentation(&self, at: usize) -> usize {
        let start = memchr::memrchr(b'\n', &self.source.as_bytes()[..at]).map_or(0, |end| end + 1);
        self.source[start..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    }

    /// Copies a code span, or its backticks if nothing in the paragraph ends it.
    fn code_span(&mut self, at: usize) {
        let bytes = self.source.as_bytes();
        let ticks = |from: usize| bytes[from..].iter().take_while(|&&byte| byte == b'`').count();
        let length = ticks(at);
        let limit = bytes.len().min(at + LONGEST);
        let mut from = at + length;
        while self.patience > 0 && from < limit {
            let Some(next) = memchr::memchr2(b'`', b'\n', &bytes[from..limit]).map(|next| from + next) else { break };
            if bytes[next] == b'\n' {
                if self.line_at(next + 1).trim_ascii().is_empty() {
                    break;
                }
                from = next + 1;
                continue;
            }
            from = next + ticks(next);
            if from - next == length {
                return self.copy_to(from);
            }
        }
        self.patience = self.patience.saturating_sub(from - at);
        self.copy_to(at + length);
    }

    /// Looks for the end of what begins at `at`, while there is patience.
    fn look(&mut self, at: usize, end: impl Fn(&str) -> Option<usize>) -> Option<usize> {
        if self.patience == 0 {
            self.tired.get_or_insert(at);
            return None;
        }
        let window = &self.source[at..self.source.floor_char_boundary(at + LONGEST)];
        let found = end(window);
        if found.is_none() {
            self.patience = self.patience.saturating_sub(window.len());
        }
        found.map(|length| at + length)
    }

    /// Takes out the tag at `at`, if it is one.
    fn tag(&mut self, at: usize, indentation: Option<usize>) -> bool {
        let Some(end) = self.look(at, tag_end) else { return false };
        let tag = &self.source[at..end];
        self.tags.push(JsxTag { at: self.out.len(), start: at, end });
        self.at = end;
        let name = super::html::tag_name(tag);
        if tag.starts_with("</") {
            let reach = self.open.len().saturating_sub(50);
            if let Some(depth) = self.open[reach..].iter().rposition(|open| open.name == name) {
                self.open.truncate(reach + depth);
            }
        } else if !tag.ends_with("/>") {
            let outer = self.open.last().map_or(0, |open| open.strip.unwrap_or(open.outer));
            let strip = if indentation.is_none() { Some(outer) } else { None };
            self.open.push(OpenTag { name, indentation, strip, outer });
        }
        true
    }

    fn copy_to(&mut self, end: usize) {
        if self.at < end {
            self.copy(&self.source[self.at..end], self.at);
            self.at = end;
        }
    }

    fn copy(&mut self, text: &str, at: usize) {
        let (out, at) = (self.out.len() as u32, at as u32);
        if self.runs.last().is_none_or(|&(text, source)| source + (out - text) != at) {
            self.runs.push((out, at));
        }
        self.out.push_str(text);
    }

    /// Where the `import` or `export` at `start` ends: at a blank line, or the
    /// end of the page, with all brackets closed.
    fn module_end(&mut self, start: usize) -> usize {
        let mut at = start;
        let mut depth = 0_i32;
        let mut first_blank = None;
        while at < self.source.len() {
            let line = self.line_at(at);
            if line.trim_ascii().is_empty() {
                first_blank = first_blank.or(Some(at));
                if depth <= 0 || self.patience == 0 {
                    return at;
                }
            }
            depth += line.bytes().fold(0, |depth, byte| match byte {
                b'{' | b'(' | b'[' => depth + 1,
                b'}' | b')' | b']' => depth - 1,
                _ => depth,
            });
            at += line.len();
        }
        if depth > 0 {
            self.patience = self.patience.saturating_sub(at - start);
        }
        // Brackets that nobody closes do not swallow the page.
        if depth > 0 { first_blank.unwrap_or(at) } else { at }
    }
}

fn is_module_line(content: &str) -> bool {
    ["import ", "import{", "import\"", "import'", "export ", "export{"].iter().any(|begin| content.starts_with(begin))
}

/// The character, the length and the info string of the fence that a line is.
fn fence_of(content: &str) -> Option<(u8, usize, &str)> {
    let character = *content.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let length = content.bytes().take_while(|&byte| byte == character).count();
    let info = content[length..].trim();
    (length >= 3 && !(character == b'`' && info.contains('`'))).then_some((character, length, info))
}

/// The width of the list marker that a line begins with, with the space after it.
fn marker_width(content: &str) -> Option<usize> {
    let after_number = content.trim_start_matches(|character: char| character.is_ascii_digit());
    let after = if after_number.len() < content.len() {
        after_number.strip_prefix(['.', ')'])?
    } else {
        content.strip_prefix(['-', '*', '+'])?
    };
    let spaces = after.len() - after.trim_start_matches(' ').len();
    let marker = content.len() - after.len();
    match spaces {
        0 if !after.is_empty() => None,
        1..=4 => Some(marker + spaces),
        _ => Some(marker + 1),
    }
}

/// A line without the marks of quotes and list items at its begin.
fn without_markers(content: &str) -> &str {
    let mut rest = content;
    for _ in 0..8 {
        let width = marker_width(rest).or_else(|| rest.starts_with("> ").then_some(2));
        let Some(after) = width.and_then(|width| rest.get(width..)) else { break };
        rest = after.trim_start_matches(' ');
    }
    rest
}

/// The length of the expression that `text` begins with, `{` to `}`.
fn expression_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    // Before this place a quote is an apostrophe: none after it ends a string.
    let mut no_string_until = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'`' => at += string_length(&bytes[at..]).ok()? - 1,
            b'"' | b'\'' if at >= no_string_until => match string_length(&bytes[at..]) {
                Ok(length) => at += length - 1,
                Err(searched) => no_string_until = at + searched,
            },
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at += 3 + memchr::memmem::find(&bytes[at + 2..], b"*/")?;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') && at > 0 && bytes[at - 1].is_ascii_whitespace() => {
                at += memchr::memchr(b'\n', &bytes[at..])?;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The length of the string that `bytes` begin with, or how far its end was
/// looked for: an apostrophe begins none.
fn string_length(bytes: &[u8]) -> Result<usize, usize> {
    let quote = bytes[0];
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' if quote != b'`' => return Err(at),
            byte if byte == quote => return Ok(at + 1),
            _ => {}
        }
        at += 1;
    }
    Err(at)
}

/// The length of the JSX tag that `text` begins with.
fn tag_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = if bytes.get(1) == Some(&b'/') { 2 } else { 1 };
    if bytes.get(at) == Some(&b'>') {
        return Some(at + 1);
    }
    if !bytes.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$')) {
        return None;
    }
    while bytes
        .get(at)
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | b':' | b'-'))
    {
        at += 1;
    }
    loop {
        match *bytes.get(at)? {
            b'>' => return Some(at + 1),
            b'/' if bytes.get(at + 1) == Some(&b'>') => return Some(at + 2),
            b'{' => at += expression_end(&text[at..])?,
            quote @ (b'"' | b'\'') => at += 2 + memchr::memchr(quote, &bytes[at + 1..])?,
            byte if byte.is_ascii_whitespace() || byte == b'=' => at += 1,
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | b':' | b'-' | b'@') => at += 1,
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_markdown_is_taken_out() {
        let check = |mdx: &str, expected: &str, tags: &[&str]| {
            let found = markdown(mdx, 0);
            assert_eq!(found.text, expected, "{mdx}");
            let kept: Vec<&str> = found.tags.iter().map(|tag| &mdx[tag.start..tag.end]).collect();
            assert_eq!(kept, tags, "{mdx}");
            for (at, character) in found.text.char_indices().filter(|&(_, character)| character != '\n') {
                let place = found.places.start(at);
                assert!(mdx[place..].starts_with(character), "{character:?} at {at} of {mdx:?}");
            }
        };
        check("import A from 'a'\nimport {\n  B\n} from 'b'\n\n# T", "\n\n# T", &[]);
        check("export const x = () => {\n\n  return 1\n}\n\ntext", "\n\ntext", &[]);
        check("the import of export {x} and \\{y} and `{z}`", "the import of export  and \\{y} and `{z}`", &[]);
        check("a {/* b\n\nc */} d {`}`} e {'}'} f", "a  d  e  f", &[]);
        check("{a ? <p>don't</p> : {}} b { c", " b { c", &[]);
        check("one <B x={{a: '>'}} y=\"/>\">two</B> <C/>", "one two ", &["<B x={{a: '>'}} y=\"/>\">", "</B>", "<C/>"]);
        check("a < b <> c </>", "a < b  c ", &["<>", "</>"]);
        check(
            "<Steps>\n  1. one\n     ```js\n     <a>{b}</a>\n     ```\n     <Tip>\n       text\n         - item\n     </Tip>\n</Steps>\nend",
            "\n1. one\n   ```js\n   <a>{b}</a>\n   ```\n   \n   text\n     - item\n \n\nend",
            &["<Steps>", "<Tip>", "</Tip>", "</Steps>"],
        );
        check(
            "    <A>\n\n    ```\n      x\n    ```\n    </A>\n1. a\n\n       b",
            "\n\n```\n  x\n```\n\n1. a\n\n   b",
            &["<A>", "</A>"],
        );
        check("```\nimport x\n\n{y}\n```\n<A>", "```\nimport x\n\n{y}\n```\n", &["<A>"]);
        check("<A\n  b=\"c\"\n/>\ntext", "\ntext", &["<A\n  b=\"c\"\n/>"]);
    }
}
