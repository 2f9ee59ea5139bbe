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
    /// The score of a bead of more than two units that ends here.
    fn score(&self, row: usize, column: usize, rows: usize, columns: usize) -> f32;
}

/// Which beads of more than two units are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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
    /// By how much the best path is better than the best one that has something
    /// else for one of the bead's units, in log odds.
    pub(super) margin: f32,
}

/// The kinds of beads in the order in which ties are broken.
const KINDS: [(usize, usize); 6] = [(1, 1), (1, 0), (0, 1), (2, 1), (1, 2), (2, 2)];

/// Scores that are no further apart are equal, and the kind that comes first is
/// taken: where a page has the same text twice, rounding must not decide.
const TIE: f32 = 1e-3;

/// At most so many cells are looked at.
const MOST_CELLS: usize = 1 << 21;

/// A grid with at most so many cells is searched completely.
const ALL_CELLS: usize = 1 << 14;

/// The buffers of the search.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// The first column of the band in each row of nodes, and one past the last.
    bounds: Vec<(usize, usize)>,
    /// The best sum from the start to each node of the band, and from it to the end.
    forward: Vec<f32>,
    backward: Vec<f32>,
    /// The score of the 1–1 bead that ends at each node.
    pairs: Vec<f32>,
    /// Which larger beads may end there.
    larger: Vec<Larger>,
    /// The kind of bead by which each node is reached best.
    back: Vec<u8>,
    path: Vec<Step>,
    /// What the path does with each row and each column.
    rows: Vec<Taken>,
    columns: Vec<Taken>,
}

/// What the path does with a unit, and the best sum of a path that does something else.
#[derive(Debug, Clone, Copy)]
struct Taken {
    /// The unit on the other side, if it is one; otherwise a mark.
    partner: u32,
    other: f32,
}

/// Marks in [`Taken::partner`].
const ALONE: u32 = u32::MAX;
const MANY: u32 = u32::MAX - 1;

/// The columns of the band in each row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Band {
    rows: usize,
    columns: usize,
    half: usize,
    /// By how many columns a row stands behind the one before it, rounded up.
    slope: usize,
    /// Nodes per row, for buffers.
    width: usize,
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
        Band::of(rows, columns, half)
    }

    /// A band that is the whole grid.
    pub(super) fn whole(rows: usize, columns: usize) -> Band {
        Band::of(rows, columns, columns + 1)
    }

    /// Divides once: every cell asks for its row's columns.
    fn of(rows: usize, columns: usize, half: usize) -> Band {
        let slope = columns.checked_div(rows).map_or(0, |slope| slope + 1);
        let width = if rows == 0 { columns + 1 } else { (2 * half + slope + 1).min(columns + 1) };
        Band { rows, columns, half, slope, width }
    }

    /// First column and one past the last of a row of nodes.
    pub(super) fn columns(&self, row: usize) -> (usize, usize) {
        if self.half > self.columns || self.rows == 0 {
            return (0, self.columns + 1);
        }
        let middle = if self.rows == self.columns { row } else { row * self.columns / self.rows };
        // A row of the band must touch the next one, however steep it is.
        (middle.saturating_sub(self.half), (middle + self.half + self.slope + 1).min(self.columns + 1))
    }

    /// Where a node stands in a buffer of [`Band::size`]; `None` outside the band.
    pub(super) fn index(&self, row: usize, column: usize) -> Option<usize> {
        let (first, end) = self.columns(row);
        (first..end).contains(&column).then(|| row * self.width + column - first)
    }

    /// Nodes that a buffer must hold.
    pub(super) fn size(&self) -> usize {
        (self.rows + 1) * self.width
    }
}

impl Grid {
    /// The best path through a grid of `rows` × `columns` units, in order.
    pub(super) fn search(&mut self, rows: usize, columns: usize, beads: &mut impl Beads) -> &[Step] {
        let band = Band::new(rows, columns);
        let width = band.width;
        self.bounds.clear();
        self.bounds.extend((0..=rows).map(|row| band.columns(row)));
        for buffer in [&mut self.forward, &mut self.backward, &mut self.pairs] {
            buffer.clear();
            buffer.resize(band.size(), f32::NEG_INFINITY);
        }
        self.back.clear();
        self.back.resize(band.size(), u8::MAX);
        self.larger.clear();
        self.larger.resize(band.size(), Larger::default());
        self.go_forward(width, beads);
        self.trace(&band);
        self.go_backward(&band, beads);
        &self.path
    }

    fn go_forward(&mut self, width: usize, beads: &mut impl Beads) {
        let Grid { forward, back, bounds, pairs, larger: allowed, .. } = self;
        let gap = beads.gap();
        for row in 0..bounds.len() {
            let (first, end) = bounds[row];
            // Where the nodes of a row above begin, and which columns they are.
            let above = |rows: usize| match row.checked_sub(rows) {
                Some(above) => (above * width, bounds[above].0, bounds[above].1),
                None => (0, 0, 0),
            };
            let (one, two) = (above(1), above(2));
            let reach = |forward: &[f32], (start, first, end): (usize, usize, usize), column: usize| {
                if column < first || column >= end {
                    return f32::NEG_INFINITY;
                }
                forward[start + column - first]
            };
            for column in first..end {
                let at = row * width + column - first;
                if row == 0 && column == 0 {
                    forward[at] = 0.0;
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
                    let pair = beads.pair(row, column);
                    pairs[at] = pair;
                    consider(0, reach(forward, one, column - 1) + pair);
                }
                if row > 0 {
                    consider(1, reach(forward, one, column) + gap);
                }
                if column > first {
                    consider(2, forward[at - 1] + gap);
                }
                if row > 0 && column > 0 {
                    let larger = beads.larger(row, column);
                    allowed[at] = larger;
                    if larger.two_rows && row > 1 {
                        consider(3, reach(forward, two, column - 1) + beads.score(row, column, 2, 1));
                    }
                    if larger.two_columns && column > 1 {
                        consider(4, reach(forward, one, column - 2) + beads.score(row, column, 1, 2));
                    }
                    if larger.both && row > 1 && column > 1 {
                        consider(5, reach(forward, two, column - 2) + beads.score(row, column, 2, 2));
                    }
                }
                forward[at] = best;
                back[at] = kind;
            }
        }
    }

    /// The best path, from its end.
    fn trace(&mut self, band: &Band) {
        self.path.clear();
        self.rows.clear();
        self.rows.resize(band.rows, Taken { partner: ALONE, other: f32::NEG_INFINITY });
        self.columns.clear();
        self.columns.resize(band.columns, Taken { partner: ALONE, other: f32::NEG_INFINITY });
        let (mut row, mut column) = (band.rows, band.columns);
        while row > 0 || column > 0 {
            let kind = band.index(row, column).map_or(u8::MAX, |index| self.back[index]);
            // Nodes of the band are reached by gaps at worst, so the fallback is never the way of a real path.
            let (take_rows, take_columns) = KINDS.get(kind as usize).copied().unwrap_or((row.min(1), column.min(1)));
            let step = Step {
                rows: ((row - take_rows) as u32, row as u32),
                columns: ((column - take_columns) as u32, column as u32),
                margin: 0.0,
            };
            row -= take_rows;
            column -= take_columns;
            let partner = |start: usize| if (take_rows, take_columns) == (1, 1) { start as u32 } else { MANY };
            if take_rows > 0 && take_columns > 0 {
                self.rows[row..row + take_rows].iter_mut().for_each(|taken| taken.partner = partner(column));
                self.columns[column..column + take_columns].iter_mut().for_each(|taken| taken.partner = partner(row));
            }
            self.path.push(step);
        }
        self.path.reverse();
    }

    /// Margins: the best path through every other bead that takes a unit, from
    /// the sums of both directions.
    fn go_backward(&mut self, band: &Band, beads: &impl Beads) {
        let width = band.width;
        let Grid { forward, backward, path, rows, columns, bounds, pairs, larger, .. } = self;
        let gap = beads.gap();
        for row in (0..=band.rows).rev() {
            let (first, end) = bounds[row];
            let (next_first, next_end) = bounds.get(row + 1).copied().unwrap_or((0, 0));
            let below = (row + 1) * width;
            let partner = rows.get(row).map_or(MANY, |taken| taken.partner);
            let mut other = f32::NEG_INFINITY;
            for column in (first..end).rev() {
                let at = row * width + column - first;
                if row == band.rows && column == band.columns {
                    backward[at] = 0.0;
                    continue;
                }
                let before = forward[at];
                let mut best = f32::NEG_INFINITY;
                if column >= next_first && column < next_end {
                    let rest = gap + backward[below + column - next_first];
                    best = rest;
                    if partner != ALONE {
                        other = other.max(before + rest);
                    }
                }
                if column + 1 < end {
                    let rest = gap + backward[at + 1];
                    best = best.max(rest);
                    let taken = &mut columns[column];
                    if taken.partner != ALONE {
                        taken.other = taken.other.max(before + rest);
                    }
                }
                if column + 1 >= next_first && column + 1 < next_end {
                    let node = below + column + 1 - next_first;
                    let rest = pairs[node] + backward[node];
                    best = best.max(rest);
                    if partner != column as u32 {
                        other = other.max(before + rest);
                        let taken = &mut columns[column];
                        taken.other = taken.other.max(before + rest);
                    }
                    let mut consider = |take_rows: usize, take_columns: usize, is_allowed: fn(&Larger) -> bool| {
                        if row + take_rows > band.rows {
                            return;
                        }
                        let node = band.index(row + take_rows, column + take_columns);
                        let Some(node) = node.filter(|&node| is_allowed(&larger[node])) else { return };
                        let score = beads.score(row + take_rows, column + take_columns, take_rows, take_columns);
                        let rest = score + backward[node];
                        best = best.max(rest);
                        // If the path takes any of the units in a larger bead, it is most likely this one.
                        for taken in rows[row..row + take_rows].iter_mut().filter(|taken| taken.partner != MANY) {
                            taken.other = taken.other.max(before + rest);
                        }
                        for taken in
                            columns[column..column + take_columns].iter_mut().filter(|taken| taken.partner != MANY)
                        {
                            taken.other = taken.other.max(before + rest);
                        }
                    };
                    consider(2, 1, |larger| larger.two_rows);
                    consider(1, 2, |larger| larger.two_columns);
                    consider(2, 2, |larger| larger.both);
                }
                backward[at] = best;
            }
            if let Some(taken) = rows.get_mut(row) {
                taken.other = taken.other.max(other);
            }
        }
        let Some(best) = band.index(band.rows, band.columns).map(|index| forward[index]) else { return };
        for step in path {
            let others = rows[step.rows.0 as usize..step.rows.1 as usize].iter();
            let others = others.chain(&columns[step.columns.0 as usize..step.columns.1 as usize]);
            step.margin = best - others.fold(f32::NEG_INFINITY, |most, taken| most.max(taken.other));
        }
    }
}
