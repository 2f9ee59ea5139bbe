//! Links to pages of the set, and images.
//!
//! A link that resolves to a topic is known by that topic, so that a link to
//! the localized twin, by file name or by library address, is equal. What does
//! not resolve is known by its path without locale folders. Images are known by
//! what survives re-publishing: the GUID in a TechNet image name, otherwise the
//! path without locale folders.

use super::url::{is_language, is_locale, push_lower};

/// Writes the canonical form of a link inside the set to `out`.
pub(super) fn canonical(destination: &str, topic: Option<&str>, out: &mut String) {
    out.clear();
    if let Some(topic) = topic {
        out.push_str(topic);
        return;
    }
    let path = destination.split(['#', '?']).next().unwrap_or(destination);
    write_path(path, out);
    for extension in [".md", ".mdx", ".markdown", ".html", ".htm"] {
        if out.ends_with(extension) {
            out.truncate(out.len() - extension.len());
            break;
        }
    }
}

/// Writes the canonical form of an image's address to `out`.
pub(super) fn canonical_image(destination: &str, out: &mut String) {
    out.clear();
    let name = destination.rsplit(['/', '\\']).next().unwrap_or(destination);
    if let Some(guid) = guid(name) {
        // "Gg425918.<guid>(OCS.15).jpg": the page that it was published with, and the picture.
        let page = &name[..name.find(guid).unwrap_or(0)];
        out.extend(page.chars().chain(guid.chars()).map(|character| character.to_ascii_lowercase()));
        return;
    }
    write_path(destination.split(['?', '#']).next().unwrap_or(destination), out);
}

fn write_path(path: &str, out: &mut String) {
    let segments = path.split(['/', '\\']).filter(|segment| !matches!(*segment, "" | "." | ".."));
    for segment in segments.filter(|segment| !is_locale(segment) && !is_language(segment)) {
        if !out.is_empty() {
            out.push('/');
        }
        // Names that differ in the dash alone are one file, renamed by a tool.
        for (index, part) in segment.split(['–', '—']).enumerate() {
            if index > 0 {
                out.push('-');
            }
            push_lower(part, out);
        }
    }
}

/// The first 8-4-4-4-12 run of hexadecimal digits.
fn guid(name: &str) -> Option<&str> {
    let is_guid = |candidate: &[u8]| {
        candidate.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    };
    let start = name.as_bytes().windows(36).position(is_guid)?;
    name.get(start..start + 36)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_known_by_their_topic_or_path() {
        let check = |destination: &str, topic: Option<&str>, expected: &str| {
            let mut found = String::new();
            canonical(destination, topic, &mut found);
            assert_eq!(found, expected, "{destination}");
        };
        check("setup.md", Some("0b5c"), "0b5c");
        check("../zh-cn/Guide/Setup.md#install", None, "guide/setup");
        check("/docs/en/setup/", None, "docs/setup");
        check("setup–users.md", None, "setup-users");
    }

    #[test]
    fn images_are_known_by_their_guid_or_path() {
        let check = |destination: &str, expected: &str| {
            let mut found = String::new();
            canonical_image(destination, &mut found);
            assert_eq!(found, expected, "{destination}");
        };
        check(
            "images/Gg1.0A1B2C3D-0000-1111-2222-333344445555(OCS.15).jpg",
            "gg1.0a1b2c3d-0000-1111-2222-333344445555",
        );
        check("../media/fr-fr/Topology.png", "media/topology.png");
    }
}
