//! The many ways to write an admonition, told by their labels.
//!
//! `> [!NOTE]`, `:::note`, "**Note:**", `<th>Note:</th>` and `<Aside type="note">`
//! all name a class. English names hold in every locale, since authoring tools
//! keep them; other labels come from the locale's pack.

use crate::locale::Pack;
use crate::page::NoteClass;

/// Labels longer than this are sentences.
const LONGEST_LABEL: usize = 48;

/// A label at the begin of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) class: NoteClass,
    /// Bytes of the label with its colon and the white space after it.
    pub(super) length: usize,
}

/// The label that a paragraph begins with. `strong` is the length of the bold
/// run at its begin, if there is one.
///
/// A plain label needs a colon ("Note: …"). A bold one may stand without it, as
/// long as what follows begins like a sentence: "**Note** that …" is no label.
pub(super) fn label(text: &str, strong: Option<usize>, pack: &Pack) -> Option<Label> {
    let end = match strong {
        Some(length) if length <= LONGEST_LABEL => length,
        Some(_) => return None,
        None => colon(text)?,
    };
    let written = text.get(..end)?;
    let rest = &text[end..];
    let body = rest.trim_start().trim_start_matches([':', '：']).trim_start();
    let has_colon = written.trim_end().ends_with([':', '：']) || rest.trim_start().starts_with([':', '：']);
    let begins_sentence =
        |character: char| character.is_uppercase() || !character.is_ascii() && !character.is_lowercase();
    let apart = body.is_empty()
        || rest.starts_with('\n')
        || rest.starts_with(char::is_whitespace) && body.starts_with(begins_sentence);
    if !has_colon && !apart {
        return None;
    }
    Some(Label { class: class(written, pack)?, length: text.len() - body.len() })
}

/// Where the first colon of a text ends, if what stands before it may be a
/// label: short, and without other punctuation.
fn colon(text: &str) -> Option<usize> {
    let window = &text.as_bytes()[..text.len().min(LONGEST_LABEL)];
    // The first byte of full-width punctuation, which is `：` or ends the matter.
    let wide = '：'.len_utf8();
    let at = memchr::memchr3(b':', b',', 0xef, window)?;
    match window[at] {
        b':' => Some(at + 1),
        0xef => text[at..].starts_with('：').then_some(at + wide),
        _ => None,
    }
}

/// The class that a label names, in English or in the language of the pack.
pub(super) fn class(label: &str, pack: &Pack) -> Option<NoteClass> {
    let label = label.trim_matches(|character: char| character.is_whitespace() || matches!(character, ':' | '：'));
    if label.is_empty() || label.len() > LONGEST_LABEL {
        return None;
    }
    if let Some(class) = english(label) {
        return Some(class);
    }
    pack.note_class(label).or_else(|| {
        if label.is_ascii() {
            return None;
        }
        // Some translations put a space into a CJK label.
        let joined: String = label.split_whitespace().collect();
        (joined.len() < label.len()).then(|| pack.note_class(&joined)).flatten()
    })
}

/// The class of an English name that documentation tools use.
pub(super) fn english(name: &str) -> Option<NoteClass> {
    const NAMES: [&str; 7] = ["note", "info", "tip", "important", "caution", "danger", "warning"];
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)).then(|| NoteClass::from_name(name))
}

/// The class of the word in `> [!WORD]`, which names an admonition whatever it is.
pub(super) fn marked(word: &str, pack: &Pack) -> NoteClass {
    class(word, pack).unwrap_or(NoteClass::Other)
}

/// A line of `:::`, as Docusaurus, VitePress and Starlight write admonitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Directive<'a> {
    /// `:::note`, `::: tip Title`, `:::caution[Title]`: its class, if it is an
    /// admonition, and its title with the title's offset in the line.
    Begin(Option<NoteClass>, Option<(usize, &'a str)>),
    /// `:::`
    End,
}

/// Reads a line (without line end) that begins with `:::`.
pub(super) fn directive<'a>(line: &'a str, pack: &Pack) -> Option<Directive<'a>> {
    let after = line.trim_start_matches(':');
    if line.len() - after.len() < 3 {
        return None;
    }
    let word_start = after.trim_start_matches([' ', '\t']);
    if word_start.trim_end().is_empty() {
        return Some(Directive::End);
    }
    let word_length = word_start
        .find(|character: char| !character.is_alphanumeric() && !matches!(character, '-' | '_'))
        .unwrap_or(word_start.len());
    let (word, rest) = word_start.split_at(word_length);
    if word.is_empty() {
        return None;
    }
    let known = ["details", "success", "secondary", "security"].iter().any(|known| word.eq_ignore_ascii_case(known));
    let class = class(word, pack).or(known.then_some(NoteClass::Other));
    let title = rest.trim();
    let title = match title.strip_prefix('[') {
        Some(bracketed) => bracketed.rfind(']').map_or("", |end| &bracketed[..end]),
        // `:::success{title=Result} The text begins here.`
        None if title.starts_with('{') => title.split_once('}').map_or("", |(_, behind)| behind.trim()),
        None => title,
    };
    // A title of a group that is no admonition (`::: code-group labels=[npm]`) is an option.
    let titled = class.is_some() && !title.is_empty();
    Some(Directive::Begin(class, titled.then(|| (title.as_ptr() as usize - line.as_ptr() as usize, title))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    #[test]
    fn labels_are_told_from_sentences() {
        let check = |locale: &str, text: &str, strong: Option<&str>, expected: Option<(NoteClass, &str)>| {
            let pack = Locale::new(locale).unwrap().pack();
            let found = label(text, strong.map(str::len), pack);
            assert_eq!(found.map(|label| (label.class, &text[label.length..])), expected, "{text}");
        };
        use NoteClass::*;
        check("en", "Note: Restart it.", None, Some((Note, "Restart it.")));
        check("en", "Note: Restart it.", Some("Note:"), Some((Note, "Restart it.")));
        check("en", "Note: restart it.", Some("Note"), Some((Note, "restart it.")));
        check("en", "Note Restart it.", Some("Note"), Some((Note, "Restart it.")));
        check("en", "Note that it restarts.", Some("Note"), None);
        check("en", "Note that: it restarts.", None, None);
        check("en", "Example: it restarts.", None, None);
        check("en", "Security Note: Restart it.", Some("Security Note:"), Some((Other, "Restart it.")));
        check("fr-FR", "Remarque\u{a0}: redémarrez.", None, Some((Note, "redémarrez.")));
        check("fr-FR", "Important\nredémarrez.", Some("Important"), Some((Important, "redémarrez.")));
        check("zh-TW", "安全性 附註：重新啟動。", Some("安全性 附註："), Some((Other, "重新啟動。")));
        check("zh-CN", "注意：重新启动。", None, Some((Note, "重新启动。")));
        check("zh-CN", "重启：完成。", None, None);
        check("ja", "Warning: 再起動", None, Some((Warning, "再起動")));
        check("en", "Note", Some("Note"), Some((Note, "")));
    }

    #[test]
    fn directive_lines() {
        let pack = Locale::new("en").unwrap().pack();
        let check = |line: &str, expected: Option<Directive<'_>>| assert_eq!(directive(line, pack), expected, "{line}");
        check(":::", Some(Directive::End));
        check("::::  ", Some(Directive::End));
        check(":::note", Some(Directive::Begin(Some(NoteClass::Note), None)));
        check("::: tip Read this", Some(Directive::Begin(Some(NoteClass::Tip), Some((8, "Read this")))));
        check(":::tip{a=b} Read", Some(Directive::Begin(Some(NoteClass::Tip), Some((12, "Read")))));
        check(":::tip{a=b}", Some(Directive::Begin(Some(NoteClass::Tip), None)));
        check(":::caution[Old way]", Some(Directive::Begin(Some(NoteClass::Caution), Some((11, "Old way")))));
        check("::: details", Some(Directive::Begin(Some(NoteClass::Other), None)));
        check("::: code-group labels=[a]", Some(Directive::Begin(None, None)));
        check("::", None);
        check(":::(", None);
    }
}
