//! Notes that were left alone on both sides in the same place.
//!
//! Where words decide, a short note may look like no translation of its counterpart: a
//! small set teaches few words. But a note of a class that stands alone between two pairs, and
//! one of the same class and of fitting length that stands alone between the same two on
//! the other side, are one note, whatever the words seem to say.

use super::item::Item;
use super::region::Pages;
use super::walk::same_shape;
use super::write::Found;

/// The score of such a pair: its words do not bear it out.
pub(super) const FACING: f32 = 0.6;

/// The items of `source` and `target`, which are in order and in no bead, that face each other.
///
/// O(items² + beads · log beads): the caller bounds the items.
pub(super) fn facing(pages: &Pages, source: &[Item], target: &[Item], beads: &[Found]) -> Vec<(Item, Item)> {
    let ends = |side: fn(&Found) -> u32| {
        let mut ends: Vec<u32> = beads.iter().map(side).collect();
        ends.sort_unstable();
        ends
    };
    let (rows, columns) = (ends(|bead| bead.source.1), ends(|bead| bead.target.1));
    let behind = |ends: &[u32], item: &Item| ends.partition_point(|&end| end <= item.first);
    let mut pairs = Vec::new();
    let mut next = 0;
    for one in source {
        let place = behind(&rows, one);
        while target.get(next).is_some_and(|other| behind(&columns, other) < place) {
            next += 1;
        }
        let there = target[next..].iter().take_while(|other| behind(&columns, other) == place);
        if let Some(at) = there.into_iter().position(|other| is_one_note(pages, one, other)) {
            pairs.push((*one, target[next + at]));
            next += at + 1;
        }
    }
    pairs
}

/// Whether two items are blocks of notes of one class, of one shape and of fitting lengths.
fn is_one_note(pages: &Pages, one: &Item, other: &Item) -> bool {
    let (source, target) = (&pages.source[one.first as usize], &pages.target[other.first as usize]);
    !one.row
        && !other.row
        && source.shape.note.is_some()
        && source.shape.note == target.shape.note
        && same_shape(source.shape, target.shape)
        && pages.length.agree(source.length, target.length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::region::Evidence;
    use crate::align::score::Length;
    use crate::align::{Model, Shape, Unit};
    use crate::page::{BlockKind, NoteClass};

    #[test]
    fn notes_of_one_class_between_the_same_pairs_are_one() {
        let unit = |note, length| {
            let shape = Shape { kind: BlockKind::Paragraph, list_depth: 0, note };
            Unit { shape, length, tokens: &[], text: "", section: 0 }
        };
        let (tip, caution) = (Some(NoteClass::Tip), Some(NoteClass::Caution));
        let source = [unit(None, 40), unit(tip, 50), unit(caution, 50), unit(None, 40), unit(tip, 50)];
        let target = [unit(None, 40), unit(caution, 52), unit(tip, 300), unit(None, 40), unit(caution, 50)];
        let model = Model::default();
        let length = Length::new(&model.length, &source, &target);
        let evidence = Evidence::default();
        let pages = Pages { source: &source, target: &target, length: &length, model: &model, evidence: &evidence };
        let item = |first| Item { first, end: first + 1, row: false };
        let bead = |source, target| Found {
            source: (source, source + 1),
            target: (target, target + 1),
            score: 1.0,
            moved: false,
        };
        let beads = [bead(0, 0), bead(3, 3)];
        let found = facing(&pages, &[item(1), item(2), item(4)], &[item(1), item(2), item(4)], &beads);
        let found: Vec<_> = found.iter().map(|(one, other)| (one.first, other.first)).collect();
        assert_eq!(found, [(2, 1)]);
    }
}
