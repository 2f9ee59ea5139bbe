//! The locale that stands in a path, and the path without it.
//!
//! A part of a path can be a locale (`docs/fr/…`), end in one (`pages.fr/…`), or
//! be the folder of translations that Docusaurus keeps
//! (`i18n/fr/docusaurus-plugin-content-docs/current/…`, whose source is
//! `docs/…`). The name of a file can end in one (`index.fr.md`,
//! `README-zh_CN.md`). All of this is worked out once per folder, not per page.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::{FxHashMap, FxHashSet};

use super::spoken;
use super::tag::{Tag, Tags};
use crate::config::Config;
use crate::corpus::walk::{Root, absolute};
use crate::locale::Locale;

/// Names beside a folder that are looked at when it was not walked.
const MOST_SIBLINGS: usize = 1_000;

/// Pages of a folder that are read for their language.
const SAMPLE: usize = 12;

/// Where a page stands, as its path tells.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub(super) locale: Option<Locale>,
    /// Told by the configuration, which is stronger than front matter.
    pub(super) configured: bool,
    /// The path within the locale's folder.
    pub(super) relative: String,
    /// The pattern that the page was placed by, from the folder that all roots
    /// are in; empty for a page in no locale's place.
    pub(super) layout: Rc<str>,
    /// Where the source's page would be if the source stood beside the locales'
    /// folders: the beginning of [`Place::relative`] that all pages of the layout share.
    pub(super) base: Rc<str>,
}

/// What is known of a folder.
#[derive(Debug, Clone)]
struct FolderPlace {
    locale: Option<Locale>,
    configured: bool,
    /// With a `/` at its end unless it is empty.
    relative: String,
    layout: Rc<str>,
    base: Rc<str>,
}

/// A locale in a path.
struct Found {
    /// The first part that belongs to the locale's folder, and the one behind the last.
    parts: std::ops::Range<usize>,
    /// What stands in their place for all locales.
    instead: Vec<String>,
    /// What stands in their place in the pattern.
    pattern: String,
    tag: Tag,
}

/// Where the text of a page can be asked for.
pub(super) type TextOf<'c> = &'c dyn Fn(usize) -> Option<&'c str>;

/// Tells the places of the pages of one set.
pub(super) struct Placer<'c> {
    config: &'c Config,
    tags: Tags,
    /// What stands in each folder that a page was found under.
    siblings: FxHashMap<&'c str, BTreeSet<&'c str>>,
    /// All files, sorted.
    files: Vec<&'c Utf8Path>,
    text_of: TextOf<'c>,
    roots: Vec<Utf8PathBuf>,
    /// The folder that all roots are in.
    common: Utf8PathBuf,
    /// Whether each root is a set of one locale, so that paths count from the root.
    parallel: bool,
    /// Configured folders as absolute paths, the longest first.
    configured: Vec<(Utf8PathBuf, Locale)>,
    base: Utf8PathBuf,
    folders: RefCell<FxHashMap<String, Rc<FolderPlace>>>,
    /// Which folders are borne out as a locale's by what stands beside them.
    judged: RefCell<FxHashMap<Utf8PathBuf, bool>>,
}

impl<'c> Placer<'c> {
    /// A placer for a set of pages, whose paths are sorted. `text_of` gives the
    /// body of a page by its number, if that is at hand.
    pub(super) fn new(files: Vec<&'c Utf8Path>, text_of: TextOf<'c>, roots: &[Root], config: &'c Config) -> Placer<'c> {
        let mut siblings: FxHashMap<&str, BTreeSet<&str>> = FxHashMap::default();
        let folders: FxHashSet<&str> = files.iter().map(|file| folder_and_name(file).0).collect();
        for folder in folders.into_iter().map(Utf8Path::new) {
            for folder in folder.ancestors() {
                let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else { break };
                siblings.entry(parent.as_str()).or_default().insert(name);
            }
        }
        let only_folders = roots.len() > 1 && roots.iter().all(|root| !root.is_file);
        let roots: Vec<Utf8PathBuf> = roots.iter().map(|root| root.folder().to_owned()).collect();
        let mut configured: Vec<(Utf8PathBuf, Locale)> = config
            .folders
            .iter()
            .map(|folder| (absolute(&config.base.join(&folder.path)), folder.locale.clone()))
            .collect();
        configured.sort_by_key(|(path, _)| std::cmp::Reverse(path.as_str().len()));
        let common = common_folder(&roots);
        let (tags, folders) = (Tags::default(), RefCell::default());
        let base = if config.layouts.is_empty() { Utf8PathBuf::new() } else { absolute(&config.base) };
        let judged = RefCell::default();
        let parallel = false;
        let mut placer = Placer {
            config,
            tags,
            siblings,
            files,
            text_of,
            roots,
            common,
            parallel,
            configured,
            base,
            folders,
            judged,
        };
        placer.parallel = only_folders && placer.has_parallel_roots();
        placer
    }

    /// Whether the roots are sets of different locales: each named for one, and
    /// at most one for none.
    fn has_parallel_roots(&self) -> bool {
        let locales: Vec<Option<Locale>> = self
            .roots
            .iter()
            .map(|root| {
                let parts: Vec<&str> = root.components().map(|component| component.as_str()).collect();
                let found = self.find(&parts)?;
                (found.parts.end == parts.len()).then_some(found.tag.locale)
            })
            .collect();
        // `en` and `en-US` are the same language in two sets.
        let distinct: BTreeSet<_> =
            locales.iter().map(|locale| locale.as_ref().map(|locale| (locale.language(), locale.script()))).collect();
        distinct.len() == locales.len() && locales.iter().any(Option::is_some)
    }

    pub(super) fn of_path(&self, path: &Utf8Path) -> Place {
        if let Some(place) = self.of_pattern(path) {
            return place;
        }
        let (folder, name) = folder_and_name(path);
        let folder = self.of_folder(folder);
        let in_name = if folder.configured { None } else { self.of_name(path, name) };
        let FolderPlace { configured, base, .. } = (*folder).clone();
        match in_name {
            Some((locale, bare_name, sign)) => {
                let extension = Utf8Path::new(&bare_name).extension().unwrap_or_default();
                let above = if folder.locale.is_some() { &*folder.base } else { "" };
                Place {
                    locale: Some(locale),
                    configured,
                    relative: [folder.relative.as_str(), &bare_name].concat(),
                    layout: format!("{above}{{path}}{sign}{{locale}}.{extension}").into(),
                    base: above.into(),
                }
            }
            None => Place {
                locale: folder.locale.clone(),
                configured,
                relative: [folder.relative.as_str(), name].concat(),
                layout: Rc::clone(&folder.layout),
                base,
            },
        }
    }

    /// The place that a pattern of the configuration gives.
    fn of_pattern(&self, path: &Utf8Path) -> Option<Place> {
        if self.config.layouts.is_empty() {
            return None;
        }
        let absolute = absolute(path);
        let path = absolute.strip_prefix(&self.base).ok()?.as_str();
        let is_locale = |text: &str| Locale::new(text).is_ok() || self.tags.get(text).is_some();
        for layout in &self.config.layouts {
            let translated = layout.pattern.captures(path, &is_locale);
            let source = || {
                let pattern = layout.source.as_ref()?;
                Some((pattern.captures(path, &is_locale)?, self.config.source_locale.clone()))
            };
            let of_tag = |tag: &str| self.tags.get(tag).map(|tag| tag.locale).or_else(|| Locale::new(tag).ok());
            let (captures, locale) = match translated {
                Some(captures) => {
                    let locale = captures.locale.and_then(of_tag).or_else(|| self.config.source_locale.clone());
                    (captures, locale)
                }
                None => match source() {
                    Some(found) => found,
                    None => continue,
                },
            };
            // Pages are one topic where the same words stand in the same placeholders.
            let relative = layout.source.as_ref().unwrap_or(&layout.pattern).without_locale(&captures);
            let shown = if captures.locale.is_some() { &layout.pattern } else { layout.source.as_ref()? };
            return Some(Place {
                configured: locale.is_some(),
                locale,
                relative,
                layout: shown.to_string().into(),
                base: "".into(),
            });
        }
        None
    }

    /// The locale in `index.zh-CN.md`, the name without it, and the sign between.
    fn of_name(&self, path: &Utf8Path, name: &str) -> Option<(Locale, String, char)> {
        let (stem, extension) = name.rsplit_once('.')?;
        if let Some((bare, written)) = stem.rsplit_once('.').filter(|(bare, _)| !bare.is_empty())
            && let Some(tag) = self.tags.get(written)
        {
            let bare_name = format!("{bare}.{extension}");
            // `index.fr.md` needs `index.md` or `index.en.md` beside it.
            let borne_out = || {
                self.beside(path, &bare_name)
                    || self.asked_for(&tag.locale)
                    || self.beside(path, &format!("{bare}.en.{extension}"))
            };
            if tag.natural || borne_out() {
                return Some((tag.locale, bare_name, '.'));
            }
        }
        // `README-zh_CN.md`, the longest tag first.
        let signs = stem.char_indices().filter(|(at, c)| matches!(c, '-' | '_') && *at > 0);
        for (at, sign) in signs {
            let (bare, written) = (&stem[..at], &stem[at + 1..]);
            let Some(tag) = self.tags.get(written) else { continue };
            let bare_name = format!("{bare}.{extension}");
            let is_beside = self.beside(path, &bare_name);
            // `what-is-it.md` beside `what-is.md` is English: a language without a
            // region needs a name in capitals, or another language beside it.
            let in_capitals = bare.len() > 2 && bare.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
            let others = || self.languages_beside(path, bare, sign, extension);
            if is_beside && (tag.natural || in_capitals || others() >= 2) || tag.natural && others() >= 2 {
                return Some((tag.locale, bare_name, sign));
            }
        }
        None
    }

    fn beside(&self, path: &Utf8Path, name: &str) -> bool {
        let path = path.with_file_name(name);
        self.files.binary_search_by(|file| file.as_str().cmp(path.as_str())).is_ok()
    }

    /// How many files beside `path` have the name `bare`, the sign and a language.
    fn languages_beside(&self, path: &Utf8Path, bare: &str, sign: char, extension: &str) -> usize {
        let begin = path.with_file_name(format!("{bare}{sign}"));
        let from = self.files.partition_point(|file| file.as_str() < begin.as_str());
        let language = |file: &&Utf8Path| {
            let rest = file.as_str().strip_prefix(begin.as_str());
            let tag = rest.and_then(|rest| rest.strip_suffix(extension)?.strip_suffix('.'));
            tag.is_some_and(|tag| self.tags.get(tag).is_some())
        };
        let named = self.files[from..].iter().take_while(|file| file.as_str().starts_with(begin.as_str()));
        named.take(MOST_SIBLINGS).filter(|file| language(file)).count()
    }

    fn of_folder(&self, folder: &str) -> Rc<FolderPlace> {
        if let Some(place) = self.folders.borrow().get(folder) {
            return Rc::clone(place);
        }
        let place = Rc::new(self.work_out(Utf8Path::new(folder)));
        self.folders.borrow_mut().insert(folder.to_owned(), Rc::clone(&place));
        place
    }

    fn work_out(&self, folder: &Utf8Path) -> FolderPlace {
        if !self.configured.is_empty() {
            let absolute = absolute(folder);
            let found =
                self.configured.iter().find_map(|(path, locale)| Some((absolute.strip_prefix(path).ok()?, locale)));
            if let Some((below, locale)) = found {
                let relative = as_prefix(below.components().map(|component| component.as_str()));
                let layout = "[folders]".into();
                return FolderPlace {
                    locale: Some(locale.clone()),
                    configured: true,
                    relative,
                    layout,
                    base: "".into(),
                };
            }
        }
        let parts: Vec<&str> = folder.components().map(|component| component.as_str()).collect();
        let above = match self.parallel {
            true => self.root_of(folder).map_or(0, |root| root.components().count()),
            false => self.common.components().count(),
        };
        let within = &parts[above.min(parts.len())..];
        let Some(found) = self.find(&parts) else {
            let relative = as_prefix(within.iter().copied());
            let (locale, base) = (self.of_unnamed_root(folder), "".into());
            let layout = if locale.is_some() { "{locale}/{path}" } else { "" };
            return FolderPlace { locale, configured: false, relative, layout: layout.into(), base };
        };
        let Found { parts: at, instead, pattern, tag } = found;
        // A locale's folder that was given as a root stands above what is within.
        let before = parts[above.min(at.start)..at.start].iter().copied();
        let after = parts[at.end.max(above)..].iter().copied();
        let base = match at.end <= above {
            true => String::new(),
            false => as_prefix(before.clone().chain(instead.iter().map(String::as_str))),
        };
        let relative = format!("{base}{}", as_prefix(after));
        let layout = format!("{}{pattern}/{{path}}", as_prefix(before));
        FolderPlace { locale: Some(tag.locale), configured: false, relative, layout: layout.into(), base: base.into() }
    }

    /// The locale in the parts of a folder's path.
    fn find(&self, parts: &[&str]) -> Option<Found> {
        let mut found: Option<Found> = None;
        let mut parent = Utf8PathBuf::new();
        for (index, part) in parts.iter().enumerate() {
            let here = self.whole_part(parts, index, &parent).or_else(|| self.end_of_part(part, index, &parent));
            if let Some(here) = here {
                if here.tag.natural {
                    return Some(here);
                }
                found = found.or(Some(here));
            }
            parent.push(part);
        }
        found
    }

    /// `fr`, and what follows it where that belongs to the layout.
    fn whole_part(&self, parts: &[&str], index: usize, parent: &Utf8Path) -> Option<Found> {
        let tag = self.tags.get(parts[index])?;
        if let Some(found) = docusaurus(parts, index, &tag) {
            return Some(self.beside_the_site(found, parts, parent));
        }
        let borne_out = tag.natural || self.borne_out(parent, parts[index], &tag.locale);
        let whole = || Found { parts: index..index + 1, instead: Vec::new(), pattern: "{locale}".to_owned(), tag };
        borne_out.then(whole)
    }

    /// Where a site's folder `website` holds `i18n` and the source stands beside that
    /// folder, in `docs`: the folder is a part of the layout too.
    fn beside_the_site(&self, found: Found, parts: &[&str], i18n: &Utf8Path) -> Found {
        let site = i18n.parent().filter(|site| !site.as_str().is_empty());
        let (Some(site), Some(source)) = (site, found.instead.first()) else { return found };
        let above = site.parent().unwrap_or(Utf8Path::new(""));
        if found.parts.start == 0
            || self.beside_folder(site).contains(source)
            || !self.beside_folder(above).contains(source)
        {
            return found;
        }
        let start = found.parts.start - 1;
        let pattern = format!("{}/{}", parts[start], found.pattern);
        Found { parts: start..found.parts.end, pattern, ..found }
    }

    /// `pages.fr` beside `pages`, `docs-zh-CN` beside `docs` or `docs-en`.
    fn end_of_part(&self, part: &str, index: usize, parent: &Utf8Path) -> Option<Found> {
        let signs = part.char_indices().filter(|(at, c)| matches!(c, '.' | '-' | '_') && *at > 0);
        for (at, sign) in signs {
            let (bare, written) = (&part[..at], &part[at + 1..]);
            let Some(tag) = self.tags.get(written) else { continue };
            let beside = self.beside_folder(parent);
            let begin = &part[..=at];
            let is_other = |name: &&String| {
                name.as_str() != part && name.strip_prefix(begin).is_some_and(|rest| self.tags.get(rest).is_some())
            };
            let others = beside.iter().filter(is_other).count();
            let bare_stands = beside.contains(bare);
            let same = || {
                let near = beside.iter().filter(|name| name.as_str() == bare || is_other(name));
                near.into_iter().any(|name| self.same_names(parent, part, name))
            };
            // Clones beside nothing else: `project/docs` and `translations/docs-fr-FR`.
            let of_roots = || {
                let named = |root: &Utf8PathBuf, name: &str| root.file_name() == Some(name);
                self.roots.iter().any(|root| named(root, part)) && self.roots.iter().any(|root| named(root, bare))
            };
            let borne_out = match (sign, tag.natural) {
                _ if of_roots() => true,
                ('.', true) => bare_stands || others > 0,
                ('.', false) => bare_stands && (others > 0 || same()),
                (_, true) => bare_stands || others > 0,
                (_, false) => (bare_stands || others > 0) && same(),
            };
            if borne_out {
                let pattern = format!("{begin}{{locale}}");
                return Some(Found { parts: index..index + 1, instead: vec![bare.to_owned()], pattern, tag });
            }
        }
        None
    }

    /// The root that a folder is in.
    fn root_of(&self, folder: &Utf8Path) -> Option<&Utf8PathBuf> {
        self.roots.iter().find(|root| folder.starts_with(root))
    }

    /// The locale in the name of the folder that is given as `.` or `..`.
    fn of_unnamed_root(&self, folder: &Utf8Path) -> Option<Locale> {
        let root = self.roots.iter().find(|root| folder.starts_with(root) && root.file_name().is_none())?;
        let tag = self.tags.get(absolute(root).file_name()?)?;
        tag.natural.then_some(tag.locale)
    }

    fn asked_for(&self, locale: &Locale) -> bool {
        self.config.source_locale.as_ref() == Some(locale) || self.config.locales.contains(locale)
    }

    /// The names of the folders in `parent`: of those that were walked, and of a
    /// folder above the roots those on disk.
    fn beside_folder(&self, parent: &Utf8Path) -> BTreeSet<String> {
        let walked = self.roots.iter().any(|root| parent.starts_with(root));
        let mut beside = if walked { BTreeSet::new() } else { folders_on_disk(parent) };
        let named = self.siblings.get(parent.as_str());
        beside.extend(named.into_iter().flatten().map(|name| (*name).to_owned()));
        beside
    }

    /// The third rule: whether what stands beside the folder `name` of `parent` makes a locale of it.
    fn borne_out(&self, parent: &Utf8Path, name: &str, locale: &Locale) -> bool {
        let folder = parent.join(name);
        if let Some(&judged) = self.judged.borrow().get(&folder) {
            return judged;
        }
        let judged = self.asked_for(locale) || self.judge(parent, name, locale);
        self.judged.borrow_mut().insert(folder, judged);
        judged
    }

    fn judge(&self, parent: &Utf8Path, name: &str, locale: &Locale) -> bool {
        let beside = self.beside_folder(parent);
        let mut languages = Vec::new();
        let mut is_sure = false;
        for sibling in &beside {
            if let Some(tag) = self.tags.get(sibling) {
                is_sure |= sibling != name && (tag.natural || tag.locale.language() == "en");
                languages.push(sibling.as_str());
            }
        }
        let of_same_names = || {
            let same = languages.iter().any(|sibling| *sibling != name && self.same_names(parent, name, sibling));
            same || name == locale.as_str() && locale.language() == "en" && languages.len() >= 2
        };
        // Beside a source without a folder of its own: `docs/a.md` and `docs/fr/a.md`.
        let is_mirror = || self.mirrors(parent, name);
        let many = languages.len() >= 3 && languages.len() * 2 >= beside.len();
        (is_sure || many || of_same_names() || is_mirror()) && !self.is_product(parent, name, locale)
    }

    /// Whether two folders hold at least two files of the same names, and half of the smaller one's.
    fn same_names(&self, parent: &Utf8Path, one: &str, other: &str) -> bool {
        let (one, other) = (parent.join(one), parent.join(other));
        let (one, other) = (self.below(&one), self.below(&other));
        let shared = one.intersection(&other).count();
        shared >= 2 && shared * 2 >= one.len().min(other.len())
    }

    /// Whether at least half of the files in the folder `name` stand outside of it too, at the same place.
    fn mirrors(&self, parent: &Utf8Path, name: &str) -> bool {
        let folder = parent.join(name);
        let files = self.below(&folder);
        let exists = |file: &Utf8Path| {
            let path = if parent.as_str().is_empty() { file.to_owned() } else { parent.join(file) };
            self.files.binary_search_by(|known| known.as_str().cmp(path.as_str())).is_ok()
        };
        let shared = files.iter().filter(|file| exists(file)).count();
        // A file named index stands in every folder.
        shared * 2 >= files.len() && (shared >= 2 || files.iter().any(|file| exists(file) && !is_folder_page(file)))
    }

    /// The files in a folder, as paths within it, O(log files + found).
    fn below<'s>(&'s self, folder: &Utf8Path) -> FxHashSet<&'s Utf8Path> {
        let begin = if folder.as_str().is_empty() { String::new() } else { format!("{folder}/") };
        let from = self.files.partition_point(|file| file.as_str() < begin.as_str());
        let files = self.files[from..].iter().map_while(|file| file.as_str().strip_prefix(&begin));
        files.map(Utf8Path::new).collect()
    }

    /// Whether the pages in a folder named like a language are all English: `docs/it` of an
    /// IT department. Copies of English pages wait to be translated and are none.
    fn is_product(&self, parent: &Utf8Path, name: &str, locale: &Locale) -> bool {
        if locale.language() == "en" {
            return false;
        }
        let begin = format!("{}/", parent.join(name));
        let from = self.files.partition_point(|file| file.as_str() < begin.as_str());
        let files = self.files[from..].iter().take_while(|file| file.as_str().starts_with(&begin));
        let texts = (from..from + files.count()).filter_map(|index| (self.text_of)(index));
        let mut languages = texts.take(SAMPLE).filter_map(spoken::language).peekable();
        let in_english = languages.peek().is_some() && languages.all(|language| language.language() == "en");
        let is_copy = || {
            let english = |sibling: &&String| self.tags.get(sibling).is_some_and(|tag| tag.locale.language() == "en");
            let beside = self.beside_folder(parent);
            beside.iter().filter(english).any(|sibling| self.same_names(parent, name, sibling))
                || self.mirrors(parent, name)
        };
        in_english && !is_copy()
    }
}

/// `index`, `readme` and the like, which stand for their folder.
fn is_folder_page(file: &Utf8Path) -> bool {
    let stem = file.file_stem().unwrap_or_default();
    ["index", "_index", "readme"].iter().any(|name| stem.eq_ignore_ascii_case(name))
}

/// `i18n/fr/docusaurus-plugin-content-docs/version-2/…`, whose source is `versioned_docs/version-2/…`.
fn docusaurus(parts: &[&str], index: usize, tag: &Tag) -> Option<Found> {
    let is_i18n = index.checked_sub(1).is_some_and(|before| parts[before] == "i18n");
    let plugin = parts.get(index + 1)?.strip_prefix("docusaurus-plugin-content-").filter(|_| is_i18n)?;
    let (kind, instance) = plugin.split_once('-').map_or((plugin, None), |(kind, instance)| (kind, Some(instance)));
    let (length, instead) = match (kind, parts.get(index + 2)) {
        ("docs", Some(&"current")) => (3, vec![instance.unwrap_or("docs").to_owned()]),
        ("docs", Some(version)) if version.starts_with("version-") => {
            let folder = instance.map_or("versioned_docs".to_owned(), |name| format!("{name}_versioned_docs"));
            (2, vec![folder])
        }
        ("blog", _) => (2, vec![instance.unwrap_or("blog").to_owned()]),
        ("pages", _) => (2, vec!["src".to_owned(), "pages".to_owned()]),
        _ => return None,
    };
    let named = parts[index + 1..index + length].join("/");
    Some(Found {
        parts: index - 1..index + length,
        instead,
        pattern: format!("i18n/{{locale}}/{named}"),
        tag: tag.clone(),
    })
}

/// `docs/fr` and `setup.md` of `docs/fr/setup.md`.
pub(super) fn folder_and_name(path: &Utf8Path) -> (&str, &str) {
    match path.as_str().rsplit_once('/') {
        Some(("", name)) => ("/", name),
        Some(parts) => parts,
        None => ("", path.as_str()),
    }
}

fn as_prefix<'p>(parts: impl Iterator<Item = &'p str>) -> String {
    parts.fold(String::new(), |mut prefix, part| {
        prefix.push_str(part);
        prefix.push('/');
        prefix
    })
}

/// The folder that all roots are in: as many components as they share.
fn common_folder(roots: &[Utf8PathBuf]) -> Utf8PathBuf {
    let Some((first, others)) = roots.split_first() else { return Utf8PathBuf::new() };
    let shared = others.iter().fold(first.components().count(), |shared, root| {
        first.components().zip(root.components()).take(shared).take_while(|(one, other)| one == other).count()
    });
    first.components().take(shared).collect()
}

fn folders_on_disk(parent: &Utf8Path) -> BTreeSet<String> {
    let parent = if parent.as_str().is_empty() { Utf8Path::new(".") } else { parent };
    let Ok(entries) = parent.read_dir_utf8() else { return BTreeSet::new() };
    let folders =
        entries.take(MOST_SIBLINGS).flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    folders.map(|entry| entry.file_name().to_owned()).collect()
}
