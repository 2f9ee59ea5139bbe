//! Pages to topics.
//!
//! A page belongs to the topic of its `ms:assetid`. Where it has none, it joins
//! the topic that has its library id (the `JJ205005` of `ms:mtpsurl`), and where
//! it has no library id either, the topic whose page stands at the same path
//! within its locale's folder, the source's page before any other. Where nothing
//! stands at the very path, letter case, the ending and en dash or hyphen do not
//! matter: file names that are made from titles differ in them. What joins
//! nothing is a topic by itself.
//!
//! Ids are never mended: a page whose id no source page has, at a path where the
//! source has a page that this locale lacks, stays a topic of its own, and both
//! topics name each other as [`Twin`]s. Cost: a few hash look-ups a page.

use std::borrow::Cow;

use camino::Utf8Path;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Keys, PageFile, Topic, Twin};
use crate::locale::Locale;
use crate::page::FrontMatter;

/// Joins pages, given in order of their paths, to topics in order of their ids.
pub(super) fn join(pages: Vec<PageFile>, source_locale: &Locale) -> Vec<Topic> {
    let topic_of = Joiner::new(&pages, source_locale).run();
    let mut topics: Vec<Topic> = topic_of
        .ids
        .into_iter()
        .zip(topic_of.twins)
        .map(|(id, twins)| Topic { id, pages: Default::default(), twins })
        .collect();
    for (mut page, topic) in pages.into_iter().zip(topic_of.of_page) {
        let Topic { id, pages, .. } = &mut topics[topic];
        // Nearly always; a set of a million pages need not hold it twice.
        page.keys.asset_id.take_if(|asset_id| **asset_id == **id);
        // Nearly always one: a vector that grows by itself makes room for four.
        pages.entry(page.locale.clone()).or_insert_with(|| Vec::with_capacity(1)).push(page);
    }
    topics.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    for topic in &mut topics {
        // A topic is called as its source is, or else its first page.
        let named = if topic.pages.contains_key(source_locale) { Some(source_locale) } else { None };
        let named = named.or(topic.pages.keys().next()).cloned();
        let others = topic.pages.iter_mut().filter(|(locale, _)| Some(*locale) != named.as_ref());
        others.flat_map(|(_, pages)| pages).for_each(|page| page.title = None);
    }
    topics
}

/// Which page is of which topic.
struct Joined {
    ids: Vec<String>,
    twins: Vec<Vec<Twin>>,
    of_page: Vec<usize>,
}

struct Joiner<'p> {
    pages: &'p [PageFile],
    is_source: Vec<bool>,
    ids: Vec<String>,
    by_id: FxHashMap<&'p str, usize>,
    of_page: Vec<Option<usize>>,
}

impl<'p> Joiner<'p> {
    fn new(pages: &'p [PageFile], source_locale: &Locale) -> Joiner<'p> {
        let is_source = pages.iter().map(|page| page.locale == *source_locale).collect();
        Joiner { pages, is_source, ids: Vec::new(), by_id: FxHashMap::default(), of_page: vec![None; pages.len()] }
    }

    fn run(mut self) -> Joined {
        for (index, page) in self.pages.iter().enumerate() {
            if let Some(id) = &page.keys.asset_id {
                self.of_page[index] = Some(self.topic(id));
            }
        }
        self.join_by_library_id();
        self.join_by_path();
        let twins = self.twins();
        // Every page has a topic by now: the last step makes one for each that is left.
        let of_page = self.of_page.into_iter().map(|topic| topic.unwrap_or(0)).collect();
        Joined { ids: self.ids, twins, of_page }
    }

    /// The topic with this id; a new one if there is none yet.
    fn topic(&mut self, id: &'p str) -> usize {
        let next = self.ids.len();
        let topic = *self.by_id.entry(id).or_insert(next);
        if topic == next {
            self.ids.push(id.to_owned());
        }
        topic
    }

    /// Indices of the pages, those of the source locale first.
    fn source_first(&self) -> impl Iterator<Item = usize> + use<> {
        let (source, others): (Vec<usize>, Vec<usize>) =
            (0..self.pages.len()).partition(|&index| self.is_source[index]);
        source.into_iter().chain(others)
    }

    fn join_by_library_id(&mut self) {
        if self.of_page.iter().all(Option::is_some) {
            return;
        }
        let mut by_library_id: FxHashMap<&'p str, usize> = FxHashMap::default();
        for index in self.source_first() {
            if let (Some(topic), Some(id)) = (self.of_page[index], &self.pages[index].keys.library_id) {
                by_library_id.entry(id).or_insert(topic);
            }
        }
        for index in self.source_first() {
            if self.of_page[index].is_some() {
                continue;
            }
            if let Some(id) = &self.pages[index].keys.library_id {
                let topic = by_library_id.get(&**id).copied().unwrap_or_else(|| self.topic(id));
                by_library_id.insert(id, topic);
                self.of_page[index] = Some(topic);
            }
        }
    }

    fn join_by_path(&mut self) {
        if self.of_page.iter().all(Option::is_some) {
            return;
        }
        let mut by_path: FxHashMap<&'p str, usize> = FxHashMap::default();
        let mut by_loose_path: FxHashMap<Cow<'p, str>, usize> = FxHashMap::default();
        let mut filled: FxHashSet<(usize, &Locale)> = FxHashSet::default();
        for index in self.source_first() {
            if let Some(topic) = self.of_page[index] {
                filled.insert((topic, &self.pages[index].locale));
                let path = &self.pages[index].relative;
                by_loose_path.entry(loose(path)).or_insert(topic);
                by_path.entry(path).or_insert(topic);
            }
        }
        for index in self.source_first() {
            if self.of_page[index].is_some() {
                continue;
            }
            let path = &self.pages[index].relative;
            // `a.md` and `a.html` of one locale are two documents, whatever the others have.
            let locale = &self.pages[index].locale;
            let loosely = || by_loose_path.get(&loose(path)).filter(|&&topic| !filled.contains(&(topic, locale)));
            let known = by_path.get(path.as_str()).or_else(loosely).copied();
            let topic = known.unwrap_or_else(|| self.topic(path));
            filled.insert((topic, locale));
            by_loose_path.entry(loose(path)).or_insert(topic);
            by_path.entry(path).or_insert(topic);
            self.of_page[index] = Some(topic);
        }
    }

    /// Topics without a source page beside topics of the same path that lack their locale.
    fn twins(&self) -> Vec<Vec<Twin>> {
        let mut twins = vec![Vec::new(); self.ids.len()];
        let mut has_source = vec![false; self.ids.len()];
        for (index, topic) in self.of_page.iter().enumerate() {
            if let Some(topic) = *topic {
                has_source[topic] |= self.is_source[index];
            }
        }
        if has_source.iter().all(|&has| has) {
            return twins;
        }
        let is_orphan = |index: &usize| self.of_page[*index].is_some_and(|topic| !has_source[topic]);
        let orphans: Vec<usize> = (0..self.pages.len()).filter(is_orphan).collect();
        let paths: FxHashSet<Cow<'_, str>> = orphans.iter().map(|&index| loose(&self.pages[index].relative)).collect();
        // Nearly every page has its source: only paths of those that have not are remembered.
        let mut sources: FxHashMap<Cow<'_, str>, usize> = FxHashMap::default();
        let mut translated: FxHashSet<(usize, &Locale)> = FxHashSet::default();
        for (index, page) in self.pages.iter().enumerate() {
            if self.is_source[index] {
                let path = loose(&page.relative);
                if paths.contains(&path) {
                    sources.entry(path).or_insert(index);
                }
            } else if let Some(topic) = self.of_page[index] {
                translated.insert((topic, &page.locale));
            }
        }
        for index in orphans {
            let (page, Some(orphan)) = (&self.pages[index], self.of_page[index]) else { continue };
            let Some(&source) = sources.get(&loose(&page.relative)) else { continue };
            let is_free = |topic: &usize| !translated.contains(&(*topic, &page.locale));
            let Some(topic) = self.of_page[source].filter(is_free) else { continue };
            let twin = |topic: usize, page: &PageFile| Twin {
                locale: self.pages[index].locale.clone(),
                topic: self.ids[topic].clone(),
                path: page.path.clone(),
            };
            twins[orphan].push(twin(topic, &self.pages[source]));
            twins[topic].push(twin(orphan, page));
        }
        twins
    }
}

/// Keys of front matter that hold an id which the pages of a topic share:
/// TechNet's, Hugo's and DocFX's.
pub(super) const ID_KEYS: &[&str] = &["ms:assetid", "ms.assetid", "translationKey", "uid"];

/// What front matter tells of the topic that its page belongs to. `more` are keys
/// of the configuration, which come before [`ID_KEYS`].
pub(super) fn keys(front_matter: &FrontMatter, more: &[String]) -> Keys {
    let configured = more.iter().find_map(|key| front_matter.value(&[key]));
    let asset_id = configured.or_else(|| ID_KEYS.iter().find_map(|key| front_matter.value(&[key])));
    let asset_id = asset_id.map(|id| id.trim_matches(|c: char| c.is_whitespace() || matches!(c, '{' | '}')));
    let library_id = front_matter.value(&["ms:mtpsurl", "ms.mtpsurl"]).and_then(super::link::library_id_of);
    let lower = |id: &str| id.to_ascii_lowercase().into_boxed_str();
    Keys { asset_id: asset_id.filter(|id| !id.is_empty()).map(lower), library_id: library_id.map(lower) }
}

/// A path without its ending, in lower case, with hyphens for dashes.
pub(super) fn loose(path: &str) -> Cow<'_, str> {
    let stem = without_ending(path);
    if stem.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(stem);
    }
    Cow::Owned(stem.replace(['–', '—'], "-").to_lowercase())
}

/// A path without the ending of a page.
fn without_ending(path: &str) -> &str {
    // Nearly all of them are plain, and taking a path apart costs more than all else here.
    let plain = path.rsplit_once('.').filter(|(stem, ending)| {
        !ending.contains('/') && stem.bytes().next_back().is_some_and(|byte| !matches!(byte, b'/' | b'.'))
    });
    match plain {
        Some((stem, ending)) if super::is_page_ending(ending) => stem,
        Some(_) => path,
        None => {
            let ending = Utf8Path::new(path).extension().filter(|ending| super::is_page_ending(ending));
            &path[..ending.map_or(path.len(), |ending| path.len() - ending.len() - 1)]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page from `locale path asset-id library-id`, with `-` for none.
    fn page(line: &str) -> PageFile {
        let parts: Vec<&str> = line.split(' ').collect();
        let id = |at: usize| parts.get(at).filter(|id| **id != "-").map(|id| Box::from(*id));
        PageFile {
            path: format!("{}/{}", parts[0], parts[1]).into(),
            locale: Locale::new(parts[0]).unwrap(),
            relative: parts[1].to_owned(),
            title: None,
            size: 0,
            digest: Default::default(),
            keys: Keys { asset_id: id(2), library_id: id(3) },
            has_anchored_links: false,
            text: None,
        }
    }

    /// Pages by lines; topics as `id: path path…`, and twins as `id ~ id in locale`.
    fn check(pages: &[&str], expected: &[&str]) {
        let mut pages: Vec<PageFile> = pages.iter().map(|line| page(line)).collect();
        pages.sort_by(|one, other| one.path.as_str().cmp(other.path.as_str()));
        let topics = join(pages, &Locale::new("en-US").unwrap());
        let mut shown = Vec::new();
        for topic in &topics {
            let paths: Vec<&str> = topic.pages.values().flatten().map(|page| page.path.as_str()).collect();
            shown.push(format!("{}: {}", topic.id, paths.join(" ")));
        }
        for topic in &topics {
            shown.extend(topic.twins.iter().map(|twin| format!("{} ~ {} in {}", topic.id, twin.topic, twin.locale)));
        }
        assert_eq!(shown, expected);
    }

    #[test]
    fn ids_come_before_paths() {
        check(&["en-US a.md id1 jj1", "fr-FR moved/b.md id1 jj9"], &["id1: en-US/a.md fr-FR/moved/b.md"]);
        // A page without its asset id, by the library id.
        check(&["en-US a.md id1 jj1", "fr-FR b.md - jj1"], &["id1: en-US/a.md fr-FR/b.md"]);
        check(&["en-US a.md - jj1", "fr-FR b.md id1 jj1"], &["id1: en-US/a.md fr-FR/b.md"]);
        check(&["en-US a.md - jj1", "fr-FR b.md - jj1"], &["jj1: en-US/a.md fr-FR/b.md"]);
        // A page without any id, by its path.
        check(&["en-US d/a.md id1 jj1", "fr-FR d/a.md"], &["id1: en-US/d/a.md fr-FR/d/a.md"]);
        check(&["en-US a.md", "fr-FR a.md id1 jj1"], &["id1: en-US/a.md fr-FR/a.md"]);
        check(
            &["en-US d/a.md", "fr-FR d/a.md", "fr-FR a.md"],
            &["a.md: fr-FR/a.md", "d/a.md: en-US/d/a.md fr-FR/d/a.md"],
        );
    }

    #[test]
    fn the_source_decides_where_a_path_leads() {
        check(
            &["de-DE a.md id2", "en-US a.md id1", "fr-FR a.md"],
            &["id1: en-US/a.md fr-FR/a.md", "id2: de-DE/a.md", "id1 ~ id2 in de-DE", "id2 ~ id1 in de-DE"],
        );
    }

    #[test]
    fn paths_need_not_be_spelled_alike() {
        check(&["en-US a–b.md id1", "fr-FR a-b.md"], &["id1: en-US/a–b.md fr-FR/a-b.md"]);
        check(&["en-US a.mdx", "fr-FR a.md"], &["a.mdx: en-US/a.mdx fr-FR/a.md"]);
        check(&["en-US README.md", "fr-FR readme.md"], &["README.md: en-US/README.md fr-FR/readme.md"]);
        // Two documents of one locale stay two.
        check(&["en-US a.html", "en-US a.md", "fr-FR a.md"], &["a.html: en-US/a.html", "a.md: en-US/a.md fr-FR/a.md"]);
    }

    #[test]
    fn an_id_that_is_used_twice_keeps_both_pages_by_path() {
        check(&["en-US a.md id1", "fr-FR b.md id1", "fr-FR a.md id1"], &["id1: en-US/a.md fr-FR/a.md fr-FR/b.md"]);
    }

    #[test]
    fn a_wrong_id_is_suspected_and_not_mended() {
        check(
            &["en-US a.md id1", "fr-FR a.md idl", "de-DE a.md id1"],
            &["id1: de-DE/a.md en-US/a.md", "idl: fr-FR/a.md", "id1 ~ idl in fr-FR", "idl ~ id1 in fr-FR"],
        );
        // The locale has its page already, so the other one is something else.
        check(
            &["en-US a.md id1", "fr-FR a.md id2", "fr-FR b.md id1"],
            &["id1: en-US/a.md fr-FR/b.md", "id2: fr-FR/a.md"],
        );
    }

    #[test]
    fn ids_are_read_in_any_spelling() {
        let check = |entries: &[(&str, &str)], asset: Option<&str>, library: Option<&str>| {
            let entry = |(key, value): &(&str, &str)| crate::page::Entry {
                key: (*key).to_owned(),
                value: (*value).to_owned(),
                span: Default::default(),
            };
            let front_matter = FrontMatter { entries: entries.iter().map(entry).collect(), span: Default::default() };
            let keys = keys(&front_matter, &["guid".to_owned()]);
            assert_eq!((keys.asset_id.as_deref(), keys.library_id.as_deref()), (asset, library), "{entries:?}");
        };
        check(&[("ms:assetid", "AB-12")], Some("ab-12"), None);
        check(&[("ms.AssetId", " {AB-12} ")], Some("ab-12"), None);
        check(&[("ms:assetid", "")], None, None);
        check(&[("ms:assetid", ""), ("translationKey", "About")], Some("about"), None);
        check(&[("uid", "a.b")], Some("a.b"), None);
        check(&[("uid", "a.b"), ("guid", "7")], Some("7"), None);
        check(
            &[("ms:mtpsurl", "https://technet.microsoft.com/zh-cn/library/JJ205005(v=OCS.15)")],
            None,
            Some("jj205005"),
        );
        check(&[("ms.mtpsurl", "https://technet.microsoft.com/Library/hh1.aspx")], None, Some("hh1"));
        check(&[("ms:mtpsurl", "https://technet.microsoft.com/library/")], None, None);
    }
}
