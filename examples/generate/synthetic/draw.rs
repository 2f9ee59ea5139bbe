//! Chance: the same for the same seed.

use std::ops::Range;

use fastrand::Rng;
use rustc_hash::FxHashSet;

use super::value::{Cmdlet, Date, GROUPS, NOUNS, PARAMETERS, PRODUCTS, QUALIFIERS, VERBS, Version};

/// How far away the topics are that a topic links to.
const NEIGHBOURHOOD: u32 = 40;

/// Draws for one topic. Numbers and names that a difference may change are never
/// drawn twice, so that no second mention hides the change.
#[derive(Debug)]
pub(super) struct Draw {
    random: Rng,
    numbers: FxHashSet<u32>,
    names: FxHashSet<String>,
}

impl Draw {
    /// The draws of a topic, or with another `purpose` other draws of the same topic.
    pub(super) fn new(seed: u64, topic: u32, purpose: u8) -> Draw {
        // Neighbouring seeds must not give similar draws: mixed as SplitMix64 does.
        let mut mixed = seed ^ (u64::from(topic) << 8 | u64::from(purpose)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Draw {
            random: Rng::with_seed(mixed ^ (mixed >> 31)),
            numbers: FxHashSet::default(),
            names: FxHashSet::default(),
        }
    }

    /// A number from 0 to below `limit`, which is at least 1.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.random.usize(..limit)
    }

    /// Whether something of this probability happens.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.random.f64() < probability
    }

    /// A hundred and twenty-eight bits.
    pub(super) fn bits(&mut self) -> u128 {
        self.random.u128(..)
    }

    pub(super) fn one_of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.random.usize(..all.len())]
    }

    /// Different ones, as many as there are at most.
    pub(super) fn some<'t, T>(&mut self, all: &'t [T], count: usize) -> Vec<&'t T> {
        self.random.choose_multiple(all.iter(), count)
    }

    /// Brings into a random order.
    pub(super) fn shuffle<T>(&mut self, all: &mut [T]) {
        self.random.shuffle(all);
    }

    /// A number that was not drawn before, and that nobody takes for a year.
    pub(super) fn number(&mut self, range: Range<u32>) -> u32 {
        loop {
            let number = self.random.u32(range.clone());
            // A small range runs out; two of a kind on a page are no harm then.
            let is_full = self.numbers.len() > range.len() / 2;
            if !(1_900..2_100).contains(&number) && (self.numbers.insert(number) || is_full) {
                return number;
            }
        }
    }

    pub(super) fn version(&mut self) -> Version {
        let product = self.below(PRODUCTS.len());
        Version { product, release: self.below(PRODUCTS[product].1.len()) }
    }

    pub(super) fn date(&mut self, years: Range<u32>) -> Date {
        Date { year: self.random.u32(years), month: self.random.u32(1..13), day: self.random.u32(13..29) }
    }

    pub(super) fn cmdlet(&mut self) -> Cmdlet {
        loop {
            let verb = *self.one_of(VERBS);
            let noun = [*self.one_of(QUALIFIERS), *self.one_of(NOUNS)].concat();
            if self.names.insert(noun.clone()) {
                return Cmdlet { verb, noun };
            }
        }
    }

    pub(super) fn parameter(&mut self) -> String {
        (*self.one_of(PARAMETERS)).to_owned()
    }

    pub(super) fn group(&mut self) -> String {
        (*self.one_of(GROUPS)).to_owned()
    }

    pub(super) fn path(&mut self) -> String {
        let folder = *self.one_of(QUALIFIERS);
        let name = self.one_of(NOUNS).to_lowercase();
        format!("C:\\Program Files\\{folder}\\{name}{}.config", self.number(100..2_000_000))
    }

    /// A topic near `number`, of so many `topics`, that is not among `taken`.
    pub(super) fn topic_near(&mut self, number: u32, topics: u32, taken: &[u32]) -> Option<u32> {
        let start = number.saturating_sub(NEIGHBOURHOOD);
        let end = number.saturating_add(NEIGHBOURHOOD).min(topics);
        let free: Vec<u32> = (start..end).filter(|topic| !taken.contains(topic)).collect();
        (!free.is_empty()).then(|| *self.one_of(&free))
    }
}
