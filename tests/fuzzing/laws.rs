//! What holds for any input.

use std::collections::HashMap;

use docparity::bitext;
use docparity::compare::PageView;
use docparity::corpus::Topic;
use docparity::finding::Finding;
use docparity::locale::Locale;
use docparity::page::{BlockKind, FrontMatter, Page, TextRange};
use docparity::parse::ParseNote;
use docparity::pipeline::{AlignedPair, TopicResult, parse_file};
use docparity::source::{LineIndex, Span};

#[track_caller]
fn slices(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} is no slice of {text:?}");
}

/// Places of front matter are slices of the text, in order.
pub(super) fn front_matter(text: &str, read: &FrontMatter, notes: &[ParseNote]) {
    slices(text, read.span);
    notes.iter().for_each(|note| slices(text, note.span));
    let mut start = 0;
    for entry in &read.entries {
        slices(text, entry.span);
        assert!(entry.span.start >= start, "{entry:?} before {start}");
        start = entry.span.start;
    }
}

/// Blocks, pieces, inlines and sections cover the text in order, and lead back to the file.
pub(super) fn page(page: &Page, notes: &[ParseNote]) {
    front_matter(&page.source, &page.front_matter, notes);
    let (mut text, mut source) = (0, 0);
    for piece in &page.pieces {
        // All that a dialect puts in at a place stands for the one character before it.
        let follows = piece.source.start >= source || piece.source.end == source && piece.source.start + 1 == source;
        assert!(piece.text >= text && piece.text_len > 0 && follows, "{piece:?} behind {source}");
        text = piece.text + piece.text_len;
        source = piece.source.end;
        let made = &page.text[piece.text as usize..text as usize];
        let from = page.slice(piece.source);
        if made.len() == from.len() {
            let space = |byte: u8| byte.is_ascii_whitespace();
            // A line end that a dialect puts in stands for the mark before it, and a mark that it puts
            // in for the line end; where the fences of a page do not match, that may become code.
            let put = |one: u8, other: u8| space(one) || one == b':' && other == b'\n' && made.len() == 1;
            let same = made.bytes().zip(from.bytes()).all(|(one, other)| one == other || put(one, other));
            // An entity, or an escape, can be as long as what it stands for.
            assert!(same || from.starts_with(['&', '\\', '\0']), "{made:?} is not {from:?}");
        }
    }
    let (mut text, mut source, mut inline) = (0, 0, 0);
    for block in &page.blocks {
        slices(&page.source, block.span);
        assert!(block.text.start == text && block.span.start >= source, "{block:?}");
        source = block.span.end;
        text = block.text.end + 1;
        assert_eq!(&page.text[block.text.end as usize..text as usize], "\n");
        let own = page.block_text(block);
        for (at, character) in own.char_indices().step_by(1 + own.len() / 64) {
            let start = block.text.start as usize + at;
            slices(&page.source, page.span(TextRange::new(start, start + character.len_utf8())));
        }
        assert_eq!(block.inlines.0, inline);
        inline = block.inlines.1;
        for inline in page.block_inlines(block) {
            slices(&page.source, inline.span);
            assert!(block.text.contains(inline.text) && page.text.get(inline.text.range()).is_some(), "{inline:?}");
            page.destination(inline);
        }
    }
    assert!(text as usize == page.text.len() && inline as usize == page.inlines.len());
    let mut end = 0;
    for section in &page.sections {
        assert_eq!(section.blocks.0, end);
        end = section.blocks.1;
    }
    assert_eq!(end as usize, page.blocks.len());
}

/// Segments stand in their block, in order, without white space around them.
pub(super) fn segments(page: &Page) {
    for block in &page.blocks {
        let mut segments = Vec::new();
        bitext::cut(page, block, &mut segments);
        let mut end = block.text.start;
        for segment in segments {
            assert!(block.text.contains(segment) && segment.start >= end, "{segment:?}");
            end = segment.end;
            let text = &page.text[segment.range()];
            // A block of code is one segment, its indentation included.
            assert!(block.kind == BlockKind::Code || text == text.trim(), "{text:?}");
        }
    }
}

/// Claims stand in their blocks, and their places in the file.
pub(super) fn claims(view: &PageView) {
    let mut block = 0;
    for claim in &view.claims {
        assert!(claim.block >= block, "{claim:?} before block {block}");
        block = claim.block;
        assert!(view.block_of(claim).text.contains(claim.text), "{claim:?}");
        view.text_of(claim);
        slices(&view.page.source, view.span_of(claim));
    }
}

/// The topic did not make docparity fail.
pub(super) fn was_checked(result: &TopicResult) {
    let failed = result.findings.iter().find(|finding| finding.message.contains("docparity failed on it"));
    assert!(failed.is_none(), "{failed:?}");
}

/// Every finding names places that are in its page, and quotes what stands there.
pub(super) fn findings(findings: &[Finding], topic: &Topic) {
    let texts: HashMap<&str, (&str, LineIndex)> = topic
        .pages
        .values()
        .flatten()
        .map(|page| (page.path.as_str(), page.text.as_deref().unwrap()))
        .map(|(path, text)| (path, (text, LineIndex::new(text))))
        .collect();
    for finding in findings {
        assert!((0.0..=1.0).contains(&finding.confidence.get()), "{finding:?}");
        assert!(!finding.fingerprint.is_empty() && !finding.message.is_empty());
        assert!(!finding.message.contains('\n'), "{finding:?}");
        for evidence in [&finding.source, &finding.target].into_iter().flatten() {
            let (text, lines) = &texts[evidence.path.as_str()];
            assert!(lines.line_span(text, evidence.line).is_some(), "{evidence:?} is no place of {text:?}");
            assert!(evidence.column > 0, "{evidence:?}");
            let order = (evidence.line, evidence.column) <= (evidence.end_line, evidence.end_column);
            assert!(order, "{evidence:?}");
        }
    }
}

/// Beads cover the blocks of both pages completely, the source's in order.
pub(super) fn alignment(topic: &Topic, source: &Locale, aligned: &[AlignedPair]) {
    let blocks = |locale: &Locale| topic.page(locale).and_then(parse_file).map_or(0, |page| page.blocks.len());
    for pair in aligned {
        let mut next = 0;
        let mut seen = vec![false; blocks(&pair.locale)];
        for bead in &pair.beads {
            assert!((0.0..=1.0).contains(&bead.score), "{bead:?}");
            assert!(bead.source.0 as usize == next && bead.source.0 <= bead.source.1, "{bead:?}, not {next}");
            next = bead.source.1 as usize;
            for target in bead.target_range() {
                assert!(!std::mem::replace(&mut seen[target], true), "{bead:?}: {target} twice");
            }
        }
        assert_eq!(next, blocks(source));
        assert!(seen.iter().all(|seen| *seen), "{:?}", pair.beads);
    }
}

/// Every line is a value.
pub(super) fn json_lines(written: &[u8]) {
    for line in written.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        serde_json::from_slice::<serde_json::Value>(line).unwrap();
    }
}
