//! Which locale a page is in.
//!
//! In order: `ms.contentlocale`, a locale in the path (a folder or the file's
//! name), the locale segment of `ms:mtpsurl`. Machine translations carry an
//! English `mtpsurl`, so what says more stands first.

use rustc_hash::FxHashMap;
use std::sync::Mutex;

use super::walk::File;
use crate::locale::Locale;
use crate::page::FrontMatter;

/// How the files of a set tell their locale.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Tags that were read already: the same few stand in every path.
    known: Mutex<FxHashMap<String, Option<Locale>>>,
}

/// What a path tells.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// The locale in the path, if there is one.
    pub(super) locale: Option<Locale>,
    /// The path without it.
    pub(super) relative: String,
}

impl Layout {
    /// Looks at all files of a set.
    pub(super) fn detect(_files: &[File]) -> Layout {
        Layout::default()
    }

    /// What the path of a file tells.
    pub(super) fn place(&self, file: &File) -> Placed {
        let below = file.below_root();
        // The root itself may be a locale's folder: "docs/zh-CN".
        let root = file.path.as_str()[..file.root].trim_end_matches('/');
        let mut locale = None;
        let mut relative = String::with_capacity(below.len());
        for part in below.split('/') {
            let is_file = relative.len() + part.len() >= below.len()
                || below.ends_with(part)
                    && below.len() == relative.len() + part.len() + usize::from(!relative.is_empty());
            if locale.is_none()
                && !is_file
                && let Some(found) = self.tag(part)
            {
                locale = Some(found);
                continue;
            }
            if !relative.is_empty() {
                relative.push('/');
            }
            relative.push_str(part);
        }
        if locale.is_none() {
            // "index.zh-CN.md"
            let (folder, name) =
                relative.rsplit_once('/').map_or(("", relative.as_str()), |(folder, name)| (folder, name));
            if let Some((stem, extension)) = name.rsplit_once('.')
                && let Some((stem, tag)) = stem.rsplit_once(['.'])
                && let Some(found) = self.tag(tag)
            {
                locale = Some(found);
                relative = if folder.is_empty() {
                    format!("{stem}.{extension}")
                } else {
                    format!("{folder}/{stem}.{extension}")
                };
            }
        }
        if locale.is_none() {
            locale = root.rsplit('/').find_map(|part| self.tag(part));
        }
        Placed { locale, relative }
    }

    /// The locale of a page by its front matter and its place.
    pub(super) fn locale(&self, front_matter: &FrontMatter, placed: &Placed) -> Option<Locale> {
        if let Some(locale) = front_matter.value(&["ms.contentlocale"]).and_then(|tag| self.tag(tag)) {
            return Some(locale);
        }
        if placed.locale.is_some() {
            return placed.locale.clone();
        }
        let address = front_matter.value(&["ms:mtpsurl", "ms.mtpsurl"])?;
        address.split('/').skip(3).find_map(|segment| self.tag(segment))
    }

    /// The locale that a path segment names: a language with a region or script,
    /// or one of the languages that documentation is published in.
    fn tag(&self, segment: &str) -> Option<Locale> {
        if !(2..=11).contains(&segment.len())
            || !segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        {
            return None;
        }
        if let Some(known) = self.known.lock().ok()?.get(segment) {
            return known.clone();
        }
        const LANGUAGES: &[&str] = &[
            "en", "fr", "de", "es", "it", "ja", "ko", "pt", "ru", "zh", "pl", "nl", "tr", "uk", "cs", "ar", "vi", "id",
        ];
        let language = segment.split(['-', '_']).next().unwrap_or("");
        let has_region = segment.len() > language.len();
        let plausible = matches!(language.len(), 2 | 3)
            && (has_region || LANGUAGES.contains(&segment.to_ascii_lowercase().as_str()))
            && (!has_region || LANGUAGES.contains(&language.to_ascii_lowercase().as_str()));
        let locale = plausible.then(|| Locale::new(segment).ok()).flatten();
        if let Ok(mut known) = self.known.lock() {
            known.insert(segment.to_owned(), locale.clone());
        }
        locale
    }
}
