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

/// The models of all target locales.
#[derive(Debug, Default)]
pub struct Knowledge {
    by_locale: FxHashMap<Locale, Learned>,
}

#[derive(Debug)]
struct Learned {
    model: Model,
    /// The place in the sample of each topic that was learned from.
    places: FxHashMap<usize, u32>,
}

impl Knowledge {
    /// Reads at most `sample` topics of each target locale and learns; the same
    /// set gives the same knowledge for any number of threads.
    pub fn learn(corpus: &Corpus, sample: usize) -> Knowledge {
        let targets: Vec<&Locale> = corpus.locales.iter().filter(|locale| **locale != corpus.source_locale).collect();
        let learned = targets.par_iter().map(|locale| ((*locale).clone(), learn(corpus, locale, sample))).collect();
        Knowledge { by_locale: learned }
    }

    /// The model for a translation of the topic with this index in [`Corpus::topics`].
    pub fn model(&self, locale: &Locale, topic: usize) -> Model {
        let Some(learned) = self.by_locale.get(locale) else { return Model::default() };
        match learned.places.get(&topic) {
            Some(place) => learned.model.held_out(*place),
            None => learned.model.clone(),
        }
    }
}

fn learn(corpus: &Corpus, locale: &Locale, size: usize) -> Learned {
    let first =
        |topic: usize, locale: &Locale| -> Option<&PageFile> { corpus.topics[topic].pages.get(locale)?.first() };
    let both = |topic: &usize| first(*topic, locale).is_some() && first(*topic, &corpus.source_locale).is_some();
    let topics: Vec<usize> = (0..corpus.topics.len()).filter(both).collect();
    let step = topics.len().div_ceil(size.max(1)).max(1);
    let sample: Vec<usize> = topics.into_iter().step_by(step).collect();
    let read = |topic: &usize| -> Option<(Page, Page)> {
        Some((parse_file(first(*topic, &corpus.source_locale)?)?, parse_file(first(*topic, locale)?)?))
    };
    let pages: Vec<(usize, (Page, Page))> =
        sample.par_iter().filter_map(|topic| Some((*topic, read(topic)?))).collect();
    let prepared: Vec<(Prepared, Prepared)> =
        pages.par_iter().map(|(_, (source, target))| (Prepared::new(source), Prepared::new(target))).collect();
    let pairs: Vec<(u32, &Prepared, &Prepared)> =
        (0..).zip(&prepared).map(|(number, (source, target))| (number, source, target)).collect();
    let places = pages.iter().enumerate().map(|(place, (topic, _))| (*topic, place as u32)).collect();
    Learned { model: bitext::learn(&pairs), places }
}
