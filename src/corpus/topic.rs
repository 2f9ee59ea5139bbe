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

use super::{PageFile, Topic, Twin};
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
    for (page, topic) in pages.into_iter().zip(topic_of.of_page) {
        topics[topic].pages.entry(page.locale.clone()).or_default().push(page);
    }
    topics.sort_unstable_by(|one, other| one.id.cmp(&other.id));
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
    by_id: FxHashMap<Cow<'p, str>, usize>,
    of_page: Vec<Option<usize>>,
}

impl<'p> Joiner<'p> {
    fn new(pages: &'p [PageFile], source_locale: &Locale) -> Joiner<'p> {
        let is_source = pages.iter().map(|page| page.locale == *source_locale).collect();
        Joiner { pages, is_source, ids: Vec::new(), by_id: FxHashMap::default(), of_page: vec![None; pages.len()] }
    }

    fn run(mut self) -> Joined {
        for (index, page) in self.pages.iter().enumerate() {
            if let Some(id) = asset_id(&page.front_matter) {
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

    fn topic(&mut self, id: Cow<'p, str>) -> usize {
        if let Some(&topic) = self.by_id.get(&id) {
            return topic;
        }
        let topic = self.ids.len();
        self.ids.push(id.clone().into_owned());
        self.by_id.insert(id, topic);
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
        let mut by_library_id: FxHashMap<Cow<'p, str>, usize> = FxHashMap::default();
        for index in self.source_first() {
            if let (Some(topic), Some(id)) = (self.of_page[index], library_id(&self.pages[index].front_matter)) {
                by_library_id.entry(id).or_insert(topic);
            }
        }
        for index in self.source_first() {
            if self.of_page[index].is_some() {
                continue;
            }
            if let Some(id) = library_id(&self.pages[index].front_matter) {
                let topic = by_library_id.get(&id).copied().unwrap_or_else(|| self.topic(id.clone()));
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
            let topic = known.unwrap_or_else(|| self.topic(Cow::Borrowed(path)));
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
        let mut sources: FxHashMap<Cow<'_, str>, usize> = FxHashMap::default();
        let mut translated: FxHashSet<(usize, &Locale)> = FxHashSet::default();
        for (index, page) in self.pages.iter().enumerate() {
            if self.is_source[index] {
                sources.entry(loose(&page.relative)).or_insert(index);
            } else if let Some(topic) = self.of_page[index] {
                translated.insert((topic, &page.locale));
            }
        }
        for (index, page) in self.pages.iter().enumerate() {
            let Some(orphan) = self.of_page[index].filter(|&topic| !has_source[topic]) else { continue };
            let Some(&source) = sources.get(&loose(&page.relative)) else { continue };
            let Some(topic) = self.of_page[source].filter(|&topic| !translated.contains(&(topic, &page.locale))) else {
                continue;
            };
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

/// `ms:assetid` in lower case, without braces.
fn asset_id(front_matter: &FrontMatter) -> Option<Cow<'_, str>> {
    let id = front_matter.value(&["ms:assetid", "ms.assetid"])?;
    let id = id.trim_matches(|c: char| c.is_whitespace() || matches!(c, '{' | '}'));
    (!id.is_empty()).then(|| lower(id))
}

fn lower(id: &str) -> Cow<'_, str> {
    if id.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(id.to_ascii_lowercase())
    } else {
        Cow::Borrowed(id)
    }
}

/// The `jj205005` of `https://technet.microsoft.com/zh-cn/library/JJ205005(v=OCS.15)`, in lower case.
pub(super) fn library_id(front_matter: &FrontMatter) -> Option<Cow<'_, str>> {
    super::link::library_id_of(front_matter.value(&["ms:mtpsurl", "ms.mtpsurl"])?).map(lower)
}

/// A path without its ending, in lower case, with hyphens for dashes.
pub(super) fn loose(path: &str) -> Cow<'_, str> {
    let ending = Utf8Path::new(path).extension().filter(|_| super::is_page(Utf8Path::new(path)));
    let stem = &path[..ending.map_or(path.len(), |ending| path.len() - ending.len() - 1)];
    if stem.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(stem);
    }
    Cow::Owned(stem.replace(['–', '—'], "-").to_lowercase())
}
