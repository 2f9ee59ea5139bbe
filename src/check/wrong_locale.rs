use super::{Draft, PageContext, Place, Scope, wrong_script};
use crate::finding::{Change, Severity};
use crate::locale::{Script, count_bytes, han};
use crate::page::{BlockKind, Page};

check! {
    /// ## What it does
    /// Reports a page whose text is not in the script of the locale that its place
    /// and metadata name.
    ///
    /// ## Why it matters
    /// The file stands in the wrong folder, or was overwritten by another locale's.
    ///
    /// ## Example
    /// - `fr-FR/setup.md` in Chinese
    /// - `zh-TW/setup.md` in simplified Chinese throughout
    ///
    /// ## Not reported
    /// A page that was left in the language of the source (`untranslated-page`), and
    /// pages with too little text to tell.
    "wrong-locale", Script, Scope::Page(run)
}

/// Bytes of text that are looked at.
const SAMPLE: usize = 4096;

/// Letters below which a page is too short to tell.
const ENOUGH: u32 = 40;

fn run(context: &PageContext<'_>, drafts: &mut Vec<Draft>) {
    let page = &context.view.page;
    let Some(found) = other_script(context) else { return };
    let place =
        page.blocks.iter().find(|block| block.kind != BlockKind::Code).map(|block| Place::of(page.span(block.text)));
    drafts.push(Draft {
        change: Change::Changed,
        severity: Severity::Warning,
        confidence: 0.9,
        claim: None,
        source: None,
        target: place,
        message: format!("the page stands for {} and its text is in {found}", page.locale),
    });
}

/// The name of the script that most of the page is in, if it is not the expected one.
fn other_script(context: &PageContext<'_>) -> Option<&'static str> {
    let page = &context.view.page;
    let expected = page.locale.script();
    // What the page has few of, its beginning has no more of.
    let foreign = wrong_script::foreign_characters(expected).filter(|foreign| foreign(context.han()).1 >= 8);
    if let Some(foreign) = foreign {
        let sample = page.text.floor_char_boundary(SAMPLE.min(page.text.len()));
        let (ours, theirs) = foreign(han::count(&page.text[..sample]));
        let other = if expected == Script::TraditionalHan { "simplified Chinese" } else { "traditional Chinese" };
        if theirs > ours && theirs >= 8 {
            return Some(other);
        }
    }
    let letters = letters(page);
    let all = letters.latin + letters.han + letters.kana + letters.hangul + letters.cyrillic;
    if all < ENOUGH {
        return None;
    }
    let most = |share: u32| share * 2 > all;
    match expected {
        // Latin text in another script's locale is most often text left in the source's language.
        Script::Latin if most(letters.kana + letters.han) => {
            Some(if letters.kana > 0 { "Japanese" } else { "Chinese" })
        }
        Script::Latin | Script::SimplifiedHan | Script::TraditionalHan | Script::Japanese if most(letters.hangul) => {
            Some("Korean")
        }
        Script::Latin | Script::SimplifiedHan | Script::TraditionalHan | Script::Japanese | Script::Hangul
            if most(letters.cyrillic) =>
        {
            Some("Cyrillic letters")
        }
        Script::SimplifiedHan | Script::TraditionalHan if letters.kana * 5 > letters.han && letters.kana > 20 => {
            Some("Japanese")
        }
        Script::Hangul | Script::Cyrillic if most(letters.han + letters.kana) => {
            Some(if letters.kana > 0 { "Japanese" } else { "Chinese" })
        }
        _ => None,
    }
}

#[derive(Debug, Default)]
struct Letters {
    latin: u32,
    han: u32,
    kana: u32,
    hangul: u32,
    cyrillic: u32,
}

/// Counts letters by their lead bytes: three bytes a character for the scripts of East Asia.
fn letters(page: &Page) -> Letters {
    // The beginning tells as much as the whole.
    let bytes = &page.text.as_bytes()[..page.text.len().min(SAMPLE)];
    Letters {
        latin: count_bytes(bytes, |byte| (byte | 0x20).wrapping_sub(b'a') < 26),
        han: count_bytes(bytes, |byte| byte.wrapping_sub(0xe4) < 6),
        // U+3000 to U+30FF, less the punctuation at the begin.
        kana: memchr::memchr_iter(0xe3, bytes).filter(|at| matches!(bytes.get(at + 1), Some(0x81..=0x83))).count()
            as u32,
        hangul: count_bytes(bytes, |byte| byte.wrapping_sub(0xea) < 4),
        cyrillic: count_bytes(bytes, |byte| byte & 0xfe == 0xd0),
    }
}
