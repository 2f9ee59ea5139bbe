//! TMX 1.4, the exchange format of translation memories (level 1: text without
//! markup), valid against its DTD.
//!
//! Each translation unit that the source and at least one translation have is a
//! `tu` with a `tuv` per locale. Code is not text to translate and is left out.
//! XML has no way to write most control characters; they are left out too.

use std::borrow::Cow;

use quick_xml::escape::escape;

use crate::bitext::{AlignedTopic, UnitKind};
use crate::locale::Locale;

pub(super) fn start(source: &Locale, out: &mut String) {
    out.push_str(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n",
        "<tmx version=\"1.4\">\n",
        "<header creationtool=\"docparity\" creationtoolversion=\"",
        env!("CARGO_PKG_VERSION"),
        "\" segtype=\"sentence\" o-tmf=\"docparity\" adminlang=\"en\" srclang=\"",
    ));
    out.push_str(&escape(source.as_str()));
    out.push_str("\" datatype=\"plaintext\"/>\n<body>\n");
}

pub(super) fn topic(topic: &AlignedTopic, out: &mut String) {
    let locales: Vec<&Locale> = topic.target_locales().collect();
    for (number, unit) in topic.units().iter().enumerate() {
        let Some(source) = &unit.source else { continue };
        if unit.kind == UnitKind::Code || unit.variants.iter().all(Option::is_none) {
            continue;
        }
        out.push_str(&format!("<tu tuid=\"{}:{number}\">\n<prop type=\"x-topic\">{0}</prop>\n", clean(topic.id)));
        variant(topic.source_locale(), &source.text, out);
        for (locale, text) in locales.iter().zip(&unit.variants) {
            if let Some(text) = text {
                variant(locale, &text.passage.text, out);
            }
        }
        out.push_str("</tu>\n");
    }
}

pub(super) fn end(out: &mut String) {
    out.push_str("</body>\n</tmx>\n");
}

fn variant(locale: &Locale, text: &str, out: &mut String) {
    out.push_str("<tuv xml:lang=\"");
    out.push_str(&escape(locale.as_str()));
    out.push_str("\"><seg>");
    out.push_str(&clean(text));
    out.push_str("</seg></tuv>\n");
}

/// Escaped, without the characters that XML 1.0 does not have.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let allowed = |character: char| {
        matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
            && !matches!(character, '\u{7f}'..='\u{9f}')
    };
    if text.chars().all(allowed) {
        return escape(text);
    }
    let text: String = text.chars().filter(|&character| allowed(character)).collect();
    Cow::Owned(escape(&text).into_owned())
}
