//! The data file of a language, read once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::Script;
use crate::page::NoteClass;

/// Every pack that is built in: the tag of its file and the file.
///
/// The tag is a language (`fr`) or a language with a script (`zh-Hant`).
const PACKS: &[(&str, &str)] = &[
    ("en", include_str!("en.toml")),
    ("fr", include_str!("fr.toml")),
    ("zh-Hans", include_str!("zh-Hans.toml")),
    ("zh-Hant", include_str!("zh-Hant.toml")),
];

/// What docparity knows of a language. Every list may be empty: a language
/// without a pack still gets all checks that need none.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pack {
    /// The mark before decimals in quantities: `.` or `,`.
    pub decimal_mark: Option<char>,
    /// What may stand between groups of three digits.
    pub group_marks: Vec<char>,
    /// Labels of admonitions by class, lower case, without the colon.
    pub notes: BTreeMap<String, Vec<String>>,
    /// Abbreviations after whose full stop no sentence ends, lower case.
    pub abbreviations: Vec<String>,
    /// How the line begins that tells when a topic was last modified, lower
    /// case, without colon and markup.
    pub last_modified: Vec<String>,
    /// Written numbers, lower case: `two = 2`.
    pub number_words: BTreeMap<String, u64>,
    /// Month names and abbreviations, lower case: `february = 2`.
    pub months: BTreeMap<String, u8>,
    /// Units by canonical name: `min = ["minute", "minutes"]`.
    pub units: BTreeMap<String, Vec<String>>,
    /// Words between a product's name and its version: "version".
    pub version_words: Vec<String>,
    /// "or later", after a version.
    pub or_later: Vec<String>,
    /// "or earlier", after a version.
    pub or_earlier: Vec<String>,
    /// How support and requirement are said and denied; see `claim/polarity.rs`.
    pub polarity: BTreeMap<String, Polarity>,
}

/// One pair of opposites in a language.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Polarity {
    /// Phrases that affirm.
    pub yes: Vec<String>,
    /// Phrases that deny.
    pub no: Vec<String>,
    /// Phrases that contain one of the others but say neither.
    pub neither: Vec<String>,
}

impl Pack {
    /// The pack for a language subtag and a script; an empty one if there is none.
    pub(super) fn find(language: &str, script: Script) -> &'static Pack {
        static LOADED: OnceLock<Vec<(&'static str, Pack)>> = OnceLock::new();
        static NEUTRAL: OnceLock<Pack> = OnceLock::new();
        let packs = LOADED.get_or_init(|| {
            let parse = |&(tag, text): &(&'static str, &str)| {
                (tag, toml::from_str(text).unwrap_or_else(|error| panic!("locale/{tag}.toml: {error}")))
            };
            PACKS.iter().map(parse).collect()
        });
        let subtag = match script {
            Script::SimplifiedHan => "Hans",
            Script::TraditionalHan => "Hant",
            _ => "",
        };
        let fits = |tag: &str| match tag.split_once('-') {
            Some((pack_language, pack_script)) => pack_language == language && pack_script == subtag,
            None => tag == language,
        };
        let found = packs.iter().find(|(tag, _)| fits(tag)).map(|(_, pack)| pack);
        found.unwrap_or_else(|| NEUTRAL.get_or_init(Pack::default))
    }

    /// The class of admonition that a label names in this language. The label
    /// is compared without its colon, white space and letter case.
    pub fn note_class(&self, label: &str) -> Option<NoteClass> {
        let label =
            label.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '\u{a0}')).to_lowercase();
        let named = |labels: &Vec<String>| labels.contains(&label);
        let class = self.notes.iter().find(|(_, labels)| named(labels))?.0;
        Some(NoteClass::from_name(class))
    }
}

impl NoteClass {
    /// The class that an English name stands for, in any letter case.
    pub fn from_name(name: &str) -> NoteClass {
        match name.to_ascii_lowercase().as_str() {
            "note" | "info" => NoteClass::Note,
            "tip" => NoteClass::Tip,
            "important" => NoteClass::Important,
            "caution" | "danger" => NoteClass::Caution,
            "warning" => NoteClass::Warning,
            _ => NoteClass::Other,
        }
    }
}
