//! The language that a page is written in, as far as its beginning tells.
//!
//! Asked for few pages only: where a folder is named `it` or `no`, where pages
//! stand in no locale's folder, and for a loose page that is to be aligned. The script decides where it can, and a
//! classifier of letter groups (`whichlang`) tells languages in Latin letters
//! apart.

use crate::locale::{Locale, han};

/// Bytes of prose that are looked at.
const SAMPLE: usize = 3_000;

/// Letters below which a page is too short to tell.
const ENOUGH: usize = 60;

/// The language of a page, `None` where there is too little text. `body` is the page
/// without its front matter.
pub fn language(body: &str) -> Option<Locale> {
    let prose = prose(body);
    if prose.chars().filter(|c| c.is_alphabetic()).map(|c| if c >= '\u{2e80}' { 3 } else { 1 }).sum::<usize>() < ENOUGH
    {
        return None;
    }
    let tag = match whichlang::detect_language(&prose).three_letter_code() {
        "ara" => "ar",
        "cmn" => {
            let count = han::count(&prose);
            if count.traditional > count.simplified { "zh-TW" } else { "zh-CN" }
        }
        "deu" => "de",
        "eng" => "en",
        "spa" => "es",
        "fra" => "fr",
        "hin" => "hi",
        "ita" => "it",
        "jpn" => "ja",
        "kor" => "ko",
        "nld" => "nl",
        "por" => "pt",
        "rus" => "ru",
        "swe" => "sv",
        "tur" => "tr",
        "vie" => "vi",
        _ => return None,
    };
    Locale::new(tag).ok()
}

/// Lines of running text: code, markup and addresses are English everywhere.
fn prose(body: &str) -> String {
    let mut prose = String::with_capacity(SAMPLE);
    let mut in_code = false;
    for line in body.lines().take(2_000) {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            in_code = !in_code;
            continue;
        }
        let is_markup = trimmed.starts_with(['<', '|', '{', '}'])
            || trimmed.starts_with("import ")
            || trimmed.starts_with("export ")
            || line.starts_with("    ")
            || line.starts_with('\t');
        if in_code || is_markup {
            continue;
        }
        for word in trimmed.split_whitespace() {
            if !word.contains(['/', '`', '=', '<', '>', '_', '@', '\\']) {
                prose.push_str(word);
                prose.push(' ');
            }
        }
        if prose.len() >= SAMPLE {
            break;
        }
    }
    prose
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_tells_its_language() {
        let check = |text: &str, expected: Option<&str>| {
            let body = format!("```sh\nrun the server and then open the page\n```\n{}", text.repeat(6));
            assert_eq!(language(&body).as_ref().map(Locale::as_str), expected, "{text}");
        };
        check("The department keeps its records for seven years. ", Some("en"));
        check("Le service conserve ses dossiers pendant sept ans. ", Some("fr"));
        check("Die Abteilung bewahrt ihre Akten sieben Jahre lang auf. ", Some("de"));
        check("Il reparto conserva i documenti per sette anni. ", Some("it"));
        check("该部门将其记录保存七年，然后销毁。", Some("zh-CN"));
        check("該部門將其記錄保存七年，然後銷毀。", Some("zh-TW"));
        check("この部門は記録を七年間保管します。", Some("ja"));
        check("Отдел хранит документы семь лет. ", Some("ru"));
        check("`a` ", None);
    }
}
