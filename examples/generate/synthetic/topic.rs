//! What a topic says, before it is written in any language.

use super::draw::Draw;
use super::phrases::{PHRASES, Phrase, Slot, TableForm};
use super::value::{Cmdlet, Date, PRODUCTS, Unit, Value, Version};

/// A topic: what all its pages say.
#[derive(Debug, Clone)]
pub(super) struct Topic {
    /// Its place in the set, counted from 0.
    pub(super) number: u32,
    pub(super) introduction: Vec<Sentence>,
    pub(super) sections: Vec<Section>,
    /// Topics that it names at its end.
    pub(super) related: Vec<u32>,
    pub(super) modified: Date,
}

#[derive(Debug, Clone)]
pub(super) struct Section {
    pub(super) heading: Sentence,
    pub(super) blocks: Vec<Block>,
}

#[derive(Debug, Clone)]
pub(super) enum Block {
    Paragraph(Paragraph),
    Bullets(Vec<Sentence>),
    Steps(Vec<Step>),
    Table { form: &'static TableForm, rows: Vec<Vec<Sentence>> },
    Note { kind: &'static str, sentence: Sentence },
    Code(Vec<Command>),
}

#[derive(Debug, Clone, Default)]
pub(super) struct Paragraph {
    pub(super) sentences: Vec<Sentence>,
    /// Left in the language of the source.
    pub(super) untranslated: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) sentence: Sentence,
    pub(super) code: Vec<Command>,
}

/// A phrase with its slots filled.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    pub(super) phrase: &'static Phrase,
    pub(super) values: Vec<Value>,
    /// Says the opposite.
    pub(super) flipped: bool,
}

/// A line of code.
#[derive(Debug, Clone)]
pub(super) struct Command {
    pub(super) cmdlet: Cmdlet,
    pub(super) parameters: Vec<(String, String)>,
}

const NOTES: &[&str] = &["NOTE", "IMPORTANT", "WARNING", "CAUTION", "TIP"];

impl Topic {
    /// Draws a topic. `topics` is how many there are in the set.
    pub(super) fn draw(number: u32, topics: u32, draw: &mut Draw) -> Topic {
        let mut writer = Writer { draw, number, topics, linked: vec![number] };
        let sections = 2 + writer.draw.below(3);
        Topic {
            number,
            introduction: vec![writer.one_of(&PHRASES.introductions), writer.one_of(&PHRASES.statements)],
            sections: writer.sections(sections),
            related: (0..writer.draw.below(3)).filter_map(|_| writer.other_topic()).collect(),
            modified: writer.draw.date(2010..2016),
        }
    }

    /// All sentences of the text, headings aside.
    pub(super) fn sentences(&mut self) -> Vec<&mut Sentence> {
        let mut sentences: Vec<&mut Sentence> = self.introduction.iter_mut().collect();
        for block in self.sections.iter_mut().flat_map(|section| &mut section.blocks) {
            match block {
                Block::Paragraph(paragraph) => sentences.extend(&mut paragraph.sentences),
                Block::Bullets(items) => sentences.extend(items),
                Block::Steps(steps) => sentences.extend(steps.iter_mut().map(|step| &mut step.sentence)),
                Block::Table { rows, .. } => sentences.extend(rows.iter_mut().flatten()),
                Block::Note { sentence, .. } => sentences.push(sentence),
                Block::Code(_) => {}
            }
        }
        sentences
    }

    /// All lines of code.
    pub(super) fn code(&mut self) -> Vec<&mut Command> {
        let mut commands = Vec::new();
        for block in self.sections.iter_mut().flat_map(|section| &mut section.blocks) {
            match block {
                Block::Code(lines) => commands.extend(lines),
                Block::Steps(steps) => commands.extend(steps.iter_mut().flat_map(|step| &mut step.code)),
                _ => {}
            }
        }
        commands
    }

    /// How often a value stands in the text.
    pub(super) fn mentions(&mut self, is_it: impl Fn(&Value) -> bool) -> usize {
        let values = |sentence: &mut Sentence| sentence.values.iter().filter(|value| is_it(value)).count();
        self.sentences().into_iter().map(values).sum()
    }
}

/// Makes the parts of a topic.
struct Writer<'d> {
    draw: &'d mut Draw,
    number: u32,
    topics: u32,
    /// Topics that a link of the page leads to, and the topic itself.
    linked: Vec<u32>,
}

impl Writer<'_> {
    fn sections(&mut self, count: usize) -> Vec<Section> {
        let headings = self.draw.some(&PHRASES.headings, count);
        headings
            .into_iter()
            .map(|heading| {
                let heading = self.sentence(heading);
                let mut blocks = vec![self.paragraph()];
                for _ in 0..1 + self.draw.below(2) {
                    self.add_blocks(&mut blocks);
                }
                Section { heading, blocks }
            })
            .collect()
    }

    fn add_blocks(&mut self, blocks: &mut Vec<Block>) {
        match self.draw.below(6) {
            0 => {
                blocks.push(self.before(&PHRASES.before_lists));
                let count = 3 + self.draw.below(3);
                let items = self.draw.some(&PHRASES.items, count);
                blocks.push(Block::Bullets(items.into_iter().map(|phrase| self.sentence(phrase)).collect()));
            }
            1 => {
                let steps = self.steps();
                blocks.push(Block::Steps(steps));
            }
            2 => {
                blocks.push(self.before(&PHRASES.before_tables));
                let form = self.draw.one_of(&PHRASES.tables);
                let rows = 3 + self.draw.below(4);
                let row = |writer: &mut Self| form.cells.iter().map(|phrase| writer.sentence(phrase)).collect();
                blocks.push(Block::Table { form, rows: (0..rows).map(|_| row(self)).collect() });
            }
            3 => {
                let kind = *self.draw.one_of(NOTES);
                blocks.push(Block::Note { kind, sentence: self.one_of(&PHRASES.notes) });
            }
            4 => {
                blocks.push(self.before(&PHRASES.commands));
                let lines = 1 + self.draw.below(2);
                blocks.push(Block::Code((0..lines).map(|_| self.command()).collect()));
            }
            _ => blocks.push(self.paragraph()),
        }
    }

    fn before(&mut self, phrases: &'static [Phrase]) -> Block {
        let sentences = vec![self.one_of(phrases)];
        Block::Paragraph(Paragraph { sentences, untranslated: false })
    }

    fn paragraph(&mut self) -> Block {
        let count = 2 + self.draw.below(3);
        let statements = self.draw.some(&PHRASES.statements, count);
        let mut sentences: Vec<Sentence> = statements.into_iter().map(|phrase| self.sentence(phrase)).collect();
        if self.draw.below(3) == 0 {
            sentences.push(self.one_of(&PHRASES.references));
        }
        Block::Paragraph(Paragraph { sentences, untranslated: false })
    }

    fn steps(&mut self) -> Vec<Step> {
        let count = 3 + self.draw.below(3);
        let phrases = self.draw.some(&PHRASES.steps, count);
        let mut steps: Vec<Step> =
            phrases.into_iter().map(|phrase| Step { sentence: self.sentence(phrase), code: Vec::new() }).collect();
        let code = vec![self.command()];
        steps.insert(self.draw.below(count), Step { sentence: self.one_of(&PHRASES.commands), code });
        steps
    }

    fn command(&mut self) -> Command {
        let parameters = (0..1 + self.draw.below(3)).map(|place| {
            let value = match place {
                0 => format!("\"pool{}.example.com\"", self.draw.number(10..99_000)),
                _ => self.draw.number(10..99_000).to_string(),
            };
            (self.draw.parameter(), value)
        });
        let parameters = parameters.collect();
        Command { cmdlet: self.draw.cmdlet(), parameters }
    }

    fn one_of(&mut self, phrases: &'static [Phrase]) -> Sentence {
        let phrase = self.draw.one_of(phrases);
        self.sentence(phrase)
    }

    fn sentence(&mut self, phrase: &'static Phrase) -> Sentence {
        let mut values = Vec::with_capacity(phrase.slots.len());
        for &slot in &phrase.slots {
            let mut value = self.value(slot);
            // "between the central site and the central site"
            while matches!(value, Value::Term(_)) && values.contains(&value) {
                value = self.value(slot);
            }
            values.push(value);
        }
        Sentence { phrase, values, flipped: false }
    }

    fn value(&mut self, slot: Slot) -> Value {
        let draw = &mut *self.draw;
        match slot {
            Slot::Server => Value::Term(draw.one_of(&PHRASES.servers)),
            Slot::Object => Value::Term(draw.one_of(&PHRASES.objects)),
            Slot::Place => Value::Term(draw.one_of(&PHRASES.places)),
            Slot::People => Value::Term(draw.one_of(&PHRASES.people)),
            Slot::Button => Value::Term(draw.one_of(&PHRASES.buttons)),
            Slot::Answer => Value::Term(draw.one_of(&PHRASES.answers)),
            Slot::Direction => Value::Term(draw.one_of(&PHRASES.directions)),
            Slot::Version => Value::Versions(vec![draw.version()]),
            Slot::Versions => Value::Versions(draw_versions(draw)),
            Slot::Number => Value::Number(draw.number(12..9_000)),
            Slot::Size => {
                let unit = if draw.below(2) == 0 { Unit::Megabyte } else { Unit::Gigabyte };
                Value::Size(draw.number(12..900), unit)
            }
            Slot::Percent => Value::Percent(draw.number(12..99)),
            Slot::Port => Value::Digits(draw.number(2_500..65_000)),
            Slot::Event => Value::Digits(draw.number(10_000..65_000)),
            Slot::Date => Value::Date(draw.date(2012..2019)),
            Slot::Cmdlet => Value::Cmdlet(draw.cmdlet()),
            Slot::Parameter => Value::Literal(draw.parameter()),
            Slot::Group => Value::Literal(draw.group()),
            Slot::Path => Value::Literal(draw.path()),
            Slot::Link => self.other_topic().map_or_else(|| Value::Site(self.number), Value::Link),
            Slot::Library => self.other_topic().map_or_else(|| Value::Site(self.number), Value::Library),
            Slot::Download => Value::Download(draw.number(100_000..900_000)),
            Slot::Site => Value::Site(draw.number(1_000..90_000)),
        }
    }

    /// A topic that the page does not link to yet, near this one as topics of one subject are.
    fn other_topic(&mut self) -> Option<u32> {
        let other = self.draw.topic_near(self.number, self.topics, &self.linked)?;
        self.linked.push(other);
        Some(other)
    }
}

/// Two to four versions, of one product in every other list.
fn draw_versions(draw: &mut Draw) -> Vec<Version> {
    if draw.below(2) == 0 {
        let product = draw.below(PRODUCTS.len());
        let mut releases: Vec<usize> = (0..PRODUCTS[product].1.len()).collect();
        while releases.len() > 3 {
            releases.remove(draw.below(releases.len()));
        }
        return releases.into_iter().map(|release| Version { product, release }).collect();
    }
    let mut versions: Vec<Version> = Vec::new();
    let count = 2 + draw.below(3);
    while versions.len() < count {
        let version = draw.version();
        if versions.iter().all(|known| known.product != version.product) {
            versions.push(version);
        }
    }
    versions
}

/// Draws a title. Only terms stand in titles.
pub(super) fn title(draw: &mut Draw, titles: &'static [Phrase]) -> Sentence {
    Writer { draw, number: 0, topics: 0, linked: Vec::new() }.one_of(titles)
}
