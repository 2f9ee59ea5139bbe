//! Text from strangers, made fit for Markdown.

use super::harmless;

/// A text that stays itself in a Markdown table.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in harmless(text).chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '$' => escaped.extend(['\\', character]),
            // Otherwise a bare address becomes a link.
            ':' => escaped.push_str("&#58;"),
            '@' => escaped.push_str("&#64;"),
            character => escaped.push(character),
        }
    }
    // `www.…` is a link for many readers too.
    escaped.replace("www.", "www&#46;")
}
