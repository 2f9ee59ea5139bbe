//! Names that have the form of a locale: `en-US`, `zh_tw`, `fr`, and the `cn`
//! that people write for Chinese.

use std::cell::RefCell;

use icu_locale::subtags::Language;
use icu_locale::{LanguageIdentifier, LocaleExpander, TransformResult};
use rustc_hash::FxHashMap;

use crate::locale::Locale;
use crate::page::FrontMatter;

/// A part of a path, or a value, that has the form of a locale.
#[derive(Debug, Clone)]
pub(super) struct Tag {
    pub(super) locale: Locale,
    /// Whether region or script go with the language, so that it can be nothing else.
    pub(super) natural: bool,
}

/// Names that projects use for a language and that mean another one, or none,
/// in BCP 47: the codes of countries, and Microsoft's old ones for Chinese.
const HABITS: &[(&str, &str)] = &[
    ("cn", "zh-CN"),
    ("chs", "zh-Hans"),
    ("cht", "zh-Hant"),
    ("cz", "cs"),
    ("gr", "el"),
    ("jp", "ja"),
    ("kr", "ko"),
    ("tw", "zh-TW"),
];

/// How a locale may be written in an address, in lower case: `zh-cn`, `zh`, `cn`.
pub(in crate::corpus) fn spellings(locale: &Locale) -> Vec<String> {
    let habits = HABITS
        .iter()
        .filter(|(_, meant)| *meant == locale.as_str() || meant.split('-').next() == Some(locale.as_str()));
    let mut spellings = vec![locale.as_str().to_ascii_lowercase(), locale.language().to_owned()];
    spellings.extend(habits.map(|(habit, _)| (*habit).to_owned()));
    spellings
}

/// The locales that front matter names.
#[derive(Debug, Clone, Default)]
pub(in crate::corpus) struct Told {
    /// What the page says of itself.
    pub(super) content: Option<Locale>,
    /// What the address says that the page, or its source, was published at; else
    /// what a key such as `lang` says, which translations often copy.
    pub(super) otherwise: Option<Locale>,
}

/// Reads names as locales; each name once.
#[derive(Default)]
pub(in crate::corpus) struct Tags {
    known: RefCell<FxHashMap<String, Option<Tag>>>,
}

impl Tags {
    /// What front matter tells of locales.
    pub(in crate::corpus) fn told(&self, front_matter: &FrontMatter) -> Told {
        let content = front_matter.value(&["ms.contentlocale", "ms:contentlocale"]);
        let content = content.and_then(|tag| self.get(tag)).map(|tag| tag.locale);
        // `https://host/<locale>/library/…`; only asked for where nothing else tells.
        let address = || {
            let address = front_matter.value(&["ms:mtpsurl", "ms.mtpsurl"])?;
            let path = address.split_once("://")?.1.split_once('/')?.1;
            self.get(path.split_once('/')?.0).map(|tag| tag.locale)
        };
        let language = || self.get(front_matter.value(&["lang", "language", "locale"])?).map(|tag| tag.locale);
        let otherwise = if content.is_none() { address().or_else(language) } else { None };
        Told { content, otherwise }
    }

    /// The locale that `name` has the form of.
    pub(super) fn get(&self, name: &str) -> Option<Tag> {
        if !has_form_of_locale(name) {
            return None;
        }
        if let Some(known) = self.known.borrow().get(name) {
            return known.clone();
        }
        let tag = self.read(name);
        self.known.borrow_mut().insert(name.to_owned(), tag.clone());
        tag
    }

    fn read(&self, name: &str) -> Option<Tag> {
        if let Some((_, meant)) = HABITS.iter().find(|(habit, _)| name.eq_ignore_ascii_case(habit)) {
            return Locale::new(meant).ok().map(|locale| Tag { locale, natural: false });
        }
        let locale = Locale::new(name).ok()?;
        let expander = LocaleExpander::new_common();
        let identifier = LanguageIdentifier::try_from_str(locale.as_str()).ok()?;
        let likely = |mut identifier: LanguageIdentifier| {
            let changed = expander.maximize(&mut identifier) == TransformResult::Modified;
            (changed, identifier)
        };
        // CLDR knows Bokmål as Norwegian only, and documentation as `nb-NO`.
        let bokmal = identifier.language == icu_locale::subtags::language!("nb");
        let language = if bokmal { icu_locale::subtags::language!("no") } else { identifier.language };
        let (known, of_language) = likely(language.into());
        if !known {
            return None;
        }
        let mut natural = false;
        if let Some(script) = identifier.script {
            let (known, of_script) = likely((Language::UNKNOWN, Some(script), None).into());
            if !known {
                return None;
            }
            natural = of_script.language == identifier.language
                || of_language.script == Some(script)
                || locale.language() == "zh";
        }
        if let Some(region) = identifier.region {
            // Languages that are written in many regions that speak others: en-DE, zh-MY, es-US.
            let spread = ["en", "es", "fr", "pt", "ar", "de", "ru", "zh"].contains(&locale.language());
            let (_, of_region) = likely((Language::UNKNOWN, None, Some(region)).into());
            natural |= spread || of_region.language == identifier.language || of_language.region == Some(region);
        }
        Some(Tag { locale, natural })
    }
}

/// Two or three letters, then perhaps four for a script, then perhaps two
/// letters or three digits for a region, between `-` or `_`.
fn has_form_of_locale(name: &str) -> bool {
    let mut parts = name.split(['-', '_']);
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !parts.next().is_some_and(|language| matches!(language.len(), 2 | 3) && letters(language)) {
        return false;
    }
    let is_region = |part: &str| {
        part.len() == 2 && letters(part) || part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => true,
        (Some(part), None, _) => is_region(part) || part.len() == 4 && letters(part),
        (Some(script), Some(region), None) => script.len() == 4 && letters(script) && is_region(region),
        _ => false,
    }
}
