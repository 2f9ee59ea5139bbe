//! Locales and what docparity knows of each language.
//!
//! A [`Locale`] is a BCP 47 tag in its canonical form with its likely script.
//! A [`Pack`] is the data file of a language (`locale/<tag>.toml`): how it
//! writes numbers and dates, its note labels, abbreviations, negations and
//! number words. A new language is a new file and a line in `PACKS`.

pub mod han;
pub(crate) mod lexicon;
pub mod pack;
pub(crate) mod tables;
pub(crate) mod terms;

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use icu_locale::{LanguageIdentifier, LocaleExpander};

pub use pack::Pack;

/// A BCP 47 language tag in canonical form: `zh-TW`, `fr-FR`, `en-US`, `ja`.
#[derive(Clone)]
pub struct Locale {
    tag: Arc<str>,
    script: Script,
    pack: &'static Pack,
}

/// How many bytes of a text are such that tell its script. Chunks are counted in a byte each,
/// which lets the compiler take many at once.
#[inline]
pub(crate) fn count_bytes(bytes: &[u8], is: impl Fn(u8) -> bool) -> u32 {
    bytes.chunks(255).map(|chunk| u32::from(chunk.iter().map(|&byte| u8::from(is(byte))).sum::<u8>())).sum()
}

/// The scripts that docparity tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Script {
    Latin,
    SimplifiedHan,
    TraditionalHan,
    Japanese,
    Hangul,
    Cyrillic,
    Other,
}

/// The tag is not one that BCP 47 allows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language tag; write one like en-US, fr or zh-Hant-TW")]
pub struct LocaleError(pub String);

impl Locale {
    /// Reads a tag in any case, with `-` or `_`: `zh_cn`, `ZH-CN` and `zh-CN` are one.
    ///
    /// # Errors
    /// [`LocaleError`] if it is not a well-formed BCP 47 language identifier.
    pub fn new(tag: &str) -> Result<Locale, LocaleError> {
        let parsed = LanguageIdentifier::try_from_str(&tag.replace('_', "-"));
        let mut identifier = parsed.map_err(|_| LocaleError(tag.to_owned()))?;
        let tag: Arc<str> = identifier.to_string().into();
        LocaleExpander::new_common().maximize(&mut identifier);
        let script = match identifier.script.as_ref().map(|script| script.as_str()) {
            Some("Latn") => Script::Latin,
            Some("Hans") => Script::SimplifiedHan,
            Some("Hant") => Script::TraditionalHan,
            Some("Jpan") => Script::Japanese,
            Some("Kore") => Script::Hangul,
            Some("Cyrl") => Script::Cyrillic,
            _ => Script::Other,
        };
        Ok(Locale { pack: Pack::find(identifier.language.as_str(), script), tag, script })
    }

    /// The canonical tag.
    pub fn as_str(&self) -> &str {
        &self.tag
    }

    /// The language subtag: `zh` of `zh-TW`.
    pub fn language(&self) -> &str {
        self.tag.split('-').next().unwrap_or(&self.tag)
    }

    /// The script that its text is expected in (CLDR likely subtags).
    pub fn script(&self) -> Script {
        self.script
    }

    /// What is known of its language; a neutral pack where nothing is.
    pub fn pack(&self) -> &'static Pack {
        self.pack
    }
}

impl fmt::Debug for Locale {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.tag)
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.tag)
    }
}

impl PartialEq for Locale {
    fn eq(&self, other: &Locale) -> bool {
        self.tag == other.tag
    }
}

impl Eq for Locale {}

impl std::hash::Hash for Locale {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.tag.hash(state);
    }
}

impl PartialOrd for Locale {
    fn partial_cmp(&self, other: &Locale) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Locale {
    fn cmp(&self, other: &Locale) -> std::cmp::Ordering {
        self.tag.cmp(&other.tag)
    }
}

impl serde::Serialize for Locale {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.tag)
    }
}

/// Locales that a thread remembers when it reads many of them.
const MOST_KNOWN: usize = 256;

thread_local! {
    /// Reading a tag asks the tables of CLDR, and a report names a few locales a million times.
    static KNOWN: RefCell<Vec<Locale>> = const { RefCell::new(Vec::new()) };
}

impl<'de> serde::Deserialize<'de> for Locale {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Locale, D::Error> {
        struct Tag;
        impl serde::de::Visitor<'_> for Tag {
            type Value = Locale;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a language tag such as en-US")
            }

            fn visit_str<E: serde::de::Error>(self, tag: &str) -> Result<Locale, E> {
                KNOWN.with_borrow_mut(|known| {
                    if let Some(locale) = known.iter().find(|locale| locale.as_str() == tag) {
                        return Ok(locale.clone());
                    }
                    let locale = Locale::new(tag).map_err(E::custom)?;
                    if known.len() < MOST_KNOWN && locale.as_str() == tag {
                        known.push(locale.clone());
                    }
                    Ok(locale)
                })
            }
        }
        deserializer.deserialize_str(Tag)
    }
}

impl std::str::FromStr for Locale {
    type Err = LocaleError;

    fn from_str(tag: &str) -> Result<Locale, LocaleError> {
        Locale::new(tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_canonical_and_know_their_script() {
        let check = |written: &str, tag: &str, script| {
            let locale = Locale::new(written).unwrap();
            assert_eq!((locale.as_str(), locale.script()), (tag, script), "{written}");
        };
        check("zh_cn", "zh-CN", Script::SimplifiedHan);
        check("ZH-TW", "zh-TW", Script::TraditionalHan);
        check("zh-hk", "zh-HK", Script::TraditionalHan);
        check("zh-hant", "zh-Hant", Script::TraditionalHan);
        check("zh", "zh", Script::SimplifiedHan);
        check("fr-fr", "fr-FR", Script::Latin);
        check("ja", "ja", Script::Japanese);
        check("ko", "ko", Script::Hangul);
        check("ru", "ru", Script::Cyrillic);
        assert_eq!(Locale::new("not a tag"), Err(LocaleError("not a tag".into())));
    }
}
