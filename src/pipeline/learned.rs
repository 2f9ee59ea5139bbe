//! A set as other machines need to know it.
//!
//! One machine reads the whole set and learns (`docparity learn`). What it writes is
//! enough to check any topic of the set that comes in with its texts: which locales
//! there are, where links lead, what the set teaches, and what is to be said about
//! which pages there are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::memo::BUILD;
use super::worker::Setting;
use super::{Checker, Knowledge, SAMPLE, TopicResult, Worker, findings_of_files, result};
use crate::config::{Config, Levels};
use crate::corpus::{Corpus, FileProblem, LinkIndex, PageFile, Topic};
use crate::digest::Digest;
use crate::finding::Finding;
use crate::locale::Locale;

/// What is known of a whole set, without its pages.
#[derive(Debug, Serialize, Deserialize)]
pub struct LearnedSet {
    /// The locale that the others are held against.
    pub source_locale: Locale,
    /// All locales of the set.
    pub locales: Vec<Locale>,
    /// What it teaches.
    pub knowledge: Knowledge,
    /// Findings that belong to no topic.
    #[serde(deserialize_with = "result::findings")]
    pub files: Vec<Finding>,
    /// Whether files could not be read.
    pub incomplete: bool,
    links: LinkIndex,
    /// Findings on which pages topics have, by the topic's id.
    of_topics: BTreeMap<String, Findings>,
}

#[derive(Debug, Default, Clone, Serialize, Deserialize)]
struct Findings(#[serde(deserialize_with = "result::findings")] Vec<Finding>);

/// A topic that comes with the texts of its pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamedTopic {
    /// Its id; that of its first page's front matter if it is left out.
    #[serde(default)]
    pub topic: Option<String>,
    /// Its pages, in any order.
    pub pages: Vec<StreamedPage>,
}

/// A page with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamedPage {
    /// Its locale.
    pub locale: Locale,
    /// The path, as findings are to name it.
    pub path: String,
    /// The path within its locale's folder, where links count from; what stands
    /// behind the locale in `path` if it is left out.
    #[serde(default)]
    pub relative: Option<String>,
    /// The whole text of the file.
    pub text: String,
}

impl StreamedTopic {
    /// A topic of a set with its texts.
    ///
    /// # Errors
    /// A page that cannot be read any more.
    pub fn new(topic: &Topic) -> Result<StreamedTopic, FileProblem> {
        let page = |page: &PageFile| {
            Ok(StreamedPage {
                locale: page.locale.clone(),
                path: page.path.to_string(),
                relative: Some(page.relative.clone()),
                text: page.read()?.into_owned(),
            })
        };
        let pages = topic.pages.values().flatten().map(page).collect::<Result<_, _>>()?;
        Ok(StreamedTopic { topic: Some(topic.id.clone()), pages })
    }
}

/// What a written set begins with.
const MAGIC: &[u8] = b"docparity-model/1\n";

/// Why a file is no set that was learned.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ModelError {
    /// The user's fault: another file.
    #[error("is no model; `docparity learn` writes one")]
    NoModel,
    /// The user's fault: another version.
    #[error("was learned by another version of docparity; learn again with this one")]
    OtherVersion,
    /// It was cut off or changed.
    #[error("is damaged; learn again")]
    Damaged,
}

impl LearnedSet {
    /// The set as bytes: a name, the version, a digest, and everything else.
    pub fn to_bytes(&self) -> Vec<u8> {
        // It is made of numbers, texts and lists, all of which can be written.
        let contents = postcard::to_stdvec(self).unwrap_or_default();
        [MAGIC, Digest::of([BUILD]).as_ref(), Digest::of([&contents]).as_ref(), &contents].concat()
    }

    /// Reads what [`LearnedSet::to_bytes`] made.
    ///
    /// # Errors
    /// It is something else, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<LearnedSet, ModelError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::NoModel)?;
        let (build, rest) = rest.split_at_checked(32).ok_or(ModelError::Damaged)?;
        if build != Digest::of([BUILD]).as_ref() {
            return Err(ModelError::OtherVersion);
        }
        let (digest, contents) = rest.split_at_checked(32).ok_or(ModelError::Damaged)?;
        if digest != Digest::of([contents]).as_ref() {
            return Err(ModelError::Damaged);
        }
        postcard::from_bytes(contents).map_err(|_| ModelError::Damaged)
    }

    /// Learns from a set, which it uses up.
    pub fn learn(corpus: Corpus, config: &Config) -> LearnedSet {
        let knowledge = Knowledge::learn(&corpus, SAMPLE);
        let (of_topics, mut files) = findings_of_files(&corpus, config);
        Levels::new(config).apply(&mut files);
        let of_topics = of_topics.into_iter().map(|(id, findings)| (id.to_owned(), Findings(findings))).collect();
        let incomplete = corpus.is_incomplete();
        let Corpus { source_locale, locales, links, .. } = corpus;
        LearnedSet { source_locale, locales, knowledge, files, incomplete, links, of_topics }
    }

    /// Checks topics of the set.
    pub fn checker<'a>(&'a self, config: &'a Config) -> Checker<'a> {
        let LearnedSet { source_locale, locales, links, knowledge, .. } = self;
        Checker::with(Setting { source_locale, locales, links, config }, knowledge)
    }

    /// Checks the topic that a line of JSON ([`StreamedTopic`]) is.
    ///
    /// # Errors
    /// What is wrong with the line or with its pages, for people.
    pub fn check_line(
        &self,
        checker: &Checker<'_>,
        config: &Config,
        worker: &mut Worker,
        line: &[u8],
    ) -> Result<TopicResult, String> {
        let topic: StreamedTopic = serde_json::from_slice(line).map_err(|error| format!("is no topic: {error}"))?;
        if topic.pages.is_empty() {
            return Err("the topic has no pages".to_owned());
        }
        self.check(checker, config, worker, topic).map_err(|problem| format!("{}: {}", problem.path, problem.message))
    }

    /// Checks one topic.
    ///
    /// # Errors
    /// What is wrong with its pages, above all a page that is larger than the configuration allows.
    pub fn check(
        &self,
        checker: &Checker<'_>,
        config: &Config,
        worker: &mut Worker,
        topic: StreamedTopic,
    ) -> Result<TopicResult, FileProblem> {
        let pages = topic.pages.into_iter().map(|page| (page.locale, page.path, page.relative, page.text));
        let topic = Topic::of_texts(topic.topic, pages, &self.source_locale, config)?;
        let own = self.of_topics.get(&topic.id).cloned().unwrap_or_default().0;
        Ok(checker.check(worker, &topic, own, false).0)
    }
}
