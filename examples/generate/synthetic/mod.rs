//! Synthetic sets of pages: topics in four locales, in the form of TechNet's
//! human translations, drawn from a seed, with differences that are known.
//!
//! What a topic says is drawn first (`topic`), as phrases with filled slots; each
//! locale then writes the same in its own words (`page`). A difference
//! (`difference`) changes what one locale's page says. Nothing is kept from one
//! topic to the next, so that a set may be of any size.

mod difference;
mod draw;
mod page;
mod phrases;
mod topic;
mod value;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rayon::prelude::*;

use difference::Difference;
use draw::Draw;
use phrases::PHRASES;
use topic::Topic;

pub(crate) use phrases::LOCALES;

/// Topics whose pages stand in one folder of a locale.
const TOPICS_IN_FOLDER: u32 = 1_000;

/// What a set is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Options {
    /// Pages in all locales together; four make a topic.
    pub(crate) pages: u32,
    /// The same seed gives the same set.
    pub(crate) seed: u64,
    /// How many of the translated pages have a difference, from 0 to 1.
    pub(crate) differences: f64,
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) pages: u64,
    pub(crate) bytes: u64,
    pub(crate) differences: u64,
}

/// Writes a set into a folder, which need not exist: `en-US/000/….md` and so on,
/// and `differences.jsonl`, a line for each difference in order of the topics.
///
/// # Errors
/// What the file system says.
pub(crate) fn generate(folder: &Path, options: &Options) -> io::Result<Written> {
    let set = Set { seed: options.seed, topics: options.pages.div_ceil(LOCALES.len() as u32) };
    fs::create_dir_all(folder)?;
    let mut list = BufWriter::new(File::create(folder.join("differences.jsonl"))?);
    let mut written = Written::default();
    for first in (0..set.topics).step_by(TOPICS_IN_FOLDER as usize) {
        for locale in LOCALES {
            fs::create_dir_all(folder.join(locale).join(folder_name(first)))?;
        }
        let last = set.topics.min(first + TOPICS_IN_FOLDER);
        let topics: Vec<(Written, Vec<Difference>)> = (first..last)
            .into_par_iter()
            .map(|number| set.write(folder, number, options.differences))
            .collect::<io::Result<_>>()?;
        for (topic, differences) in topics {
            written.pages += topic.pages;
            written.bytes += topic.bytes;
            written.differences += differences.len() as u64;
            for difference in differences {
                serde_json::to_writer(&mut list, &difference)?;
                list.write_all(b"\n")?;
            }
        }
    }
    list.flush()?;
    Ok(written)
}

fn folder_name(number: u32) -> String {
    format!("{:03}", number / TOPICS_IN_FOLDER)
}

/// What can be told of any topic of the set by its number.
#[derive(Debug, Clone, Copy)]
struct Set {
    seed: u64,
    topics: u32,
}

/// What the draws of a topic are for, so that one does not change another.
const FOR_TEXT: u8 = 0;
const FOR_TITLE: u8 = 1;
const FOR_ID: u8 = 2;
/// The first of the locales.
const FOR_DIFFERENCES: u8 = 3;

impl Set {
    /// Writes the pages of a topic.
    fn write(&self, folder: &Path, number: u32, rate: f64) -> io::Result<(Written, Vec<Difference>)> {
        let topic = Topic::draw(number, self.topics, &mut Draw::new(self.seed, number, FOR_TEXT));
        let mut written = Written::default();
        let mut differences = Vec::new();
        for (locale, tag) in LOCALES.into_iter().enumerate() {
            let mut page = Some(topic.clone());
            if locale > 0 {
                let mut draw = Draw::new(self.seed, number, FOR_DIFFERENCES + locale as u8);
                if draw.happens(rate) {
                    differences.extend(difference::inject(self, &mut page, locale, &mut draw));
                }
            }
            let Some(page) = page else { continue };
            let text = page::page(self, &page, locale);
            fs::write(folder.join(tag).join(folder_name(number)).join(self.file_name(number)), &text)?;
            written.pages += 1;
            written.bytes += text.len() as u64;
        }
        Ok((written, differences))
    }

    /// The title of a topic in a locale, without the product.
    fn title(&self, number: u32, locale: usize) -> String {
        let draw = &mut Draw::new(self.seed, number, FOR_TITLE);
        let mut title = String::new();
        topic::title(draw, &PHRASES.titles).write(self, number, locale, &mut title);
        title
    }

    /// `lync-server-2013-testing-voice-policy-on-edge-server-000123.md`
    fn file_name(&self, number: u32) -> String {
        let title = self.title(number, 0).to_lowercase();
        let words = title.split([' ', '-']).filter(|word| !["the", "in"].contains(word)).take(6);
        let name: Vec<&str> = words.collect();
        format!("lync-server-2013-{}-{number:06}.md", name.join("-"))
    }

    /// The way from the page of one topic to that of another, in any locale.
    fn path_from(&self, from: u32, to: u32) -> String {
        match (folder_name(from), folder_name(to)) {
            (from, folder) if from == folder => self.file_name(to),
            (_, folder) => format!("../{folder}/{}", self.file_name(to)),
        }
    }

    /// The id that the pages of a topic share.
    fn asset_id(&self, number: u32) -> String {
        let bits = format!("{:032x}", Draw::new(self.seed, number, FOR_ID).bits());
        [&bits[..8], &bits[8..12], &bits[12..16], &bits[16..20], &bits[20..]].join("-")
    }

    /// Where a topic stands in the library.
    fn address(&self, number: u32, locale: usize) -> String {
        let locale = LOCALES[locale].to_lowercase();
        format!("https://technet.microsoft.com/{locale}/library/Gg{}(v=OCS.15)", 100_000 + number)
    }
}
