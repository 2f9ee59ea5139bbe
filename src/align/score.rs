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
    // Notes side by side are told apart by their class.
    let note = match (source.note, target.note) {
        (None, None) => 0.0,
        (Some(one), Some(other)) if one == other => 0.6,
        (Some(_), Some(_)) => -0.3,
        _ => -1.0,
    };
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

/// The variance of the logarithm of the ratio of two lengths of units that have
/// nothing to do with each other.
const UNRELATED_VARIANCE: f32 = 1.44;

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

    /// What depends on the source's length alone.
    pub(super) fn of(&self, source: f32) -> SourceLength {
        let variance = self.variance + self.variance_per_length / (source + 2.0);
        SourceLength {
            expected: log_length(source) + self.mean,
            most: 0.5 * (UNRELATED_VARIANCE / variance).ln(),
            fall: 0.5 * (1.0 / UNRELATED_VARIANCE - 1.0 / variance),
        }
    }
}

/// A source length, ready to be compared with many target lengths.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SourceLength {
    expected: f32,
    most: f32,
    fall: f32,
}

impl SourceLength {
    /// The log odds of a target length, given as [`log_length`].
    pub(super) fn odds(&self, target_log: f32) -> f32 {
        let difference = target_log - self.expected;
        (self.most + self.fall * difference * difference).max(LEAST_LENGTH_ODDS)
    }
}

/// However different two lengths are, this is all that they say.
const LEAST_LENGTH_ODDS: f32 = -5.0;

/// The logarithm of a length, with a little added so that empty units have one.
pub(super) fn log_length(length: f32) -> f32 {
    (length + 2.0).ln()
}

/// How rare each token is on the two pages.
#[derive(Debug, Default)]
pub(super) struct Rarity {
    tokens: FxHashMap<u32, Token>,
}

/// What is known of a token.
#[derive(Debug, Clone, Copy, Default)]
struct Token {
    source: u32,
    target: u32,
    /// The last target unit that has it.
    place: u32,
    weight: f32,
}

impl Rarity {
    /// Counts the units of both sides that have each token, O(tokens).
    pub(super) fn count(&mut self, source: &[Unit], target: &[Unit]) {
        self.tokens.clear();
        for unit in source {
            for &token in unit.tokens {
                self.tokens.entry(token).or_default().source += 1;
            }
        }
        for (place, unit) in (0..).zip(target) {
            for &token in unit.tokens {
                let token = self.tokens.entry(token).or_default();
                token.target += 1;
                token.place = place;
            }
        }
        let units = source.len().max(target.len()) as f32 + 1.0;
        for token in self.tokens.values_mut() {
            token.weight = (units / token.source.max(token.target) as f32).ln().max(0.05);
        }
    }

    /// What it is worth to share a token: the logarithm of units per unit that has it.
    pub(super) fn weight(&self, token: u32) -> f32 {
        self.tokens.get(&token).map_or(0.05, |token| token.weight)
    }

    /// The one target unit that has the token, if each side has it once.
    pub(super) fn only_place(&self, token: u32) -> Option<u32> {
        let token = self.tokens.get(&token)?;
        (token.source == 1 && token.target == 1).then_some(token.place)
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

/// How many times as long a list is that is not gone through for a short one.
const FEW: usize = 32;

/// Calls `found` with the index in `source` of every token that both sorted lists have.
pub(super) fn intersect(source: &[u32], target: &[u32], mut found: impl FnMut(usize)) {
    // A sentence against one that is a page: what is few is looked for in what is many.
    let mut from = 0;
    if target.len() / FEW > source.len() {
        for (index, token) in source.iter().enumerate() {
            from += target[from..].partition_point(|other| other < token);
            if target.get(from) == Some(token) {
                found(index);
                from += 1;
            }
        }
        return;
    }
    if source.len() / FEW > target.len() {
        for token in target {
            from += source[from..].partition_point(|own| own < token);
            if source.get(from) == Some(token) {
                found(from);
                from += 1;
            }
        }
        return;
    }
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

/// How sure it is of a pair that shares what nothing else has, and of a gap
/// that has nothing on the other side.
pub(super) const CERTAIN: f32 = 0.99;

/// How sure it is of a pair in step between pairs that are certain.
pub(super) const IN_STEP: f32 = 0.98;

/// How likely a bead is right, from the margin by which the best path beats
/// every path without it. Fitted to the alignment benchmark; a margin of
/// infinity is still no proof. Words tell more than shape and length.
pub(super) fn confidence(margin: f32, words: bool) -> f32 {
    let most = if words { 0.998 } else { 0.995 };
    most / (1.0 + (-0.9 * margin - 0.9).exp())
}

/// The same for a unit that was left alone.
pub(super) fn confidence_alone(margin: f32) -> f32 {
    CERTAIN / (1.0 + (0.2 - 1.4 * margin).exp())
}
