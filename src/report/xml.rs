//! Elements of XML reports with everything escaped.

use std::io::{self, Write};

use quick_xml::escape::escape;

use super::context::fit_for_xml;
use super::excerpt::is_harmful;

/// Writes an element's start or, if it is `empty`, all of it. The values of the
/// attributes are made harmless and escaped.
pub(super) fn start(name: &str, attributes: &[(&str, &str)], empty: bool, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<{name}")?;
    for (key, value) in attributes {
        write!(out, " {key}=\"{}\"", escape(&*fit_for_xml(value)))?;
    }
    out.write_all(if empty { b"/>\n" } else { b">\n" })
}

/// Writes the start of an element with an attribute that is a path, which keeps
/// white space as it is where XML can.
pub(super) fn start_of_file(name: &str, path: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<{name} name=\"{}\">", path_value(path))
}

/// A path for an attribute: what a reader would take for a blank, and what
/// turns the order of text around, as references; what XML cannot write as `\u{…}`.
pub(super) fn path_value(path: &str) -> String {
    let mut value = String::with_capacity(path.len());
    for character in path.chars() {
        let cannot_be_written =
            matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
        match character {
            _ if cannot_be_written => value.extend(character.escape_unicode()),
            '\n' | '\r' | '\t' => value.push_str(&format!("&#{};", u32::from(character))),
            _ if is_harmful(character) => value.push_str(&format!("&#{};", u32::from(character))),
            character => value.push_str(&escape(&*character.encode_utf8(&mut [0; 4]))),
        }
    }
    value
}

/// Text between tags.
pub(super) fn text(text: &str, out: &mut dyn Write) -> io::Result<()> {
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.write_all(b"\n")?;
        }
        out.write_all(escape(&*fit_for_xml(line)).as_bytes())?;
    }
    Ok(())
}
