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

/// Names of up to eight bytes as numbers, so that a name is found by comparing numbers.
mod key {
    /// The number of a lower-case name.
    const fn of(name: &str) -> u64 {
        let bytes = name.as_bytes();
        let mut key = 0;
        let mut at = 0;
        while at < bytes.len() {
            key = key << 8 | bytes[at] as u64;
            at += 1;
        }
        key
    }

    macro_rules! keys {
        ($($constant:ident = $name:literal,)*) => {
            $(pub(super) const $constant: u64 = of($name);)*
        };
    }

    keys! {
        A = "a",
        IMG = "img",
        BR = "br",
        STRONG = "strong",
        B = "b",
        EM = "em",
        I = "i",
        VAR = "var",
        CODE = "code",
        TT = "tt",
        SAMP = "samp",
        SPAN = "span",
        FONT = "font",
        U = "u",
        S = "s",
        SUB = "sub",
        SUP = "sup",
        SMALL = "small",
        BIG = "big",
        ABBR = "abbr",
        ACRONYM = "acronym",
        CITE = "cite",
        DFN = "dfn",
        Q = "q",
        INS = "ins",
        DEL = "del",
        STRIKE = "strike",
        MARK = "mark",
        TIME = "time",
        KBD = "kbd",
        RUBY = "ruby",
        RB = "rb",
        BDI = "bdi",
        BDO = "bdo",
        LABEL = "label",
        BUTTON = "button",
        NOBR = "nobr",
        DATA = "data",
        OUTPUT = "output",
        P = "p",
        SUMMARY = "summary",
        CAPTION = "caption",
        LEGEND = "legend",
        H1 = "h1",
        H2 = "h2",
        H3 = "h3",
        H4 = "h4",
        H5 = "h5",
        H6 = "h6",
        DIV = "div",
        SECTION = "section",
        ARTICLE = "article",
        MAIN = "main",
        CENTER = "center",
        FIGURE = "figure",
        ADDRESS = "address",
        ASIDE = "aside",
        DETAILS = "details",
        FIELDSET = "fieldset",
        FORM = "form",
        HGROUP = "hgroup",
        BODY = "body",
        HTML = "html",
        DIALOG = "dialog",
        SEARCH = "search",
        UL = "ul",
        MENU = "menu",
        DIR = "dir",
        DL = "dl",
        OL = "ol",
        LI = "li",
        DT = "dt",
        DD = "dd",
        TABLE = "table",
        THEAD = "thead",
        TBODY = "tbody",
        TFOOT = "tfoot",
        TR = "tr",
        TD = "td",
        TH = "th",
        COL = "col",
        COLGROUP = "colgroup",
        PRE = "pre",
        LISTING = "listing",
        XMP = "xmp",
        SCRIPT = "script",
        STYLE = "style",
        TEMPLATE = "template",
        HEAD = "head",
        TITLE = "title",
        SVG = "svg",
        MATH = "math",
        IFRAME = "iframe",
        OBJECT = "object",
        AUDIO = "audio",
        VIDEO = "video",
        CANVAS = "canvas",
        NOSCRIPT = "noscript",
        TEXTAREA = "textarea",
        SELECT = "select",
        RT = "rt",
        RP = "rp",
        HR = "hr",
        INPUT = "input",
        META = "meta",
        LINK = "link",
        BASE = "base",
        WBR = "wbr",
        AREA = "area",
        SOURCE = "source",
        TRACK = "track",
        EMBED = "embed",
        PARAM = "param",
        MAP = "map",
        PICTURE = "picture",
        NAV = "nav",
        HEADER = "header",
        FOOTER = "footer",
    }
}

impl Element {
    /// The element with this name, in any letter case; `None` for names that HTML does not know.
    pub(in crate::parse) fn of(name: &str) -> Option<Element> {
        if name.len() > 8 {
            let longer = |known: &&str| name.eq_ignore_ascii_case(known);
            let found = ["blockquote", "figcaption"].iter().position(longer)?;
            return Some([Element::Division, Element::Paragraph][found]);
        }
        Element::of_key(name.bytes().fold(0, |key, byte| key << 8 | u64::from(byte.to_ascii_lowercase())))
    }

    /// The element whose lower-case name of at most eight bytes is this number, first byte highest.
    #[inline]
    pub(in crate::parse) fn of_key(key: u64) -> Option<Element> {
        use Element::*;
        let element = match key {
            key::A => Anchor,
            key::IMG => Image,
            key::BR => Break,
            key::STRONG | key::B => Strong,
            key::EM | key::I | key::VAR => Emphasis,
            key::CODE | key::TT | key::SAMP => Code,
            key::SPAN
            | key::FONT
            | key::U
            | key::S
            | key::SUB
            | key::SUP
            | key::SMALL
            | key::BIG
            | key::ABBR
            | key::ACRONYM
            | key::CITE
            | key::DFN
            | key::Q
            | key::INS
            | key::DEL
            | key::STRIKE
            | key::MARK
            | key::TIME
            | key::KBD
            | key::RUBY
            | key::RB
            | key::BDI
            | key::BDO
            | key::LABEL
            | key::BUTTON
            | key::NOBR
            | key::DATA
            | key::OUTPUT => Plain,
            key::P | key::SUMMARY | key::CAPTION | key::LEGEND => Paragraph,
            key::H1 => Heading(1),
            key::H2 => Heading(2),
            key::H3 => Heading(3),
            key::H4 => Heading(4),
            key::H5 => Heading(5),
            key::H6 => Heading(6),
            key::DIV
            | key::SECTION
            | key::ARTICLE
            | key::MAIN
            | key::CENTER
            | key::FIGURE
            | key::ADDRESS
            | key::ASIDE
            | key::DETAILS
            | key::FIELDSET
            | key::FORM
            | key::HGROUP
            | key::BODY
            | key::HTML
            | key::DIALOG
            | key::SEARCH => Division,
            key::UL | key::MENU | key::DIR | key::DL => List,
            key::OL => OrderedList,
            key::LI | key::DT => Item,
            key::DD => Definition,
            key::TABLE => Table,
            key::THEAD | key::TBODY | key::TFOOT => TableSection,
            key::TR => Row,
            key::TD => Cell,
            key::TH => HeaderCell,
            key::COL | key::COLGROUP => Column,
            key::PRE | key::LISTING | key::XMP => Preformatted,
            key::SCRIPT
            | key::STYLE
            | key::TEMPLATE
            | key::HEAD
            | key::TITLE
            | key::SVG
            | key::MATH
            | key::IFRAME
            | key::OBJECT
            | key::AUDIO
            | key::VIDEO
            | key::CANVAS
            | key::NOSCRIPT
            | key::TEXTAREA
            | key::SELECT
            | key::RT
            | key::RP => Hidden,
            key::HR => Rule,
            key::INPUT
            | key::META
            | key::LINK
            | key::BASE
            | key::WBR
            | key::AREA
            | key::SOURCE
            | key::TRACK
            | key::EMBED
            | key::PARAM
            | key::MAP
            | key::PICTURE => Void,
            key::NAV | key::HEADER | key::FOOTER => Furniture,
            _ => return None,
        };
        Some(element)
    }
}
