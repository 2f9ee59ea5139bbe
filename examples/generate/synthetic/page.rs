//! A topic as one locale's page, in the form that TechNet's pages have.

use std::fmt::Write as _;

use super::Set;
use super::phrases::Part;
use super::topic::{Block, Command, Paragraph, Section, Sentence, Step, Topic};

/// The line above the text, by locale.
const LAST_MODIFIED: [&str; 4] = [
    "**Topic Last Modified:**",
    "**Dernière rubrique modifiée :**",
    "**上一次修改主题：**",
    "**上次修改主題的時間：**",
];

const SEE_ALSO: [&str; 4] = ["See Also", "Voir aussi", "另请参阅", "另請參閱"];

const CONCEPTS: [&str; 4] = ["Concepts", "Concepts", "概念", "概念"];

/// The page of a topic in a locale.
pub(super) fn page(set: &Set, topic: &Topic, locale: usize) -> String {
    let mut page = Page { set, topic, locale, language: locale, out: String::with_capacity(8 * 1024) };
    page.front_matter();
    page.text();
    page.out
}

struct Page<'t> {
    set: &'t Set,
    topic: &'t Topic,
    locale: usize,
    /// The locale whose sentences are written, which for text that was left as it was is the source.
    language: usize,
    out: String,
}

impl Page<'_> {
    fn is_source(&self) -> bool {
        self.locale == 0
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// A line and an empty one.
    fn block(&mut self, text: &str) {
        self.line(text);
        self.out.push('\n');
    }

    fn front_matter(&mut self) {
        let (number, locale) = (self.topic.number, self.locale);
        let title = self.set.title(number, locale);
        let (quote, colon) = [("'", ": "), ("'", " : "), ("", "："), ("", "：")][locale];
        let published =
            super::value::Date { year: self.topic.modified.year + 1 + locale as u32, ..self.topic.modified };
        // Writing to a String cannot fail.
        let _ = write!(
            self.out,
            "\u{feff}---\ntitle: {quote}Lync Server 2013{colon}{title}{quote}\nTOCTitle: {title}\n\
             ms:assetid: {}\nms:mtpsurl: {}\nms:contentKeyID: {}\nms.date: {}\nmtps_version: v=OCS.15\n",
            self.set.asset_id(number),
            self.set.address(number, locale),
            48_000_000 + 4 * number + locale as u32,
            published.american(),
        );
        self.out.push_str(if self.is_source() { "---\n\n" } else { "ms.translationtype: HT\n---\n\n" });
    }

    fn text(&mut self) {
        let topic = self.topic;
        let heading = format!("# {}", self.set.title(topic.number, self.locale));
        if self.is_source() {
            self.block("<div data-xmlns=\"http://www.w3.org/1999/xhtml\">");
            self.block("<div class=\"topic\" data-xmlns=\"http://www.w3.org/1999/xhtml\" data-msxsl=\"urn:schemas-microsoft-com:xslt\" data-cs=\"http://msdn.microsoft.com/en-us/\">");
            self.block("<div data-asp=\"http://msdn2.microsoft.com/asp\">");
            self.block(&heading);
            self.block("</div>\n\n<div id=\"mainSection\">\n\n<div id=\"mainBody\">\n\n<span> </span>");
        } else {
            self.block(&heading);
            self.block("\u{a0}");
        }
        let modified = format!("_{} {}_", LAST_MODIFIED[self.locale], topic.modified.iso());
        self.block(&modified);
        self.sentences(&topic.introduction);
        self.out.push_str("\n\n");
        for section in &topic.sections {
            self.section(section);
        }
        self.related();
        if self.is_source() {
            self.line("</div>\n\n<span> </span>\n\n</div>\n\n</div>\n\n</div>");
        }
    }

    fn related(&mut self) {
        let topic = self.topic;
        if topic.related.is_empty() {
            return;
        }
        let heading = format!("## {}", SEE_ALSO[self.locale]);
        self.block(&heading);
        if !self.is_source() {
            let heading = format!("#### {}", CONCEPTS[self.locale]);
            self.block(&heading);
        }
        for &other in &topic.related {
            let title = self.set.title(other, self.locale);
            let link = format!("[{title}]({})", self.set.path_from(topic.number, other));
            self.block(&link);
        }
    }

    fn section(&mut self, section: &Section) {
        if self.is_source() {
            self.block("<div>");
        }
        self.out.push_str("## ");
        self.sentence(&section.heading);
        self.out.push_str("\n\n");
        for block in &section.blocks {
            match block {
                Block::Paragraph(paragraph) => self.paragraph(paragraph),
                Block::Bullets(items) => self.bullets(items),
                Block::Steps(steps) => self.steps(steps),
                Block::Table { form, rows } => {
                    let headings: Vec<&str> = form.headings.iter().map(|texts| texts[self.locale].as_str()).collect();
                    self.table(&headings, rows);
                }
                Block::Note { kind, sentence } => self.note(kind, sentence),
                Block::Code(lines) => {
                    self.code(lines, "    ");
                    self.out.push('\n');
                }
            }
        }
        if self.is_source() {
            self.block("</div>");
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        if paragraph.untranslated {
            self.language = 0;
        }
        self.sentences(&paragraph.sentences);
        self.language = self.locale;
        self.out.push_str("\n\n");
    }

    fn bullets(&mut self, items: &[Sentence]) {
        for item in items {
            self.out.push_str("  - ");
            self.sentence(item);
            self.out.push_str("\n\n");
        }
    }

    fn steps(&mut self, steps: &[Step]) {
        for (number, step) in (1..).zip(steps) {
            let mark = format!("{:<4}", format!("{number}."));
            self.out.push_str(&mark);
            self.sentence(&step.sentence);
            self.out.push_str("\n\n");
            if !step.code.is_empty() {
                self.code(&step.code, "        ");
                self.out.push('\n');
            }
        }
    }

    fn table(&mut self, headings: &[&str], rows: &[Vec<Sentence>]) {
        self.line("\n<table>\n<colgroup>");
        for _ in headings {
            let column = format!("<col style=\"width: {}%\" />", 100 / headings.len());
            self.line(&column);
        }
        self.line("</colgroup>\n<thead>\n<tr class=\"header\">");
        for heading in headings {
            let cell = format!("<th>{heading}</th>");
            self.line(&cell);
        }
        self.line("</tr>\n</thead>\n<tbody>");
        for (number, row) in rows.iter().enumerate() {
            self.line(if number % 2 == 0 { "<tr class=\"odd\">" } else { "<tr class=\"even\">" });
            for cell in row {
                self.out.push_str("<td><p>");
                self.sentence(cell);
                self.line("</p></td>");
            }
            self.line("</tr>");
        }
        self.block("</tbody>\n</table>\n");
    }

    fn note(&mut self, kind: &str, sentence: &Sentence) {
        if self.is_source() {
            self.block("<div>\n");
        }
        self.out.push_str("> [!");
        self.out.push_str(kind);
        self.out.push_str("]  \n> ");
        self.sentence(sentence);
        self.out.push_str("\n\n\n\n");
        if self.is_source() {
            self.block("</div>");
        }
    }

    fn code(&mut self, lines: &[Command], indentation: &str) {
        for command in lines {
            self.out.push_str(indentation);
            let line = command.text();
            self.line(&line);
        }
    }

    fn sentences(&mut self, sentences: &[Sentence]) {
        for (number, sentence) in sentences.iter().enumerate() {
            // Chinese writes no space between sentences.
            if number > 0 && self.language < 2 {
                self.out.push(' ');
            }
            self.sentence(sentence);
        }
    }

    fn sentence(&mut self, sentence: &Sentence) {
        sentence.write(self.set, self.topic.number, self.language, &mut self.out);
    }
}

impl Sentence {
    /// Writes the sentence in a language. `from` is the number of the topic that it stands in.
    pub(super) fn write(&self, set: &Set, from: u32, language: usize, out: &mut String) {
        let texts = if self.flipped { self.phrase.opposite.as_ref() } else { None };
        for part in &texts.unwrap_or(&self.phrase.texts)[language] {
            match part {
                // French puts a space before colons, at which no line is broken.
                Part::Text(text) if language == 1 => out.push_str(&text.replace(" :", "\u{a0}:")),
                Part::Text(text) => out.push_str(text),
                Part::Slot(slot) => self.values[*slot].write(set, from, language, out),
            }
        }
    }
}

impl Command {
    /// The line.
    pub(super) fn text(&self) -> String {
        let parameters = self.parameters.iter().map(|(name, value)| format!(" -{name} {value}"));
        std::iter::once(self.cmdlet.text()).chain(parameters).collect()
    }
}
