//! Aligned text as one page that needs nothing else: a table for each topic, a
//! column for each locale.

use quick_xml::escape::escape;

use super::rounded;
use crate::bitext::{AlignedTopic, Passage, UnitKind};
use crate::locale::Locale;

/// Below this score a variant is marked as unsure.
const UNSURE: f32 = 0.5;

const STYLE: &str = "\
body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color:#1c1e21;background:#fff}\
h2{font-size:1.1rem;margin:2.5rem 0 .5rem}\
table{border-collapse:collapse;width:100%;table-layout:fixed}\
th{text-align:left;position:sticky;top:0;background:#fff;border-bottom:2px solid #999;padding:.3rem .6rem}\
td{vertical-align:top;border-bottom:1px solid #e3e5e8;padding:.3rem .6rem;overflow-wrap:anywhere}\
tr.heading td{font-weight:600;padding-top:1.2rem}\
tr.code td{font-family:ui-monospace,monospace;white-space:pre-wrap;font-size:13px}\
td.missing{background:#fdecea}td.moved{background:#eef4fd}td.unsure{background:#fff7e0}\
small{color:#767b82;font-weight:400;margin-right:.5rem}\
@media(prefers-color-scheme:dark){body,th{background:#16181b;color:#e4e6e9}td{border-color:#33373c}\
td.missing{background:#40201e}td.moved{background:#1c2a40}td.unsure{background:#3a3217}}";

pub(super) fn start(out: &mut String) {
    out.push_str("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<title>Aligned text</title>\n<style>");
    out.push_str(STYLE);
    out.push_str("</style>\n</head>\n<body>\n<h1>Aligned text</h1>\n");
    out.push_str(
        "<p>Red: the locale lacks it. Blue: it stands elsewhere on its page. Yellow: the aligner is not sure.</p>\n",
    );
}

pub(super) fn topic(topic: &AlignedTopic, out: &mut String) {
    out.push_str(&format!("<h2>{}</h2>\n", escape(topic.id)));
    for locale in topic.unrelated() {
        out.push_str(&format!(
            "<p>The {} page does not look like a translation of this page.</p>\n",
            escape(locale.as_str())
        ));
    }
    let locales: Vec<&Locale> = std::iter::once(topic.source_locale()).chain(topic.target_locales()).collect();
    out.push_str("<table>\n<tr>");
    for locale in &locales {
        out.push_str(&format!("<th>{}</th>", escape(locale.as_str())));
    }
    out.push_str("</tr>\n");
    for unit in topic.units() {
        out.push_str(match unit.kind {
            UnitKind::Heading(_) => "<tr class=\"heading\">",
            UnitKind::Code => "<tr class=\"code\">",
            UnitKind::Text => "<tr>",
        });
        cell(locales[0], unit.source.as_ref().map(|passage| (passage, 1.0, false)), out);
        for (locale, variant) in locales[1..].iter().zip(&unit.variants) {
            cell(locale, variant.as_ref().map(|variant| (&variant.passage, variant.score, variant.moved)), out);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n");
}

pub(super) fn end(out: &mut String) {
    out.push_str("</body>\n</html>\n");
}

fn cell(locale: &Locale, passage: Option<(&Passage, f32, bool)>, out: &mut String) {
    let Some((passage, score, moved)) = passage else {
        out.push_str("<td class=\"missing\"></td>");
        return;
    };
    let class = match (moved, score < UNSURE) {
        (true, _) => " class=\"moved\"",
        (false, true) => " class=\"unsure\"",
        _ => "",
    };
    out.push_str(&format!(
        "<td{class} lang=\"{}\" title=\"score {}\"><small>{}</small>{}</td>",
        escape(locale.as_str()),
        rounded(score),
        passage.lines.0,
        escape(passage.text.as_ref())
    ));
}
