//! The phrases that topics are made of, read from `phrases.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// The locales of a set; the first is the source. Everything that has one text
/// for each locale is in this order.
pub(crate) const LOCALES: [&str; 4] = ["en-US", "fr-FR", "zh-CN", "zh-TW"];

/// The same in each of [`LOCALES`].
pub(super) type Texts = [String; LOCALES.len()];

/// All phrases, read once.
pub(super) static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| toml::from_str(include_str!("phrases.toml")).expect("phrases.toml is as this module wants it"));

/// What stands in `phrases.toml`; see there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phrases {
    pub(super) servers: Vec<Texts>,
    pub(super) objects: Vec<Texts>,
    pub(super) places: Vec<Texts>,
    pub(super) people: Vec<Texts>,
    pub(super) buttons: Vec<Texts>,
    pub(super) answers: Vec<Texts>,
    pub(super) directions: Vec<Texts>,
    pub(super) titles: Vec<Phrase>,
    pub(super) headings: Vec<Phrase>,
    pub(super) introductions: Vec<Phrase>,
    pub(super) statements: Vec<Phrase>,
    pub(super) references: Vec<Phrase>,
    pub(super) items: Vec<Phrase>,
    pub(super) steps: Vec<Phrase>,
    pub(super) commands: Vec<Phrase>,
    pub(super) before_lists: Vec<Phrase>,
    pub(super) before_tables: Vec<Phrase>,
    pub(super) notes: Vec<Phrase>,
    pub(super) tables: Vec<TableForm>,
}

/// A kind of table: its columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableForm {
    pub(super) headings: Vec<Texts>,
    /// What stands in the cells of each column.
    pub(super) cells: Vec<Phrase>,
}

/// A sentence with slots, in all languages.
#[derive(Debug, Deserialize)]
#[serde(from = "Given")]
pub(super) struct Phrase {
    /// What goes into the slots, in the order of the source's sentence.
    pub(super) slots: Vec<Slot>,
    pub(super) texts: [Vec<Part>; LOCALES.len()],
    /// The sentence without its "not".
    pub(super) opposite: Option<[Vec<Part>; LOCALES.len()]>,
}

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    /// The slot of this number.
    Slot(usize),
}

/// What a slot holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Server,
    Object,
    Place,
    People,
    Button,
    Answer,
    Direction,
    Version,
    Versions,
    Number,
    Size,
    Percent,
    Port,
    Event,
    Date,
    Cmdlet,
    Parameter,
    Group,
    Path,
    Link,
    Library,
    Download,
    Site,
}

impl Slot {
    /// The slot of a name; a digit at its end tells two of a kind apart.
    fn named(name: &str) -> Option<Slot> {
        Some(match name.trim_end_matches(|c: char| c.is_ascii_digit()) {
            "server" => Slot::Server,
            "object" => Slot::Object,
            "place" => Slot::Place,
            "people" => Slot::People,
            "button" => Slot::Button,
            "answer" => Slot::Answer,
            "direction" => Slot::Direction,
            "version" => Slot::Version,
            "versions" => Slot::Versions,
            "number" => Slot::Number,
            "size" => Slot::Size,
            "percent" => Slot::Percent,
            "port" => Slot::Port,
            "event" => Slot::Event,
            "date" => Slot::Date,
            "cmdlet" => Slot::Cmdlet,
            "parameter" => Slot::Parameter,
            "group" => Slot::Group,
            "path" => Slot::Path,
            "link" => Slot::Link,
            "library" => Slot::Library,
            "download" => Slot::Download,
            "site" => Slot::Site,
            _ => return None,
        })
    }
}

/// A phrase as it is written.
#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Plain(Texts),
    Negated { text: Texts, opposite: Texts },
}

impl From<Given> for Phrase {
    fn from(given: Given) -> Phrase {
        let (texts, opposite) = match given {
            Given::Plain(texts) => (texts, None),
            Given::Negated { text, opposite } => (text, Some(opposite)),
        };
        let mut names: Vec<&str> = Vec::new();
        for name in pieces(&texts[0]).filter_map(Result::err) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let parts = |text: &String| -> Vec<Part> {
            let part = |piece: Result<&str, &str>| match piece {
                Ok(text) => Part::Text(text.to_owned()),
                Err(name) => {
                    let slot = names.iter().position(|known| *known == name);
                    Part::Slot(slot.unwrap_or_else(|| panic!("the source has no {{{name}}}: {text}")))
                }
            };
            pieces(text).map(part).collect()
        };
        let slot = |name: &&str| Slot::named(name).unwrap_or_else(|| panic!("nothing goes into {{{name}}}"));
        Phrase {
            slots: names.iter().map(slot).collect(),
            texts: texts.each_ref().map(parts),
            opposite: opposite.as_ref().map(|opposite| opposite.each_ref().map(parts)),
        }
    }
}

/// The texts (`Ok`) and the names of slots (`Err`) of a sentence in turn.
fn pieces(text: &str) -> impl Iterator<Item = Result<&str, &str>> {
    text.split('{').enumerate().flat_map(|(number, piece)| {
        let (name, text) = if number == 0 { (None, piece) } else { split_name(piece) };
        name.map(Err).into_iter().chain((!text.is_empty()).then_some(Ok(text)))
    })
}

fn split_name(piece: &str) -> (Option<&str>, &str) {
    let (name, text) = piece.split_once('}').unwrap_or_else(|| panic!("a slot is not closed: {{{piece}"));
    (Some(name), text)
}
