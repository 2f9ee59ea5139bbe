//! The line near the top of a page that tells when it was last changed.

use std::ops::Range;

use crate::locale::Pack;
use crate::locale::lexicon::{is_space, is_spaced_letter};

/// Where the date is if the text is the line that tells when a topic was last
/// modified ("Topic Last Modified: 2013-02-12"); such a line is no prose.
///
/// The label comes from the pack, in any letter case, with or without a colon.
/// The date may be in any form, even a broken one: it is what stands after the
/// label, from the first digit on.
pub(crate) fn last_modified(text: &str, pack: &Pack) -> Option<Range<usize>> {
    // The longest label and date are far below this.
    if text.len() > 160 {
        return None;
    }
    let start = text.len() - text.trim_start_matches(|c| is_space(c) || matches!(c, '*' | '_')).len();
    // Machines leave the English label now and then.
    let mut labels = pack.last_modified.iter().map(String::as_str).chain(["topic last modified"]);
    let after = labels.find_map(|label| after_label(text, start, label))?;
    let is_mark = |c: char| is_space(c) || matches!(c, ':' | '：' | '*' | '_' | '.');
    let date = after + (text[after..].len() - text[after..].trim_start_matches(is_mark).len());
    let end = date + text[date..].trim_end_matches(is_mark).len();
    let short = text[date..end].chars().count() <= 40;
    (short && text[date..end].starts_with(|c: char| c.is_numeric() || is_spaced_letter(c))).then_some(date..end)
}

fn after_label(text: &str, start: usize, label: &str) -> Option<usize> {
    let mut found = text[start..].char_indices();
    for wanted in label.chars() {
        let (_, c) = found.next()?;
        let equal = if wanted == ' ' { is_space(c) } else { c == wanted || c.to_lowercase().eq([wanted]) };
        if !equal {
            return None;
        }
    }
    Some(start + found.offset())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    #[test]
    fn the_line_of_the_last_change_is_known_by_its_label() {
        let check = |tag: &str, text: &str, expected: Option<&str>| {
            let locale: Locale = tag.parse().unwrap();
            assert_eq!(last_modified(text, locale.pack()).map(|range| &text[range]), expected, "{tag}: {text}");
        };
        check("en-US", "Topic Last Modified: 2013-02-12", Some("2013-02-12"));
        check("en-US", "TOPIC LAST MODIFIED\u{a0}: 2013-02-12 ", Some("2013-02-12"));
        check("en-US", "_**Topic Last Modified:** 2013-02-12_", Some("2013-02-12"));
        check("en-US", "Topic last modified by the administrator who has the rights to do so in the pool", None);
        check("en-US", "Topic Last Modified:", None);
        check("zh-CN", "上一次修改主题：2013-02-12", Some("2013-02-12"));
        check("zh-TW", "主題上次修改日期： 9999年-99-99", Some("9999年-99-99"));
        check("fr-FR", "Dernière rubrique modifiée\u{a0}: 12/02/2013", Some("12/02/2013"));
        check("fr-FR", "Topic Last Modified: 2013-02-12", Some("2013-02-12"));
        check("de-DE", "Letzte Änderung des Themas: 12. Februar 2013", Some("12. Februar 2013"));
        check("fi-FI", "Viimeksi muokattu: 2013-02-12", None);
    }
}
