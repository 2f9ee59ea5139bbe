//! One bead a line, in the form of the JSON contract: keys are added, never
//! renamed or removed.

use serde::Serialize;

use super::rounded;
use crate::bitext::AlignedTopic;

#[derive(Serialize)]
struct Line<'t> {
    topic: &'t str,
    locale: &'t str,
    level: &'static str,
    source_lines: Option<(u32, u32)>,
    target_lines: Option<(u32, u32)>,
    source_text: Option<&'t str>,
    target_text: Option<&'t str>,
    moved: bool,
    score: f64,
}

pub(super) fn topic(topic: &AlignedTopic, out: &mut String) {
    for row in topic.rows() {
        let line = Line {
            topic: topic.id,
            locale: row.locale.as_str(),
            level: row.level.name(),
            source_lines: row.source.as_ref().map(|passage| passage.lines),
            target_lines: row.target.as_ref().map(|passage| passage.lines),
            source_text: row.source.as_ref().map(|passage| passage.text.as_ref()),
            target_text: row.target.as_ref().map(|passage| passage.text.as_ref()),
            moved: row.moved,
            score: rounded(row.score),
        };
        // A line of strings and numbers is always JSON.
        out.push_str(&serde_json::to_string(&line).unwrap_or_default());
        out.push('\n');
    }
}
