//! A topic's pages side by side: rows of blocks that belong together, with the
//! findings marked in their words.
//!
//! The rows are made of the beads that the check itself used: source blocks
//! that any translation has in one bead are one row in all of them, so a
//! paragraph that one translation split stands beside both halves. What only a
//! translation has is a row of its own where it stands.
//!
//! A finding's place is a span of the file. It is led back to the text of the
//! block: words are marked as words, a link by its text, and where something is
//! missing, the row that it is missing from carries the finding without a mark.
//! Cost: linear in the text, and O(log pieces) a finding.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::align::Bead;
use crate::compare::PageView;
use crate::finding::{Evidence, Finding, Severity};
use crate::locale::Locale;
use crate::page::{BlockKind, Page, TextRange};
use crate::pipeline::AlignedPair;
use crate::source::{LineIndex, Span};

/// Below this score a cell is told to be unsure.
const UNSURE: f32 = 0.5;

/// The pages of a topic in rows.
#[derive(Debug, Clone, PartialEq)]
pub struct SideBySide {
    /// The columns: the source first, then the translations in order.
    pub columns: Vec<Column>,
    /// In order of the source.
    pub rows: Vec<Row>,
}

/// One page of the topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its locale.
    pub locale: Locale,
    /// Its path as it is shown to people.
    pub path: String,
    /// Whether it does not look like a translation of the source.
    pub unrelated: bool,
    /// For each block, the row that it stands in.
    pub row_of_block: Vec<u32>,
}

/// Blocks that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What they are in the source, or in the translation that alone has them.
    pub kind: RowKind,
    /// Whether they stand in a note.
    pub is_note: bool,
    /// How many lists they stand in.
    pub depth: u8,
    /// One for each column; `None` where the page has nothing.
    pub cells: Vec<Option<Cell>>,
    /// The findings that belong here: indices of the topic's findings.
    pub findings: Vec<usize>,
}

/// What a row is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// An item of a list.
    Item,
    /// A cell of a table.
    TableCell,
    /// A block of code.
    Code,
}

/// One page's side of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The line that it begins in, 1-based.
    pub line: u32,
    /// Its text.
    pub runs: Vec<Run>,
    /// Whether it stands elsewhere on its page.
    pub moved: bool,
    /// Whether the aligner is not sure that it belongs here.
    pub unsure: bool,
}

/// A piece of text that is marked by at most one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The text.
    pub text: String,
    /// The finding that marks it, the worst if there are several.
    pub finding: Option<usize>,
}

/// Puts the pages of a topic side by side. `views` are the source page and the
/// translations in order of their locales, `findings` those of the topic.
pub fn side_by_side(views: &[&PageView], pairs: &[AlignedPair], findings: &[Finding]) -> SideBySide {
    let Some((source, targets)) = views.split_first() else {
        return SideBySide { columns: Vec::new(), rows: Vec::new() };
    };
    let pair_of = |view: &&PageView| pairs.iter().find(|pair| pair.locale == view.page.locale);
    let beads: Vec<&[Bead]> = targets.iter().map(|view| pair_of(view).map_or(&[][..], |pair| &pair.beads)).collect();
    let groups = groups(source.page.blocks.len(), &beads, targets);
    let sides: Vec<Side<'_>> = views.iter().map(|view| Side::new(&view.page, findings)).collect();
    let mut columns: Vec<Column> = views
        .iter()
        .map(|view| Column {
            locale: view.page.locale.clone(),
            path: view.page.path.as_str().to_owned(),
            unrelated: pair_of(view).is_some_and(|pair| pair.unrelated),
            row_of_block: vec![0; view.page.blocks.len()],
        })
        .collect();
    let mut rows = Vec::with_capacity(groups.len());
    for group in &groups {
        let number = rows.len() as u32;
        let mut first = None;
        let mut cells = Vec::with_capacity(views.len());
        for (column, blocks) in group.blocks.iter().enumerate() {
            for range in blocks {
                columns[column].row_of_block[range.clone()].fill(number);
                first = first.or(sides[column].page.blocks.get(range.start));
            }
            let target = column.checked_sub(1);
            let moved = target.is_some_and(|target| group.moved[target]);
            let unsure = target.is_some_and(|target| group.score[target] < UNSURE);
            cells.push(sides[column].cell(blocks, moved, unsure));
        }
        let Some(first) = first else { continue };
        let kind = match first.kind {
            BlockKind::Heading(level) => RowKind::Heading(level),
            BlockKind::Paragraph => RowKind::Paragraph,
            BlockKind::ListItem { .. } => RowKind::Item,
            BlockKind::TableCell { .. } => RowKind::TableCell,
            BlockKind::Code => RowKind::Code,
        };
        rows.push(Row { kind, is_note: first.note.is_some(), depth: first.list_depth, cells, findings: Vec::new() });
    }
    for (index, finding) in findings.iter().enumerate() {
        let row = |evidence: &Option<Evidence>| {
            let evidence = evidence.as_ref()?;
            let column = columns.iter().position(|column| column.path == evidence.path)?;
            let block = sides[column].block_of(evidence)?;
            columns[column].row_of_block.get(block).copied()
        };
        // Where something is missing, the source's words are the better place.
        let row = row(&finding.source).or_else(|| row(&finding.target));
        if let Some(row) = row.and_then(|row| rows.get_mut(row as usize)) {
            row.findings.push(index);
        }
    }
    SideBySide { columns, rows }
}

/// The blocks of one row, page by page.
struct Group {
    /// The source first; several ranges where a bead was found out of order.
    blocks: Vec<Vec<Range<usize>>>,
    /// For each translation, whether it stands elsewhere there.
    moved: Vec<bool>,
    /// For each translation, the lowest score of its beads.
    score: Vec<f32>,
}

impl Group {
    fn new(targets: usize) -> Group {
        Group { blocks: vec![Vec::new(); targets + 1], moved: vec![false; targets], score: vec![1.0; targets] }
    }

    fn add(&mut self, target: usize, bead: &Bead) {
        self.blocks[target + 1].push(bead.target_range());
        self.moved[target] |= bead.moved;
        self.score[target] = self.score[target].min(bead.score);
    }
}

fn groups(count: usize, beads: &[&[Bead]], targets: &[&PageView]) -> Vec<Group> {
    let mut begins = vec![true; count + 1];
    let mut bead_of: Vec<Vec<Option<&Bead>>> = Vec::with_capacity(beads.len());
    let mut extra: Vec<(usize, usize, &Bead)> = Vec::new();
    for (index, beads) in beads.iter().enumerate() {
        let mut own = vec![None; count];
        for bead in *beads {
            let source = bead.source_range();
            if source.is_empty() {
                extra.push((source.start, index, bead));
            } else if source.end <= count {
                begins[source.start + 1..source.end].fill(false);
                own[source].fill(Some(bead));
            }
        }
        bead_of.push(own);
    }
    extra.sort_by_key(|&(place, index, bead)| (place, index, bead.target));
    let mut extra = extra.into_iter().peekable();
    let mut groups = Vec::with_capacity(count);
    let alone = |index: usize, bead: &Bead| {
        let mut group = Group::new(targets.len());
        group.add(index, bead);
        // Nothing to be sure of.
        group.score[index] = 1.0;
        group
    };
    let mut first = 0;
    while first < count {
        while let Some((_, index, bead)) = extra.next_if(|&(place, ..)| place <= first) {
            groups.push(alone(index, bead));
        }
        let end = (first + 1..=count).find(|&end| begins[end]).unwrap_or(count);
        let mut group = Group::new(targets.len());
        group.blocks[0].push(first..end);
        for (target, beads) in bead_of.iter().enumerate() {
            let mut last = None;
            for bead in beads[first..end].iter().flatten().filter(|bead| bead.is_pair()) {
                if last != Some(bead.source) {
                    group.add(target, bead);
                    last = Some(bead.source);
                }
            }
        }
        groups.push(group);
        first = end;
    }
    groups.extend(extra.map(|(_, index, bead)| alone(index, bead)));
    groups
}

/// A page with its marks.
struct Side<'p> {
    page: &'p Page,
    lines: LineIndex,
    /// Ranges of the page's text with the findings that mark them, by start.
    marks: Vec<(TextRange, usize, Severity)>,
    /// For each mark, how far it and those before it reach.
    reach: Vec<u32>,
}

impl<'p> Side<'p> {
    fn new(page: &'p Page, findings: &[Finding]) -> Side<'p> {
        let mut side = Side { page, lines: LineIndex::new(&page.source), marks: Vec::new(), reach: Vec::new() };
        for (index, finding) in findings.iter().enumerate() {
            let own = [&finding.source, &finding.target].into_iter().flatten();
            for evidence in own.filter(|evidence| evidence.text.is_some() && evidence.path == page.path.as_str()) {
                let text = side.span(evidence).and_then(|span| side.text(span));
                side.marks.extend(text.map(|text| (text, index, finding.severity)));
            }
        }
        side.marks.sort_by_key(|(text, index, _)| (*text, *index));
        let furthest = |reach: &mut u32, mark: &(TextRange, usize, Severity)| {
            *reach = mark.0.end.max(*reach);
            Some(*reach)
        };
        side.reach = side.marks.iter().scan(0, furthest).collect();
        side
    }

    /// The bytes of the file at a place.
    fn span(&self, evidence: &Evidence) -> Option<Span> {
        let offset = |line: u32, column: u32| {
            let span = self.lines.line_span(&self.page.source, line)?;
            let text = self.page.slice(span);
            let mark = if span.start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
            let skipped: usize = text[mark..].chars().take(column.max(1) as usize - 1).map(char::len_utf8).sum();
            Some(span.start as usize + mark + skipped)
        };
        let start = offset(evidence.line, evidence.column)?;
        let end = offset(evidence.end_line, evidence.end_column)?.max(start);
        Some(Span::new(start, end))
    }

    /// The text that was made of a span: words, or the text of the link that has
    /// the span in its markup.
    fn text(&self, span: Span) -> Option<TextRange> {
        let pieces = &self.page.pieces;
        let first = pieces.partition_point(|piece| piece.source.end <= span.start);
        let mut text: Option<TextRange> = None;
        for piece in pieces[first..].iter().take_while(|piece| piece.source.start < span.end) {
            let verbatim = piece.text_len == piece.source.end - piece.source.start;
            let (start, end) = match verbatim {
                true => (
                    piece.text + span.start.saturating_sub(piece.source.start),
                    piece.text + piece.text_len - piece.source.end.saturating_sub(span.end).min(piece.text_len),
                ),
                false => (piece.text, piece.text + piece.text_len),
            };
            let known = text.map_or(start, |text| text.start);
            text = Some(TextRange { start: known.min(start), end: end.max(start) });
        }
        let covering = || {
            let inlines = self.page.inlines.iter();
            let holds = inlines.filter(|inline| inline.span.start <= span.start && span.end <= inline.span.end);
            holds.map(|inline| inline.text).filter(|text| !text.is_empty()).min_by_key(|text| text.len())
        };
        text.filter(|text| !text.is_empty()).or_else(covering)
    }

    /// The block at a place, or the last one before it.
    fn block_of(&self, evidence: &Evidence) -> Option<usize> {
        let span = self.span(evidence)?;
        let blocks = &self.page.blocks;
        let behind = blocks.partition_point(|block| block.span.start <= span.start);
        // A heading in a table spans it; the block that ends first is the narrowest.
        let holds = (0..behind).rev().take(8).find(|&index| blocks[index].span.end > span.start);
        holds.or(behind.checked_sub(1)).or_else(|| (!blocks.is_empty()).then_some(0))
    }

    fn cell(&self, blocks: &[Range<usize>], moved: bool, unsure: bool) -> Option<Cell> {
        let first = blocks.first().and_then(|range| self.page.blocks.get(range.start))?;
        let line = self.lines.line(first.span.start);
        let mut runs = Vec::new();
        for (number, index) in blocks.iter().flat_map(Clone::clone).enumerate() {
            if number > 0 {
                runs.push(Run { text: "\n".to_owned(), finding: None });
            }
            self.runs(self.page.blocks[index].text, &mut runs);
        }
        Some(Cell { line, runs, moved, unsure })
    }

    /// Cuts a block's text at the marks.
    fn runs(&self, block: TextRange, runs: &mut Vec<Run>) {
        let first = self.reach.partition_point(|&end| end <= block.start);
        let last = self.marks.partition_point(|(text, ..)| text.start < block.end);
        let mut edges: Vec<(u32, bool, (Severity, Reverse<usize>))> = Vec::new();
        for (text, index, severity) in self.marks[first..last.max(first)].iter().filter(|mark| mark.0.end > block.start)
        {
            let mark = (*severity, Reverse(*index));
            edges.push((text.start.max(block.start), true, mark));
            edges.push((text.end.min(block.end), false, mark));
        }
        edges.sort_unstable();
        // The worst of the marks that are open stands last.
        let mut open = BTreeSet::new();
        let mut at = block.start;
        for (edge, begins, mark) in edges {
            self.run(at..edge, &open, runs);
            at = edge.max(at);
            if begins {
                open.insert(mark)
            } else {
                open.remove(&mark)
            };
        }
        self.run(at..block.end, &open, runs);
    }

    fn run(&self, text: Range<u32>, open: &BTreeSet<(Severity, Reverse<usize>)>, runs: &mut Vec<Run>) {
        let Some(text) = self.page.text.get(text.start as usize..text.end as usize).filter(|text| !text.is_empty())
        else {
            return;
        };
        let finding = open.last().map(|(_, Reverse(index))| *index);
        match runs.last_mut().filter(|last| last.finding == finding) {
            Some(last) => last.text.push_str(text),
            None => runs.push(Run { text: text.to_owned(), finding }),
        }
    }
}
