//! A pack's words in the form in which the extractors search them.

use super::lexicon::{Builder, Lexicon};
use super::pack::Pack;
use super::terms::{Bounds, Terms};

/// The lexicons of one pack.
#[derive(Debug)]
pub(crate) struct Tables {
    /// What may stand anywhere in a text: written numbers, ordinals, times,
    /// opposites and negations. One lexicon, so that one pass finds them all.
    pub(crate) words: Lexicon<Word>,
    /// What may stand after a numeral.
    pub(crate) after: Lexicon<AfterNumber>,
    /// Words between two numbers of one unit.
    pub(crate) range_words: Lexicon<()>,
    /// Month names.
    pub(crate) months: Lexicon<u8>,
    /// Marks and fillers inside dates, words beside times.
    pub(crate) dates: Lexicon<DateWord>,
    /// Yes and no as a whole answer, by whether it is a yes.
    pub(crate) answers: Lexicon<bool>,
    /// Words between a negation and what it denies.
    pub(crate) between: Lexicon<()>,
    /// Canonical names of units, by their index in [`AfterNumber::Unit`].
    pub(crate) units: Vec<String>,
    /// The pairs of opposites, by their index in [`PolarityWord`].
    pub(crate) pairs: Vec<Pair>,
    /// The pair of yes and no as an answer.
    pub(crate) answer: Pair,
    /// Words that checks look for: those that limit what is said, and those of another region.
    pub(crate) terms: Terms,
    /// Words behind a version that other versions are meant as well: `or_later` of the
    /// pack, then `or_earlier`.
    pub(crate) bounds: Bounds,
    /// The words that are a time of day, by their index in [`NumberWord::Time`].
    pub(crate) times: Vec<String>,
    /// The bytes that a label of the line of the last change begins with, in either letter
    /// case: nearly every text is dismissed by its first byte.
    pub(crate) label_starts: [bool; 256],
}

/// What a word of running text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// It says a number.
    Number(NumberWord),
    /// It says yes or no.
    Polarity(PolarityWord),
}

/// What a word says about a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberWord {
    /// A number: `two`, `两`.
    Cardinal(u64),
    /// What multiplies the number before it: `hundred`, `万`.
    Scale(u64),
    /// A place in an order: `third`.
    Ordinal(u64),
    /// What makes an ordinal of the number after it: `第`.
    OrdinalPrefix,
    /// A unit before its number: `百分之`.
    UnitPrefix(u16),
    /// A time of day: `noon`.
    Time(u16),
}

/// What follows a numeral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AfterNumber {
    /// A unit.
    Unit(u16),
    /// A factor.
    Scale(u64),
    /// What makes an ordinal of the digits.
    OrdinalSuffix,
    /// A word that counts things.
    Counter,
}

/// A word or a mark of a date or a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(crate) enum DateWord {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Filler,
    BeforeNoon,
    AfterNoon,
    /// Evening or night: twelve is midnight there.
    Evening,
    /// A word after which four digits are a year.
    BeforeYear,
}

/// What a word says about a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PolarityWord {
    /// It affirms the pair of this index.
    Yes(u16),
    /// It denies the pair of this index in a word of its own: `disabled`.
    No(u16),
    /// It denies the pair of this index by a negation: `cannot`, `不支持`.
    NotYes(u16),
    /// It denies the statement.
    Strong,
    /// It denies something, perhaps.
    Weak,
    /// It turns the sentence round.
    Turning,
    /// It turns the sentence round, and takes a negation in.
    Absorbing,
    /// It says nothing.
    Neither,
}

/// A pair of opposites with its canonical values.
#[derive(Debug)]
pub(crate) struct Pair {
    /// `supported`.
    pub(crate) name: String,
    /// `supported:yes`.
    pub(crate) yes: String,
    /// `supported:no`.
    pub(crate) no: String,
    /// `supported:maybe`.
    pub(crate) maybe: String,
    /// Whether a negation after it leaves it open.
    pub(crate) governs: bool,
}

impl Tables {
    /// Compiles the words of a pack.
    pub(super) fn new(pack: &Pack) -> Tables {
        let mut compiler = Compiler::default();
        compiler.add_numbers(pack);
        compiler.add_units(pack);
        compiler.add_dates(pack);
        compiler.add_polarity(pack);
        Tables {
            words: compiler.words.build(),
            after: compiler.after.build(),
            range_words: compiler.range_words.build(),
            months: compiler.months.build(),
            dates: compiler.dates.build(),
            answers: compiler.answers.build(),
            between: compiler.between.build(),
            units: compiler.units,
            pairs: compiler.pairs,
            answer: Pair::new("answer"),
            terms: Terms::new(pack),
            bounds: Bounds::new(pack.or_later.iter().chain(&pack.or_earlier)),
            times: compiler.times,
            label_starts: label_starts(pack),
        }
    }
}

/// The tables while they are filled.
#[derive(Default)]
struct Compiler {
    words: Builder<Word>,
    after: Builder<AfterNumber>,
    range_words: Builder<()>,
    months: Builder<u8>,
    dates: Builder<DateWord>,
    answers: Builder<bool>,
    between: Builder<()>,
    units: Vec<String>,
    pairs: Vec<Pair>,
    times: Vec<String>,
}

impl Compiler {
    fn add_numbers(&mut self, pack: &Pack) {
        for (word, &value) in &pack.number_words {
            self.words.add(word, Word::Number(NumberWord::Cardinal(value)));
        }
        for (word, &value) in &pack.scales {
            self.words.add(word, Word::Number(NumberWord::Scale(value)));
            self.after.add(word, AfterNumber::Scale(value));
        }
        for (word, &value) in &pack.ordinals {
            self.words.add(word, Word::Number(NumberWord::Ordinal(value)));
        }
        for prefix in &pack.ordinal_prefixes {
            self.words.add(prefix, Word::Number(NumberWord::OrdinalPrefix));
        }
        for suffix in &pack.ordinal_suffixes {
            self.after.add(suffix, AfterNumber::OrdinalSuffix);
        }
        for word in &pack.range_words {
            self.range_words.add(word, ());
        }
        for counter in &pack.counters {
            self.after.add(counter, AfterNumber::Counter);
        }
        for (word, time) in &pack.time_words {
            self.words.add(word, Word::Number(NumberWord::Time(self.times.len() as u16)));
            self.times.push(time.clone());
        }
    }

    fn add_units(&mut self, pack: &Pack) {
        // Symbols that every language uses come first and can be overruled by none.
        for (name, symbols) in COMMON_UNITS {
            let index = self.unit(name);
            symbols.iter().for_each(|symbol| self.after.add_exact(symbol, AfterNumber::Unit(index)));
        }
        for (name, words) in &pack.units {
            let index = self.unit(name);
            for word in words {
                // An abbreviation means what it means in this letter case only.
                if word.len() <= 2 && word.is_ascii() || word.contains(char::is_uppercase) {
                    self.after.add_exact(word, AfterNumber::Unit(index));
                } else {
                    self.after.add(word, AfterNumber::Unit(index));
                }
            }
        }
        for (name, words) in &pack.unit_prefixes {
            let index = self.unit(name);
            words.iter().for_each(|word| self.words.add(word, Word::Number(NumberWord::UnitPrefix(index))));
        }
    }

    fn unit(&mut self, name: &str) -> u16 {
        let index = self.units.iter().position(|unit| unit == name).unwrap_or_else(|| {
            self.units.push(name.to_owned());
            self.units.len() - 1
        });
        index as u16
    }

    fn add_dates(&mut self, pack: &Pack) {
        for (word, &month) in &pack.months {
            self.months.add(word, month);
        }
        // Untranslated passages stand in pages of every language.
        for (index, name) in ENGLISH_MONTHS.iter().enumerate() {
            self.months.add(name, index as u8 + 1);
            self.months.add(&name[..3], index as u8 + 1);
        }
        ["am", "a.m."].iter().for_each(|word| self.dates.add(word, DateWord::BeforeNoon));
        ["pm", "p.m."].iter().for_each(|word| self.dates.add(word, DateWord::AfterNoon));
        pack.year_words.iter().for_each(|word| self.dates.add(word, DateWord::BeforeYear));
        for (name, marks) in &pack.date_marks {
            let mark = match name.as_str() {
                "year" => DateWord::Year,
                "month" => DateWord::Month,
                "day" => DateWord::Day,
                "hour" => DateWord::Hour,
                "minute" => DateWord::Minute,
                _ => DateWord::Second,
            };
            marks.iter().for_each(|word| self.dates.add(word, mark));
        }
        for (name, words) in &pack.meridiem {
            let word = match name.as_str() {
                "am" => DateWord::BeforeNoon,
                "pm" => DateWord::AfterNoon,
                _ => DateWord::Evening,
            };
            words.iter().for_each(|text| self.dates.add(text, word));
        }
        pack.date_fillers.iter().for_each(|word| self.dates.add(word, DateWord::Filler));
    }

    fn add_polarity(&mut self, pack: &Pack) {
        for (name, phrases) in &pack.polarity {
            let index = self.pairs.len() as u16;
            self.pairs.push(Pair { governs: phrases.governs, ..Pair::new(name) });
            self.add_words(&phrases.yes, PolarityWord::Yes(index));
            for phrase in &phrases.no {
                let negated = pack.negation.strong.iter().any(|negation| holds(phrase, negation, pack.glued));
                let word = if negated { PolarityWord::NotYes } else { PolarityWord::No };
                self.words.add(phrase, Word::Polarity(word(index)));
            }
            self.add_words(&phrases.neither, PolarityWord::Neither);
        }
        let negation = &pack.negation;
        self.add_words(&negation.turning, PolarityWord::Turning);
        self.add_words(&negation.absorbing, PolarityWord::Absorbing);
        self.add_words(&negation.strong, PolarityWord::Strong);
        self.add_words(&negation.weak, PolarityWord::Weak);
        self.add_words(&negation.neither, PolarityWord::Neither);
        // What a page leaves in English ("Do not use NLA", `NOT NULL`) denies there too.
        ENGLISH_NEGATIONS.iter().for_each(|word| self.words.add(word, Word::Polarity(PolarityWord::Strong)));
        negation.between.iter().for_each(|phrase| self.between.add(phrase, ()));
        pack.answer.yes.iter().for_each(|phrase| self.answers.add(phrase, true));
        pack.answer.no.iter().for_each(|phrase| self.answers.add(phrase, false));
    }

    fn add_words(&mut self, phrases: &[String], word: PolarityWord) {
        phrases.iter().for_each(|phrase| self.words.add(phrase, Word::Polarity(word)));
    }
}

impl Pair {
    fn new(name: &str) -> Pair {
        let value = |says: &str| format!("{name}:{says}");
        Pair { yes: value("yes"), no: value("no"), maybe: value("maybe"), name: name.to_owned(), governs: false }
    }
}

fn label_starts(pack: &Pack) -> [bool; 256] {
    let mut starts = [false; 256];
    let labels = pack.last_modified.iter().map(String::as_str).chain(LAST_MODIFIED);
    for first in labels.filter_map(|label| label.chars().next()) {
        for case in first.to_lowercase().chain(first.to_uppercase()) {
            starts[usize::from(case.encode_utf8(&mut [0; 4]).as_bytes()[0])] = true;
        }
    }
    starts
}

/// Labels of the line of the last change in every language: machines leave the English one
/// now and then, and generators of pages write theirs.
pub(crate) const LAST_MODIFIED: [&str; 2] = ["topic last modified", "auto generated by"];

/// Whether a phrase holds a negation as a word, or anywhere in a language
/// without spaces.
fn holds(phrase: &str, negation: &str, glued: bool) -> bool {
    if glued {
        phrase.contains(negation)
    } else {
        phrase.split([' ', '\'']).any(|word| word == negation) || phrase == negation
    }
}

const ENGLISH_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const ENGLISH_NEGATIONS: [&str; 10] =
    ["not", "cannot", "can't", "don't", "doesn't", "isn't", "aren't", "won't", "none", "never"];

/// Units whose symbols are the same in every language.
const COMMON_UNITS: &[(&str, &[&str])] = &[
    ("%", &["%", "％", "٪"]),
    ("B", &["B"]),
    ("KB", &["KB", "kB", "Kb", "kb", "KiB", "K"]),
    ("MB", &["MB", "mb", "MiB"]),
    ("GB", &["GB", "gb", "GiB"]),
    ("TB", &["TB", "tb", "TiB"]),
    ("PB", &["PB"]),
    ("kbps", &["kbps", "Kbps", "KBPS", "kbit/s", "Kbit/s", "kbits/s", "Kbits/s", "kb/s", "Kb/s"]),
    ("Mbps", &["Mbps", "MBps", "MBPS", "mbps", "Mbit/s", "Mbits/s", "Mb/s"]),
    ("Gbps", &["Gbps", "gbps", "GBPS", "Gbit/s", "Gbits/s", "Gb/s"]),
    ("KB/s", &["KB/s", "kB/s"]),
    ("MB/s", &["MB/s"]),
    ("GB/s", &["GB/s"]),
    ("ms", &["ms", "msec"]),
    ("µs", &["µs", "μs"]),
    ("ns", &["ns"]),
    ("s", &["s", "sec"]),
    ("min", &["min"]),
    ("h", &["h"]),
    ("Hz", &["Hz"]),
    ("kHz", &["kHz", "KHz", "khz"]),
    ("MHz", &["MHz", "Mhz"]),
    ("GHz", &["GHz", "Ghz"]),
    ("°C", &["°C", "℃"]),
    ("°F", &["°F", "℉"]),
    ("°", &["°"]),
    ("cm", &["cm"]),
    ("mm", &["mm"]),
    ("km", &["km"]),
    ("px", &["px"]),
    ("dpi", &["dpi", "DPI"]),
    ("dB", &["dB", "DB", "Db", "db"]),
    ("rpm", &["rpm", "RPM"]),
    ("fps", &["fps", "FPS"]),
];
