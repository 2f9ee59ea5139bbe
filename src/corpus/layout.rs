//! Which locale a page is in, and where it stands within that locale.
//!
//! The locale is told by, in this order, a folder of the configuration,
//! `ms.contentlocale` in the front matter, a locale in the path or the file
//! name, and the locale in the address `ms:mtpsurl`. The address comes last,
//! since machine-translated pages keep that of their source.
//!
//! Whether a part of a path is a locale:
//! 1. It has the form of one: a language of two or three letters, then perhaps
//!    a script and a region, and all of them are known to CLDR. `api` and
//!    `ad-ds` are not.
//! 2. With a region or script that goes with the language (`en-US`, `zh_tw`,
//!    `pt-br`), that is enough. `to-do`, which could be Tongan as it is spoken
//!    in the Dominican Republic, is not.
//! 3. Otherwise (`fr`, but also `it` for information technology) the folders
//!    beside it must bear it out: it was asked for, one of them is English or
//!    has a region, at least three of them and half of all are languages, or
//!    two of them hold files of the same names.
//!
//! Of several in one path the file name's counts, then the outermost that
//! fulfils the second rule, then the outermost that fulfils the third.
//! All of this is worked out once per folder, not per page.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use camino::{Utf8Path, Utf8PathBuf};
use icu_locale::subtags::Language;
use icu_locale::{LanguageIdentifier, LocaleExpander, TransformResult};
use rustc_hash::{FxHashMap, FxHashSet};

use super::walk::{Contents, ReadFile, Root, absolute};
use super::{FileProblem, PageFile, ProblemKind};
use crate::config::Config;
use crate::locale::Locale;
use crate::page::FrontMatter;

/// Names beside a folder that are looked at when it was not walked.
const MOST_SIBLINGS: usize = 1_000;

/// Pages with their locales, and the files that are none.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub(super) pages: Vec<PageFile>,
    pub(super) problems: Vec<FileProblem>,
}

/// Tells the locale and the place of every file.
pub(super) fn place(files: Vec<ReadFile>, roots: &[Root], config: &Config) -> Placed {
    let placer = Placer::new(files.iter().map(|file| file.path.clone()).collect(), roots, config);
    let mut placed = Placed::default();
    placed.pages.reserve(files.len());
    for file in files {
        match placer.place(file, None) {
            Ok(page) => placed.pages.push(page),
            Err(problem) => placed.problems.push(problem),
        }
    }
    placed
}

/// Where a page stands, as its path tells.
#[derive(Debug, Clone, Default)]
struct Place {
    locale: Option<Locale>,
    /// Told by the configuration, which is stronger than front matter.
    configured: bool,
    /// The path within the locale's folder.
    relative: String,
}

/// What is known of a folder.
#[derive(Debug, Clone, Default)]
struct FolderPlace {
    locale: Option<Locale>,
    configured: bool,
    /// With a `/` at its end unless it is empty.
    relative: String,
}

/// Tells the places of the pages of one set.
pub(super) struct Placer<'c> {
    config: &'c Config,
    tags: Tags,
    /// What stands in each folder that a page was found under.
    siblings: FxHashMap<Utf8PathBuf, BTreeSet<String>>,
    /// All files, for the names beside a file.
    files: FxHashSet<Utf8PathBuf>,
    roots: Vec<Utf8PathBuf>,
    /// The folder that all roots are in.
    common: Utf8PathBuf,
    /// Configured folders as absolute paths, the longest first.
    configured: Vec<(Utf8PathBuf, Locale)>,
    folders: RefCell<FxHashMap<Utf8PathBuf, Rc<FolderPlace>>>,
}

impl<'c> Placer<'c> {
    /// A placer for a set of pages.
    pub(super) fn new(files: FxHashSetOfPaths, roots: &[Root], config: &'c Config) -> Placer<'c> {
        let mut siblings: FxHashMap<Utf8PathBuf, BTreeSet<String>> = FxHashMap::default();
        let folders: FxHashSet<&Utf8Path> = files.iter().filter_map(|file| file.parent()).collect();
        for folder in folders {
            for folder in folder.ancestors() {
                let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else { break };
                match siblings.get_mut(parent) {
                    Some(names) => drop(names.insert(name.to_owned())),
                    None => drop(siblings.insert(parent.to_owned(), BTreeSet::from([name.to_owned()]))),
                }
            }
        }
        let roots: Vec<Utf8PathBuf> = roots.iter().map(|root| root.folder().to_owned()).collect();
        let mut configured: Vec<(Utf8PathBuf, Locale)> = config
            .folders
            .iter()
            .map(|folder| (absolute(&config.base.join(&folder.path)), folder.locale.clone()))
            .collect();
        configured.sort_by_key(|(path, _)| std::cmp::Reverse(path.as_str().len()));
        let common = common_folder(&roots);
        let (tags, folders) = (Tags::default(), RefCell::default());
        Placer { config, tags, siblings, files, roots, common, configured, folders }
    }

    /// Makes a page of a file. `otherwise` is its locale if nothing tells another.
    pub(super) fn place(&self, file: ReadFile, otherwise: Option<&Locale>) -> Result<PageFile, FileProblem> {
        let ReadFile { path, contents, .. } = file;
        let place = self.of_path(&path);
        let Contents { size, text, front_matter } = match contents {
            Ok(contents) => contents,
            Err((kind, message)) => return Err(FileProblem { path, locale: place.locale, kind, message }),
        };
        let locale = match place {
            Place { locale: Some(locale), configured: true, .. } => Some(locale),
            Place { locale, .. } => {
                self.of_content(&front_matter).or(locale).or_else(|| self.of_address(&front_matter))
            }
        };
        match locale.or_else(|| otherwise.cloned()) {
            Some(locale) => Ok(PageFile { path, locale, relative: place.relative, front_matter, size, text }),
            // A README beside the locales' folders is no page of any of them.
            None if front_matter.entries.is_empty() => {
                let message = "it is in no locale's folder and says no locale, so it is compared with nothing";
                Err(FileProblem { path, locale: None, kind: ProblemKind::NoPage, message: message.to_owned() })
            }
            None => {
                let message = "nothing says which locale it is in: not its path, not ms.contentlocale; move it into \
                               a folder such as en-US, or name its folder under [folders] in docparity.toml";
                Err(FileProblem { path, locale: None, kind: ProblemKind::NoLocale, message: message.to_owned() })
            }
        }
    }

    fn of_content(&self, front_matter: &FrontMatter) -> Option<Locale> {
        self.tags.get(front_matter.value(&["ms.contentlocale", "ms:contentlocale"])?).map(|tag| tag.locale)
    }

    /// The locale in `https://host/<locale>/library/…`.
    fn of_address(&self, front_matter: &FrontMatter) -> Option<Locale> {
        let address = front_matter.value(&["ms:mtpsurl", "ms.mtpsurl"])?;
        let path = address.split_once("://")?.1.split_once('/')?.1;
        self.tags.get(path.split_once('/')?.0).map(|tag| tag.locale)
    }

    fn of_path(&self, path: &Utf8Path) -> Place {
        let folder = self.of_folder(path.parent().unwrap_or(Utf8Path::new("")));
        let name = path.file_name().unwrap_or(path.as_str());
        let in_name = if folder.configured { None } else { self.of_name(path, name) };
        let (locale, name) = match in_name {
            Some((locale, bare_name)) => (Some(locale), bare_name),
            None => (folder.locale.clone(), name.to_owned()),
        };
        let relative = [folder.relative.as_str(), &name].concat();
        Place { locale, configured: folder.configured, relative }
    }

    /// The locale in `index.zh-CN.md`, and the name without it.
    fn of_name(&self, path: &Utf8Path, name: &str) -> Option<(Locale, String)> {
        let (stem, extension) = name.rsplit_once('.')?;
        let (bare, written) = stem.rsplit_once('.')?;
        let tag = self.tags.get(written).filter(|_| !bare.is_empty())?;
        let bare_name = format!("{bare}.{extension}");
        // `index.fr.md` needs `index.md` or `index.en.md` beside it.
        let beside = |name: &str| self.files.contains(&path.with_file_name(name));
        let borne_out =
            || beside(&bare_name) || self.asked_for(&tag.locale) || beside(&format!("{bare}.en.{extension}"));
        (tag.natural || borne_out()).then_some((tag.locale, bare_name))
    }

    fn of_folder(&self, folder: &Utf8Path) -> Rc<FolderPlace> {
        if let Some(place) = self.folders.borrow().get(folder) {
            return Rc::clone(place);
        }
        let place = Rc::new(self.work_out(folder));
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
                return FolderPlace { locale: Some(locale.clone()), configured: true, relative };
            }
        }
        let parts: Vec<&str> = folder.components().map(|component| component.as_str()).collect();
        let above = self.common.components().count();
        let mut found: Option<(usize, Tag)> = None;
        let mut parent = Utf8PathBuf::new();
        for (index, part) in parts.iter().enumerate() {
            if let Some(tag) = self.tags.get(part) {
                if tag.natural {
                    found = Some((index, tag));
                    break;
                }
                if found.is_none() && self.borne_out(&parent, part, &tag.locale) {
                    found = Some((index, tag));
                }
            }
            parent.push(part);
        }
        let within = parts.iter().enumerate().skip(above);
        let Some((at, tag)) = found else {
            let relative = as_prefix(within.map(|(_, part)| *part));
            return FolderPlace { locale: self.of_unnamed_root(folder), configured: false, relative };
        };
        let relative = as_prefix(within.filter(|(index, _)| *index != at).map(|(_, part)| *part));
        FolderPlace { locale: Some(tag.locale), configured: false, relative }
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

    /// The third rule: whether what stands beside the folder `name` of `parent` makes a locale of it.
    fn borne_out(&self, parent: &Utf8Path, name: &str, locale: &Locale) -> bool {
        if self.asked_for(locale) {
            return true;
        }
        let walked = self.roots.iter().any(|root| parent.starts_with(root));
        let on_disk = if walked { BTreeSet::new() } else { folders_on_disk(parent) };
        let none = BTreeSet::new();
        let beside = self.siblings.get(parent).unwrap_or(&none).union(&on_disk);
        let (mut all, mut languages) = (0, Vec::new());
        for sibling in beside {
            all += 1;
            if let Some(tag) = self.tags.get(sibling) {
                if sibling != name && (tag.natural || tag.locale.language() == "en") {
                    return true;
                }
                languages.push(sibling.as_str());
            }
        }
        if languages.len() >= 3 && languages.len() * 2 >= all {
            return true;
        }
        languages.iter().any(|sibling| *sibling != name && self.same_names(parent, name, sibling))
            || name == locale.as_str() && locale.language() == "en" && languages.len() >= 2
    }

    /// Whether two folders hold at least two files of the same names, and half of the smaller one's.
    fn same_names(&self, parent: &Utf8Path, one: &str, other: &str) -> bool {
        let (one, other) = (parent.join(one), parent.join(other));
        let below = |folder: &Utf8Path| -> FxHashSet<Utf8PathBuf> {
            let relative = |file: &Utf8PathBuf| file.strip_prefix(folder).ok().map(Utf8Path::to_owned);
            self.files.iter().filter_map(relative).collect()
        };
        let (one, other) = (below(&one), below(&other));
        let shared = one.intersection(&other).count();
        shared >= 2 && shared * 2 >= one.len().min(other.len())
    }
}

/// The paths of all files of a set.
type FxHashSetOfPaths = FxHashSet<Utf8PathBuf>;

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

/// A part of a path, or a value, that has the form of a locale.
#[derive(Debug, Clone)]
struct Tag {
    locale: Locale,
    /// Whether region or script go with the language, so that it can be nothing else.
    natural: bool,
}

/// Reads names as locales; each name once.
struct Tags {
    expander: LocaleExpander,
    known: RefCell<FxHashMap<String, Option<Tag>>>,
}

impl Default for Tags {
    fn default() -> Tags {
        Tags { expander: LocaleExpander::new_common(), known: RefCell::default() }
    }
}

impl Tags {
    fn get(&self, name: &str) -> Option<Tag> {
        if !has_form_of_locale(name) {
            return None;
        }
        if let Some(known) = self.known.borrow().get(name) {
            return known.clone();
        }
        let tag = self.read(name);
        self.known.borrow_mut().insert(name.to_owned(), tag.clone());
        tag
    }

    fn read(&self, name: &str) -> Option<Tag> {
        let locale = Locale::new(name).ok()?;
        let identifier = LanguageIdentifier::try_from_str(locale.as_str()).ok()?;
        let likely = |mut identifier: LanguageIdentifier| {
            let changed = self.expander.maximize(&mut identifier) == TransformResult::Modified;
            (changed, identifier)
        };
        let (known, of_language) = likely(identifier.language.into());
        if !known {
            return None;
        }
        let mut natural = false;
        if let Some(script) = identifier.script {
            let (known, of_script) = likely((Language::UNKNOWN, Some(script), None).into());
            if !known {
                return None;
            }
            natural = of_script.language == identifier.language
                || of_language.script == Some(script)
                || locale.language() == "zh";
        }
        if let Some(region) = identifier.region {
            let (known, of_region) = likely((Language::UNKNOWN, None, Some(region)).into());
            if !known {
                return None;
            }
            // Languages that are written in many regions that speak others: en-DE, zh-MY, es-US.
            let spread = ["en", "es", "fr", "pt", "ar", "de", "ru", "zh"].contains(&locale.language());
            natural |= spread || of_region.language == identifier.language || of_language.region == Some(region);
        }
        Some(Tag { locale, natural })
    }
}

/// Two or three letters, then perhaps four for a script, then perhaps two
/// letters or three digits for a region, between `-` or `_`.
fn has_form_of_locale(name: &str) -> bool {
    let mut parts = name.split(['-', '_']);
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !parts.next().is_some_and(|language| matches!(language.len(), 2 | 3) && letters(language)) {
        return false;
    }
    let is_region = |part: &str| {
        part.len() == 2 && letters(part) || part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => true,
        (Some(part), None, _) => is_region(part) || part.len() == 4 && letters(part),
        (Some(script), Some(region), None) => script.len() == 4 && letters(script) && is_region(region),
        _ => false,
    }
}
