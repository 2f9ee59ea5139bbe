//! XLIFF 2.1 (OASIS, 2018), what translation tools open: core elements alone, a
//! `file` for each topic and a `unit` with one segment for each translation unit.
//!
//! A document has one target language, so this form takes one translation. Code
//! is no text to translate and is left out; a source passage that the
//! translation lacks has no `target`, so that a tool shows it as work to do.

use quick_xml::escape::escape;

use super::tmx::clean;
use crate::bitext::{AlignedTopic, UnitKind};
use crate::locale::Locale;

pub(super) fn start(source: &Locale, target: Option<&Locale>, out: &mut String) {
    out.push_str(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.1\" srcLang=\"",
    ));
    out.push_str(&escape(source.as_str()));
    if let Some(target) = target {
        out.push_str("\" trgLang=\"");
        out.push_str(&escape(target.as_str()));
    }
    out.push_str("\">\n");
}

pub(super) fn topic(topic: &AlignedTopic, number: usize, out: &mut String) {
    let mut units = String::new();
    for (place, unit) in topic.units().iter().enumerate() {
        let Some(source) = unit.source.as_ref().filter(|_| unit.kind != UnitKind::Code) else { continue };
        units.push_str(&format!("<unit id=\"u{place}\"><segment><source xml:space=\"preserve\">"));
        units.push_str(&clean(&source.text));
        units.push_str("</source>");
        if let Some(Some(target)) = unit.variants.first() {
            units.push_str("<target xml:space=\"preserve\">");
            units.push_str(&clean(&target.passage.text));
            units.push_str("</target>");
        }
        units.push_str("</segment></unit>\n");
    }
    // A file without a unit is not valid.
    if !units.is_empty() {
        out.push_str(&format!("<file id=\"f{number}\" original=\"{}\">\n", clean(topic.id)));
        out.push_str(&units);
        out.push_str("</file>\n");
    }
}

pub(super) fn end(out: &mut String) {
    out.push_str("</xliff>\n");
}
