//! What is remembered from run to run.
//!
//! A topic's result depends on its own pages, on the configuration, on what the set
//! taught, on where its links lead, and on the program. A key is a digest of all
//! that, so whatever is found under it is what a check would give: nothing is ever
//! out of date, it is only not asked for any more. What cannot be read, or was
//! damaged, is as if it were not there.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Knowledge, TopicResult, knowledge};
use crate::config::Config;
use crate::corpus::{Corpus, Topic};
use crate::digest::{Digest, Digester};
use crate::finding::Finding;

/// Changes when what is written changes its form.
const FORM: &str = "docparity-memo/1";

/// The sources that this program was built from (`build.rs`).
pub(super) const BUILD: &str = env!("DOCPARITY_BUILD");

/// Keeps bytes by their keys, from run to run. Values may be lost at any time.
pub trait Store: Sync {
    /// What was kept under a key.
    fn get(&self, key: &Digest) -> Option<Vec<u8>>;

    /// Keeps `value`, if that can be done.
    fn put(&self, key: &Digest, value: &[u8]);
}

/// The results of earlier runs over the same set.
pub(super) struct Memo<'a> {
    store: &'a dyn Store,
    /// The key of what the set teaches.
    knowledge: Digest,
    /// What all keys of topics begin with.
    base: Digester,
}

impl<'a> Memo<'a> {
    /// For the topics of a set. `knowledge` is what it teaches, if that is told.
    pub(super) fn new(
        store: &'a dyn Store,
        corpus: &Corpus,
        config: &Config,
        knowledge: Option<&Knowledge>,
    ) -> Memo<'a> {
        let program = Digest::of([FORM, BUILD]);
        let knowledge = match knowledge {
            Some(told) => Digest::of([program.as_ref(), &postcard::to_stdvec(told).unwrap_or_default()]),
            None => learned_from(&program, corpus),
        };
        let mut base = Digester::default();
        [program, knowledge, links(corpus)].iter().for_each(|digest| base.add(digest));
        // How many threads there are changes nothing.
        base.add(format!("{:?}", Config { threads: None, ..config.clone() }));
        base.add(corpus.source_locale.as_str());
        corpus.locales.iter().for_each(|locale| base.add(locale.as_str()));
        Memo { store, knowledge, base }
    }

    /// What was found in a topic when everything was as it is now.
    pub(super) fn topic(&self, key: &Digest, topic: &Topic) -> Option<TopicResult> {
        self.read(key).filter(|result: &TopicResult| result.topic == topic.id)
    }

    /// The key of a topic; `own` are the findings on which pages it has. `None` if it
    /// cannot be remembered.
    pub(super) fn key(&self, topic: &Topic, own: &[Finding]) -> Option<Digest> {
        let mut key = self.base.clone();
        key.add(&topic.id);
        if !own.is_empty() {
            key.add(postcard::to_stdvec(own).ok()?);
        }
        for (locale, files) in &topic.pages {
            for file in files {
                [locale.as_str(), file.path.as_str(), &file.relative].iter().for_each(|part| key.add(part));
                key.add(file.digest);
            }
        }
        Some(key.finish())
    }

    /// Keeps what was found in a topic. What may be otherwise next time is not kept.
    pub(super) fn keep(&self, key: &Digest, result: &TopicResult) {
        if !result.incomplete {
            self.write(key, result);
        }
    }

    /// What the set taught when its sample was as it is now.
    pub(super) fn knowledge(&self) -> Option<Knowledge> {
        self.read(&self.knowledge)
    }

    pub(super) fn keep_knowledge(&self, knowledge: &Knowledge) {
        self.write(&self.knowledge, knowledge);
    }

    fn read<T: DeserializeOwned>(&self, key: &Digest) -> Option<T> {
        postcard::from_bytes(&self.store.get(key)?).ok()
    }

    fn write<T: Serialize>(&self, key: &Digest, value: &T) {
        if let Ok(bytes) = postcard::to_stdvec(value) {
            self.store.put(key, &bytes);
        }
    }
}

/// A digest of the pages that the set is learned from.
fn learned_from(program: &Digest, corpus: &Corpus) -> Digest {
    let mut digester = Digester::default();
    digester.add(program);
    for (locale, topics) in knowledge::samples(corpus) {
        digester.add(locale.as_str());
        for topic in topics {
            digester.add(&topic.id);
            for page in [&corpus.source_locale, locale].into_iter().filter_map(|locale| topic.page(locale)) {
                digester.add(page.digest);
            }
        }
    }
    knowledge::titles(corpus).for_each(|title| digester.add(title));
    digester.finish()
}

/// A digest of everything that decides where links lead.
fn links(corpus: &Corpus) -> Digest {
    let mut digester = Digester::default();
    for topic in &corpus.topics {
        digester.add(&topic.id);
        for (locale, files) in &topic.pages {
            for file in files {
                let parts = [locale.as_str(), &file.relative, file.library_id().unwrap_or("")];
                parts.iter().for_each(|part| digester.add(part));
            }
        }
    }
    digester.finish()
}
