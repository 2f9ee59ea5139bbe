//! Which topics there are in which locales: an inventory.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Corpus, Topic};
use crate::locale::Locale;

/// How far each locale covers the topics of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// The locale that the others are held against.
    pub source_locale: Locale,
    /// Topics, those without a source page included.
    pub topics: usize,
    /// Each locale, in alphabetical order.
    pub locales: Vec<LocaleCoverage>,
    /// How many topics have pages in exactly which locales, the most frequent first.
    pub combinations: Vec<Combination>,
}

/// What one locale has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocaleCoverage {
    /// The locale.
    pub locale: Locale,
    /// Files.
    pub pages: usize,
    /// Topics with a page in the locale.
    pub topics: usize,
    /// Topics of the source locale without a page in this one.
    pub missing: usize,
    /// Topics with a page in this locale and none in the source locale.
    pub orphans: usize,
    /// Topics with more than one page in the locale.
    pub duplicates: usize,
    /// Bytes of all its pages.
    pub bytes: u64,
}

/// Topics that exist in the same locales.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Combination {
    /// The locales, in alphabetical order.
    pub locales: Vec<Locale>,
    /// How many topics have pages in these and no others.
    pub topics: usize,
}

impl Coverage {
    /// Counts what is in a corpus.
    pub fn of(corpus: &Corpus) -> Coverage {
        let has_source = |topic: &Topic| topic.pages.contains_key(&corpus.source_locale);
        let of_locale = |locale: &Locale| {
            let mut coverage = LocaleCoverage {
                locale: locale.clone(),
                pages: 0,
                topics: 0,
                missing: 0,
                orphans: 0,
                duplicates: 0,
                bytes: 0,
            };
            for topic in &corpus.topics {
                let Some(pages) = topic.pages.get(locale) else {
                    coverage.missing += usize::from(has_source(topic));
                    continue;
                };
                coverage.topics += 1;
                coverage.pages += pages.len();
                coverage.orphans += usize::from(!has_source(topic));
                coverage.duplicates += usize::from(pages.len() > 1);
                coverage.bytes += pages.iter().map(|page| u64::from(page.size)).sum::<u64>();
            }
            coverage
        };
        let mut combinations: BTreeMap<Vec<&Locale>, usize> = BTreeMap::new();
        for topic in &corpus.topics {
            *combinations.entry(topic.pages.keys().collect()).or_default() += 1;
        }
        let owned = |(locales, topics): (Vec<&Locale>, usize)| Combination {
            locales: locales.into_iter().cloned().collect(),
            topics,
        };
        let mut combinations: Vec<Combination> = combinations.into_iter().map(owned).collect();
        // Stable: those of equal number stay in the order of their locales.
        combinations.sort_by_key(|combination| std::cmp::Reverse(combination.topics));
        Coverage {
            source_locale: corpus.source_locale.clone(),
            topics: corpus.topics.len(),
            locales: corpus.locales.iter().map(of_locale).collect(),
            combinations,
        }
    }
}
