use proptest::prelude::*;

use super::*;
use crate::locale::Locale;

fn boundaries(text: &str) -> Vec<usize> {
    Boundaries::new(text).filter(|boundary| !boundary.tailored).map(|boundary| boundary.at).collect()
}

fn library(text: &str) -> Vec<usize> {
    text.split_sentence_bound_indices().map(|(at, _)| at).filter(|&at| at > 0).collect()
}

#[track_caller]
fn check(locale: &str, text: &str, expected: &[&str]) {
    let mut ranges = Vec::new();
    let pack = Locale::new(locale).unwrap().pack();
    segments(text, pack, &[], &mut ranges);
    let found: Vec<&str> = ranges.iter().map(|range| &text[range.range()]).collect();
    assert_eq!(found, expected);
    assert_eq!(count(text, pack, &[]), expected.len());
}

#[test]
fn sentences_end_where_unicode_says() {
    check("en", "One way. Another!  A third? yes", &["One way.", "Another!", "A third?", "yes"]);
    check("en", "Ends (here). “Quoted.” Then", &["Ends (here).", "“Quoted.”", "Then"]);
    check(
        "zh-CN",
        "第一句。第二句！（第三句。）Exchange 也是。",
        &["第一句。", "第二句！", "（第三句。）", "Exchange 也是。"],
    );
    check(
        "fr-FR",
        "Un serveur\u{a0}! Deux «\u{a0}ici\u{a0}». Trois",
        &["Un serveur\u{a0}!", "Deux «\u{a0}ici\u{a0}».", "Trois"],
    );
    check("en", "first line\nsecond line\r\n\r\nthird", &["first line", "second line", "third"]);
    check("en", "  \n ", &[]);
    check("en", "", &[]);
}

#[test]
fn names_versions_and_addresses_stay_whole() {
    for text in [
        "Install .NET Framework 4.5 from https://example.org/fwlink/?LinkId=5&a=b. now",
        "Open Web.Config or Node.js 20.1 here",
        "Type * . exe there",
        "if a != b",
        "Use e.g. Windows",
        "1. Click",
        "版本 4。5 可用",
        "证书 (。P7B)",
    ] {
        check("en", text, &[text]);
    }
    check("fr-FR", "Voir p. ex. Windows", &["Voir p. ex. Windows"]);
    check("en", "(in version 2010).Repeat it", &["(in version 2010).", "Repeat it"]);
}

#[test]
fn an_ellipsis_and_a_bracket_end_a_segment_in_any_letter_case() {
    check("en", "Click Add… on the page", &["Click Add…", "on the page"]);
    check("fr-FR", "Cliquez sur Ajouter... dans la page", &["Cliquez sur Ajouter...", "dans la page"]);
    check("en", "(As you type.). under it", &["(As you type.).", "under it"]);
    check("en", "It is installed. (for example here).", &["It is installed.", "(for example here)."]);
    check("en", "phones, etc. (see below) are", &["phones, etc. (see below) are"]);
    check("en", "from…to", &["from…to"]);
}

#[test]
fn a_capital_behind_a_french_semicolon_begins_a_segment() {
    check(
        "fr",
        "Le pool démarre ; Pour plus d’informations, voir plus bas.",
        &["Le pool démarre ;", "Pour plus d’informations, voir plus bas."],
    );
    check("fr", "Le pool démarre ; le service attend.", &["Le pool démarre ; le service attend."]);
    check("en", "Name; Version; Type", &["Name; Version; Type"]);
}

#[test]
fn the_line_of_the_last_change_is_a_segment() {
    check("en", "Topic Last Modified: 2013-02-12", &["Topic Last Modified: 2013-02-12"]);
    check("en", "Topic Last Modified: 2013-02-12 Next one", &["Topic Last Modified: 2013-02-12", "Next one"]);
    check("zh-TW", "主題上次修改日期： 2013-02-12除了它", &["主題上次修改日期： 2013-02-12", "除了它"]);
}

#[test]
fn no_segment_ends_inside_code() {
    let text = "Run a! B. Then";
    let mut ranges = Vec::new();
    segments(text, Locale::new("en").unwrap().pack(), &[TextRange::new(4, 8)], &mut ranges);
    assert_eq!(ranges, [TextRange::new(0, 9), TextRange::new(10, 14)]);
}

/// Every character in the places that the rules look at.
#[test]
fn every_character_is_judged_as_the_library_does() {
    let mut buffer = String::new();
    for character in (0..=char::MAX as u32).filter_map(char::from_u32) {
        for (before, after) in [("A.", "B c"), ("A", ".B"), ("A", " b"), ("A)", " B"), ("a. 1", "b"), ("。", "文")] {
            buffer.clear();
            buffer.extend([before, "", after]);
            buffer.insert(before.len(), character);
            assert_eq!(boundaries(&buffer), library(&buffer), "{buffer:?}");
        }
    }
}

proptest! {
    #[test]
    fn random_text_is_cut_as_the_library_cuts_it(
        text in "([a-cA-C0-2 ]|[.!?。！？]|[\"'()\\[\\]“”«»（）]|[,:;–，]|[\n\r\t\u{a0}\u{3000}\u{85}\u{2028}]|[文あéÀ…•]|[\u{300}\u{ad}\u{200b}\u{1c7e}\u{2024}؟]){0,40}"
    ) {
        prop_assert_eq!(boundaries(&text), library(&text));
    }

    #[test]
    fn any_text_is_cut_as_the_library_cuts_it(text in "\\PC{0,60}") {
        prop_assert_eq!(boundaries(&text), library(&text));
    }

    #[test]
    fn segments_are_trimmed_in_order_and_lose_nothing_but_white_space(text in "([a-cA-C0-2 ]|[.!?。！]|\n){0,40}") {
        let mut ranges = Vec::new();
        let pack = Locale::new("en").unwrap().pack();
        segments(&text, pack, &[], &mut ranges);
        let mut at = 0;
        for range in &ranges {
            let part = &text[range.range()];
            prop_assert!(text[at..range.start as usize].trim().is_empty());
            prop_assert!(!part.is_empty() && part.trim() == part);
            at = range.end as usize;
        }
        prop_assert!(text[at..].trim().is_empty());
        prop_assert_eq!(count(&text, pack, &[]), ranges.len());
    }
}
