//! Where in a table the reader is.

use crate::page::{BlockKind, NoteClass};

/// Rows, and columns, that are told apart.
pub(super) const MOST_PLACES: u32 = u16::MAX as u32;

/// A table that is open.
#[derive(Debug, Clone)]
pub(super) struct Table {
    index: u16,
    /// The row that is open, or the one to come.
    row: u32,
    /// Row and column of the last cell.
    cell: (u32, u32),
    /// The column of the next cell.
    next_column: u32,
    header: bool,
    in_row: bool,
    is_note: bool,
    cells: u32,
    first_block: usize,
    /// The class that an icon in the first cell stands for.
    pub(super) icon: Option<NoteClass>,
    /// For how many rows to come each column is taken by a cell with `rowspan`.
    taken: Vec<u16>,
}

impl Table {
    /// The table with this index on the page; `first_block` is the number of blocks before it.
    pub(super) fn new(index: u16, first_block: usize) -> Table {
        Table {
            index,
            row: 0,
            cell: (0, 0),
            next_column: 0,
            header: false,
            in_row: false,
            is_note: false,
            cells: 0,
            first_block,
            icon: None,
            taken: Vec::new(),
        }
    }

    /// Begins a row, ending the one before.
    pub(super) fn begin_row(&mut self) {
        self.end_row();
        self.in_row = true;
        self.next_column = 0;
    }

    /// Ends the row that is open, if one is.
    pub(super) fn end_row(&mut self) {
        if self.in_row {
            self.row = self.row.saturating_add(1);
            for rows in &mut self.taken {
                *rows = rows.saturating_sub(1);
            }
        }
        self.in_row = false;
    }

    /// Begins a cell over `columns` columns and `rows` rows.
    pub(super) fn begin_cell(&mut self, header: bool, columns: u16, rows: u16) {
        if !self.in_row {
            self.begin_row();
        }
        while self.taken.get(self.next_column as usize).is_some_and(|&rows| rows > 0) {
            self.next_column += 1;
        }
        let column = self.next_column;
        self.cell = (self.row, column);
        // As browsers do; a hostile span must not make the list below long.
        let columns = columns.clamp(1, 1000);
        self.next_column = self.next_column.saturating_add(u32::from(columns));
        if rows > 1 && self.next_column < 10_000 {
            let end = self.next_column as usize;
            if self.taken.len() < end {
                self.taken.resize(end, 0);
            }
            // Counted down at the end of this very row, too.
            self.taken[column as usize..end].fill(rows);
        }
        self.header = header;
        self.cells += 1;
    }

    /// Whether a row is open.
    pub(super) fn in_row(&self) -> bool {
        self.in_row
    }

    /// Cells so far.
    pub(super) fn cells(&self) -> u32 {
        self.cells
    }

    /// How many blocks the page had before the table.
    pub(super) fn first_block(&self) -> usize {
        self.first_block
    }

    /// Whether the last cell is a header cell.
    pub(super) fn is_header(&self) -> bool {
        self.header
    }

    /// Its text is the body of a note from here on.
    pub(super) fn becomes_note(&mut self) {
        self.is_note = true;
    }

    /// Whether its text becomes cells, rather than the body of a note.
    pub(super) fn makes_cells(&self) -> bool {
        !self.is_note && self.cells > 0
    }

    /// Whether the cell that was begun last stands beyond what is told apart.
    pub(super) fn is_beyond(&self) -> bool {
        self.cell.0.max(self.cell.1) >= MOST_PLACES
    }

    /// The kind of a block in the cell that was begun last. Text that stands in
    /// the table, but in no cell, goes with the cell before it.
    pub(super) fn cell_kind(&self) -> BlockKind {
        let (row, column) = self.cell;
        let [row, column] = [row, column].map(|place| place.min(MOST_PLACES - 1) as u16);
        BlockKind::TableCell { table: self.index, row, column, header: self.header }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_move_the_cells_after_them() {
        let mut table = Table::new(0, 0);
        let mut places = Vec::new();
        // | a (2 rows) | b (2 columns) |
        // |            | c | d         |
        // | e          | f |
        for row in [&[(1, 2), (2, 1)][..], &[(1, 1), (1, 1)], &[(1, 1), (1, 0)]] {
            table.begin_row();
            for &(columns, rows) in row {
                table.begin_cell(false, columns, rows);
                places.push(table.cell);
            }
        }
        assert_eq!(places, [(0, 0), (0, 1), (1, 1), (1, 2), (2, 0), (2, 1)]);
    }

    #[test]
    fn hostile_spans_stay_small() {
        let mut table = Table::new(0, 0);
        for _ in 0..200 {
            table.begin_cell(true, u16::MAX, u16::MAX);
        }
        assert!(table.taken.len() <= 10_000);
        assert_eq!(table.cell_kind(), BlockKind::TableCell { table: 0, row: 0, column: 65_534, header: true });
        assert!(table.is_beyond());
    }
}
