use rustc_hash::FxHashMap;

use super::{Draft, PageContext, Place, Scope};
use crate::finding::{Change, Severity};
use crate::locale::Locale;
use crate::locale::pack::Regional;
use crate::page::{BlockKind, TextRange};

check! {
    /// ## What it does
    /// Reports a word that readers of another region use, written in this one's
    /// characters: the vocabulary of the mainland in Taiwan, or the reverse.
    ///
    /// ## Why it matters
    /// It shows that the page was converted and not translated, and some of these words
    /// mean another thing here.
    ///
    /// ## Example
    /// - zh-TW: "重新啟動**服務器**" for "重新啟動**伺服器**"
    /// - zh-CN: "重新启动**伺服器**" for "重新启动**服务器**"
    ///
    /// ## Not reported
    /// Words that both regions use, words within longer ones of another meaning, code, and
    /// locales of other regions that share the script. A word is told once a page.
    "regional-term", Script, Scope::Page(run)
}

fn run(context: &PageContext<'_>, drafts: &mut Vec<Draft>) {
    let page = &context.view.page;
    let pack = page.locale.pack();
    let regional = &pack.regional;
    if regional.terms.is_empty() || !is_of_region(&page.locale, regional) {
        return;
    }
    let mut found: FxHashMap<&str, (TextRange, &str)> = FxHashMap::default();
    for term in &context.view.terms {
        let Some(own) = pack.tables().terms.regional(term) else { continue };
        let place = term.place;
        let block = page.block_at(place.start).map(|block| &page.blocks[block]);
        if block.is_some_and(|block| block.kind != BlockKind::Code && block.text.contains(place)) {
            found.entry(&page.text[place.range()]).or_insert((place, own));
        }
    }
    for (term, (place, own)) in found {
        drafts.push(Draft {
            change: Change::Changed,
            severity: Severity::Warning,
            confidence: 0.9,
            claim: None,
            source: None,
            target: Some(Place::of(page.span(place))),
            message: format!("`{term}` is the word of another region; here it is `{own}`"),
        });
    }
    drafts.sort_by_key(|draft| draft.target.map(|place| place.span.start));
}

/// Whether a locale names one of the regions, or none.
fn is_of_region(locale: &Locale, regional: &Regional) -> bool {
    let named = locale.as_str().rsplit('-').next().filter(|part| part.len() == 2 && *part != locale.language());
    named.is_none_or(|region| regional.regions.iter().any(|known| known.eq_ignore_ascii_case(region)))
}
