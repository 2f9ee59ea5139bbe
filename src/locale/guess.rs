//! The language of a text that nothing else tells: a loose file without front
//! matter, in no locale's folder.
//!
//! Scripts are counted; Latin and Cyrillic letters are told apart further by the
//! most frequent function words, which make a tenth of any prose. O(bytes).

use super::{Locale, han};

/// Bytes of text that are looked at.
const SAMPLE: usize = 16 << 10;

/// Function words, each of which is frequent in one of these languages only.
const WORDS: [(&str, &[&str]); 6] = [
    ("en", &["the", "and", "of", "to", "is", "for", "with", "that"]),
    ("fr", &["le", "les", "des", "et", "vous", "pour", "est", "dans", "une"]),
    ("de", &["der", "die", "und", "das", "ist", "nicht", "sie", "mit", "den"]),
    ("es", &["el", "los", "las", "y", "del", "se", "con", "puede"]),
    ("pt", &["os", "uma", "não", "você", "em", "ao", "pode", "do", "da"]),
    ("it", &["il", "gli", "di", "che", "per", "è", "della", "sono"]),
];

/// Function words that a text must have before they tell its language.
const ENOUGH: usize = 3;

/// The locale that a text seems to be in; `None` where it is too short to tell.
pub fn guess(text: &str) -> Option<Locale> {
    let text = &text[..text.floor_char_boundary(SAMPLE.min(text.len()))];
    let (mut latin, mut han, mut kana, mut hangul, mut cyrillic) = (0usize, 0usize, 0usize, 0usize, 0usize);
    for character in text.chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => latin += 1,
            '\u{3041}'..='\u{30ff}' => kana += 1,
            '\u{3400}'..='\u{9fff}' => han += 1,
            '\u{ac00}'..='\u{d7a3}' => hangul += 1,
            '\u{400}'..='\u{4ff}' => cyrillic += 1,
            _ => {}
        }
    }
    // A sign of these scripts says about as much as three letters, and product names stay Latin.
    let tag = if 3 * (han + kana) > latin.max(cyrillic) && han + kana > hangul {
        let count = han::count(text);
        match kana * 5 > han {
            true => "ja",
            false if count.traditional > count.simplified => "zh-Hant",
            false => "zh-Hans",
        }
    } else if 2 * hangul > latin && hangul > 0 {
        "ko"
    } else if cyrillic > latin {
        "ru"
    } else {
        latin_language(text)?
    };
    Locale::new(tag).ok()
}

fn latin_language(text: &str) -> Option<&'static str> {
    let mut counts = [0; WORDS.len()];
    for word in text.split(|character: char| !character.is_alphabetic()) {
        for (count, (_, words)) in counts.iter_mut().zip(WORDS) {
            *count += usize::from(words.iter().any(|known| known.eq_ignore_ascii_case(word)));
        }
    }
    let most = counts.iter().copied().max().filter(|&most| most >= ENOUGH)?;
    let place = counts.iter().position(|&count| count == most)?;
    Some(WORDS[place].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_script_and_by_function_words() {
        for (text, expected) in [
            ("The server is in the pool, and you start it with this command.", Some("en")),
            ("Vous démarrez le serveur dans une console, et les utilisateurs attendent.", Some("fr")),
            ("Starten Sie den Server nicht, bevor die Prüfung und das Update fertig sind.", Some("de")),
            ("Inicie el servidor con los permisos del grupo y se puede usar.", Some("es")),
            ("Você não pode iniciar uma cópia do servidor em outra pasta.", Some("pt")),
            ("Il server di prova è pronto per gli utenti che sono in linea.", Some("it")),
            ("在 Lync Server 2013 中启动该服务器，然后检查连接。", Some("zh-Hans")),
            ("在 Lync Server 2013 中啟動該伺服器，然後檢查連線。", Some("zh-Hant")),
            ("サーバーを起動してから、接続を確認してください。", Some("ja")),
            ("서버를 시작한 다음 연결을 확인하십시오.", Some("ko")),
            ("Запустите сервер и проверьте подключение.", Some("ru")),
            ("Get-CsUser", None),
            ("", None),
        ] {
            assert_eq!(guess(text).as_ref().map(Locale::as_str), expected, "{text}");
        }
    }
}
