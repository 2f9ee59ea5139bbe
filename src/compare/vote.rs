//! N locales vote: whose defect is a difference?
//!
//! A claim that one translation lacks is that translation's defect. A claim
//! that all translations lack is news about the source: it was added later, or
//! left out by design.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Difference, PageView, Pair};
use crate::claim::ClaimKind;
use crate::finding::{Change, Stance};
use crate::locale::Locale;

/// What the locales of a topic say about one difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// How many of the translations differ here.
    pub dissenting: usize,
    /// How many translations the topic has.
    pub translations: usize,
}

impl Vote {
    /// Whether every translation differs, so that the source stands alone.
    pub fn against_source(&self) -> bool {
        self.translations > 1 && self.dissenting == self.translations
    }

    /// Whether one translation differs from the source and all others.
    pub fn against_target(&self) -> bool {
        self.translations > 1 && self.dissenting == 1
    }
}

/// What makes a difference the same in two locales: for a claim of the source
/// its kind, value and block, for an extra claim its kind, value and the block
/// of the source that it was added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupKey {
    kind: ClaimKind,
    extra: bool,
    value: u32,
    place: u32,
}

impl GroupKey {
    /// The key of a difference of `pair`.
    pub fn new(difference: &Difference, source: &PageView, target: &PageView, pair: &Pair) -> GroupKey {
        let bead = &pair.beads[difference.bead as usize];
        match (difference.change, difference.source, difference.target) {
            (Change::Extra, _, Some(claim)) => GroupKey {
                kind: difference.kind,
                extra: true,
                value: target.claims[claim as usize].value.number(),
                place: bead.source.0,
            },
            (_, Some(claim), _) => {
                let claim = &source.claims[claim as usize];
                GroupKey { kind: difference.kind, extra: false, value: claim.value.number(), place: claim.block }
            }
            _ => GroupKey { kind: difference.kind, extra: true, value: u32::MAX, place: bead.source.0 },
        }
    }

    /// As text, for hashing into ids that are stable over runs.
    pub fn place(&self) -> u32 {
        self.place
    }
}

/// The votes of one topic.
#[derive(Debug, Default)]
pub struct Votes {
    by_key: FxHashMap<GroupKey, BTreeMap<Locale, Change>>,
}

impl Votes {
    /// Counts a difference of a translation.
    pub fn add(&mut self, key: GroupKey, locale: &Locale, change: Change) {
        self.by_key.entry(key).or_default().insert(locale.clone(), change);
    }

    /// How the translations voted on a difference.
    pub fn vote(&self, key: GroupKey, translations: usize) -> Vote {
        Vote { dissenting: self.by_key.get(&key).map_or(0, BTreeMap::len), translations }
    }

    /// What a translation says of the claim.
    pub fn stance(&self, key: GroupKey, locale: &Locale) -> Stance {
        match self.by_key.get(&key).and_then(|locales| locales.get(locale)) {
            Some(Change::Missing) => Stance::Missing,
            Some(Change::Extra) => Stance::Extra,
            Some(Change::Changed) => Stance::Changed,
            None if key.extra => Stance::Missing,
            None => Stance::Present,
        }
    }
}
