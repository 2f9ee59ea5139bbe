//! What each HTML tag does to the page, whoever reads the HTML.
//!
//! Tags come from html5gum's tokens, from inline HTML of Markdown or from
//! scraper's tree. End tags may be missing where HTML allows it: an item ends
//! the item before it, a cell the cell before it.

use std::borrow::Cow;

use super::element::Element;
use super::token::{self, RawText, Token, TokenKind};
use crate::page::{BlockKind, InlineKind, NoteClass};
use crate::parse::builder::{Builder, FrameKind, Origin, Space};
use crate::parse::{entity, note};

/// Which names are tags; the rest is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Names {
    /// The elements of HTML and what is clearly a component. `<pool>` is a
    /// placeholder that its author wants to be seen.
    Html,
    /// Everything: in MDX nothing else can look like a tag.
    All,
}

/// A start tag, as its source or as an element of a tree.
#[derive(Clone, Copy)]
pub(in crate::parse) enum Tag<'a> {
    Source(&'a str),
    Element(&'a scraper::node::Element),
}

impl<'a> Tag<'a> {
    /// The name in the case in which it is written; a tree has it in lower case.
    pub(in crate::parse) fn name(self) -> &'a str {
        match self {
            Tag::Source(tag) => token::tag_name(tag),
            Tag::Element(element) => element.name(),
        }
    }

    /// An attribute with its references resolved.
    pub(in crate::parse) fn attribute(self, name: &str) -> Option<Cow<'a, str>> {
        match self {
            Tag::Source(tag) => {
                let (_, value) = token::attribute(tag, name)?;
                if !value.contains('&') {
                    return Some(Cow::Borrowed(value));
                }
                let mut decoded = String::with_capacity(value.len());
                entity::decode(value, &mut decoded);
                Some(Cow::Owned(decoded))
            }
            Tag::Element(element) => element.attr(name).map(Cow::Borrowed),
        }
    }

    /// What `colspan` or `rowspan` says.
    fn number(self, name: &str) -> u16 {
        if matches!(self, Tag::Source("<td>" | "<th>")) {
            return 1;
        }
        self.attribute(name).and_then(|value| value.trim().parse().ok()).unwrap_or(1)
    }
}

impl Names {
    /// What a tag (as written, `<` included) means; `None` if it is text.
    #[inline]
    pub(in crate::parse) fn element(self, tag: &str) -> Option<Element> {
        // Nearly every tag has a lower-case name of a few letters.
        let bytes = tag.as_bytes();
        let name = bytes.get(1 + usize::from(bytes.get(1) == Some(&b'/'))..).unwrap_or(&[]);
        let length = name.iter().take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()).count();
        let whole = name.get(length).is_some_and(|&byte| token::ends_name(byte));
        let known = if whole { Element::of_lower(&name[..length]) } else { None };
        known.or_else(|| self.other_element(tag))
    }

    fn other_element(self, tag: &str) -> Option<Element> {
        let name = token::tag_name(tag);
        let capital = name.starts_with(|first: char| first.is_ascii_uppercase());
        // `<Aside>` is a component, `<aside>` an element; `<TABLE>` and `<Br>` are how people once wrote HTML.
        if capital && (self == Names::All || COMPONENTS.contains(&name)) {
            return Some(Element::Component);
        }
        if let Some(element) = Element::of(name) {
            return Some(element);
        }
        (self == Names::All || is_component(tag, name)).then_some(Element::Component)
    }
}

/// Components that site generators bring along, so that they are met in plain Markdown, too.
const COMPONENTS: [&str; 14] = [
    "Note",
    "Aside",
    "Tip",
    "Warning",
    "Callout",
    "Admonition",
    "Tabs",
    "Tab",
    "TabItem",
    "Steps",
    "Card",
    "CardGrid",
    "Fragment",
    "FileTree",
];

/// Whether an unknown tag is a component rather than a placeholder such as
/// `<SwitchParameter>` or `<Name of the pool>`: it says more than a placeholder would.
fn is_component(tag: &str, name: &str) -> bool {
    let special = name.starts_with(|first: char| first.is_ascii_uppercase()) || name.contains('-');
    // Nobody writes the end tag of a placeholder.
    let says_more = tag.ends_with("/>") || tag.contains("=\"") || tag.starts_with("</");
    special && !name.contains(':') && says_more
}

/// What was strange in a piece of HTML.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::parse) struct Outcome {
    /// Tags of tables that do not fit together, so that a browser would move things.
    pub(in crate::parse) tangled: bool,
}

/// Reads `html`, which stands at `base` of the text being read, in one pass.
pub(in crate::parse) fn read(builder: &mut Builder, html: &str, base: usize, names: Names) -> Outcome {
    let mut outcome = Outcome::default();
    let mut hidden_until = 0;
    // Hidden elements without an end tag; each is looked for once.
    let mut endless: Vec<&str> = Vec::new();
    token::tokens(html, RawText::ScriptsOnly, |Token { kind, start, end }| {
        if start < hidden_until {
            return;
        }
        let source = &html[start..end];
        match kind {
            TokenKind::Comment => {}
            TokenKind::Text => {
                outcome.tangled |= builder.outside_cell() && !source.trim_ascii().is_empty();
                builder.html_text(source, base + start);
            }
            TokenKind::StartTag => match names.element(source) {
                Some(Element::Hidden) => {
                    let name = token::tag_name(source);
                    if endless.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                        return;
                    }
                    match end_tag(&html[end..], name) {
                        Some(length) => hidden_until = end + length,
                        None => endless.push(name),
                    }
                }
                Some(element) => builder.start_tag(element, Tag::Source(source), base + start, base + end),
                None => builder.html_text(source, base + start),
            },
            TokenKind::EndTag => match names.element(source) {
                Some(element) => {
                    let fits = builder.end_tag(element, base + start, base + end);
                    outcome.tangled |= !fits;
                }
                None => builder.html_text(source, base + start),
            },
        }
    });
    outcome
}

/// Where the end tag `</name` begins in `html`, in any letter case.
pub(in crate::parse) fn end_tag(html: &str, name: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    memchr::memchr_iter(b'<', bytes).find(|&at| {
        let rest = &bytes[at + 1..];
        rest.first() == Some(&b'/')
            && rest.get(1..=name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    })
}

/// How the text reader treats a byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Plain,
    Space,
    Ampersand,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Plain; 256];
    classes[b' ' as usize] = Class::Space;
    classes[b'\t' as usize] = Class::Space;
    classes[b'\n' as usize] = Class::Space;
    classes[b'\r' as usize] = Class::Space;
    classes[0x0c] = Class::Space;
    classes[b'&' as usize] = Class::Ampersand;
    classes
};

impl Builder {
    /// Adds text of HTML that stands at `at`: references resolved, white space
    /// collapsed, or kept line by line in `<pre>`.
    pub(in crate::parse) fn html_text(&mut self, text: &str, at: usize) {
        let in_code = self.in_code();
        let bytes = text.as_bytes();
        // Line ends between two tags, where nothing is that they could part.
        if !in_code && !self.has_text() && bytes.iter().all(|&byte| CLASSES[byte as usize] == Class::Space) {
            return;
        }
        let class = |index: usize| bytes.get(index).map(|&byte| CLASSES[byte as usize]);
        let mut run = 0;
        let mut index = 0;
        while let Some(found) = class(index) {
            match found {
                Class::Plain => {
                    let plain = |&byte: &u8| CLASSES[byte as usize] == Class::Plain;
                    index += bytes[index..].iter().take_while(|byte| plain(byte)).count();
                }
                Class::Ampersand => match entity::reference(&text[index..]) {
                    Some((decoded, length)) => {
                        self.text(&text[run..index], at + run);
                        let place = (at + index, at + index + length);
                        match decoded.as_str() {
                            " " | "\t" | "\n" | "\r" if !in_code => self.gap(Space::Blank, place.0, place.1),
                            decoded => self.replacement(decoded, place.0, place.1),
                        }
                        index += length;
                        run = index;
                    }
                    None => index += 1,
                },
                Class::Space if in_code => {
                    let length = if bytes[index..].starts_with(b"\r\n") { 2 } else { 1 };
                    if bytes[index] == b'\n' || length == 2 {
                        self.text(&text[run..index], at + run);
                        // The line end after `<pre>` is no part of the text.
                        if self.has_text() {
                            self.line_end(at + index, at + index + length);
                        }
                        run = index + length;
                    }
                    index += length;
                }
                // One space between two words needs no care: it stays in the run.
                Class::Space if bytes[index] == b' ' && index > run && class(index + 1) == Some(Class::Plain) => {
                    index += 1
                }
                Class::Space => {
                    self.text(&text[run..index], at + run);
                    let start = index;
                    while class(index) == Some(Class::Space) {
                        index += 1;
                    }
                    let line_end = memchr::memchr2(b'\n', b'\r', &bytes[start..index]).is_some();
                    self.gap(if line_end { Space::LineEnd } else { Space::Blank }, at + start, at + index);
                    run = index;
                }
            }
        }
        self.text(&text[run..], at + run);
    }

    /// Reads a start tag at `start..end`. Hidden elements are the caller's.
    pub(in crate::parse) fn start_tag(&mut self, element: Element, tag: Tag<'_>, start: usize, end: usize) {
        let nowhere = (0, 0);
        match element {
            Element::Plain | Element::Column | Element::Void | Element::Hidden => {}
            Element::Anchor => {
                if let Some(address) = tag.attribute("href").filter(|address| is_address(address)) {
                    let destination = self.destination(address.trim());
                    self.open_inline(InlineKind::Link, Some(element), start, end, destination);
                }
            }
            Element::Image => {
                if let Some(address) = tag.attribute("src").filter(|address| is_address(address)) {
                    let destination = self.destination(address.trim());
                    self.image(start, end, destination);
                }
                if self.tables.last().is_some_and(|table| table.cells() == 1) {
                    let class = tag.attribute("alt").and_then(|alt| icon_class(&alt, self));
                    if let Some(table) = self.tables.last_mut() {
                        table.icon = table.icon.or(class);
                    }
                }
            }
            Element::Break if self.in_code() => self.line_end(start, end),
            Element::Break => self.gap(Space::Break, start, end),
            Element::Strong | Element::Emphasis | Element::Code if self.in_code() => {}
            Element::Strong => self.open_inline(InlineKind::Strong, Some(element), start, end, nowhere),
            Element::Emphasis => self.open_inline(InlineKind::Emphasis, Some(element), start, end, nowhere),
            // `<code src="./demo.tsx">Title</code>`: an example that is put in here, under its title.
            Element::Code if tag.attribute("src").is_some() => {}
            Element::Code => self.open_inline(InlineKind::Code, Some(element), start, end, nowhere),
            Element::Paragraph => self.begin_paragraph(start),
            Element::Heading(level) => self.begin(BlockKind::Heading(level), start),
            Element::Preformatted => self.begin(BlockKind::Code, start),
            Element::Division | Element::Furniture | Element::Rule => self.interrupt(),
            Element::List | Element::OrderedList => {
                self.interrupt();
                let kind = FrameKind::List { ordered: element == Element::OrderedList };
                self.open_frame(kind, Origin::Html(element), None);
            }
            Element::Item | Element::Definition => self.start_item(element, start),
            Element::Table => {
                self.interrupt();
                self.open_table(Origin::Html(element));
            }
            Element::TableSection | Element::Row | Element::Cell | Element::HeaderCell => {
                self.start_table_part(element, tag, start);
            }
            Element::Component => self.start_component(tag, start),
        }
    }

    fn start_item(&mut self, element: Element, start: usize) {
        self.interrupt();
        if let Some((_, Origin::Html(Element::Item | Element::Definition))) = self.innermost() {
            self.close_innermost();
        }
        if element == Element::Item {
            self.open_item(Origin::Html(element), start);
        } else {
            self.open_frame(FrameKind::Other, Origin::Html(element), None);
            self.begin_paragraph(start);
        }
    }

    fn start_table_part(&mut self, element: Element, tag: Tag<'_>, start: usize) {
        self.interrupt();
        if !self.in_html_table() {
            return;
        }
        self.close_html(Element::Cell);
        match element {
            Element::Cell | Element::HeaderCell => {
                let (columns, rows) = (tag.number("colspan"), tag.number("rowspan"));
                if let Some(table) = self.tables.last_mut() {
                    table.begin_cell(element == Element::HeaderCell, columns, rows);
                }
                // Both kinds of cell are one kind of frame: each ends the other.
                self.open_frame(FrameKind::Cell, Origin::Html(Element::Cell), None);
                self.begin_paragraph(start);
            }
            _ => {
                self.end_row();
                if element == Element::Row
                    && let Some(table) = self.tables.last_mut()
                {
                    table.begin_row();
                }
            }
        }
    }

    fn start_component(&mut self, tag: Tag<'_>, start: usize) {
        self.labels(tag, start);
        let class = match tag.name() {
            "Aside" | "Admonition" | "Callout" | "Alert" => {
                let class = tag.attribute("type").and_then(|kind| note::class(&kind, self.pack));
                Some(class.unwrap_or(NoteClass::Note))
            }
            name => note::english(name),
        };
        let self_closing = matches!(tag, Tag::Source(tag) if tag.ends_with("/>"));
        if self_closing {
            return;
        }
        if class.is_some() {
            self.interrupt();
            self.open_frame(FrameKind::Quote, Origin::Html(Element::Component), class);
        } else {
            self.open_component();
        }
    }

    /// Adds the date and the version that a component shows between blocks:
    /// `<Release date="May 4, 2021">`. Titles and labels are left out, which are those of other
    /// pages as often.
    fn labels(&mut self, tag: Tag<'_>, start: usize) {
        let Tag::Source(source) = tag else { return };
        if self.is_open() || !source.contains("=\"") && !source.contains("='") {
            return;
        }
        for name in ["date", "version"] {
            let Some((at, value)) = token::attribute(source, name) else { continue };
            let said = value.trim();
            let is_said = said.bytes().any(|byte| byte.is_ascii_digit())
                && !said.contains(['{', '&', '<', '\n', '\r', '`', '*', '[']);
            if is_said {
                let at = start + at + (value.len() - value.trim_start().len());
                self.begin_paragraph(at);
                self.words(said, at);
                self.finish(at + said.len());
            }
        }
    }

    /// Reads an end tag at `start..end`. Gives `false` if it is one of a table's
    /// parts and no such part is open.
    pub(in crate::parse) fn end_tag(&mut self, element: Element, start: usize, end: usize) -> bool {
        match element {
            Element::Anchor | Element::Strong | Element::Emphasis | Element::Code => {
                self.close_inline(Some(element), Some(end));
            }
            Element::Plain | Element::Column | Element::Void | Element::Hidden | Element::Image => {}
            // Browsers read `</br>` as `<br>`.
            Element::Break => self.gap(Space::Break, start, end),
            Element::Paragraph | Element::Heading(_) | Element::Division | Element::Furniture | Element::Rule => {
                if !self.in_code() {
                    self.finish(end);
                }
            }
            Element::Preformatted => self.finish(end),
            Element::List | Element::OrderedList => {
                self.interrupt();
                self.close_html(element);
            }
            Element::Item | Element::Definition => {
                self.finish(end);
                self.close_html(element);
            }
            Element::Table => {
                self.interrupt();
                return !self.in_html_table() || {
                    self.close_html(Element::Cell);
                    self.close_html(element)
                };
            }
            Element::Cell | Element::HeaderCell => {
                self.finish(end);
                return !self.in_html_table() || self.close_html(Element::Cell);
            }
            Element::Row | Element::TableSection => {
                self.interrupt();
                if self.in_html_table() {
                    self.close_html(Element::Cell);
                    self.end_row();
                }
            }
            Element::Component => {
                if self.close_component() {
                    return true;
                }
                if let Some((FrameKind::Quote, Origin::Html(Element::Component))) = self.innermost() {
                    self.finish(end);
                    self.close_innermost();
                }
            }
        }
        true
    }

    /// Ends the row of the innermost table, and looks whether it was the label of a note.
    fn end_row(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        let alone = table.in_row() && table.cells() == 1 && table.makes_cells();
        let (header, icon) = (table.is_header(), table.icon);
        table.end_row();
        if !alone {
            return;
        }
        let class = match self.table_blocks() {
            [label] if header || icon.is_some() => {
                let text = self.block_text(label);
                let by_icon = icon.filter(|_| text.is_empty() || text.ends_with([':', '：']));
                note::class(text, self.pack).or(by_icon)
            }
            _ => None,
        };
        if let Some(class) = class {
            self.table_is_note(class);
        }
    }

    /// Whether text that comes now would stand in a table, but in none of its cells.
    fn outside_cell(&self) -> bool {
        matches!(self.innermost(), Some((FrameKind::Table, Origin::Html(_))))
    }
}

/// Whether an attribute holds an address rather than an expression of JSX.
fn is_address(value: &str) -> bool {
    !value.starts_with('{') || value.starts_with("{{")
}

/// The class that an icon's alternative text names.
fn icon_class(alternative: &str, builder: &Builder) -> Option<NoteClass> {
    let security = alternative.eq_ignore_ascii_case("security").then_some(NoteClass::Other);
    note::class(alternative, builder.pack).or(security)
}
