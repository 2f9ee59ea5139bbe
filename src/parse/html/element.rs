//! The names of HTML elements, by what they mean for the text.

/// What an element does to the text around and inside of it.
///
/// Elements of the same meaning are one variant: `<b>` is `<strong>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Element {
    /// `a`
    Anchor,
    /// `img`
    Image,
    /// `br`
    Break,
    /// `strong`, `b`
    Strong,
    /// `em`, `i`, `var`
    Emphasis,
    /// `code`, `tt`, `samp`
    Code,
    /// Inline elements that only change how text looks.
    Plain,
    /// `p`, `dt` apart from being an item, `summary`, `caption`: holds running text.
    Paragraph,
    /// `h1` to `h6`
    Heading(u8),
    /// `div`, `section` and the like: text in it is apart from text around it.
    Division,
    /// `ul`, `menu`, `dl`
    List,
    /// `ol`
    OrderedList,
    /// `li`, `dt`
    Item,
    /// `dd`
    Definition,
    /// `table`
    Table,
    /// `thead`, `tbody`, `tfoot`
    TableSection,
    /// `tr`
    Row,
    /// `td`
    Cell,
    /// `th`
    HeaderCell,
    /// `col`, `colgroup`, `caption` apart
    Column,
    /// `pre`
    Preformatted,
    /// `script`, `style` and what else a reader never sees.
    Hidden,
    /// `hr`
    Rule,
    /// `input`, `wbr`, …: no content, no text.
    Void,
    /// `nav`, `header`, `footer`: the frame of a whole page, not its content.
    Furniture,
    /// A component of JSX or a custom element.
    Component,
}

/// `blockquote`, `figcaption`: no name that we know is longer.
const LONGEST_NAME: usize = 10;

impl Element {
    /// The element with this name, in any letter case; `None` for names that HTML does not know.
    pub(in crate::parse) fn of(name: &str) -> Option<Element> {
        let mut lower = [0; LONGEST_NAME];
        let lower = lower.get_mut(..name.len())?;
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        Element::of_lower(lower)
    }

    /// The element with this lower-case name.
    #[inline]
    pub(super) fn of_lower(name: &[u8]) -> Option<Element> {
        use Element::*;
        let element = match name {
            b"a" => Anchor,
            b"img" => Image,
            b"br" => Break,
            b"strong" | b"b" => Strong,
            b"em" | b"i" | b"var" => Emphasis,
            b"code" | b"tt" | b"samp" => Code,
            b"span" | b"font" | b"u" | b"s" | b"sub" | b"sup" | b"small" | b"big" | b"abbr" | b"acronym" | b"cite"
            | b"dfn" | b"q" | b"ins" | b"del" | b"strike" | b"mark" | b"time" | b"kbd" | b"ruby" | b"rb" | b"bdi"
            | b"bdo" | b"label" | b"button" | b"nobr" | b"data" | b"output" => Plain,
            b"p" | b"summary" | b"caption" | b"legend" | b"figcaption" => Paragraph,
            b"h1" => Heading(1),
            b"h2" => Heading(2),
            b"h3" => Heading(3),
            b"h4" => Heading(4),
            b"h5" => Heading(5),
            b"h6" => Heading(6),
            b"div" | b"section" | b"article" | b"main" | b"center" | b"figure" | b"address" | b"aside" | b"details"
            | b"fieldset" | b"form" | b"hgroup" | b"body" | b"html" | b"dialog" | b"search" | b"blockquote" => Division,
            b"ul" | b"menu" | b"dir" | b"dl" => List,
            b"ol" => OrderedList,
            b"li" | b"dt" => Item,
            b"dd" => Definition,
            b"table" => Table,
            b"thead" | b"tbody" | b"tfoot" => TableSection,
            b"tr" => Row,
            b"td" => Cell,
            b"th" => HeaderCell,
            b"col" | b"colgroup" => Column,
            b"pre" | b"listing" | b"xmp" => Preformatted,
            b"script" | b"style" | b"template" | b"head" | b"title" | b"svg" | b"math" | b"iframe" | b"object"
            | b"audio" | b"video" | b"canvas" | b"noscript" | b"textarea" | b"select" | b"rt" | b"rp" => Hidden,
            b"hr" => Rule,
            b"input" | b"meta" | b"link" | b"base" | b"wbr" | b"area" | b"source" | b"track" | b"embed" | b"param"
            | b"map" | b"picture" => Void,
            b"nav" | b"header" | b"footer" => Furniture,
            _ => return None,
        };
        Some(element)
    }
}
