//! Which pages are one document.
//!
//! By `ms:assetid`; where a page has none, by the library id of its
//! `ms:mtpsurl`, then by its path below the locale's folder, if a page of
//! another locale that has an id stands there. What joins nothing is a topic of
//! its own, by its path.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Corpus, CorpusError, FileProblem, LinkIndex, PageFile, Topic};
use crate::config::Config;
use crate::locale::Locale;

/// The library id in an address: `jj205005` of `…/library/JJ205005(v=OCS.15)`.
pub(super) fn library_id(address: &str) -> Option<String> {
    let at = address.find("/library/")? + "/library/".len();
    let id: String =
        address[at..].chars().take_while(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    (!id.is_empty()).then_some(id)
}

/// A path with its dashes alike: renaming tools differ in them.
pub(super) fn folded_path(path: &str) -> String {
    path.chars()
        .map(|character| if matches!(character, '–' | '—') { '-' } else { character })
        .flat_map(char::to_lowercase)
        .collect()
}

fn asset_id(page: &PageFile) -> Option<String> {
    let id = page.front_matter.value(&["ms:assetid", "ms.assetid"])?.trim();
    (!id.is_empty()).then(|| id.to_lowercase())
}

/// Puts pages together to topics.
pub(super) fn group(
    pages: Vec<PageFile>,
    problems: Vec<FileProblem>,
    bytes: u64,
    config: &Config,
) -> Result<Corpus, CorpusError> {
    let mut found: Vec<Locale> = pages.iter().map(|page| page.locale.clone()).collect();
    found.sort_unstable();
    found.dedup();
    let source_locale = source_locale(&found, config)?;
    let wanted =
        |locale: &Locale| config.locales.is_empty() || *locale == source_locale || config.locales.contains(locale);
    let locales: Vec<Locale> = found.into_iter().filter(wanted).collect();
    let pages: Vec<PageFile> = pages.into_iter().filter(|page| wanted(&page.locale)).collect();

    // Which asset id a library id and a path belong to; the source's word counts most.
    let mut by_library: FxHashMap<String, String> = FxHashMap::default();
    let mut by_path: FxHashMap<String, String> = FxHashMap::default();
    let (source, targets): (Vec<&PageFile>, Vec<&PageFile>) =
        pages.iter().partition(|page| page.locale == source_locale);
    for page in source.into_iter().chain(targets) {
        if let Some(id) = asset_id(page) {
            if let Some(library) = page.front_matter.value(&["ms:mtpsurl", "ms.mtpsurl"]).and_then(library_id) {
                by_library.entry(library).or_insert_with(|| id.clone());
            }
            by_path.entry(folded_path(&page.relative)).or_insert(id);
        }
    }
    let mut topics: BTreeMap<String, Topic> = BTreeMap::new();
    for page in pages {
        let id = asset_id(&page)
            .or_else(|| {
                by_library.get(&page.front_matter.value(&["ms:mtpsurl", "ms.mtpsurl"]).and_then(library_id)?).cloned()
            })
            .or_else(|| by_path.get(&folded_path(&page.relative)).cloned())
            .unwrap_or_else(|| page.relative.clone());
        let topic =
            topics.entry(id.clone()).or_insert_with(|| Topic { id, pages: BTreeMap::new(), suspects: BTreeMap::new() });
        topic.pages.entry(page.locale.clone()).or_default().push(page);
    }
    let mut topics: Vec<Topic> = topics.into_values().collect();
    suspect(&mut topics, &source_locale);
    let links = LinkIndex::new(&topics);
    Ok(Corpus { source_locale, locales, topics, problems, bytes, links })
}

fn source_locale(found: &[Locale], config: &Config) -> Result<Locale, CorpusError> {
    if let Some(locale) = &config.source_locale {
        return Ok(locale.clone());
    }
    let named = |tag: &str| found.iter().find(|locale| locale.as_str() == tag);
    let english =
        named("en-US").or_else(|| named("en")).or_else(|| found.iter().find(|locale| locale.language() == "en"));
    let names: Vec<&str> = found.iter().map(Locale::as_str).collect();
    english.cloned().ok_or_else(|| CorpusError::NoSourceLocale(names.join(", ")))
}

/// A translation whose id no source page has, and whose path another topic's
/// source page has: the id has a typo.
fn suspect(topics: &mut [Topic], source_locale: &Locale) {
    let mut sources: FxHashMap<String, usize> = FxHashMap::default();
    for (index, topic) in topics.iter().enumerate() {
        if let Some(file) = topic.pages.get(source_locale).and_then(|files| files.first()) {
            sources.insert(folded_path(&file.relative), index);
        }
    }
    for orphan in 0..topics.len() {
        if topics[orphan].pages.contains_key(source_locale) {
            continue;
        }
        let files: Vec<(Locale, String, camino::Utf8PathBuf)> = topics[orphan]
            .pages
            .iter()
            .filter_map(|(locale, files)| {
                files.first().map(|file| (locale.clone(), folded_path(&file.relative), file.path.clone()))
            })
            .collect();
        for (locale, path, shown) in files {
            let Some(&twin) = sources.get(&path) else { continue };
            if topics[twin].pages.contains_key(&locale) {
                continue;
            }
            if let Some(source) =
                topics[twin].pages.get(source_locale).and_then(|files| files.first()).map(|file| file.path.clone())
            {
                topics[orphan].suspects.insert(source_locale.clone(), source);
            }
            topics[twin].suspects.insert(locale, shown);
        }
    }
}
