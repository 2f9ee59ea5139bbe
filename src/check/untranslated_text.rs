use super::{Draft, PairContext, Place, Scope};
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a paragraph, a list item, a cell, a heading or a sentence that was left
    /// in the language of the source. Headings and labels without a sentence are notes, and so
    /// are quotes, which say what somebody or a program says.
    ///
    /// ## Why it matters
    /// The reader chose her language because she does not read the other one.
    ///
    /// ## Example
    /// - en-US: "Restart the service before you go on."
    /// - zh-CN: "Restart the service before you go on."
    ///
    /// ## Not reported
    /// Product names, code, labels of less than four words, names of nouns alone ("North voice
    /// routing policy"; notes), names of fields and buttons
    /// inside a sentence, and a page that is untranslated throughout
    /// (`untranslated-page`).
    "untranslated-text", Untranslated, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    let untranslated = &pair.pair.untranslated;
    if untranslated.is_whole_page() {
        return;
    }
    // The line that a generator signs pages with is in its own language.
    let of_generator = |block: u32| {
        let page = &pair.source.page;
        crate::claim::last_modified(page, &page.blocks[block as usize])
    };
    for left in untranslated.texts.iter().filter(|left| !of_generator(left.source)) {
        drafts.push(Draft {
            change: Change::Changed,
            severity: if left.is_sentence && !left.is_quoted { Severity::Warning } else { Severity::Note },
            confidence: if left.is_sentence { 0.9 } else { 0.7 },
            claim: None,
            source: Some(Place::of(pair.source.page.span(pair.source.page.blocks[left.source as usize].text))),
            target: Some(Place::of(pair.target.page.span(left.text))),
            message: "this text was left in the language of the source".to_owned(),
        });
    }
}
