//! What a set teaches about its locale pairs before any topic is judged.
//!
//! For each target locale a sample of topics, spread evenly over the set, is
//! aligned without a lexicon; what that pass was sure of gives the length ratio
//! and a lexicon for all topics. A topic of the sample is judged with its own
//! part of the lexicon left out. A set with few topics teaches little, and the
//! aligner falls back on each page's own lengths.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::parse_file;
use crate::align::Model;
use crate::bitext::{self, Prepared};
use crate::corpus::{Corpus, PageFile};
use crate::locale::Locale;
use crate::page::Page;

/// Topics that are learned from, for each locale.
const SAMPLE: usize = 60;

/// The models of all target locales.
#[derive(Debug, Default)]
pub(super) struct Knowledge {
    by_locale: FxHashMap<Locale, Learned>,
}

#[derive(Debug)]
struct Learned {
    model: Model,
    /// The place in the sample of each topic that was learned from.
    places: FxHashMap<usize, u32>,
}

impl Knowledge {
    /// Reads the sample and learns; the same set gives the same knowledge for
    /// any number of threads.
    pub(super) fn learn(corpus: &Corpus) -> Knowledge {
        let targets: Vec<&Locale> = corpus.locales.iter().filter(|locale| **locale != corpus.source_locale).collect();
        let learned = targets.par_iter().map(|locale| ((*locale).clone(), learn(corpus, locale))).collect();
        Knowledge { by_locale: learned }
    }

    /// The model for a translation of the topic with this index.
    pub(super) fn model(&self, locale: &Locale, topic: usize) -> Model {
        let Some(learned) = self.by_locale.get(locale) else { return Model::default() };
        match learned.places.get(&topic) {
            Some(place) => learned.model.held_out(*place),
            None => learned.model.clone(),
        }
    }
}

fn learn(corpus: &Corpus, locale: &Locale) -> Learned {
    let first =
        |topic: usize, locale: &Locale| -> Option<&PageFile> { corpus.topics[topic].pages.get(locale)?.first() };
    let both = |topic: &usize| first(*topic, locale).is_some() && first(*topic, &corpus.source_locale).is_some();
    let topics: Vec<usize> = (0..corpus.topics.len()).filter(both).collect();
    let step = topics.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<usize> = topics.into_iter().step_by(step).collect();
    let read = |topic: &usize| -> Option<(Page, Page)> {
        Some((parse_file(first(*topic, &corpus.source_locale)?)?, parse_file(first(*topic, locale)?)?))
    };
    let pages: Vec<(usize, (Page, Page))> =
        sample.par_iter().filter_map(|topic| Some((*topic, read(topic)?))).collect();
    let prepared: Vec<(Prepared, Prepared)> =
        pages.par_iter().map(|(_, (source, target))| (Prepared::new(source), Prepared::new(target))).collect();
    let pairs: Vec<(&Prepared, &Prepared)> = prepared.iter().map(|(source, target)| (source, target)).collect();
    let places = pages.iter().enumerate().map(|(place, (topic, _))| (*topic, place as u32)).collect();
    Learned { model: bitext::learn(&pairs), places }
}
