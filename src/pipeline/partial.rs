//! Results of a part of a set as lines of JSON, and how parts become one again.
//!
//! The first line of a part says what it is a part of, each other one is what was
//! found in a topic. Lines may come in any order, several parts may follow each other
//! in one stream, and a topic that was checked twice with the same result counts once:
//! engines that run a task again after a failure write such.

use std::io::{self, Write};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{Checked, LearnedSet, TopicResult, assemble, result};
use crate::finding::{Finding, Report};
use crate::locale::Locale;

/// The name and version of the form.
pub const PARTIAL_SCHEMA: &str = "docparity-partial/1";

/// What a part says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// [`PARTIAL_SCHEMA`].
    schema: String,
    /// The version of docparity that checked.
    version: String,
    /// The locale that the others are held against.
    source_locale: Locale,
    /// All locales of the set.
    locales: Vec<Locale>,
    /// Whether files could not be read.
    incomplete: bool,
    /// Findings of this part that belong to no topic.
    #[serde(deserialize_with = "result::findings")]
    files: Vec<Finding>,
}

impl Head {
    /// The head of a part with these findings on files.
    pub fn new(source_locale: &Locale, locales: &[Locale], files: Vec<Finding>, incomplete: bool) -> Head {
        Head {
            schema: PARTIAL_SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            source_locale: source_locale.clone(),
            locales: locales.to_vec(),
            incomplete,
            files,
        }
    }

    /// Writes the line.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        line(self, out)
    }
}

impl TopicResult {
    /// Writes the line of a topic.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        line(self, out)
    }
}

impl Checked {
    /// Writes all of it as a part.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, source_locale: &Locale, locales: &[Locale], out: &mut dyn Write) -> io::Result<()> {
        Head::new(source_locale, locales, self.files.clone(), self.incomplete).write(out)?;
        self.topics.iter().try_for_each(|topic| topic.write(out))
    }
}

fn line<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    out.write_all(&line)
}

/// Why parts cannot be put together.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MergeError {
    /// The user's fault: another file, or one that was cut off.
    #[error("line {line} is no line of a part ({message}); `docparity check --format partial` writes parts")]
    NoPart {
        /// 1-based.
        line: u64,
        /// What the reader of JSON says.
        message: String,
    },
    /// The user's fault: machines with different versions.
    #[error("line {line} was written by docparity {version}, and this is {}; use one version everywhere", env!("CARGO_PKG_VERSION"))]
    Version {
        /// 1-based.
        line: u64,
        /// The other version.
        version: String,
    },
    /// The user's fault: parts of two sets.
    #[error("line {line} belongs to another set: its source locale is {found}, and that of the others {wanted}")]
    OtherSet {
        /// 1-based.
        line: u64,
        /// Its source locale.
        found: Locale,
        /// That of the parts before.
        wanted: Locale,
    },
    /// The user's fault: parts of runs between which pages or the configuration changed.
    #[error("line {line} says something else of topic {topic} than a part before; check all parts again")]
    Disagree {
        /// 1-based.
        line: u64,
        /// The topic's id.
        topic: String,
    },
    /// There is nothing to put together.
    #[error("there is no part here: no line says which set it belongs to")]
    Nothing,
}

/// Puts parts together.
#[derive(Debug, Default)]
pub struct Merger {
    head: Option<Head>,
    topics: Vec<TopicResult>,
    by_id: FxHashMap<String, usize>,
}

impl Merger {
    /// Takes the line with this number (1-based) of a part.
    ///
    /// # Errors
    /// The line does not belong here; it counts for nothing.
    pub fn line(&mut self, number: u64, text: &str) -> Result<(), MergeError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        let no_part = |error: serde_json::Error| MergeError::NoPart { line: number, message: error.to_string() };
        if text.starts_with("{\"schema\"") {
            return self.head(number, serde_json::from_str(text).map_err(no_part)?);
        }
        let topic: TopicResult = serde_json::from_str(text).map_err(no_part)?;
        match self.by_id.get(&topic.topic) {
            Some(&known) if self.topics[known] == topic => {}
            Some(_) => return Err(MergeError::Disagree { line: number, topic: topic.topic }),
            None => {
                self.by_id.insert(topic.topic.clone(), self.topics.len());
                self.topics.push(topic);
            }
        }
        Ok(())
    }

    fn head(&mut self, line: u64, head: Head) -> Result<(), MergeError> {
        if head.schema != PARTIAL_SCHEMA {
            let message = format!("the schema {} is not known", head.schema);
            return Err(MergeError::NoPart { line, message });
        }
        if head.version != env!("CARGO_PKG_VERSION") {
            return Err(MergeError::Version { line, version: head.version });
        }
        match &mut self.head {
            None => self.head = Some(head),
            Some(known) if known.source_locale != head.source_locale => {
                let wanted = known.source_locale.clone();
                return Err(MergeError::OtherSet { line, found: head.source_locale, wanted });
            }
            Some(known) => {
                known.incomplete |= head.incomplete;
                known.locales.extend(head.locales);
                for finding in head.files {
                    if !known.files.contains(&finding) {
                        known.files.push(finding);
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds what is known of the whole set, where the parts themselves saw single topics only.
    ///
    /// # Errors
    /// The parts are those of another set.
    pub fn learned(&mut self, set: &LearnedSet) -> Result<(), MergeError> {
        self.head(0, Head::new(&set.source_locale, &set.locales, set.files.clone(), set.incomplete))
    }

    /// The report that one run over all topics gives, and the locales of the set.
    ///
    /// # Errors
    /// No line was a head.
    pub fn finish(mut self) -> Result<(Report, Vec<Locale>), MergeError> {
        let mut head = self.head.ok_or(MergeError::Nothing)?;
        head.locales.sort();
        head.locales.dedup();
        self.topics.sort_by(|one, other| one.topic.cmp(&other.topic));
        // In the order in which one run tells them.
        head.files.sort_by(|one, other| one.topic.cmp(&other.topic));
        Ok((assemble(&head.source_locale, self.topics, head.files, head.incomplete), head.locales))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(source: &str) -> String {
        let locale = Locale::new(source).unwrap();
        let mut out = Vec::new();
        Head::new(&locale, std::slice::from_ref(&locale), Vec::new(), false).write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn topic(id: &str, pages: u64) -> String {
        let mut out = Vec::new();
        TopicResult { topic: id.to_owned(), pages, ..TopicResult::default() }.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// What comes of lines: topics and pages, or the first error.
    fn check(lines: &[String], expected: Result<(u64, u64), &str>) {
        let mut merger = Merger::default();
        let taken = (1..).zip(lines).try_for_each(|(number, line)| merger.line(number, line));
        let report = taken.and_then(|()| merger.finish());
        let shown =
            report.map(|(report, _)| (report.stats.topics, report.stats.pages)).map_err(|error| error.to_string());
        match (&shown, expected) {
            (Err(error), Err(begin)) => assert!(error.starts_with(begin), "{error}"),
            (shown, expected) => assert_eq!(shown, &expected.map_err(str::to_owned)),
        }
    }

    #[test]
    fn parts_come_in_any_order_and_more_than_once() {
        let (en, a, b) = (head("en-US"), topic("a", 2), topic("b", 3));
        check(&[en.clone(), b.clone(), a.clone()], Ok((2, 5)));
        check(&[a.clone(), en.clone(), en.clone(), "\n".to_owned(), a.clone(), b.clone()], Ok((2, 5)));
        check(std::slice::from_ref(&a), Err("there is no part here"));
        check(&[en.clone(), a.clone(), topic("a", 3)], Err("line 3 says something else of topic a"));
        check(&[en.clone(), head("fr-FR")], Err("line 2 belongs to another set: its source locale is fr-FR"));
        check(&[en.clone(), a[..a.len() / 2].to_owned()], Err("line 2 is no line of a part"));
        check(&[en.replace("-partial/1", "-partial/9")], Err("line 1 is no line of a part (the schema"));
        check(&[en.replace(env!("CARGO_PKG_VERSION"), "99.0.0")], Err("line 1 was written by docparity 99.0.0"));
    }
}
