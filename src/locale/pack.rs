//! The data file of a language, read once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::Script;
use super::tables::Tables;
use crate::page::NoteClass;

/// Every pack that is built in: the tag of its file and the file.
///
/// The tag is a language (`fr`) or a language with a script (`zh-Hant`).
const PACKS: &[(&str, &str)] = &[
    ("en", include_str!("en.toml")),
    ("fr", include_str!("fr.toml")),
    ("ja", include_str!("ja.toml")),
    ("de", include_str!("de.toml")),
    ("ko", include_str!("ko.toml")),
    ("es", include_str!("es.toml")),
    ("pt", include_str!("pt.toml")),
    ("ru", include_str!("ru.toml")),
    ("it", include_str!("it.toml")),
    ("zh-Hans", include_str!("zh-Hans.toml")),
    ("zh-Hant", include_str!("zh-Hant.toml")),
];

/// What docparity knows of a language. Every list may be empty: a language
/// without a pack still gets all checks that need none. All words are in lower
/// case and follow the rules of phrases in `locale/lexicon.rs`; what each table
/// is for, and how to write one, stands in `locale/README.md`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pack {
    /// The mark before decimals in quantities: `.` or `,`.
    pub decimal_mark: Option<char>,
    /// What may stand between groups of three digits.
    pub group_marks: Vec<char>,
    /// The order of day, month and year in dates like `7/3/2012`.
    pub date_order: DateOrder,
    /// Whether words of the language stand next to one another, or endings are
    /// glued to foreign words, without a space: Chinese, Japanese, Korean.
    pub glued: bool,
    /// Labels of admonitions by class, lower case, without the colon.
    pub notes: BTreeMap<String, Vec<String>>,
    /// Abbreviations after whose full stop no sentence ends, lower case.
    pub abbreviations: Vec<String>,
    /// How the line begins that tells when a topic was last modified, lower
    /// case, without colon and markup.
    pub last_modified: Vec<String>,
    /// Written numbers, lower case: `two = 2`.
    pub number_words: BTreeMap<String, u64>,
    /// Words that multiply the number before them: `million = 1000000`.
    pub scales: BTreeMap<String, u64>,
    /// Words that count things, between a number and a noun (`个`, `台`): before
    /// one of these even a single Chinese numeral is a number.
    pub counters: Vec<String>,
    /// Written ordinals: `third = 3`.
    pub ordinals: BTreeMap<String, u64>,
    /// What makes an ordinal of the digits before it: `rd`, `e`.
    pub ordinal_suffixes: Vec<String>,
    /// What makes an ordinal of the digits after it: `第`.
    pub ordinal_prefixes: Vec<String>,
    /// Words between numbers that share the unit after the last of them: `to`, `and`.
    pub range_words: Vec<String>,
    /// Month names and abbreviations, lower case: `february = 2`.
    pub months: BTreeMap<String, u8>,
    /// Words before a year: `in`, `since`.
    pub year_words: Vec<String>,
    /// Words inside a date that say nothing: `of`, `de`.
    pub date_fillers: Vec<String>,
    /// What stands after the parts of a date or a time: `year = ["年"]`, also
    /// `month`, `day`, `hour` and `minute`.
    pub date_marks: BTreeMap<String, Vec<String>>,
    /// Words beside a time of twelve hours: `am = ["a.m."]`, `pm`, and `evening`
    /// where twelve is midnight.
    pub meridiem: BTreeMap<String, Vec<String>>,
    /// Words that are a time: `noon = "12:00"`.
    pub time_words: BTreeMap<String, String>,
    /// Units by canonical name: `min = ["minute", "minutes"]`.
    pub units: BTreeMap<String, Vec<String>>,
    /// Units that stand before the number: `"%" = ["百分之"]`.
    pub unit_prefixes: BTreeMap<String, Vec<String>>,
    /// Words between a product's name and its version: "version".
    pub version_words: Vec<String>,
    /// "or later", after a version.
    pub or_later: Vec<String>,
    /// "or earlier", after a version.
    pub or_earlier: Vec<String>,
    /// How the language says where something comes from and where it goes.
    pub direction: Direction,
    /// How support and requirement are said and denied; see `claim/polarity.rs`.
    pub polarity: BTreeMap<String, Polarity>,
    /// Yes and no as an answer that is a whole text or begins it.
    pub answer: Polarity,
    /// How the language says no in general; see `claim/polarity.rs`.
    pub negation: Negation,
    /// Words of another region that are written in this one's characters.
    pub regional: Regional,
    /// Words that limit what is said, by what they say: `external = ["external", "externally"]`.
    /// A `*` at the end stands for any ending. What a pack does not list is not looked for.
    pub qualifiers: BTreeMap<String, Vec<String>>,
    /// Words that say the opposite of each other, by what they speak of:
    /// `side = { one = ["left"], other = ["right"] }`. What a pack does not list is not looked for.
    pub opposites: BTreeMap<String, Opposites>,
    /// The tables above, ready to be searched.
    #[serde(skip)]
    tables: OnceLock<Tables>,
}

/// The order in which a numeric date gives its parts.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 7/3/2012 is the third of July.
    #[default]
    MonthDayYear,
    /// 7/3/2012 is the seventh of March.
    DayMonthYear,
    /// 2012/7/3. What is written with the year last is read as in English.
    YearMonthDay,
}

/// The two ends of one thing: "left" and "right".
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Opposites {
    /// Words for the one end: `left`.
    pub one: Vec<String>,
    /// Words for the other: `right`.
    pub other: Vec<String>,
    /// Words that may be put by either: beside one of them nothing follows from the others.
    pub open: Vec<String>,
    /// Phrases that hold a word of either and speak of neither: `right away`.
    pub neither: Vec<String>,
}

/// Words that tell a direction: "from 2010 to 2013".
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Direction {
    /// Words beside what something comes from: `from`, `从`.
    pub from: Vec<String>,
    /// Words beside what something goes to: `to`, `到`.
    pub to: Vec<String>,
    /// Whether they stand behind it: `から`.
    pub follows: bool,
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
    /// Whether it speaks of what comes after it, so that a negation later in the
    /// clause leaves it open: "recommend *not* to".
    pub governs: bool,
}

/// The general negations of a language.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Negation {
    /// Words that deny the statement they stand in: `not`, `cannot`, `不`.
    pub strong: Vec<String>,
    /// Words that another language may say with or without a negation:
    /// `unless`, `without`, `fails`, `除非`.
    pub weak: Vec<String>,
    /// Words after which another language may say the opposite of the
    /// opposite: "not … *until*" is `才`, "all *except* the supported".
    pub turning: Vec<String>,
    /// Turning words that take a negation of the other language in: "none … until" is `才`
    /// alone, so that a negation beside it is one more.
    pub absorbing: Vec<String>,
    /// Phrases that contain one of the others and deny nothing: `not only`, `不同`.
    pub neither: Vec<String>,
    /// Whether a negation may stand after what it denies, as in Japanese,
    /// Korean and German.
    pub follows: bool,
    /// Whether the lists were held against enough text that a sentence without any of
    /// these words can be taken to deny nothing. Elsewhere a lost negation is a note.
    pub complete: bool,
    /// Words that may stand between a strong negation and what it denies:
    /// "not *yet fully* supported".
    pub between: Vec<String>,
}

/// Words by which readers know that a text was written for another region.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Regional {
    /// The regions whose readers know them so; a locale without a region is one of these.
    pub regions: Vec<String>,
    /// The other region's word, in this one's characters, and the word here: `服務器 = "伺服器"`.
    /// Only words that mean nothing else here.
    pub terms: BTreeMap<String, String>,
    /// Phrases in which the letters of such a word belong to two others: `頻帶寬度`, which is
    /// no `帶寬`, and longer words with another meaning: `兼容並蓄`.
    pub except: Vec<String>,
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

    /// The pack's words, ready to be searched; made at the first call.
    pub(crate) fn tables(&self) -> &Tables {
        self.tables.get_or_init(|| Tables::new(self))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::tables::{PolarityWord, Word};

    /// Every built-in pack, by its tag.
    fn packs() -> impl Iterator<Item = (&'static str, Pack)> {
        PACKS.iter().map(|&(tag, text)| (tag, toml::from_str(text).unwrap()))
    }

    #[test]
    fn the_words_of_every_pack_are_found() {
        for (tag, pack) in packs() {
            let tables = pack.tables();
            let numbers = pack.number_words.keys().chain(pack.scales.keys()).chain(pack.ordinals.keys());
            let pairs = pack.polarity.values().flat_map(|pair| pair.yes.iter().chain(&pair.no).chain(&pair.neither));
            let negation = &pack.negation;
            let negations =
                [&negation.strong, &negation.weak, &negation.turning, &negation.absorbing, &negation.neither];
            let polarity = pairs.chain(negations.into_iter().flatten());
            let words = numbers.map(|word| (word, true)).chain(polarity.map(|word| (word, false)));
            for (word, is_number) in words {
                assert_eq!(*word, word.to_lowercase(), "{tag}: phrases are in lower case");
                let text = word.replace('_', "x").replace('*', "");
                let found = tables.words.match_at(&text, 0);
                assert!(found.is_some_and(|(end, _)| end == text.len()), "{tag}: `{word}` is not found");
                let kind = matches!(found, Some((_, Word::Number(_))));
                assert_eq!(kind, is_number, "{tag}: `{word}` is a number and a polarity");
            }
        }
    }

    #[test]
    fn no_phrase_affirms_and_denies() {
        for (tag, pack) in packs() {
            for (name, pair) in &pack.polarity {
                let both = pair.yes.iter().find(|phrase| pair.no.contains(phrase) || pair.neither.contains(phrase));
                assert_eq!(both, None, "{tag}: {name}");
                let denied = pair.no.iter().find(|phrase| pair.neither.contains(phrase));
                assert_eq!(denied, None, "{tag}: {name}");
                // A phrase of an earlier pair hides the same phrase of a later one.
                let index = pack.polarity.keys().position(|key| key == name).unwrap() as u16;
                for phrase in pair.yes.iter().filter(|phrase| !phrase.contains(['_', '*'])) {
                    let found = pack.tables().words.match_at(phrase, 0).map(|(_, word)| word);
                    assert_eq!(found, Some(Word::Polarity(PolarityWord::Yes(index))), "{tag}: `{phrase}` of {name}");
                }
            }
        }
    }

    #[test]
    fn opposites_have_two_ends_and_a_name_in_english() {
        let english: Pack = toml::from_str(include_str!("en.toml")).unwrap();
        for (tag, pack) in packs() {
            for (name, Opposites { one, other, open, neither }) in &pack.opposites {
                assert!(english.opposites.contains_key(name), "{tag}: English has no {name}");
                assert!(!one.is_empty() && !other.is_empty(), "{tag}: {name} has one end");
                let mut words: Vec<&String> = one.iter().chain(other).chain(open).chain(neither).collect();
                let all = words.len();
                assert!(words.iter().all(|word| **word == word.to_lowercase()), "{tag}: {name} in lower case");
                words.sort();
                words.dedup();
                assert_eq!(words.len(), all, "{tag}: a word of {name} stands twice");
            }
        }
    }

    #[test]
    fn units_months_and_marks_have_names_that_are_known() {
        let english: Pack = toml::from_str(include_str!("en.toml")).unwrap();
        for (tag, pack) in packs() {
            for unit in pack.units.keys().chain(pack.unit_prefixes.keys()) {
                let known = english.units.contains_key(unit) || english.tables().units.contains(unit);
                assert!(known, "{tag}: English does not know the unit `{unit}`");
            }
            for (name, month) in &pack.months {
                assert!((1..=12).contains(month), "{tag}: {name}");
            }
            for mark in pack.date_marks.keys() {
                assert!(["year", "month", "day", "hour", "minute"].contains(&mark.as_str()), "{tag}: {mark}");
            }
            for half in pack.meridiem.keys() {
                assert!(["am", "pm", "evening"].contains(&half.as_str()), "{tag}: {half}");
            }
            for name in pack.polarity.keys() {
                assert!(english.polarity.contains_key(name), "{tag}: English has no pair `{name}`");
            }
            assert!(!pack.last_modified.is_empty() && !pack.answer.no.is_empty(), "{tag}");
        }
    }
}
