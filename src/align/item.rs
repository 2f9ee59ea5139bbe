//! What the search over blocks moves as one: a block, or a whole table row.
//!
//! Rows are compared cell by cell of the same column, the row's label (its
//! first cell) twice, so that a row that is missing or stands elsewhere is one
//! difference and every cell meets its own twin.

use super::Unit;
use crate::page::BlockKind;

/// A run of units of one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    /// First unit.
    pub(super) first: u32,
    /// One past the last.
    pub(super) end: u32,
    /// Whether it is a row of a table.
    pub(super) row: bool,
}

impl Item {
    /// Its units as an index range.
    pub(super) fn range(self) -> std::ops::Range<usize> {
        self.first as usize..self.end as usize
    }
}

/// Groups the units `from..to` of a page into items.
pub(super) fn items(units: &[Unit], items: &mut Vec<Item>) {
    items.clear();
    let mut first = 0;
    while first < units.len() {
        let mut end = first + 1;
        let row = if let BlockKind::TableCell { table, row, .. } = units[first].shape.kind {
            while end < units.len()
                && matches!(units[end].shape.kind, BlockKind::TableCell { table: its, row: own, .. } if its == table && own == row)
            {
                end += 1;
            }
            true
        } else {
            false
        };
        items.push(Item { first: first as u32, end: end as u32, row });
        first = end;
    }
}

/// Whether an item begins at this unit, or the page ends there.
pub(super) fn begins(units: &[Unit], at: usize) -> bool {
    let row = |unit: &Unit| match unit.shape.kind {
        BlockKind::TableCell { table, row, .. } => Some((table, row)),
        _ => None,
    };
    match (at.checked_sub(1).and_then(|before| units.get(before)), units.get(at)) {
        (Some(before), Some(unit)) => row(unit).is_none() || row(before) != row(unit),
        _ => true,
    }
}

/// The column of a cell; 0 for anything else.
pub(super) fn column(unit: &Unit) -> u16 {
    match unit.shape.kind {
        BlockKind::TableCell { column, .. } => column,
        _ => 0,
    }
}

/// Pairs the cells of two rows by column. `pair` gets the units of both sides of
/// each column that either row has; where one row has none, its side is empty.
///
/// A cell may hold several units; all of a column stand together.
pub(super) fn columns(
    source: &[Unit],
    target: &[Unit],
    one: Item,
    other: Item,
    mut pair: impl FnMut(std::ops::Range<usize>, std::ops::Range<usize>),
) {
    let (mut left, mut right) = (one.first as usize, other.first as usize);
    let (left_end, right_end) = (one.end as usize, other.end as usize);
    let run = |units: &[Unit], from: usize, end: usize| {
        let own = column(&units[from]);
        (from..end).find(|&index| column(&units[index]) != own).unwrap_or(end)
    };
    while left < left_end || right < right_end {
        let left_column = (left < left_end).then(|| column(&source[left]));
        let right_column = (right < right_end).then(|| column(&target[right]));
        let take_left = left_column.is_some() && right_column.is_none_or(|other| left_column <= Some(other));
        let take_right = right_column.is_some() && left_column.is_none_or(|one| right_column <= Some(one));
        let next_left = if take_left { run(source, left, left_end) } else { left };
        let next_right = if take_right { run(target, right, right_end) } else { right };
        pair(left..next_left, right..next_right);
        (left, right) = (next_left, next_right);
    }
}
