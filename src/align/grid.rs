//! Dynamic programming over beads, in a band.
//!
//! Finds the sequence of beads from (0, 0) to (rows, columns) with the highest
//! sum of scores (Gale and Church 1993, with scores in place of costs). A cell
//! is reached by 1–1, 1–0, 0–1, 2–1, 1–2 and 2–2 beads; which of them are
//! allowed is up to the scores. Cells are looked at in a band around the
//! diagonal; the band is wide enough for the difference in length, and its area
//! is bounded, so that time and memory are O(rows × band) with a bounded band.

/// What the search asks for.
pub(super) trait Beads {
    /// The score of the 1–1 bead of `row - 1` and `column - 1`. Called once for
    /// every cell in the band, row by row, before anything else about the cell.
    fn pair(&mut self, row: usize, column: usize) -> f32;
    /// The score of leaving a unit alone.
    fn gap(&self) -> f32;
    /// Which larger beads may end here.
    fn larger(&self, row: usize, column: usize) -> Larger;
    /// The score of any bead with units on both sides that ends here.
    fn score(&self, row: usize, column: usize, rows: usize, columns: usize) -> f32;
}

/// Which beads of more than two units are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Larger {
    /// 2–1.
    pub(super) two_rows: bool,
    /// 1–2.
    pub(super) two_columns: bool,
    /// 2–2.
    pub(super) both: bool,
}

/// One step of the path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    /// First row and one past the last.
    pub(super) rows: (u32, u32),
    /// First column and one past the last.
    pub(super) columns: (u32, u32),
    /// The score of the bead.
    pub(super) score: f32,
}

/// The kinds of beads in the order in which ties are broken.
const KINDS: [(usize, usize); 6] = [(1, 1), (1, 0), (0, 1), (2, 1), (1, 2), (2, 2)];

/// Scores that are no further apart are equal, and the kind that comes first is
/// taken: where a page has the same text twice, rounding must not decide.
const TIE: f32 = 1e-3;

/// At most so many cells are looked at.
const MOST_CELLS: usize = 1 << 22;

/// A grid with at most so many cells is searched completely.
const ALL_CELLS: usize = 1 << 14;

/// The buffers of the search.
#[derive(Debug, Default)]
pub(super) struct Grid {
    best: [Vec<f32>; 3],
    back: Vec<u8>,
    path: Vec<Step>,
}

/// The columns of the band in each row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Band {
    rows: usize,
    columns: usize,
    half: usize,
}

impl Band {
    /// The band for a grid of so many units.
    pub(super) fn new(rows: usize, columns: usize) -> Band {
        let cells = (rows + 1) * (columns + 1);
        let half = if cells <= ALL_CELLS {
            columns + 1
        } else {
            let wanted = 64 + rows.abs_diff(columns) + (rows.max(columns) / 50);
            wanted.min((MOST_CELLS / (rows + 1) / 2).max(8))
        };
        Band { rows, columns, half }
    }

    /// A band that is the whole grid.
    pub(super) fn whole(rows: usize, columns: usize) -> Band {
        Band { rows, columns, half: columns + 1 }
    }

    /// First column and one past the last of a row of nodes.
    pub(super) fn columns(&self, row: usize) -> (usize, usize) {
        if self.half > self.columns || self.rows == 0 {
            return (0, self.columns + 1);
        }
        let middle = row * self.columns / self.rows;
        // A row of the band must touch the next one, however steep it is.
        let slope = self.columns / self.rows + 1;
        (middle.saturating_sub(self.half), (middle + self.half + slope + 1).min(self.columns + 1))
    }

    /// Where a node stands in a buffer of [`Band::size`]; `None` outside the band.
    pub(super) fn index(&self, row: usize, column: usize) -> Option<usize> {
        let (first, end) = self.columns(row);
        (first..end).contains(&column).then(|| row * self.width() + column - first)
    }

    /// Nodes that a buffer must hold.
    pub(super) fn size(&self) -> usize {
        (self.rows + 1) * self.width()
    }

    /// Nodes per row, for buffers.
    fn width(&self) -> usize {
        if self.rows == 0 {
            return self.columns + 1;
        }
        (2 * self.half + self.columns / self.rows + 2).min(self.columns + 1)
    }
}

impl Grid {
    /// The best path through a grid of `rows` × `columns` units, in order.
    pub(super) fn search(&mut self, rows: usize, columns: usize, beads: &mut impl Beads) -> &[Step] {
        let band = Band::new(rows, columns);
        let width = band.width();
        self.back.clear();
        self.back.resize(band.size(), u8::MAX);
        for best in &mut self.best {
            best.clear();
            best.resize(columns + 1, f32::NEG_INFINITY);
        }
        let mut before: [(usize, usize); 3] = [(0, 0); 3];
        let gap = beads.gap();
        for row in 0..=rows {
            let (first, end) = band.columns(row);
            // Rows rotate: 0 is this one, 1 the one before, 2 the one before that.
            self.best.rotate_right(1);
            before.rotate_right(1);
            let stale = before[0];
            self.best[0][stale.0..stale.1].fill(f32::NEG_INFINITY);
            before[0] = (first, end);
            for column in first..end {
                if row == 0 && column == 0 {
                    self.best[0][0] = 0.0;
                    continue;
                }
                let mut best = f32::NEG_INFINITY;
                let mut kind = u8::MAX;
                let mut consider = |index: u8, score: f32| {
                    if score > best + TIE {
                        best = score;
                        kind = index;
                    }
                };
                if row > 0 && column > 0 {
                    consider(0, self.best[1][column - 1] + beads.pair(row, column));
                }
                if row > 0 {
                    consider(1, self.best[1][column] + gap);
                }
                if column > 0 {
                    consider(2, self.best[0][column - 1] + gap);
                }
                if row > 0 && column > 0 {
                    let larger = beads.larger(row, column);
                    if larger.two_rows && row > 1 {
                        consider(3, self.best[2][column - 1] + beads.score(row, column, 2, 1));
                    }
                    if larger.two_columns && column > 1 {
                        consider(4, self.best[1][column - 2] + beads.score(row, column, 1, 2));
                    }
                    if larger.both && row > 1 && column > 1 {
                        consider(5, self.best[2][column - 2] + beads.score(row, column, 2, 2));
                    }
                }
                self.best[0][column] = best;
                self.back[row * width + column - first] = kind;
            }
        }
        self.path.clear();
        let (mut row, mut column) = (rows, columns);
        while row > 0 || column > 0 {
            let kind = band.index(row, column).map_or(u8::MAX, |index| self.back[index]);
            // Nodes of the band are reached by gaps at worst, so the fallback is never the way of a real path.
            let (take_rows, take_columns) = KINDS.get(kind as usize).copied().unwrap_or((row.min(1), column.min(1)));
            self.path.push(Step {
                rows: ((row - take_rows) as u32, row as u32),
                columns: ((column - take_columns) as u32, column as u32),
                score: if take_rows == 0 || take_columns == 0 {
                    gap
                } else {
                    beads.score(row, column, take_rows, take_columns)
                },
            });
            row -= take_rows;
            column -= take_columns;
        }
        self.path.reverse();
        &self.path
    }
}
