//! What a set teaches that no topic tells by itself.
//!
//! For each target locale a sample of topics, spread evenly over the set, is
//! aligned without a lexicon; what that pass was sure of gives the length ratio
//! and a lexicon for all topics. A topic of the sample is judged with its own
//! part of the lexicon left out. A set with few topics teaches little, and the
//! aligner falls back on each page's own lengths. What was parsed to be learned
//! from is kept until it is checked.
//!
//! Knowledge can be written down (serde), so that one machine learns and others check.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use camino::Utf8PathBuf;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::parsed;
use crate::align::Model;
use crate::bitext::{self, Prepared};
use crate::claim::versions_of;
use crate::corpus::{Corpus, PageFile, Topic};
use crate::locale::Locale;
use crate::page::{Page, ParseNote};

/// Topics of each locale that the aligner learns from before it judges.
pub const SAMPLE: usize = 60;

/// What a set teaches about its locale pairs and its subject.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Knowledge {
    by_locale: BTreeMap<Locale, Learned>,
    /// The version that most titles of the source name: what the whole set is about.
    pub(super) subject: Option<String>,
    /// The pages of the sample by their paths, until they are checked.
    #[serde(skip)]
    parsed: Mutex<FxHashMap<Utf8PathBuf, Parsed>>,
}

/// A page, and what was strange in it.
pub(super) type Parsed = (Page, Vec<ParseNote>);

#[derive(Debug, Serialize, Deserialize)]
struct Learned {
    model: Model,
    /// The place in the sample of each topic that was learned from, by its id.
    places: FxHashMap<Box<str>, u32>,
}

impl Knowledge {
    /// Reads at most `sample` topics of each target locale and learns; the same
    /// set gives the same knowledge for any number of threads.
    pub fn learn(corpus: &Corpus, sample: usize) -> Knowledge {
        let targets: Vec<&Locale> = targets(corpus).collect();
        let learned: Vec<(Learned, Vec<Parsed>)> =
            targets.par_iter().map(|locale| learn(corpus, locale, sample)).collect();
        let mut knowledge = Knowledge { subject: set_subject(corpus), ..Knowledge::default() };
        let parsed = knowledge.parsed.get_mut().unwrap_or_else(PoisonError::into_inner);
        for (locale, (learned, pages)) in targets.into_iter().zip(learned) {
            knowledge.by_locale.insert(locale.clone(), learned);
            parsed.extend(pages.into_iter().map(|page| (page.0.path.clone(), page)));
        }
        knowledge
    }

    /// A page with this text that was parsed to be learned from. It is given once.
    pub(super) fn take_parsed(&self, file: &PageFile, text: &str) -> Option<Parsed> {
        let mut parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        // The set may have been read again since.
        parsed.remove(&file.path).filter(|(page, _)| page.source == text && page.locale == file.locale)
    }

    /// The model for a translation of the topic with this id.
    pub fn model(&self, locale: &Locale, topic: &str) -> Model {
        let Some(learned) = self.by_locale.get(locale) else { return Model::default() };
        match learned.places.get(topic) {
            Some(place) => learned.model.held_out(*place),
            None => learned.model.clone(),
        }
    }
}

/// The topics that [`Knowledge::learn`] learns the translation into each locale from, in order.
pub(super) fn samples(corpus: &Corpus) -> impl Iterator<Item = (&Locale, Vec<&Topic>)> {
    targets(corpus).map(|locale| (locale, sample_of(corpus, locale, SAMPLE)))
}

fn targets(corpus: &Corpus) -> impl Iterator<Item = &Locale> {
    corpus.locales.iter().filter(|locale| **locale != corpus.source_locale)
}

fn sample_of<'c>(corpus: &'c Corpus, locale: &Locale, size: usize) -> Vec<&'c Topic> {
    let has_both = |topic: &&Topic| topic.page(locale).is_some() && topic.page(&corpus.source_locale).is_some();
    let count = corpus.topics.iter().filter(has_both).count();
    let step = count.div_ceil(size.max(1)).max(1);
    corpus.topics.iter().filter(has_both).step_by(step).collect()
}

/// What the set teaches about one locale, and the pages that it was learned from.
fn learn(corpus: &Corpus, locale: &Locale, size: usize) -> (Learned, Vec<Parsed>) {
    let sample = sample_of(corpus, locale, size);
    let page = |file: Option<&PageFile>| -> Option<Parsed> {
        let file = file?;
        Some(parsed(file, file.read().ok()?.into_owned()))
    };
    let read = |topic: &&Topic| -> Option<[Parsed; 2]> {
        Some([page(topic.page(&corpus.source_locale))?, page(topic.page(locale))?])
    };
    let pages: Vec<(&str, [Parsed; 2])> =
        sample.par_iter().filter_map(|topic| Some((topic.id.as_str(), read(topic)?))).collect();
    let prepared: Vec<(Prepared, Prepared)> =
        pages.par_iter().map(|(_, [source, target])| (Prepared::new(&source.0), Prepared::new(&target.0))).collect();
    let pairs: Vec<(u32, &Prepared, &Prepared)> =
        (0..).zip(&prepared).map(|(number, (source, target))| (number, source, target)).collect();
    let places = (0..).zip(&pages).map(|(place, (topic, _))| ((*topic).into(), place)).collect();
    let learned = Learned { model: bitext::learn(&pairs), places };
    (learned, pages.into_iter().flat_map(|(_, pages)| pages).collect())
}

/// The titles that [`Knowledge::learn`] looks at: a few hundred tell as much as all of them.
pub(super) fn titles(corpus: &Corpus) -> impl Iterator<Item = &str> {
    corpus.topics.iter().filter_map(|topic| topic.page(&corpus.source_locale)?.title.as_deref()).take(400)
}

/// The version that more than half of the source's titles name, if there is one.
fn set_subject(corpus: &Corpus) -> Option<String> {
    let titles: Vec<&str> = titles(corpus).collect();
    let mut counts: FxHashMap<String, usize> = FxHashMap::default();
    for title in &titles {
        for (version, _) in versions_of(title, &corpus.source_locale) {
            *counts.entry(version).or_default() += 1;
        }
    }
    let (version, count) = counts.into_iter().max_by(|a, b| (a.1, &b.0).cmp(&(b.1, &a.0)))?;
    (count * 2 > titles.len()).then_some(version)
}
