//! Differences that are put into a translation on purpose.
//!
//! Each changes one thing that the page says once, so that it is a difference for
//! every reader, and is listed with what stood there before.

use serde::Serialize;

use super::Set;
use super::draw::Draw;
use super::phrases::LOCALES;
use super::topic::{Block, Sentence, Topic};
use super::value::{PRODUCTS, Unit, Value};

/// A difference, as `differences.jsonl` lists it.
#[derive(Debug, Serialize)]
pub(super) struct Difference {
    /// The `ms:assetid`.
    topic: String,
    locale: &'static str,
    kind: Kind,
    /// What the page would have said.
    before: String,
    /// What it says, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    VersionDropped,
    VersionChanged,
    NumberChanged,
    UnitChanged,
    DateChanged,
    CmdletMisspelt,
    CodeChanged,
    PathChanged,
    LinkChanged,
    LinkDropped,
    UrlChanged,
    NotDropped,
    SentenceDropped,
    ParagraphDropped,
    ItemDropped,
    RowDropped,
    NoteDropped,
    SectionDropped,
    NotTranslated,
    PageDropped,
}

const KINDS: &[Kind] = &[
    Kind::VersionDropped,
    Kind::VersionChanged,
    Kind::NumberChanged,
    Kind::UnitChanged,
    Kind::DateChanged,
    Kind::CmdletMisspelt,
    Kind::CodeChanged,
    Kind::PathChanged,
    Kind::LinkChanged,
    Kind::LinkDropped,
    Kind::UrlChanged,
    Kind::NotDropped,
    Kind::SentenceDropped,
    Kind::ParagraphDropped,
    Kind::ItemDropped,
    Kind::RowDropped,
    Kind::NoteDropped,
    Kind::SectionDropped,
    Kind::NotTranslated,
    Kind::PageDropped,
];

/// Puts one difference into a locale's page: of the kinds that the page has room
/// for, any. `None` where it has room for none.
pub(super) fn inject(set: &Set, page: &mut Option<Topic>, locale: usize, draw: &mut Draw) -> Option<Difference> {
    let mut kinds = KINDS.to_vec();
    draw.shuffle(&mut kinds);
    let number = page.as_ref()?.number;
    kinds.into_iter().find_map(|kind| {
        let (before, after) = match kind {
            Kind::PageDropped => (set.title(page.take()?.number, locale), None),
            _ => Editor { set, topic: page.as_mut()?, locale, draw }.edit(kind)?,
        };
        Some(Difference { topic: set.asset_id(number), locale: LOCALES[locale], kind, before, after })
    })
}

/// Bytes that a sentence of the source has at least to be dropped: what a shorter
/// one says might as well be in the sentence beside it.
const SENTENCE: usize = 60;

/// What stood there, and what stands there now.
type Edit = (String, Option<String>);

struct Editor<'e> {
    set: &'e Set,
    topic: &'e mut Topic,
    locale: usize,
    draw: &'e mut Draw,
}

impl Editor<'_> {
    fn edit(&mut self, kind: Kind) -> Option<Edit> {
        match kind {
            Kind::VersionDropped => self.drop_version(),
            Kind::VersionChanged => self.change_version(),
            Kind::NumberChanged => self.change(|value, draw| match value {
                Value::Number(number) => Some(Value::Number(other_number(*number, draw))),
                Value::Digits(number) => Some(Value::Digits(other_number(*number, draw))),
                Value::Percent(percent) => {
                    Some(Value::Percent(if *percent < 50 { percent + 31 } else { percent - 29 }))
                }
                _ => None,
            }),
            Kind::UnitChanged => self.change(|value, _| match value {
                Value::Size(number, Unit::Megabyte) => Some(Value::Size(*number, Unit::Gigabyte)),
                Value::Size(number, Unit::Gigabyte) => Some(Value::Size(*number, Unit::Megabyte)),
                _ => None,
            }),
            Kind::DateChanged => self.change(|value, _| match value {
                Value::Date(date) => {
                    let mut changed = *date;
                    changed.day = if date.day < 20 { date.day + 3 } else { date.day - 4 };
                    Some(Value::Date(changed))
                }
                _ => None,
            }),
            Kind::CmdletMisspelt => self.change(|value, _| match value {
                Value::Cmdlet(cmdlet) => {
                    let mut misspelt = cmdlet.clone();
                    misspelt.noun = with_letters_swapped(&cmdlet.noun);
                    Some(Value::Cmdlet(misspelt))
                }
                _ => None,
            }),
            Kind::PathChanged => self.change(|value, draw| match value {
                Value::Literal(path) if path.contains('\\') => Some(Value::Literal(draw.path())),
                _ => None,
            }),
            Kind::LinkChanged => self.change_link(),
            Kind::LinkDropped => self.change(|value, _| match value {
                Value::Link(topic) => Some(Value::LinkText(*topic)),
                _ => None,
            }),
            Kind::UrlChanged => self.change(|value, draw| match value {
                Value::Download(number) => Some(Value::Download(other_number(*number, draw))),
                Value::Site(number) => Some(Value::Site(other_number(*number, draw))),
                _ => None,
            }),
            Kind::CodeChanged => self.change_code(),
            Kind::NotDropped => self.drop_not(),
            Kind::SentenceDropped => self.drop_sentence(),
            Kind::ParagraphDropped => self.drop_block(|block| matches!(block, Block::Paragraph(it) if is_long(it))),
            Kind::NoteDropped => self.drop_block(|block| matches!(block, Block::Note { .. })),
            Kind::ItemDropped => self.drop_item(),
            Kind::RowDropped => self.drop_row(),
            Kind::SectionDropped => {
                let section = self.topic.sections.remove(self.draw.below(self.topic.sections.len()));
                Some((self.text(&section.heading), None))
            }
            Kind::NotTranslated => self.leave_untranslated(),
            Kind::PageDropped => None,
        }
    }

    fn text(&self, sentence: &Sentence) -> String {
        let mut text = String::new();
        sentence.write(self.set, self.topic.number, self.locale, &mut text);
        text
    }

    fn value_text(&self, value: &Value) -> String {
        let mut text = String::new();
        value.write(self.set, self.topic.number, self.locale, &mut text);
        text
    }

    /// Any of the sentences that `is_wanted`.
    fn any_sentence(&mut self, is_wanted: impl Fn(&Sentence) -> bool) -> Option<&mut Sentence> {
        let mut wanted: Vec<&mut Sentence> =
            self.topic.sentences().into_iter().filter(|sentence| is_wanted(sentence)).collect();
        if wanted.is_empty() {
            return None;
        }
        Some(wanted.swap_remove(self.draw.below(wanted.len())))
    }

    /// Puts another value in the place of one that `other` knows another for.
    fn change(&mut self, other: impl Fn(&Value, &mut Draw) -> Option<Value>) -> Option<Edit> {
        let mut places = Vec::new();
        for (sentence, found) in self.topic.sentences().into_iter().enumerate() {
            for (slot, value) in found.values.iter().enumerate() {
                if let Some(other) = other(value, self.draw) {
                    places.push((sentence, slot, other));
                }
            }
        }
        if places.is_empty() {
            return None;
        }
        let (sentence, slot, other) = places.swap_remove(self.draw.below(places.len()));
        let after = self.value_text(&other);
        let old = std::mem::replace(&mut self.topic.sentences()[sentence].values[slot], other);
        Some((self.value_text(&old), Some(after)))
    }

    /// Whether the page names a version once.
    fn is_named_once(&mut self, version: super::value::Version) -> bool {
        self.topic.mentions(|value| matches!(value, Value::Versions(named) if named.contains(&version))) == 1
    }

    fn drop_version(&mut self) -> Option<Edit> {
        let lists: Vec<_> = self.topic.sentences().into_iter().flat_map(|it| it.values.clone()).collect();
        let lists = lists.into_iter().filter_map(|value| match value {
            Value::Versions(list) if list.len() > 1 => Some(list),
            _ => None,
        });
        let versions: Vec<_> = lists.flatten().filter(|version| self.is_named_once(*version)).collect();
        if versions.is_empty() {
            return None;
        }
        let version = *self.draw.one_of(&versions);
        for value in self.topic.sentences().into_iter().flat_map(|sentence| &mut sentence.values) {
            if let Value::Versions(list) = value
                && list.len() > 1
            {
                list.retain(|named| *named != version);
            }
        }
        Some((version.text(self.locale), None))
    }

    fn change_version(&mut self) -> Option<Edit> {
        let singles: Vec<_> = self.topic.sentences().into_iter().flat_map(|it| it.values.clone()).collect();
        let singles = singles.into_iter().filter_map(|value| match value {
            Value::Versions(list) if list.len() == 1 => list.first().copied(),
            _ => None,
        });
        let versions: Vec<_> = singles.filter(|version| self.is_named_once(*version)).collect();
        if versions.is_empty() {
            return None;
        }
        let version = *self.draw.one_of(&versions);
        let releases = 0..PRODUCTS[version.product].1.len();
        let others = releases.map(|release| super::value::Version { release, ..version });
        let other = others.into_iter().find(|other| {
            self.topic.mentions(|value| matches!(value, Value::Versions(named) if named.contains(other))) == 0
        })?;
        for value in self.topic.sentences().into_iter().flat_map(|sentence| &mut sentence.values) {
            if let Value::Versions(list) = value {
                list.iter_mut().filter(|named| **named == version).for_each(|named| *named = other);
            }
        }
        Some((version.text(self.locale), Some(other.text(self.locale))))
    }

    fn change_link(&mut self) -> Option<Edit> {
        let mut linked = self.topic.related.clone();
        linked.push(self.topic.number);
        for value in self.topic.sentences().into_iter().flat_map(|sentence| &sentence.values) {
            if let Value::Link(topic) | Value::Library(topic) = value {
                linked.push(*topic);
            }
        }
        let other = self.draw.topic_near(self.topic.number, self.set.topics, &linked)?;
        self.change(|value, _| match value {
            Value::Link(_) => Some(Value::Link(other)),
            Value::Library(_) => Some(Value::Library(other)),
            _ => None,
        })
    }

    fn change_code(&mut self) -> Option<Edit> {
        let mut commands = self.topic.code();
        if commands.is_empty() {
            return None;
        }
        let command = commands.swap_remove(self.draw.below(commands.len()));
        let before = command.text();
        let parameter = self.draw.below(command.parameters.len());
        let (name, value) = &mut command.parameters[parameter];
        match self.draw.below(2) {
            0 => *name = with_letters_swapped(name),
            _ => *value = value.replace(|c: char| c.is_ascii_digit(), "7") + "7",
        }
        Some((before, Some(command.text())))
    }

    fn drop_not(&mut self) -> Option<Edit> {
        let sentence = self.any_sentence(|sentence| sentence.phrase.opposite.is_some())?;
        let unchanged = sentence.clone();
        sentence.flipped = true;
        let changed = sentence.clone();
        Some((self.text(&unchanged), Some(self.text(&changed))))
    }

    fn drop_sentence(&mut self) -> Option<Edit> {
        let blocks = self.topic.sections.iter_mut().flat_map(|section| &mut section.blocks);
        let (set, number) = (self.set, self.topic.number);
        let is_telling = |sentence: &Sentence| {
            let mut text = String::new();
            sentence.write(set, number, 0, &mut text);
            text.len() >= SENTENCE
        };
        let mut places = Vec::new();
        for block in blocks {
            let Block::Paragraph(paragraph) = block else { continue };
            if is_long(paragraph) {
                let telling: Vec<usize> =
                    (0..paragraph.sentences.len()).filter(|&at| is_telling(&paragraph.sentences[at])).collect();
                places.push((paragraph, telling));
            }
        }
        places.retain(|(_, telling)| !telling.is_empty());
        if places.is_empty() {
            return None;
        }
        let (paragraph, telling) = places.swap_remove(self.draw.below(places.len()));
        let sentence = paragraph.sentences.remove(*self.draw.one_of(&telling));
        Some((self.text(&sentence), None))
    }

    fn drop_block(&mut self, is_wanted: impl Fn(&Block) -> bool) -> Option<Edit> {
        let mut places = Vec::new();
        for (section, found) in self.topic.sections.iter().enumerate() {
            let blocks = found.blocks.iter().enumerate().filter(|(_, block)| is_wanted(block));
            places.extend(blocks.map(|(block, _)| (section, block)));
        }
        if places.is_empty() {
            return None;
        }
        let (section, block) = *self.draw.one_of(&places);
        let text = match self.topic.sections[section].blocks.remove(block) {
            Block::Paragraph(paragraph) => {
                paragraph.sentences.iter().map(|sentence| self.text(sentence)).collect::<Vec<_>>().join(" ")
            }
            Block::Note { sentence, .. } => self.text(&sentence),
            _ => String::new(),
        };
        Some((text, None))
    }

    fn drop_item(&mut self) -> Option<Edit> {
        let blocks = self.topic.sections.iter_mut().flat_map(|section| &mut section.blocks);
        let mut lists: Vec<_> = blocks.filter(|block| matches!(block, Block::Bullets(_) | Block::Steps(_))).collect();
        if lists.is_empty() {
            return None;
        }
        let sentence = match lists.swap_remove(self.draw.below(lists.len())) {
            Block::Bullets(items) => items.remove(self.draw.below(items.len())),
            Block::Steps(steps) => steps.remove(self.draw.below(steps.len())).sentence,
            _ => return None,
        };
        Some((self.text(&sentence), None))
    }

    fn drop_row(&mut self) -> Option<Edit> {
        let blocks = self.topic.sections.iter_mut().flat_map(|section| &mut section.blocks);
        let mut tables: Vec<_> = blocks
            .filter_map(|block| match block {
                Block::Table { rows, .. } => Some(rows),
                _ => None,
            })
            .collect();
        if tables.is_empty() {
            return None;
        }
        let rows = tables.swap_remove(self.draw.below(tables.len()));
        let row = rows.remove(self.draw.below(rows.len()));
        Some((row.iter().map(|cell| self.text(cell)).collect::<Vec<_>>().join(" | "), None))
    }

    fn leave_untranslated(&mut self) -> Option<Edit> {
        let blocks = self.topic.sections.iter_mut().flat_map(|section| &mut section.blocks);
        let mut paragraphs: Vec<_> = blocks
            .filter_map(|block| match block {
                Block::Paragraph(paragraph) if is_long(paragraph) => Some(paragraph),
                _ => None,
            })
            .collect();
        if paragraphs.is_empty() {
            return None;
        }
        let paragraph = paragraphs.swap_remove(self.draw.below(paragraphs.len()));
        paragraph.untranslated = true;
        let sentences = paragraph.sentences.clone();
        let before = sentences.iter().map(|sentence| self.text(sentence)).collect::<Vec<_>>().join(" ");
        self.locale = 0;
        let after = sentences.iter().map(|sentence| self.text(sentence)).collect::<Vec<_>>().join(" ");
        Some((before, Some(after)))
    }
}

fn is_long(paragraph: &super::topic::Paragraph) -> bool {
    paragraph.sentences.len() > 1
}

/// Another number of about the same size.
fn other_number(number: u32, draw: &mut Draw) -> u32 {
    loop {
        let other = draw.number(number.saturating_sub(number / 3).max(11)..number + number / 3 + 10);
        if other != number {
            return other;
        }
    }
}

/// `GatewayPolicy` as `GatewayPoilcy`: two neighbours in the last part changed places.
fn with_letters_swapped(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let is_swappable = |at: &usize| {
        let (one, other) = (letters[*at], letters[*at + 1]);
        one.is_ascii_lowercase() && other.is_ascii_lowercase() && one != other
    };
    if let Some(at) = (0..letters.len().saturating_sub(1)).rev().find(is_swappable) {
        letters.swap(at, at + 1);
    }
    letters.into_iter().collect()
}
