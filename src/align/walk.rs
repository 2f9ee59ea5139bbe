//! The walk in step: most translations have the blocks of their source, one by
//! one, and a look at shape, tokens and length is enough to see it.
//!
//! A page pair is accepted whole or not at all: a unit that was deleted in one
//! place and another that was put in elsewhere leave every unit between them
//! shifted, and a local look does not tell a shifted run of similar units from
//! a true one. What lies between certain units is searched instead ([`super::block`]).
//!
//! Cost: O(units + tokens), without a logarithm or an allocation.

use super::score::Length;
use super::{Bead, Shape, Unit};
use crate::page::BlockKind;

/// How well two units in step go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Agreement {
    /// They cannot be a pair by shape.
    None,
    /// Same shape, but their tokens or their lengths differ.
    Shape,
    /// Nothing speaks against them, nothing much for them.
    Weak,
    /// Same shape, same tokens, fitting length.
    Strong,
}

/// Whether two shapes are the same but for the places of their tables.
pub(super) fn same_shape(source: Shape, target: Shape) -> bool {
    let kinds = match (source.kind, target.kind) {
        (
            BlockKind::TableCell { column: one, header: head, row, .. },
            BlockKind::TableCell { column: other, header: other_head, row: other_row, .. },
        ) => one == other && head == other_head && (row == 0) == (other_row == 0),
        (one, other) => one == other,
    };
    kinds && source.note.is_some() == target.note.is_some() && source.list_depth == target.list_depth
}

/// Compares two units.
pub(super) fn agreement(source: &Unit, target: &Unit, length: &Length) -> Agreement {
    if !same_shape(source.shape, target.shape) {
        return Agreement::None;
    }
    if source.tokens != target.tokens || !length.agree(source.length, target.length) {
        return Agreement::Shape;
    }
    let heading = matches!(source.shape.kind, BlockKind::Heading(_));
    if heading || !source.tokens.is_empty() { Agreement::Strong } else { Agreement::Weak }
}

/// Pairs all units in step if the pages allow it; says whether they did.
///
/// Two pages of the same shapes in the same order, whose disagreements in
/// tokens or length stand alone between units that agree, are in step.
pub(super) fn in_step(source: &[Unit], target: &[Unit], length: &Length, beads: &mut Vec<Bead>) -> bool {
    if source.len() != target.len() {
        return false;
    }
    let mut before = Agreement::Strong;
    let mut doubtful = Vec::new();
    for (index, (one, other)) in source.iter().zip(target).enumerate() {
        let agreement = agreement(one, other, length);
        if agreement == Agreement::None || (agreement == Agreement::Shape && before == Agreement::Shape) {
            return false;
        }
        let score = match agreement {
            Agreement::Strong => 0.99,
            Agreement::Weak => 0.98,
            _ => 0.95,
        };
        if agreement == Agreement::Shape {
            doubtful.push(index);
        }
        let index = index as u32;
        beads.push(Bead { source: (index, index + 1), target: (index, index + 1), score, moved: false });
        before = agreement;
    }
    !change_places(source, target, &doubtful)
}

/// Whether units that do not agree have each other's tokens: sections of the
/// same shapes that stand in another order.
fn change_places(source: &[Unit], target: &[Unit], doubtful: &[usize]) -> bool {
    if doubtful.len() > MOST_DOUBTFUL {
        return false;
    }
    let lacks = |tokens: &[u32], token: &u32| tokens.binary_search(token).is_err();
    let gone = |from: usize, to: usize| {
        let lost = source[from].tokens.iter().filter(|token| lacks(target[from].tokens, token));
        lost.filter(|token| !lacks(target[to].tokens, token) && lacks(source[to].tokens, token)).count() > 0
    };
    // Units next to each other: a fact that moved to the neighbour is no other order.
    let far = |one: usize, other: usize| one.abs_diff(other) > 1;
    doubtful.iter().filter(|&&from| doubtful.iter().any(|&to| far(from, to) && gone(from, to))).nth(1).is_some()
}

/// Pages with more units that do not agree are not looked at for another order.
const MOST_DOUBTFUL: usize = 64;
