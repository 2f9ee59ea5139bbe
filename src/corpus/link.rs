//! Where links between pages lead.

use rustc_hash::{FxHashMap, FxHashSet};

use super::topic::{folded_path, library_id};
use super::{PageFile, Topic};
use crate::locale::Locale;

/// Finds the topic of a link's destination.
#[derive(Debug, Default)]
pub struct LinkIndex {
    /// By path below the locale's folder, dashes and case folded.
    by_path: FxHashMap<String, u32>,
    by_library: FxHashMap<String, u32>,
    ids: Vec<String>,
    numbers: FxHashMap<String, u32>,
    pages: FxHashSet<(u32, Locale)>,
}

impl LinkIndex {
    pub(super) fn new(topics: &[Topic]) -> LinkIndex {
        let mut index = LinkIndex::default();
        for (number, topic) in topics.iter().enumerate() {
            let number = number as u32;
            index.ids.push(topic.id.clone());
            index.numbers.insert(topic.id.clone(), number);
            for (locale, files) in &topic.pages {
                index.pages.insert((number, locale.clone()));
                for file in files {
                    index.by_path.entry(file.relative.clone()).or_insert(number);
                    let folded = folded_path(&file.relative);
                    if folded != file.relative {
                        index.by_path.entry(folded).or_insert(number);
                    }
                    if let Some(library) = file.front_matter.value(&["ms:mtpsurl", "ms.mtpsurl"]).and_then(library_id) {
                        index.by_library.entry(library).or_insert(number);
                    }
                }
            }
        }
        index
    }

    /// The id of the topic that `destination`, as written in `from`, leads to.
    pub fn resolve(&self, from: &PageFile, destination: &str) -> Option<&str> {
        let number =
            if destination.contains("://") { self.library(destination)? } else { self.path(from, destination)? };
        Some(&self.ids[number as usize])
    }

    fn library(&self, address: &str) -> Option<u32> {
        let is_library =
            ["://technet.microsoft.com/", "://msdn.microsoft.com/"].iter().any(|host| address.contains(host));
        if !is_library {
            return None;
        }
        self.by_library.get(&library_id(address)?).copied()
    }

    fn path(&self, from: &PageFile, destination: &str) -> Option<u32> {
        let path = destination.split(['#', '?']).next().unwrap_or(destination);
        if path.is_empty() {
            return None;
        }
        let folder = from.relative.rsplit_once('/').map_or("", |(folder, _)| folder);
        // In a flat folder, which is nearly every set by id, the name is the path.
        if folder.is_empty() && !path.contains(['/', '%', '–']) {
            return self.by_path.get(path).or_else(|| self.by_path.get(&folded_path(path))).copied();
        }
        let mut parts: Vec<&str> = if path.starts_with('/') {
            Vec::new()
        } else {
            folder.split('/').filter(|part| !part.is_empty()).collect()
        };
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        let joined = parts.join("/");
        self.by_path.get(&joined).or_else(|| self.by_path.get(&folded_path(&joined))).copied()
    }

    /// Whether a topic has a page in a locale.
    pub fn exists_in(&self, topic: &str, locale: &Locale) -> bool {
        self.numbers.get(topic).is_some_and(|number| self.pages.contains(&(*number, locale.clone())))
    }
}
