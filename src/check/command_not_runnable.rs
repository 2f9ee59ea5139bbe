use super::{Draft, PageContext, Place, Scope};
use crate::claim::{ClaimKind, damage};
use crate::finding::{Change, Severity};
use crate::page::{BlockKind, TextRange};

check! {
    /// ## What it does
    /// Reports a command that would not run as it stands: a typographic dash before
    /// a parameter, typographic quotes, a quote that is never closed, a space lost
    /// between a cmdlet and its parameter.
    ///
    /// ## Why it matters
    /// Readers copy commands. The shell does not know "–Identity" or "“".
    ///
    /// ## Example
    /// - en-US: `Set-CsOAuthConfiguration -ExchangeAutodiscoverUrl "https://…"`
    /// - zh-CN: `Set-CsOAuthConfiguration–ExchangeAutodiscoverUrl "https://…"`
    ///
    /// ## Not reported
    /// A dash before a parameter that running text names without its command, which
    /// pages write as often as not, and damage that the source has at the same place.
    "command-not-runnable", Command, Scope::Page(run)
}

fn run(context: &PageContext<'_>, drafts: &mut Vec<Draft>) {
    let page = &context.view.page;
    for block in &page.blocks {
        let text = page.block_text(block);
        let mut report = |found: damage::Damage| {
            let start = block.text.start as usize + found.range.start;
            let range = TextRange::new(start, block.text.start as usize + found.range.end);
            drafts.push(Draft {
                change: Change::Changed,
                severity: if found.certain { Severity::Error } else { Severity::Warning },
                confidence: if found.certain { 0.95 } else { 0.8 },
                claim: Some((ClaimKind::Command, page.text[range.range()].to_owned())),
                source: None,
                target: Some(Place::of(page.span(range))),
                message: found.message.to_owned(),
            });
        };
        if block.kind == BlockKind::Code {
            damage::in_code(text, &mut report);
        } else {
            damage::in_text(text, &mut report);
        }
    }
}
