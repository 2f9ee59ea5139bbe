//! HTML that is read as a browser would build it: whole pages, and fragments
//! whose tags do not fit together.
//!
//! scraper's tree says what is in what, but not where it stands in the file.
//! html5gum's tokens say where, and both have the same text in nearly the same
//! order:
//!
//! 1. Walk the tree and give each text node the text tokens that it was made of:
//!    the next one, one that was passed over, or one further on. The parser
//!    moves text out of order only where a table holds text outside of its cells.
//! 2. Give each element the first start tag of its name between the text before
//!    and the text after it. Elements that the parser made up get none.
//! 3. Walk again and hand everything to the builder. Text that the parser had
//!    moved to the front waits until its place in the file has come, because a
//!    page is read in the order of the file.
//!
//! Building the tree can cost the square of the nesting, so markup that is
//! nested deeper than any author would ([`DEEPEST`]) is read by its tokens alone.

use std::ops::Range;

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::{Html, Node, Selector};

use super::element::Element;
use super::reader::{Names, Tag};
use super::token::{RawText, Token, TokenKind, tag_name, tokens};
use crate::page::NoteClass;
use crate::parse::builder::{Builder, FrameKind, Origin};
use crate::parse::{entity, note};

/// Elements that may be open at once, and formatting elements among them.
const DEEPEST: (usize, usize) = (1000, 100);
/// How many text tokens are looked at for a text node.
const WINDOW: usize = 400;

/// What of the tree is the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Content {
    /// The main content of a whole page.
    Main,
    /// All of a fragment.
    Fragment,
}

/// Reads `html`, which stands at `base` of the text being read. Gives `false`,
/// having read nothing, if it is nested too deep.
pub(in crate::parse) fn read(builder: &mut Builder, html: &str, base: usize, content: Content) -> bool {
    let mut found = Tokens::default();
    let raw_text = if content == Content::Main { RawText::AsBrowsers } else { RawText::ScriptsOnly };
    let mut depth = Depth::default();
    tokens(html, raw_text, |token| {
        depth.count(&token, html);
        match token.kind {
            TokenKind::Text => found.texts.push(token),
            TokenKind::StartTag => found.tags.push(token),
            TokenKind::EndTag | TokenKind::Comment => {}
        }
    });
    if depth.is_hostile() {
        return false;
    }
    let tree = match content {
        Content::Main => Html::parse_document(html),
        Content::Fragment => Html::parse_fragment(html),
    };
    let root = match content {
        Content::Main => main_content(&tree),
        Content::Fragment => tree.tree.root(),
    };
    let places = Places::new(&tree, html, &found);
    Walk { builder, html, base, content, places: &places, cursor: 0, waiting: places.moved(), notes: Vec::new() }
        .walk(root);
    true
}

#[derive(Default)]
struct Tokens {
    texts: Vec<Token>,
    tags: Vec<Token>,
}

/// How deep the tags nest, if every end tag closes one start tag of its kind.
#[derive(Default)]
struct Depth {
    open: usize,
    formatting: usize,
    deepest: (usize, usize),
}

impl Depth {
    fn count(&mut self, token: &Token, html: &str) {
        let name = tag_name(&html[token.start..token.end]);
        let formatting =
            ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known));
        let void = matches!(
            Element::of(name),
            Some(Element::Image | Element::Break | Element::Void | Element::Column | Element::Rule)
        );
        match token.kind {
            TokenKind::StartTag if !void => {
                self.open += 1;
                self.formatting += usize::from(formatting);
                self.deepest.0 = self.deepest.0.max(self.open);
                self.deepest.1 = self.deepest.1.max(self.formatting);
            }
            TokenKind::EndTag => {
                self.open = self.open.saturating_sub(1);
                self.formatting = self.formatting.saturating_sub(usize::from(formatting));
            }
            _ => {}
        }
    }

    fn is_hostile(&self) -> bool {
        self.deepest.0 > DEEPEST.0 || self.deepest.1 > DEEPEST.1
    }
}

/// The element that holds what the page is about.
fn main_content(tree: &Html) -> NodeRef<'_, Node> {
    let first = |selector: &str| {
        let selector = Selector::parse(selector).ok()?;
        let mut found = tree.select(&selector);
        let first = found.next()?;
        // Several articles are a list of teasers.
        let alone = found.next().is_none();
        (alone && first.text().any(|text| !text.trim().is_empty())).then_some(*first)
    };
    ["main", "article", "#mainBody", "[role=main]", "body"]
        .into_iter()
        .find_map(first)
        .unwrap_or_else(|| tree.tree.root())
}

/// Where the nodes of a tree stand, by their number in document order.
struct Places {
    /// The bytes that text nodes were made of, in the order of the tree.
    parts: Vec<Part>,
    /// For each text node its parts.
    texts: Vec<Range<usize>>,
    /// For each element its start tag.
    tags: Vec<Option<Range<usize>>>,
}

struct Part {
    source: Range<usize>,
    /// Whether text from further up in the file comes after it in the tree.
    moved: bool,
}

impl Places {
    fn new(tree: &Html, html: &str, tokens: &Tokens) -> Places {
        let mut parts = Vec::new();
        let mut texts = Vec::new();
        // Elements as (name, number of parts before).
        let mut elements: Vec<(&str, usize)> = Vec::new();
        let mut matcher = Matcher { html, tokens: &tokens.texts, cursor: 0, skipped: Vec::new() };
        for node in tree.tree.root().descendants() {
            match node.value() {
                Node::Text(text) => {
                    let first = parts.len();
                    matcher.place(text, &mut parts);
                    texts.push(first..parts.len());
                }
                Node::Element(element) => elements.push((element.name(), parts.len())),
                _ => {}
            }
        }
        let mut first_after = usize::MAX;
        // Where each part begins, or the next one that is not moved.
        let mut next = vec![html.len(); parts.len() + 1];
        for (index, part) in parts.iter_mut().enumerate().rev() {
            part.moved = part.source.start > first_after;
            first_after = first_after.min(part.source.start);
            next[index] = if part.moved { next[index + 1] } else { part.source.start };
        }
        let mut tags = Vec::with_capacity(elements.len());
        let mut cursor = 0;
        for (name, part) in elements {
            let until = next[part];
            let candidates = tokens.tags[cursor..].iter().take_while(|tag| tag.start < until).take(WINDOW);
            let found = candidates
                .enumerate()
                .find(|(_, tag)| tag_name(&html[tag.start..tag.end]).eq_ignore_ascii_case(name))
                .map(|(offset, tag)| (cursor + offset, tag.start..tag.end));
            if let Some((index, _)) = found {
                cursor = index + 1;
            }
            tags.push(found.map(|(_, range)| range));
        }
        Places { parts, texts, tags }
    }

    /// The parts of moved text in the order of the file, last first.
    fn moved(&self) -> Vec<Range<usize>> {
        let moved = self.parts.iter().filter(|part| part.moved);
        let mut moved: Vec<Range<usize>> = moved.map(|part| part.source.clone()).collect();
        moved.sort_by_key(|part| std::cmp::Reverse(part.start));
        moved
    }
}

/// Gives text tokens to text nodes.
struct Matcher<'a> {
    html: &'a str,
    tokens: &'a [Token],
    cursor: usize,
    /// Tokens before the cursor that no node has yet.
    skipped: Vec<usize>,
}

impl Matcher<'_> {
    fn place(&mut self, text: &str, parts: &mut Vec<Part>) {
        let part = |token: &Token| Part { source: token.start..token.end, moved: false };
        if text.trim_ascii().is_empty() {
            // White space between two inlines: it has its own token, or none.
            if let Some(token) = self.tokens.get(self.cursor)
                && self.html[token.start..token.end].trim_ascii().is_empty()
            {
                parts.push(part(token));
                self.cursor += 1;
            }
            return;
        }
        let mut rest = text;
        while !rest.trim_ascii().is_empty() {
            let Some((index, length)) = self.find(rest) else { break };
            parts.push(part(&self.tokens[index]));
            rest = &rest[length..];
        }
    }

    fn find(&mut self, text: &str) -> Option<(usize, usize)> {
        let fits = |index: usize| {
            let token = self.tokens.get(index)?;
            Some((index, made_of(text, &self.html[token.start..token.end])?))
        };
        let blank = |index: &usize| {
            self.tokens.get(*index).is_some_and(|token| self.html[token.start..token.end].trim_ascii().is_empty())
        };
        let next = (self.cursor..).find(|index| !blank(index)).unwrap_or(self.cursor);
        if let Some(found) = fits(next) {
            self.cursor = next + 1;
            return Some(found);
        }
        let recent = self.skipped.len().saturating_sub(WINDOW);
        let passed = self.skipped[recent..].iter().position(|&index| fits(index).is_some());
        if let Some(position) = passed {
            let index = self.skipped[recent + position];
            let found = fits(index);
            self.skipped.remove(recent + position);
            return found;
        }
        let found = (next + 1..next + WINDOW).find_map(fits)?;
        self.skipped.extend(self.cursor..found.0);
        self.cursor = found.0 + 1;
        Some(found)
    }
}

/// How many bytes of `text` the source of a token accounts for: all of the
/// token, apart from white space around it. `None` if they differ.
fn made_of(text: &str, token: &str) -> Option<usize> {
    let mut rest = text.trim_ascii_start();
    let mut source = token.trim_ascii();
    if source.is_empty() {
        return None;
    }
    while !source.is_empty() {
        if source.starts_with('&')
            && let Some((decoded, length)) = entity::reference(source)
        {
            rest = rest.strip_prefix(decoded.as_str())?;
            source = &source[length..];
            continue;
        }
        source = source.strip_prefix("\r\n").map_or(source, |after| &source[source.len() - after.len() - 1..]);
        let character = source.chars().next()?;
        let same = |other: char| other == character || character == '\r' && other == '\n' || other == '\u{fffd}';
        let other = rest.chars().next().filter(|&other| same(other))?;
        rest = &rest[other.len_utf8()..];
        source = &source[character.len_utf8()..];
    }
    Some(text.len() - rest.len())
}

struct Walk<'a> {
    builder: &'a mut Builder,
    html: &'a str,
    base: usize,
    content: Content,
    places: &'a Places,
    /// What was read last ends here.
    cursor: usize,
    /// Moved text whose place has not come, last first.
    waiting: Vec<Range<usize>>,
    /// Whether each division that is open is a note.
    notes: Vec<bool>,
}

impl<'a> Walk<'a> {
    fn walk(&mut self, root: NodeRef<'a, Node>) {
        // Nodes are numbered over the whole tree, so the walk begins at its top.
        let top = root.ancestors().last().unwrap_or(root);
        let (mut text, mut element) = (0, 0);
        let mut inside = false;
        let mut hidden = None;
        for edge in top.traverse() {
            match edge {
                Edge::Open(node) => {
                    inside |= node.id() == root.id();
                    let visible = inside && hidden.is_none();
                    match node.value() {
                        Node::Text(_) => {
                            let parts = &self.places.parts[self.places.texts[text].clone()];
                            for part in parts.iter().filter(|part| visible && !part.moved) {
                                self.text(part.source.clone());
                            }
                            text += 1;
                        }
                        Node::Element(value) => {
                            if visible && !self.open(node, value, element) {
                                hidden = Some(node.id());
                            }
                            element += 1;
                        }
                        _ => {}
                    }
                }
                Edge::Close(node) => {
                    if hidden == Some(node.id()) {
                        hidden = None;
                    } else if inside
                        && hidden.is_none()
                        && let Node::Element(value) = node.value()
                    {
                        self.close(value);
                    }
                    if node.id() == root.id() {
                        break;
                    }
                }
            }
        }
        self.release(self.html.len());
        self.builder.interrupt();
    }

    fn text(&mut self, part: Range<usize>) {
        self.release(part.start);
        if part.start < self.cursor {
            return;
        }
        self.builder.html_text(&self.html[part.clone()], self.base + part.start);
        self.cursor = part.end;
    }

    /// Reads the moved text that stands before `until`.
    fn release(&mut self, until: usize) {
        while let Some(part) = self.waiting.last().filter(|part| part.start < until).cloned() {
            self.waiting.pop();
            if part.start >= self.cursor {
                self.builder.interrupt();
                self.builder.html_text(&self.html[part.clone()], self.base + part.start);
                self.builder.interrupt();
                self.cursor = part.end;
            }
        }
    }

    /// Opens an element; gives `false` if nothing in it is to be read.
    fn open(&mut self, node: NodeRef<'a, Node>, value: &'a scraper::node::Element, number: usize) -> bool {
        let found = self.places.tags[number].clone();
        let range = found.clone().filter(|range| range.start >= self.cursor).unwrap_or(self.cursor..self.cursor);
        self.release(range.start);
        self.cursor = self.cursor.max(range.end);
        let (start, end) = (self.base + range.start, self.base + range.end);
        match Element::of(value.name()) {
            Some(Element::Hidden) => return false,
            Some(Element::Furniture) if !self.is_content(node, value) => return false,
            Some(Element::Division) => {
                self.builder.interrupt();
                let class = self.note_class(value);
                if class.is_some() {
                    self.builder.open_frame(FrameKind::Quote, Origin::Html(Element::Division), class);
                }
                self.notes.push(class.is_some());
            }
            Some(element) => self.builder.start_tag(element, Tag::Element(value), start, end),
            // `<pool>` in Markdown is text.
            None if self.content == Content::Fragment && Names::Html.element(&self.html[range.clone()]).is_none() => {
                self.builder.html_text(&self.html[range], start);
            }
            None => {}
        }
        true
    }

    fn close(&mut self, value: &scraper::node::Element) {
        let at = self.base + self.cursor;
        match Element::of(value.name()) {
            Some(Element::Division) => {
                self.builder.interrupt();
                if self.notes.pop() == Some(true) {
                    self.builder.close_html(Element::Division);
                }
            }
            // These have no end tag; `</br>` would be another break.
            Some(Element::Break | Element::Image | Element::Void | Element::Column | Element::Rule) | None => {}
            Some(element) => {
                self.builder.end_tag(element, at, at);
            }
        }
    }

    /// Whether a `<header>` holds the title of what it stands in, rather than the
    /// site's name and menu.
    fn is_content(&self, node: NodeRef<'a, Node>, value: &scraper::node::Element) -> bool {
        let article = |node: NodeRef<'_, Node>| {
            node.value().as_element().is_some_and(|element| matches!(element.name(), "main" | "article" | "section"))
        };
        value.name() == "header"
            && node.ancestors().any(article)
            && node.descendants().any(|node| node.value().as_element().is_some_and(|element| element.name() == "h1"))
    }

    /// The class of a `<div class="note">` or `<div class="alert alert-warning">`, as generators write it.
    fn note_class(&self, value: &scraper::node::Element) -> Option<NoteClass> {
        if self.content == Content::Fragment || value.name() == "body" {
            return None;
        }
        let words = || value.classes().flat_map(|class| class.split(['-', '_']));
        let is_alert =
            words().any(|word| ["alert", "admonition", "callout"].iter().any(|name| word.eq_ignore_ascii_case(name)));
        let whole = || value.classes().find_map(note::english);
        whole().or_else(|| is_alert.then(|| words().find_map(note::english).unwrap_or(NoteClass::Note)))
    }
}
