use super::{Draft, PageContext, Place, Scope};
use crate::bitext;
use crate::finding::{Change, Severity};
use crate::locale::{Script, han};
use crate::page::{BlockKind, Page, TextRange};

check! {
    /// ## What it does
    /// Reports text in simplified characters on a page in traditional Chinese, and
    /// the reverse.
    ///
    /// ## Why it matters
    /// The text was copied from the other locale; it looks broken to its readers.
    ///
    /// ## Example
    /// - en-US: "This server supports …"
    /// - zh-TW: "此服务器支持" among traditional text
    ///
    /// ## Not reported
    /// A single character, which proves little, and characters that both scripts
    /// use. A page that is in the other script throughout is `wrong-locale`.
    "wrong-script", Script, Scope::Page(run)
}

fn run(context: &PageContext<'_>, drafts: &mut Vec<Draft>) {
    let page = &context.view.page;
    let Some(foreign) = foreign_characters(page.locale.script()) else { return };
    let (ours, theirs) = foreign(context.han());
    if theirs < 2 || theirs > ours {
        return;
    }
    let mut segments = Vec::new();
    for block in page.blocks.iter().filter(|block| block.kind != BlockKind::Code) {
        let (ours, theirs) = foreign(han::count(page.block_text(block)));
        if theirs < 2 {
            continue;
        }
        segments.clear();
        if theirs > ours {
            segments.push(block.text);
        } else {
            bitext::cut(page, block, &mut segments);
            segments.retain(|segment| {
                let (ours, theirs) = foreign(han::count(&page.text[segment.range()]));
                theirs >= 2 && theirs > ours
            });
        }
        for &segment in &segments {
            drafts.push(draft(page, segment, theirs));
        }
    }
}

fn draft(page: &Page, text: TextRange, theirs: u32) -> Draft {
    let other = if page.locale.script() == Script::TraditionalHan { "simplified" } else { "traditional" };
    Draft {
        change: Change::Changed,
        severity: Severity::Warning,
        confidence: if theirs > 3 { 0.95 } else { 0.8 },
        claim: None,
        source: None,
        target: Some(Place::of(page.span(text))),
        message: format!("this text is in {other} Chinese"),
    }
}

/// How to split a count into characters of the page's own script and of the other one.
pub(super) fn foreign_characters(script: Script) -> Option<fn(han::HanCount) -> (u32, u32)> {
    match script {
        Script::TraditionalHan => Some(|count| (count.traditional, count.simplified)),
        Script::SimplifiedHan => Some(|count| (count.simplified, count.traditional)),
        _ => None,
    }
}
