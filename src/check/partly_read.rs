use super::{Draft, PageContext, Place, Scope};
use crate::finding::{Change, Severity};
use crate::page::Page;
use crate::source::Span;

check! {
    /// ## What it does
    /// Reports a page of which a part was not read, or not as it stands: it is over a
    /// limit, or has a comment that never ends.
    ///
    /// ## Why it matters
    /// What was not read was not compared, so nothing is known of it. The page is checked
    /// with what could be read.
    ///
    /// ## Example
    /// - en-US: front matter with a few entries
    /// - zh-CN: front matter with 2,000 entries, of which 1,000 are read
    ///
    /// ## Not reported
    /// Mistakes of markup and front matter that cost nothing: what stands in them is read
    /// as text. Files of which nothing can be read are `unreadable-file`.
    "partly-read", File, Scope::Page(run)
}

/// Characters of the page that are quoted: enough to find the place.
const QUOTED: usize = 60;

fn run(context: &PageContext<'_>, drafts: &mut Vec<Draft>) {
    let page = &context.view.page;
    for note in context.view.notes.iter().filter(|note| note.is_loss) {
        drafts.push(Draft {
            change: Change::Changed,
            severity: Severity::Warning,
            confidence: 1.0,
            claim: None,
            source: None,
            target: Some(Place::of(beginning(page, note.span))),
            message: note.message.clone(),
        });
    }
}

/// The first words of a place, which may be all of a page.
fn beginning(page: &Page, span: Span) -> Span {
    let line = page.slice(span).lines().next().unwrap_or_default();
    let length = line.char_indices().nth(QUOTED).map_or(line.len(), |(at, _)| at);
    Span::new(span.start as usize, span.start as usize + length)
}
