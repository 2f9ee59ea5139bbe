//! The product catalogue: which names are products, and how their versions are written.
//!
//! The data is `products.toml`. An alias is found by its first capitalised
//! word; what the alias has before and after that word is compared with the
//! text around it, white space of any kind counting as one space. This costs
//! one look-up for each word that could be a name, whatever the size of the
//! catalogue. An alias without such a word ("实时通信服务器") is found where a
//! number follows.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

/// A product of the catalogue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Product {
    /// The canonical name.
    pub(crate) name: String,
    aliases: Vec<String>,
    versions: Vec<String>,
    #[serde(default)]
    known: Vec<String>,
    #[serde(default)]
    weak: bool,
}

impl Product {
    /// Whether its versions are years.
    pub(crate) fn has_years(&self) -> bool {
        self.versions.iter().any(|style| style == "year")
    }

    /// Whether its versions are numbers such as 7 or 4.5.
    pub(crate) fn has_numbers(&self) -> bool {
        self.versions.iter().any(|style| style == "number")
    }

    /// Whether a number without a dot can be a version of it.
    pub(crate) fn takes_integer(&self, number: &str) -> bool {
        self.has_numbers() && (self.known.is_empty() || self.known.iter().any(|known| known == number))
    }

    /// Versions with names of their own: "XP".
    pub(crate) fn named_versions(&self) -> impl Iterator<Item = &str> {
        self.versions.iter().map(String::as_str).filter(|style| !matches!(*style, "year" | "number"))
    }

    /// Whether a mention without a version is worth a claim.
    pub(crate) fn counts_bare(&self) -> bool {
        !self.weak
    }
}

/// Products of the configuration.
static ADDED: OnceLock<Vec<Product>> = OnceLock::new();

/// Adds products to the catalogue, each with its canonical name, other spellings, how its
/// versions are written (`year`, `number` or names) and the numbers that may stand without
/// a dot. To be called once, before any page is read; later calls change nothing.
pub fn add_products(products: impl IntoIterator<Item = (String, Vec<String>, Vec<String>, Vec<String>)>) {
    let product = |(name, aliases, versions, known)| Product { name, aliases, versions, known, weak: false };
    let _ = ADDED.set(products.into_iter().map(product).collect());
}

/// A way to write a product's name.
#[derive(Debug)]
struct Alias {
    /// What stands before the key word.
    before: String,
    /// The words after the key word.
    after: Vec<String>,
    /// The first byte of those in lower case: most texts go on with another.
    next: Option<u8>,
    product: u16,
    /// Bytes in all: longer aliases are tried first.
    length: usize,
}

/// The compiled catalogue.
#[derive(Debug)]
pub(crate) struct Catalogue {
    products: Vec<Product>,
    by_key: FxHashMap<String, Vec<Alias>>,
    /// Aliases without a key word, longer ones first, each with its product.
    without_key: Vec<(String, u16)>,
    /// One bit for each [`place`] of a key: asked for every word.
    filter: [u64; 64],
}

/// A name found in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mention<'c> {
    /// Which product.
    pub(crate) product: &'c Product,
    /// Where the name begins.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
}

impl Catalogue {
    /// The catalogue that is built in, compiled once.
    pub(crate) fn built_in() -> &'static Catalogue {
        static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
        CATALOGUE.get_or_init(|| {
            #[derive(Deserialize)]
            struct File {
                product: Vec<Product>,
            }
            let file: File = toml::from_str(include_str!("products.toml"))
                .unwrap_or_else(|error| panic!("claim/products.toml: {error}"));
            let mut products = file.product;
            for more in ADDED.get().into_iter().flatten() {
                // A name that is known gets the spellings and versions beside its own.
                match products.iter_mut().find(|product| product.name == more.name) {
                    Some(product) => {
                        product.aliases.extend(more.aliases.iter().cloned());
                        product.versions.extend(more.versions.iter().cloned());
                        product.known.extend(more.known.iter().cloned());
                    }
                    None => products.push(more.clone()),
                }
            }
            Catalogue::new(products)
        })
    }

    fn new(products: Vec<Product>) -> Catalogue {
        let mut by_key: FxHashMap<String, Vec<Alias>> = FxHashMap::default();
        let mut without_key = Vec::new();
        for (index, product) in products.iter().enumerate() {
            for alias in std::iter::once(&product.name).chain(&product.aliases) {
                let is_key = |word: &str| {
                    word.trim_start_matches('.').starts_with(|c: char| c.is_ascii_uppercase()) || word == "macOS"
                };
                let words: Vec<&str> = alias.split(' ').collect();
                let Some(key) = words.iter().position(|word| is_key(word)) else {
                    without_key.push((alias.clone(), index as u16));
                    continue;
                };
                by_key.entry(words[key].to_owned()).or_default().push(Alias {
                    before: words[..key].join(" "),
                    after: words[key + 1..].iter().map(|&word| word.to_owned()).collect(),
                    next: words.get(key + 1).and_then(|word| word.bytes().next()).map(|byte| byte.to_ascii_lowercase()),
                    product: index as u16,
                    length: alias.len(),
                });
            }
        }
        for aliases in by_key.values_mut() {
            aliases.sort_by_key(|alias| std::cmp::Reverse(alias.length));
        }
        without_key.sort_by_key(|(alias, _)| std::cmp::Reverse(alias.len()));
        let mut filter = [0; 64];
        for key in by_key.keys() {
            let (word, bit) = place(key.as_bytes());
            filter[word] |= bit;
        }
        Catalogue { products, by_key, without_key, filter }
    }

    /// The longest alias around a word that lost its capital ("windows Server") or got
    /// more of them ("EXCHANGE 2010"), as machine translation leaves it; only where a name
    /// or a year goes on behind it.
    pub(crate) fn other_case(&self, text: &str, start: usize, end: usize) -> Option<Mention<'_>> {
        const KEYS: [&str; 5] = ["Windows", "Lync", "Exchange", "SharePoint", "Office"];
        let key = KEYS.into_iter().find(|key| key.eq_ignore_ascii_case(&text[start..end]))?;
        let has_year = || text[end..].trim_start().starts_with("20");
        self.mention_of(key, text, start, end).filter(|mention| mention.end > end || has_year())
    }

    /// The longest alias around the key word at `start..end` of `text`.
    pub(crate) fn mention(&self, text: &str, start: usize, end: usize) -> Option<Mention<'_>> {
        self.mention_of(&text[start..end], text, start, end)
    }

    /// The longest alias without a capitalised word that ends before the number at
    /// `start`, white space aside.
    pub(crate) fn mention_before(&self, text: &str, start: usize) -> Option<Mention<'_>> {
        let before = text[..start].trim_end();
        if before.bytes().next_back()?.is_ascii() {
            return None;
        }
        let (alias, product) = self.without_key.iter().find(|(alias, _)| before.ends_with(alias.as_str()))?;
        let mention = Mention {
            product: &self.products[usize::from(*product)],
            start: before.len() - alias.len(),
            end: before.len(),
        };
        Some(mention)
    }

    fn mention_of(&self, key: &str, text: &str, start: usize, end: usize) -> Option<Mention<'_>> {
        let (word, bit) = place(key.as_bytes());
        if self.filter[word] & bit == 0 {
            return None;
        }
        let aliases = self.by_key.get(key)?;
        let before = text[..start].trim_end();
        let next = text.as_bytes().get(behind_space(text, end)).map(u8::to_ascii_lowercase);
        let likely = aliases.iter().filter(|alias| alias.next.is_none() || alias.next == next);
        // Most aliases of a key go on with the same word: "Lync Server …".
        let mut last: (&str, Option<usize>) = ("", None);
        likely.into_iter().find_map(|alias| {
            let mention_start = match alias.before.as_str() {
                "" => start,
                wanted => before.strip_suffix(wanted)?.len(),
            };
            let mut at = end;
            if let Some((first, rest)) = alias.after.split_first() {
                if last.0 != first {
                    last = (first, word_behind(text, end, first));
                }
                at = last.1?;
                for word in rest {
                    at = word_behind(text, at, word)?;
                }
            }
            let next = text[at..].bytes().next();
            let ends = alias.after.is_empty() || !next.is_some_and(|byte| byte.is_ascii_alphabetic());
            ends.then(|| Mention { product: &self.products[alias.product as usize], start: mention_start, end: at })
        })
    }
}

/// Where a word of a name ends that follows at `at`: behind white space, if it is of letters of ASCII.
fn word_behind(text: &str, at: usize, word: &str) -> Option<usize> {
    let start = behind_space(text, at);
    let first = word.as_bytes().first()?;
    let begins = text.as_bytes().get(start)?.eq_ignore_ascii_case(first);
    if !begins || start == at && first.is_ascii_alphanumeric() {
        return None;
    }
    let end = start + word.len();
    text.get(start..end)?.eq_ignore_ascii_case(word).then_some(end)
}

/// Where white space at `at` ends. One space before a sign of ASCII is the rule.
fn behind_space(text: &str, at: usize) -> usize {
    let is_sign = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_graphic);
    if is_sign(at) {
        return at;
    }
    if text.as_bytes().get(at) == Some(&b' ') && is_sign(at + 1) {
        return at + 1;
    }
    text.len() - text[at..].trim_start().len()
}

/// A word's place in the filter of the catalogue: by its first two bytes, its last and its length.
fn place(word: &[u8]) -> (usize, u64) {
    let (Some(&first), Some(&last)) = (word.first(), word.last()) else { return (0, 1) };
    let second = word.get(1).copied().unwrap_or_default();
    let bytes = u32::from_le_bytes([first, second, last, word.len() as u8]);
    let place = bytes.wrapping_mul(0x9e37_79b1) >> 20;
    ((place >> 6) as usize, 1 << (place & 63))
}

/// Whether a name is the canonical one of a product of the catalogue.
pub(crate) fn is_known_product(name: &str) -> bool {
    Catalogue::built_in().products.iter().any(|product| product.name == name)
}
