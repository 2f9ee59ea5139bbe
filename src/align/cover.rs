//! Whether the other side says a unit that was left alone.
//!
//! A bead of one unit and none is no proof: translators merge sentences, and
//! then the translation stands inside the neighbour's. So the words are counted
//! by competition. Words of the other side that the units' own partners explain
//! are taken; what is left over is looked through for translations of the lone
//! unit's words. If none of the words that have a usual translation finds one,
//! nobody says what the unit says.
//!
//! Cost: O(words × their translations) of the two blocks.

use rustc_hash::FxHashMap;

use super::lexicon::{Fold, Table, words};
use super::{Bead, Model, Unit};

/// What the words tell of a unit that was left alone.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cover {
    /// How many of the unit's words the other side should show, weighed by how sure that is.
    pub expected: f32,
    /// How much of it is there and not needed for anything else.
    pub found: f32,
    /// How much of it stands on the other side at all, needed or not.
    pub anywhere: f32,
}

/// A translation less likely than this is none.
const LEAST: f32 = 0.05;

/// A word whose translations are less likely than this all together says nothing.
const TRANSLATES: f32 = 0.3;

/// How likely a word is expected at most: no lexicon is that sure.
const MOST: f32 = 0.9;

/// Looks for the words of unit `lone` of the source (of the target if not
/// `in_source`), which stands alone in `beads`, on the other side.
///
/// Without a lexicon nothing is expected and nothing found.
pub fn cover(source: &[Unit], target: &[Unit], beads: &[Bead], lone: usize, in_source: bool, model: &Model) -> Cover {
    let Some(lexicon) = &model.lexicon else { return Cover::default() };
    let (own, other, table) = match in_source {
        true => (source, target, &lexicon.forward),
        false => (target, source, &lexicon.backward),
    };
    let mut list = Vec::new();
    for unit in other {
        words(unit.text, &mut list);
    }
    let mut left: FxHashMap<u32, f32> = FxHashMap::default();
    for &word in &list {
        *left.entry(word).or_default() += 1.0;
    }
    let all = left.clone();
    for bead in beads.iter().filter(|bead| bead.is_pair()) {
        let (one, its) = match in_source {
            true => (bead.source_range(), bead.target_range()),
            false => (bead.target_range(), bead.source_range()),
        };
        list.clear();
        other[its].iter().for_each(|unit| words(unit.text, &mut list));
        let count = list.len() as f32;
        list.clear();
        own[one].iter().for_each(|unit| words(unit.text, &mut list));
        let fertility = (count / list.len().max(1) as f32).clamp(1.0, 2.5);
        for &word in &list {
            each(table, word, model.fold, |translation, probability| {
                if let Some(count) = left.get_mut(&translation) {
                    *count -= (probability * fertility).min(1.0);
                }
            });
        }
    }
    list.clear();
    words(own[lone].text, &mut list);
    let mut cover = Cover::default();
    for &word in &list {
        let (mut sum, mut found, mut anywhere) = (0.0f32, false, false);
        each(table, word, model.fold, |translation, probability| {
            sum += probability;
            anywhere |= all.contains_key(&translation);
            if let Some(count) = left.get_mut(&translation).filter(|count| **count >= 0.5) {
                *count -= 1.0;
                found = true;
            }
        });
        if sum >= TRANSLATES {
            let weight = sum.min(MOST);
            cover.expected += weight;
            cover.found += if found { weight } else { 0.0 };
            cover.anywhere += if anywhere { weight } else { 0.0 };
        }
    }
    cover
}

/// The translations of a word that are likely enough.
fn each(table: &Table, word: u32, without: Option<Fold>, mut found: impl FnMut(u32, f32)) {
    table.translations(word, without, |other, probability| {
        if probability >= LEAST {
            found(other, probability);
        }
    });
}
