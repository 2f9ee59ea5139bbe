//! Text that was left in the language of the source: what two checks share.

use super::PairContext;
use crate::locale::Script;
use crate::page::{Block, BlockKind, Page};

/// What of a page was left in the language of the source.
#[derive(Debug)]
pub(super) struct Untranslated {
    /// Block of the source and block of the target.
    pub(super) blocks: Vec<(usize, usize)>,
    /// Bytes of text in them, and in all blocks of running text.
    bytes: (usize, usize),
}

impl Untranslated {
    pub(super) fn is_whole_page(&self) -> bool {
        self.bytes.0 * 2 >= self.bytes.1 && self.bytes.0 > 200
    }
}

/// The blocks of the translation that read as their counterparts in the source
/// do; `None` where there are none, or the languages are the same.
pub(super) fn find(pair: &PairContext<'_>) -> Option<Untranslated> {
    let (source, target) = (&pair.source.page, &pair.target.page);
    if source.locale.language() == target.locale.language() {
        return None;
    }
    let mut found = Untranslated { blocks: Vec::new(), bytes: (0, 0) };
    for bead in pair.pair.beads.iter().filter(|bead| bead.is_pair()) {
        for index in bead.target_range() {
            let block = &target.blocks[index];
            if block.kind == BlockKind::Code {
                continue;
            }
            found.bytes.1 += block.text.len();
            let is_left =
                bead.source_range().any(|source_index| same_words(source, &source.blocks[source_index], target, block));
            if is_left {
                found.bytes.0 += block.text.len();
                found.blocks.push((bead.source.0 as usize, index));
            }
        }
    }
    (!found.blocks.is_empty()).then_some(found)
}

/// Whether the target's block is the source's, or nearly so, and is running text.
fn same_words(source: &Page, source_block: &Block, target: &Page, target_block: &Block) -> bool {
    let (there, here) = (source.block_text(source_block), target.block_text(target_block));
    let length = here.len();
    // A translation into another script has other bytes; look closer only where it has not.
    if target.locale.script() != Script::Latin && here.bytes().filter(|byte| *byte >= 0xd0).count() * 8 > length {
        return false;
    }
    if length < 12 || length.abs_diff(there.len()) * 3 > length {
        return false;
    }
    let prose = |text: &str| {
        text.split_whitespace()
            .filter(|word| {
                word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b',' | b'.'))
            })
            .count()
    };
    if target.locale.script() == Script::Latin && !same_start(there, here) {
        return false;
    }
    if prose(here) < 3 {
        return false;
    }
    let theirs: rustc_hash::FxHashSet<&str> = there.split_whitespace().collect();
    let (mut same, mut all) = (0, 0);
    for word in here.split_whitespace() {
        all += 1;
        same += usize::from(theirs.contains(word));
    }
    same * 10 >= all * 8
}

/// A cheap look before words are compared: the first letters agree somewhere near the start.
fn same_start(there: &str, here: &str) -> bool {
    let mut here = here.split_whitespace().take(8);
    let there: Vec<&str> = there.split_whitespace().take(8).collect();
    here.any(|word| word.len() > 3 && there.contains(&word))
}
