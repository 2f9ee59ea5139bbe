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
    /// Words that both regions use; phrases in which the letters belong to two other words, as
    /// those of 帶寬 in 頻帶寬度, or mean something else, as in 兼容並蓄 (the packs list them);
    /// code; locales of other regions that share the script. A word is told once a page.
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
        let is_word = || !is_of_other_words(&page.text, place, &regional.except);
        if block.is_some_and(|block| block.kind != BlockKind::Code && block.text.contains(place)) && is_word() {
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

/// Whether a place is part of a phrase in which its letters mean something else. Chinese is
/// written without spaces, so that a word may begin in one word and end in the next one.
fn is_of_other_words(text: &str, place: TextRange, phrases: &[String]) -> bool {
    let (start, term) = (place.range().start, &text[place.range()]);
    phrases.iter().any(|phrase| {
        phrase.match_indices(term).any(|(before, _)| {
            start.checked_sub(before).is_some_and(|from| text.get(from..from + phrase.len()) == Some(phrase.as_str()))
        })
    })
}

/// Whether a locale names one of the regions, or none.
fn is_of_region(locale: &Locale, regional: &Regional) -> bool {
    let named = locale.as_str().rsplit('-').next().filter(|part| part.len() == 2 && *part != locale.language());
    named.is_none_or(|region| regional.regions.iter().any(|known| known.eq_ignore_ascii_case(region)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_two_words_are_no_word_of_another_region() {
        let check = |tag: &str, text: &str, term: &str, expected: bool| {
            let locale = Locale::new(tag).expect("a tag");
            let regional = &locale.pack().regional;
            assert!(regional.terms.contains_key(term), "{term}");
            let start = text.find(term).expect("the term");
            let place = TextRange::new(start, start + term.len());
            assert_eq!(is_of_other_words(text, place, &regional.except), expected, "{text}");
        };
        check("zh-TW", "每個頻帶寬度不同", "帶寬", true);
        check("zh-TW", "增加帶寬度過高峰", "帶寬", false);
        check("zh-TW", "匯入登錄名單", "登錄名", true);
        check("zh-TW", "輸入登錄名和密碼", "登錄名", false);
        check("zh-TW", "兼容並蓄的設計", "兼容", true);
        check("zh-TW", "這些版本互相兼容", "兼容", false);
        check("zh-TW", "帶寬", "帶寬", false);
        check("zh-CN", "难忘的记忆体验", "记忆体", true);
        check("zh-CN", "增加记忆体", "记忆体", false);
        check("zh-CN", "软体动物", "软体", true);
    }
}
