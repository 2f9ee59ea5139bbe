//! Evidence that two units belong together, as log odds.
//!
//! Each part says how much likelier it is to see this under "translations of
//! each other" than under "two units of these pages"; parts are added up.

use rustc_hash::FxHashMap;

use super::{LengthModel, Shape, Unit};
use crate::page::BlockKind;

/// What leaving a unit alone costs.
pub(super) const GAP: f32 = -2.0;

/// The same where no lexicon speaks for pairs that share nothing else.
pub(super) const GAP_WITHOUT_WORDS: f32 = -3.0;

/// What a bead of three or more units costs, before its evidence.
pub(super) const MERGE: f32 = -4.0;

/// The log odds of two shapes.
pub(super) fn shape(source: Shape, target: Shape) -> f32 {
    use BlockKind::{Code, Heading, ListItem, Paragraph, TableCell};
    let kind = match (source.kind, target.kind) {
        (Heading(one), Heading(other)) if one == other => 2.2,
        (Heading(one), Heading(other)) => 1.0 - 0.5 * f32::from(one.abs_diff(other)),
        (Paragraph, Paragraph) => 1.0,
        (ListItem { ordered: one }, ListItem { ordered: other }) => {
            if one == other {
                1.2
            } else {
                0.0
            }
        }
        (TableCell { column: one, header: head, .. }, TableCell { column: other, header: other_head, .. }) => {
            let column = if one == other { 1.5 } else { -2.0 };
            if head == other_head { column } else { column - 1.0 }
        }
        (Code, Code) => 2.5,
        (Code, _) | (_, Code) => -5.0,
        (Heading(_), _) | (_, Heading(_)) => -4.0,
        (TableCell { .. }, _) | (_, TableCell { .. }) => -3.0,
        (Paragraph, ListItem { .. }) | (ListItem { .. }, Paragraph) => -1.5,
    };
    let note = if source.note == target.note { 0.0 } else { -1.0 };
    let depth = if source.list_depth == target.list_depth { 0.0 } else { -0.6 };
    kind + note + depth
}

/// The length model, made ready for one page pair.
#[derive(Debug, Clone, Copy)]
pub(super) struct Length {
    mean: f32,
    ratio: f32,
    variance: f32,
    variance_per_length: f32,
}

/// The standard deviation of the logarithm of the ratio of two lengths of
/// units that have nothing to do with each other.
const UNRELATED_DEVIATION: f32 = 1.2;

impl Length {
    /// Takes the mean from the model, or from the two pages if the model has none.
    pub(super) fn new(model: &LengthModel, source: &[Unit], target: &[Unit]) -> Length {
        let total = |units: &[Unit]| units.iter().map(|unit| unit.length as f32).sum::<f32>() + 1.0;
        let mean = model.mean.unwrap_or_else(|| (total(target) / total(source)).clamp(0.2, 3.0).ln());
        let (variance, variance_per_length) = (model.variance, model.variance_per_length);
        Length { mean, ratio: mean.exp(), variance, variance_per_length }
    }

    /// Whether two lengths go well together; cheap.
    pub(super) fn agree(&self, source: u32, target: u32) -> bool {
        let expected = source as f32 * self.ratio;
        let distance = target as f32 - expected;
        let variance = self.variance * expected * expected + self.variance_per_length * expected * self.ratio + 4.0;
        distance * distance <= 6.0 * variance
    }

    /// The log odds of two lengths, given with their logarithms ([`log_length`]).
    pub(super) fn score(&self, source_length: f32, source_log: f32, target_log: f32) -> f32 {
        let difference = target_log - source_log - self.mean;
        let variance = self.variance + self.variance_per_length / (source_length + 2.0);
        let background = UNRELATED_DEVIATION * UNRELATED_DEVIATION;
        let square = difference * difference;
        let odds = 0.5 * (background / variance).ln() - 0.5 * square / variance + 0.5 * square / background;
        odds.max(-5.0)
    }
}

/// The logarithm of a length, with a little added so that empty units have one.
pub(super) fn log_length(length: f32) -> f32 {
    (length + 2.0).ln()
}

/// How rare each token is on the two pages.
#[derive(Debug, Default)]
pub(super) struct Rarity {
    counts: FxHashMap<u32, (u32, u32)>,
    units: f32,
}

impl Rarity {
    /// Counts the units of both sides that have each token.
    pub(super) fn count(&mut self, source: &[Unit], target: &[Unit]) {
        self.counts.clear();
        self.units = source.len().max(target.len()) as f32 + 1.0;
        for unit in source {
            for &token in unit.tokens {
                self.counts.entry(token).or_default().0 += 1;
            }
        }
        for unit in target {
            for &token in unit.tokens {
                self.counts.entry(token).or_default().1 += 1;
            }
        }
    }

    /// What it is worth to share a token: the logarithm of units per unit that has it.
    pub(super) fn weight(&self, token: u32) -> f32 {
        let (source, target) = self.counts.get(&token).copied().unwrap_or((1, 1));
        (self.units / source.max(target).max(1) as f32).ln().max(0.05)
    }

    /// Whether each side has the token once.
    pub(super) fn is_unique(&self, token: u32) -> bool {
        self.counts.get(&token) == Some(&(1, 1))
    }
}

/// What a token that only one side has costs, and the most that all of them cost.
const TOKEN_ALONE: f32 = 1.1;
const TOKENS_ALONE_MOST: f32 = 4.5;

/// The log odds of shared tokens: their weights, and how many stand alone.
///
/// `shared` is the sum of weights and `common` the number of tokens that both have.
///
/// In a bead of more than two units a token that stands in both units of one
/// side is counted twice; no more can be shared than the smaller side has.
pub(super) fn tokens(shared: f32, common: u32, source: u32, target: u32) -> f32 {
    let most = source.min(target);
    let (shared, common) = if common > most { (shared * most as f32 / common as f32, most) } else { (shared, common) };
    let alone = (source + target).saturating_sub(2 * common) as f32;
    shared - (TOKEN_ALONE * alone).min(TOKENS_ALONE_MOST)
}

/// Calls `found` with the index in `source` of every token that both sorted lists have.
pub(super) fn intersect(source: &[u32], target: &[u32], mut found: impl FnMut(usize)) {
    let (mut one, mut other) = (0, 0);
    while one < source.len() && other < target.len() {
        match source[one].cmp(&target[other]) {
            std::cmp::Ordering::Less => one += 1,
            std::cmp::Ordering::Greater => other += 1,
            std::cmp::Ordering::Equal => {
                found(one);
                one += 1;
                other += 1;
            }
        }
    }
}

/// Log odds to a probability.
pub(super) fn probability(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}
