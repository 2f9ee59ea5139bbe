//! Parts of the project's documents that a program writes, between
//! `<!-- generated: NAME -->` and `<!-- end: NAME -->`.
//!
//! A test compares such a part with what it should be; with `UPDATE` set in the
//! environment it writes the part instead.

use std::path::Path;
use std::{env, fs};

/// Whether the tests are to write what they would compare otherwise.
pub(crate) fn is_update() -> bool {
    env::var_os("UPDATE").is_some()
}

/// Holds the part `name` of `document`, a path within the project, against
/// `expected`, or writes it. `command` says how to write it.
#[track_caller]
pub(crate) fn check(document: &str, name: &str, expected: &str, command: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let text = fs::read_to_string(&path).unwrap();
    let (start, end) = (format!("<!-- generated: {name} -->\n"), format!("<!-- end: {name} -->"));
    let (before, rest) = text.split_once(&start).unwrap_or_else(|| panic!("{document} has no `{}`", start.trim()));
    let (part, after) = rest.split_once(&end).unwrap_or_else(|| panic!("{document} has no `{end}`"));
    if is_update() {
        fs::write(&path, format!("{before}{start}{expected}{end}{after}")).unwrap();
    } else {
        assert!(part == expected, "the part `{name}` of {document} is stale; `{command}` writes it");
    }
}
