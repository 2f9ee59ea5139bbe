//! From a text that was made out of the file back to the file.
//!
//! Mostly the text that is parsed is the file's own body, and a place in it is
//! a place in the file plus a constant. Where bytes had to be taken out first
//! (the `>` of a quote around HTML, the tags of MDX), a table of runs tells
//! where each run of the text stood.

/// Maps byte offsets of a parsed text to byte offsets of the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    base: usize,
    /// Begin of each run in the text and in the file; empty if there is one run.
    runs: Vec<(u32, u32)>,
}

impl Places {
    /// A text that stands in the file from byte `base` on.
    pub(super) fn shifted(base: usize) -> Places {
        Places { base, runs: Vec::new() }
    }

    /// A text that was put together from `runs`: the offset of each in the text
    /// and in the file, both ascending, the first at offset 0 of the text.
    pub(super) fn of_runs(runs: Vec<(u32, u32)>) -> Places {
        Places { base: 0, runs }
    }

    /// The place in the file of the byte at `offset`, where something begins.
    #[inline]
    pub(super) fn start(&self, offset: usize) -> usize {
        if self.runs.is_empty() { self.base + offset } else { self.search(offset) }
    }

    /// The place in the file of the end of something that ends before `offset`:
    /// at the seam of two runs that is the end of the first.
    #[inline]
    pub(super) fn end(&self, offset: usize) -> usize {
        if self.runs.is_empty() {
            self.base + offset
        } else if offset == 0 {
            self.search(0)
        } else {
            self.search(offset - 1) + 1
        }
    }

    /// How much of the `length` bytes from `offset` on stands in the file without a gap.
    #[inline]
    pub(super) fn unbroken(&self, offset: usize, length: usize) -> usize {
        if self.runs.is_empty() {
            return length;
        }
        let after = self.runs.partition_point(|&(text, _)| text as usize <= offset);
        self.runs.get(after).map_or(length, |&(text, _)| length.min(text as usize - offset))
    }

    fn search(&self, offset: usize) -> usize {
        let after = self.runs.partition_point(|&(text, _)| text as usize <= offset);
        let (text, source) = self.runs[after.saturating_sub(1)];
        source as usize + (offset - text as usize)
    }
}
