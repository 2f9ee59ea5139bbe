//! The lines and titles that the terminal report shows.

use std::cell::RefCell;
use std::rc::Rc;

use docparity::corpus::{Corpus, PageFile};
use docparity::report::terminal::Pages;
use docparity::source::LineIndex;
use rustc_hash::FxHashMap;

/// Files whose lines are known at a time: a topic's pages are asked for in turn.
const MOST_FILES: usize = 64;

/// Lines of the pages of a corpus.
pub(super) struct SourceLines<'c> {
    corpus: &'c Corpus,
    by_path: FxHashMap<&'c str, &'c PageFile>,
    recent: RefCell<FxHashMap<&'c str, Rc<Lines<'c>>>>,
}

struct Lines<'c> {
    text: std::borrow::Cow<'c, str>,
    index: LineIndex,
}

impl<'c> SourceLines<'c> {
    pub(super) fn new(corpus: &'c Corpus) -> SourceLines<'c> {
        let by_path = corpus.pages().map(|page| (page.path.as_str(), page)).collect();
        SourceLines { corpus, by_path, recent: RefCell::default() }
    }

    fn lines(&self, path: &str) -> Option<Rc<Lines<'c>>> {
        let page = *self.by_path.get(path)?;
        let mut recent = self.recent.borrow_mut();
        if let Some(lines) = recent.get(path) {
            return Some(Rc::clone(lines));
        }
        if recent.len() >= MOST_FILES {
            recent.clear();
        }
        let text = page.read().ok()?;
        let lines = Rc::new(Lines { index: LineIndex::new(&text), text });
        recent.insert(page.path.as_str(), Rc::clone(&lines));
        Some(lines)
    }
}

impl Pages for SourceLines<'_> {
    fn line(&self, path: &str, line: u32) -> Option<String> {
        let lines = self.lines(path)?;
        let span = lines.index.line_span(&lines.text, line)?;
        lines.text.get(span.range()).map(str::to_owned)
    }

    fn title(&self, topic: &str) -> Option<String> {
        let topic = self.corpus.topic(topic)?;
        let page = topic.page(&self.corpus.source_locale).or_else(|| topic.pages.values().flatten().next())?;
        page.title.as_deref().map(str::to_owned)
    }
}
