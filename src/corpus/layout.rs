//! Which locale a page is in, and where it stands within that locale.
//!
//! The locale is told by, in this order, a folder of the configuration,
//! `ms.contentlocale` in the front matter, a locale in the path or the file
//! name, and the locale in the address `ms:mtpsurl`. The address comes last,
//! since machine-translated pages keep that of their source.
//!
//! Whether a part of a path is a locale:
//! 1. It has the form of one: a language of two or three letters, then perhaps
//!    a script and a region, and CLDR knows language and script. `api` and
//!    `ad-ds` are none.
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
    let placer = Placer::new(files.iter().map(|file| file.path.as_path()).collect(), roots, config);
    let places: Vec<Place> = files.iter().map(|file| placer.of_path(&file.path)).collect();
    let mut placed = Placed::default();
    placed.pages.reserve(files.len());
    for (file, place) in files.into_iter().zip(places) {
        match page(file, place, None) {
            Ok(page) => placed.pages.push(page),
            Err(problem) => placed.problems.push(problem),
        }
    }
    placed
}

/// The page of a single file. `otherwise` is its locale if nothing tells another.
pub(super) fn place_one(file: ReadFile, config: &Config, otherwise: Option<&Locale>) -> Result<PageFile, FileProblem> {
    let root = Root::of_file(&file.path);
    let place = Placer::new(vec![&file.path], &[root], config).of_path(&file.path);
    page(file, place, otherwise)
}

/// Makes a page of a file that stands at `place`. `otherwise` is its locale if nothing tells another.
fn page(file: ReadFile, place: Place, otherwise: Option<&Locale>) -> Result<PageFile, FileProblem> {
    let ReadFile { path, contents } = file;
    let Contents { size, text, front_matter, keys, told } = match contents {
        Ok(contents) => contents,
        Err((kind, message)) => return Err(FileProblem { path, locale: place.locale, kind, message }),
    };
    let locale = match place {
        Place { locale: Some(locale), configured: true, .. } => Some(locale),
        Place { locale, .. } => told.content.or(locale).or(told.address),
    };
    match locale.or_else(|| otherwise.cloned()) {
        Some(locale) => Ok(PageFile { path, locale, relative: place.relative, front_matter, size, keys, text }),
        // A README beside the locales' folders is no page of any of them.
        None if front_matter.entries.is_empty() => {
            let message = "it is in no locale's folder and says no locale, so it is compared with nothing";
            Err(FileProblem { path, locale: None, kind: ProblemKind::NoPage, message: message.to_owned() })
        }
        None => {
            let message = "nothing says which locale it is in: not its path, not ms.contentlocale; move it into a \
                           folder such as en-US, or name its folder under [folders] in docparity.toml";
            Err(FileProblem { path, locale: None, kind: ProblemKind::NoLocale, message: message.to_owned() })
        }
    }
}

/// The locales that front matter names.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// What the page says of itself.
    content: Option<Locale>,
    /// What the address says that the page, or its source, was published at.
    address: Option<Locale>,
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
struct Placer<'c> {
    config: &'c Config,
    tags: Tags,
    /// What stands in each folder that a page was found under.
    siblings: FxHashMap<&'c str, BTreeSet<&'c str>>,
    /// All files, sorted.
    files: Vec<&'c Utf8Path>,
    roots: Vec<Utf8PathBuf>,
    /// The folder that all roots are in.
    common: Utf8PathBuf,
    /// Configured folders as absolute paths, the longest first.
    configured: Vec<(Utf8PathBuf, Locale)>,
    folders: RefCell<FxHashMap<String, Rc<FolderPlace>>>,
}

impl<'c> Placer<'c> {
    /// A placer for a set of pages, whose paths are sorted.
    fn new(files: Vec<&'c Utf8Path>, roots: &[Root], config: &'c Config) -> Placer<'c> {
        let mut siblings: FxHashMap<&str, BTreeSet<&str>> = FxHashMap::default();
        let folders: FxHashSet<&str> = files.iter().map(|file| folder_and_name(file).0).collect();
        for folder in folders.into_iter().map(Utf8Path::new) {
            for folder in folder.ancestors() {
                let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else { break };
                siblings.entry(parent.as_str()).or_default().insert(name);
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

    fn of_path(&self, path: &Utf8Path) -> Place {
        let (folder, name) = folder_and_name(path);
        let folder = self.of_folder(folder);
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
        let beside = |name: &str| {
            let path = path.with_file_name(name);
            self.files.binary_search_by(|file| file.as_str().cmp(path.as_str())).is_ok()
        };
        let borne_out =
            || beside(&bare_name) || self.asked_for(&tag.locale) || beside(&format!("{bare}.en.{extension}"));
        (tag.natural || borne_out()).then_some((tag.locale, bare_name))
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
        let mut beside = self.siblings.get(parent.as_str()).cloned().unwrap_or_default();
        beside.extend(on_disk.iter().map(String::as_str));
        let mut languages = Vec::new();
        for &sibling in &beside {
            if let Some(tag) = self.tags.get(sibling) {
                if sibling != name && (tag.natural || tag.locale.language() == "en") {
                    return true;
                }
                languages.push(sibling);
            }
        }
        if languages.len() >= 3 && languages.len() * 2 >= beside.len() {
            return true;
        }
        languages.iter().any(|sibling| *sibling != name && self.same_names(parent, name, sibling))
            || name == locale.as_str() && locale.language() == "en" && languages.len() >= 2
    }

    /// Whether two folders hold at least two files of the same names, and half of the smaller one's.
    fn same_names(&self, parent: &Utf8Path, one: &str, other: &str) -> bool {
        let (one, other) = (parent.join(one), parent.join(other));
        let below = |folder: &Utf8Path| -> FxHashSet<&Utf8Path> {
            self.files.iter().filter_map(|file| file.strip_prefix(folder).ok()).collect()
        };
        let (one, other) = (below(&one), below(&other));
        let shared = one.intersection(&other).count();
        shared >= 2 && shared * 2 >= one.len().min(other.len())
    }
}

/// `docs/fr` and `setup.md` of `docs/fr/setup.md`.
fn folder_and_name(path: &Utf8Path) -> (&str, &str) {
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

/// A part of a path, or a value, that has the form of a locale.
#[derive(Debug, Clone)]
struct Tag {
    locale: Locale,
    /// Whether region or script go with the language, so that it can be nothing else.
    natural: bool,
}

/// Reads names as locales; each name once.
#[derive(Default)]
pub(super) struct Tags {
    known: RefCell<FxHashMap<String, Option<Tag>>>,
}

impl Tags {
    /// What front matter tells of locales.
    pub(super) fn told(&self, front_matter: &FrontMatter) -> Told {
        let content = front_matter.value(&["ms.contentlocale", "ms:contentlocale"]);
        let content = content.and_then(|tag| self.get(tag)).map(|tag| tag.locale);
        // `https://host/<locale>/library/…`; only asked for where nothing else tells.
        let address = || {
            let address = front_matter.value(&["ms:mtpsurl", "ms.mtpsurl"])?;
            let path = address.split_once("://")?.1.split_once('/')?.1;
            self.get(path.split_once('/')?.0).map(|tag| tag.locale)
        };
        let address = if content.is_none() { address() } else { None };
        Told { content, address }
    }

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
        let expander = LocaleExpander::new_common();
        let identifier = LanguageIdentifier::try_from_str(locale.as_str()).ok()?;
        let likely = |mut identifier: LanguageIdentifier| {
            let changed = expander.maximize(&mut identifier) == TransformResult::Modified;
            (changed, identifier)
        };
        // CLDR knows Bokmål as Norwegian only, and documentation as `nb-NO`.
        let bokmal = identifier.language == icu_locale::subtags::language!("nb");
        let language = if bokmal { icu_locale::subtags::language!("no") } else { identifier.language };
        let (known, of_language) = likely(language.into());
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
            // Languages that are written in many regions that speak others: en-DE, zh-MY, es-US.
            let spread = ["en", "es", "fr", "pt", "ar", "de", "ru", "zh"].contains(&locale.language());
            let (_, of_region) = likely((Language::UNKNOWN, None, Some(region)).into());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Folder;
    use crate::page::Entry;
    use crate::source::Span;

    fn locale(tag: &str) -> Locale {
        Locale::new(tag).unwrap()
    }

    /// Each file as `locale relative`, with `-` for no locale.
    fn placed(roots: &[&str], config: &Config, files: &[&str]) -> Vec<String> {
        let roots: Vec<Root> = roots.iter().map(|root| Root { path: root.into(), is_file: false }).collect();
        let mut sorted: Vec<&Utf8Path> = files.iter().map(Utf8Path::new).collect();
        sorted.sort_by_key(|path| path.as_str());
        let placer = Placer::new(sorted, &roots, config);
        let shown = |file: &&str| {
            let place = placer.of_path(Utf8Path::new(file));
            let locale = place.locale.as_ref().map_or("-", Locale::as_str);
            format!("{locale} {}", place.relative)
        };
        files.iter().map(shown).collect()
    }

    #[test]
    fn the_path_tells_locale_and_place() {
        let check = |root: &str, cases: &[(&str, &str)]| {
            let files: Vec<&str> = cases.iter().map(|(file, _)| *file).collect();
            let expected: Vec<&str> = cases.iter().map(|(_, expected)| *expected).collect();
            assert_eq!(placed(&[root], &Config::default(), &files), expected);
        };
        // A folder a locale, in any spelling.
        check(
            "docs",
            &[
                ("docs/en-US/guide/a.md", "en-US guide/a.md"),
                ("docs/zh-cn/guide/a.md", "zh-CN guide/a.md"),
                ("docs/zh_TW/guide/a.md", "zh-TW guide/a.md"),
                ("docs/zh-Hans/guide/a.md", "zh-Hans guide/a.md"),
                ("docs/sr-Latn-RS/guide/a.md", "sr-Latn-RS guide/a.md"),
                ("docs/uz-Cyrl/guide/a.md", "uz-Cyrl guide/a.md"),
                ("docs/es-419/guide/a.md", "es-419 guide/a.md"),
                ("docs/fr/guide/a.md", "fr guide/a.md"),
                ("docs/README.md", "- README.md"),
            ],
        );
        // What stands before the locale belongs to the place; the root does not.
        check("docs", &[("docs/blog/en-US/a.md", "en-US blog/a.md"), ("docs/help/en-US/a.md", "en-US help/a.md")]);
        check("docs/en-US", &[("docs/en-US/guide/a.md", "en-US guide/a.md")]);
        check("", &[("en-US/a.md", "en-US a.md"), ("a.md", "- a.md")]);
        for tag in ["en-GB", "en-AU", "ca-ES", "nb-NO", "ja-JP", "ko-KR", "vi-VN", "uk-UA", "hi-IN"] {
            check("docs", &[(&format!("docs/{}/a.md", tag.to_lowercase()), &format!("{tag} a.md"))]);
        }
        check("/srv/docs", &[("/srv/docs/pt-br/a.md", "pt-BR a.md")]);
        // Two letters are a language among others, or a product.
        check("docs", &[("docs/it/a.md", "- it/a.md"), ("docs/sales/a.md", "- sales/a.md")]);
        check("docs", &[("docs/it/a.md", "it a.md"), ("docs/en/a.md", "en a.md")]);
        check("docs", &[("docs/it/a.md", "it a.md"), ("docs/de/b.md", "de b.md"), ("docs/fr/c.md", "fr c.md")]);
        check("docs", &[("docs/it/a.md", "- it/a.md"), ("docs/hr/b.md", "- hr/b.md"), ("docs/law/b.md", "- law/b.md")]);
        check(
            "docs",
            &[
                ("docs/it/a.md", "it a.md"),
                ("docs/it/b.md", "it b.md"),
                ("docs/hr/a.md", "hr a.md"),
                ("docs/hr/b.md", "hr b.md"),
            ],
        );
        check("docs", &[("docs/en-US/it/a.md", "en-US it/a.md"), ("docs/fr-FR/it/a.md", "fr-FR it/a.md")]);
        // Names that have the form of a locale and are none.
        for name in ["to-do", "ad-ds", "id-card", "api", "src", "v1", "en-us-windows", "x", "as-is", "c-plus", "中文"]
        {
            check("docs", &[(&format!("docs/{name}/a.md"), &format!("- {name}/a.md"))]);
        }
        // A locale in the file's name.
        check(
            "docs",
            &[
                ("docs/index.zh-CN.md", "zh-CN index.md"),
                ("docs/index.md", "- index.md"),
                ("docs/index.fr.md", "fr index.md"),
                ("docs/notes.it.md", "- notes.it.md"),
                ("docs/release.1.29.md", "- release.1.29.md"),
                ("docs/.fr.md", "- .fr.md"),
                ("docs/de-DE/page.fr-FR.md", "fr-FR page.md"),
            ],
        );
    }

    #[test]
    fn several_roots_have_places_below_what_they_share() {
        let files = ["site/en-US/a.md", "site/fr-FR/a.md"];
        assert_eq!(placed(&["site/en-US", "site/fr-FR"], &Config::default(), &files), ["en-US a.md", "fr-FR a.md"]);
        let files = ["docs/en/a.md", "docs/fr/a.md", "blog/en-US/a.md"];
        let expected = ["en docs/a.md", "fr docs/a.md", "en-US blog/a.md"];
        assert_eq!(placed(&["docs/en", "docs/fr", "blog/en-US"], &Config::default(), &files), expected);
    }

    #[test]
    fn the_configuration_is_stronger_than_the_path() {
        let folder = |path: &str, tag: &str| Folder { path: path.into(), locale: locale(tag) };
        let config = Config {
            folders: vec![folder("docs", "en-US"), folder("docs/german", "de-DE")],
            locales: vec![locale("it")],
            ..Config::default()
        };
        let files = ["docs/a.md", "docs/german/a.md", "docs/fr-FR/a.fr.md", "other/fr-FR/a.md", "other/it/a.md"];
        let expected = ["en-US a.md", "de-DE a.md", "en-US fr-FR/a.fr.md", "fr-FR other/a.md", "it other/a.md"];
        assert_eq!(placed(&["docs", "other"], &config, &files), expected);
    }

    #[test]
    fn front_matter_tells_the_page_before_its_source() {
        let check = |entries: &[(&str, &str)], expected: [Option<&str>; 2]| {
            let entry = |(key, value): &(&str, &str)| Entry {
                key: (*key).to_owned(),
                value: (*value).to_owned(),
                span: Span::default(),
            };
            let front_matter = FrontMatter { entries: entries.iter().map(entry).collect(), span: Span::default() };
            let told = Tags::default().told(&front_matter);
            let tag = |locale: &Option<Locale>| locale.as_ref().map(|locale| locale.as_str().to_owned());
            assert_eq!([tag(&told.content), tag(&told.address)], expected.map(|tag| tag.map(str::to_owned)));
        };
        let address = "https://technet.microsoft.com/fr-fr/library/AB123456(v=X.15)";
        check(&[("ms:mtpsurl", address)], [None, Some("fr-FR")]);
        check(&[("ms.contentlocale", "zh-TW"), ("ms:mtpsurl", address)], [Some("zh-TW"), None]);
        check(&[("MS:ContentLocale", "ja-jp")], [Some("ja-JP"), None]);
        check(&[("ms:mtpsurl", "https://technet.microsoft.com/library/AB123456")], [None, None]);
        check(&[("ms.contentlocale", "nonsense"), ("ms:mtpsurl", address)], [None, Some("fr-FR")]);
        check(&[("title", "a")], [None, None]);
    }
}
