//! Claims: typed statements found in a page.
//!
//! A claim's value is its canonical form, so that two spellings of the same
//! fact are one value: "Exchange Server 2010 SP1" and "Exchange 2010 Service
//! Pack 1", `1,000` in English and `1 000` in French. Values are interned per
//! topic ([`Values`]): equality over the locales of a topic is equality of
//! numbers, and a value's text is there when a finding needs it.

mod catalogue;
mod code;
mod command;
pub mod damage;
pub(crate) mod date;
mod extract;
mod link;
mod literal;
pub(crate) mod number;
pub(crate) mod polarity;
pub(crate) mod statement;
mod url;
pub(crate) mod variant;
pub(crate) mod version;
mod word;

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

pub use catalogue::add_products;
pub(crate) use catalogue::is_known_product;
pub(crate) use code::{is_text, is_text_line};
pub use extract::{Extractor, Resolve, last_modified, last_modified_date, versions_of};

use crate::page::TextRange;

/// What a claim is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimKind {
    /// A product with a version: "Exchange Server 2016 SP1".
    Version,
    /// A cmdlet or an executable.
    Command,
    /// A parameter of a command: `-Identity`.
    Parameter,
    /// A line of a code block.
    CodeLine,
    /// An identifier in prose that no translation may change: a file name, a
    /// registry key, `CamelCase`, `UPPER_CASE`, a code span.
    Literal,
    /// An address outside the set of pages.
    Url,
    /// A link to a page of the set, by its topic where it can be told.
    Link,
    /// An image.
    Image,
    /// A quantity, with its unit.
    Number,
    /// A date or a time.
    Date,
    /// Supported or not, required or not, enabled or disabled.
    Polarity,
}

impl ClaimKind {
    /// Every kind, in the order in which reports list them.
    pub const ALL: [ClaimKind; 11] = [
        ClaimKind::Version,
        ClaimKind::Command,
        ClaimKind::Parameter,
        ClaimKind::CodeLine,
        ClaimKind::Literal,
        ClaimKind::Url,
        ClaimKind::Link,
        ClaimKind::Image,
        ClaimKind::Number,
        ClaimKind::Date,
        ClaimKind::Polarity,
    ];

    /// The name of the kind in every report: `code-line`.
    pub fn as_str(self) -> &'static str {
        match self {
            ClaimKind::Version => "version",
            ClaimKind::Command => "command",
            ClaimKind::Parameter => "parameter",
            ClaimKind::CodeLine => "code-line",
            ClaimKind::Literal => "literal",
            ClaimKind::Url => "url",
            ClaimKind::Link => "link",
            ClaimKind::Image => "image",
            ClaimKind::Number => "number",
            ClaimKind::Date => "date",
            ClaimKind::Polarity => "polarity",
        }
    }
}

/// An interned string of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(u32);

/// One statement, at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// What it is about.
    pub kind: ClaimKind,
    /// Its canonical form; equal claims have equal kind and value.
    pub value: Value,
    /// What it speaks of, without what it says of it: the product of a version,
    /// the unit of a quantity, the noun of a cmdlet. Two claims of the same
    /// subject and different value contradict each other.
    pub subject: Value,
    /// What its characters would say in the notation of another locale, where
    /// pages leave that notation unconverted: `7/3/2012` in a French page is the
    /// seventh of March, or the third of July left as the source has it.
    pub alternate: Option<Value>,
    /// Said in words that a translation may well do without ("one", "first",
    /// "noon", a general "not", a product without a version): it stands for a
    /// claim of the other side that has no partner, but its own absence there
    /// says nothing. It is reported only where another claim stands in its place.
    pub soft: bool,
    /// Where it stands in the page's text.
    pub text: TextRange,
    /// Index of the block that it stands in.
    pub block: u32,
    /// For links, urls and images: which inline of the page carries it.
    pub inline: Option<u32>,
}

/// The interned values of one topic.
#[derive(Debug, Default)]
pub struct Values {
    by_text: FxHashMap<Arc<str>, Value>,
    texts: Vec<Arc<str>>,
}

impl Values {
    /// The value of a text; equal texts have equal values.
    pub fn intern(&mut self, text: &str) -> Value {
        if let Some(&value) = self.by_text.get(text) {
            return value;
        }
        let value = Value(self.texts.len() as u32);
        let text: Arc<str> = text.into();
        self.texts.push(text.clone());
        self.by_text.insert(text, value);
        value
    }

    /// The text of a value of this topic.
    pub fn text(&self, value: Value) -> &str {
        &self.texts[value.0 as usize]
    }
}

/// Where the extractors put what they find in one block.
pub(crate) struct Sink<'a> {
    values: &'a mut Values,
    claims: &'a mut Vec<Claim>,
    block: u32,
    base: u32,
}

impl<'a> Sink<'a> {
    /// A sink for the block with index `block`, whose text begins at byte `base` of the page's text.
    pub(crate) fn new(values: &'a mut Values, claims: &'a mut Vec<Claim>, block: u32, base: u32) -> Sink<'a> {
        Sink { values, claims, block, base }
    }

    /// Adds a claim. `range` counts bytes of the block's text; `value` and `subject` are canonical.
    pub(crate) fn push(&mut self, kind: ClaimKind, range: Range<usize>, value: &str, subject: &str) {
        self.add(kind, range, value, None, subject, false);
    }

    /// Adds a claim that is said in words only; see [`Claim::soft`].
    pub(crate) fn push_soft(&mut self, kind: ClaimKind, range: Range<usize>, value: &str, subject: &str) {
        self.add(kind, range, value, None, subject, true);
    }

    /// Adds a claim that another locale's notation would read as `alternate`; see [`Claim::alternate`].
    pub(crate) fn push_ambiguous(
        &mut self,
        kind: ClaimKind,
        range: Range<usize>,
        value: &str,
        alternate: &str,
        subject: &str,
    ) {
        self.add(kind, range, value, Some(alternate), subject, false);
    }

    fn add(
        &mut self,
        kind: ClaimKind,
        range: Range<usize>,
        value: &str,
        alternate: Option<&str>,
        subject: &str,
        soft: bool,
    ) {
        let value = self.values.intern(value);
        let alternate = alternate.map(|text| self.values.intern(text));
        let subject = self.values.intern(subject);
        let text = TextRange::new(self.base as usize + range.start, self.base as usize + range.end);
        self.claims.push(Claim { kind, value, subject, alternate, soft, text, block: self.block, inline: None });
    }

    /// Tells which inline of the page carries the claim that was added last.
    pub(crate) fn on_inline(&mut self, inline: u32) {
        if let Some(claim) = self.claims.last_mut() {
            claim.inline = Some(inline);
        }
    }
}

impl Claim {
    /// Whether the two say the same, in the notation of their own locale or in
    /// that of the other.
    pub fn agrees(&self, other: &Claim) -> bool {
        self.kind == other.kind
            && (self.value == other.value || self.alternate == Some(other.value) || other.alternate == Some(self.value))
    }
}

impl Value {
    /// A number that is unique to the value within its topic.
    pub fn number(self) -> u32 {
        self.0
    }
}
