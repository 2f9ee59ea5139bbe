//! Files to topics: which pages there are, in which locale, and which of them
//! are one document.
//!
//! [`load`] walks the roots and reads every page on all threads (`walk`), tells
//! the locale of each from configuration, front matter and place (`layout`), and
//! joins the pages of one document to a [`Topic`] (`topic`). What cannot be read
//! or placed becomes a [`FileProblem`] and everything else goes on. Cost: one
//! read of every file, one pass over its bytes for UTF-8, and a few hash
//! look-ups a page.

mod anchor;
mod coverage;
mod findings;
mod layout;
mod link;
mod topic;
mod walk;

use std::borrow::Cow;
use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::config::{Config, nearest};
use crate::digest::Digest;
use crate::locale::Locale;

pub(crate) use anchor::{CHECK as ANCHOR_CHECK, findings as anchor_findings};
pub use coverage::{Combination, Coverage, LocaleCoverage};
pub use findings::{finding_of, findings};
/// The language that a text is written in; see `layout/spoken.rs`.
pub use layout::spoken_language;
pub use link::LinkIndex;
use walk::is_page_ending;
pub use walk::{PAGE_EXTENSIONS, is_page};

/// A set of localized pages.
#[derive(Debug)]
pub struct Corpus {
    /// The locale that the others are held against.
    pub source_locale: Locale,
    /// Every locale that has a page, and every locale that was asked for, in
    /// alphabetical order.
    pub locales: Vec<Locale>,
    /// All topics, by id.
    pub topics: Vec<Topic>,
    /// Files that are no page of any topic, and why, by path.
    pub problems: Vec<FileProblem>,
    /// Bytes of all pages.
    pub bytes: u64,
    /// Where links between pages lead.
    pub links: LinkIndex,
    /// How pages are laid out, the most used layout first.
    pub layouts: Vec<LayoutUse>,
}

/// Layouts that are named in a line.
const MOST_LAYOUTS: usize = 4;

/// A layout that pages were found in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LayoutUse {
    /// As in the configuration: `docs/{locale}/{path}`, from the folder that was
    /// given. `front matter` where only the pages themselves tell their locale.
    pub pattern: String,
    /// Pages that it places, those of locales that were not asked for included.
    pub pages: usize,
}

/// One document in all its locales.
#[derive(Debug)]
pub struct Topic {
    /// `ms:assetid` in lower case, another id, or the path within the locale's folder.
    pub id: String,
    /// The files by locale, those of a locale by path. More than one under a
    /// locale: the id was used twice.
    pub pages: BTreeMap<Locale, Vec<PageFile>>,
    /// Topics that are probably the same document under another id.
    pub twins: Vec<Twin>,
}

/// A topic that shares its path with another one but not its id, where each has
/// what the other lacks: in all likelihood a typo in an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// The locale whose page stands under the id that the source does not have.
    pub locale: Locale,
    /// The id of the other topic.
    pub topic: String,
    /// The page of the other topic at the same path.
    pub path: Utf8PathBuf,
}

/// A page's file with what is known of it before it is parsed.
#[derive(Debug)]
pub struct PageFile {
    /// As shown to people.
    pub path: Utf8PathBuf,
    /// The locale that it was put under.
    pub locale: Locale,
    /// The path within the locale's folder, with `/`: equal for the pages of a
    /// topic where file names are kept.
    pub relative: String,
    /// What its front matter says that it is called; kept of the pages in the source
    /// locale, and of those in the first locale of a topic without.
    pub title: Option<Box<str>>,
    /// Bytes of the file.
    pub size: u32,
    /// A digest of its text.
    pub digest: Digest,
    /// What joins it to a topic.
    keys: Keys,
    /// Whether it seems to link to a place in a page.
    has_anchored_links: bool,
    /// Its text, if it is held in memory; otherwise it is read again.
    pub text: Option<Box<str>>,
}

/// What joins a page to a topic, taken from its front matter while that is in the cache.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Keys {
    /// `ms:assetid` in lower case, without braces; nothing if it is the topic's id.
    asset_id: Option<Box<str>>,
    /// The `jj205005` of `ms:mtpsurl`, in lower case.
    library_id: Option<Box<str>>,
}

/// A file that could not become a page, or not the one that it was meant to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// As shown to people.
    pub path: Utf8PathBuf,
    /// The locale that its place suggests.
    pub locale: Option<Locale>,
    /// What is wrong.
    pub kind: ProblemKind,
    /// What is wrong, with what to do, for people.
    pub message: String,
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// The file system does not give its bytes.
    Unreadable,
    /// Its bytes are not UTF-8 text.
    NotText,
    /// It is larger than [`Config::max_file_size`].
    TooLarge,
    /// Nothing says which locale it is in.
    NoLocale,
    /// A file without front matter outside of every locale's folder, such as a README.
    NoPage,
    /// It is a symbolic link; those are not followed.
    SymbolicLink,
}

impl ProblemKind {
    /// Whether something that was to be checked was not, so that the run is not complete.
    pub fn is_incomplete(self) -> bool {
        matches!(self, ProblemKind::Unreadable | ProblemKind::NotText | ProblemKind::TooLarge)
    }
}

/// Why there is no set of pages at all.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// The user's fault: most often a typo, or the wrong folder to start in.
    #[error("{path}: there is no such file or folder")]
    NoSuchPath {
        /// As given.
        path: Utf8PathBuf,
    },
    /// The user's fault: a device, a pipe or a socket was named.
    #[error("{path}: this is neither a file nor a folder; give a folder of pages or single pages")]
    NotAFile {
        /// As given.
        path: Utf8PathBuf,
    },
    /// The user's fault: a name that is not Unicode cannot be shown or written into a report.
    #[error("{path}: the path is not valid Unicode; rename it")]
    NotUnicode {
        /// The path as far as it can be shown.
        path: String,
    },
    /// The user's fault, or the pages are all excluded.
    #[error("no page found in {}; looked for files that end in {} and are not excluded by the configuration or by .gitignore", list(.paths), extensions())]
    NoPage {
        /// The roots as given.
        paths: Vec<Utf8PathBuf>,
    },
    /// Nobody's fault: there are pages, but none that could be used.
    #[error("none of the {} files found can be used as a page; the first: {}: {}", .problems.len(), .problems[0].path, .problems[0].message)]
    NoUsablePage {
        /// Why each of them cannot be used; at least one.
        problems: Vec<FileProblem>,
    },
    /// The user's to decide: no locale is the natural source.
    #[error("no source locale: found {}, and none of them is English; choose one with --source-locale{}", counted(.found), say_unplaced(*.unplaced))]
    NoSourceLocale {
        /// Locales with the number of their pages.
        found: Vec<(Locale, usize)>,
        /// Files that say no locale; the source may be among them.
        unplaced: usize,
    },
    /// The user's fault: a typo, or another folder.
    #[error("no page is in the source locale {wanted}; found {}{}", counted(.found), meant(.wanted, .found))]
    SourceLocaleWithoutPage {
        /// What was asked for.
        wanted: Locale,
        /// Locales with the number of their pages.
        found: Vec<(Locale, usize)>,
    },
    /// The user's fault: a typo, or another folder.
    #[error("no page is in {}; found {}{}", list(.wanted), counted(.found), meant(&.wanted[0], .found))]
    LocalesWithoutPage {
        /// What was asked for; at least one.
        wanted: Vec<Locale>,
        /// Locales with the number of their pages.
        found: Vec<(Locale, usize)>,
    },
    /// The file's fault; only where a single page was asked for.
    #[error("{}: {}", .0.path, .0.message)]
    Page(FileProblem),
    /// The user's fault: a glob that only fails together with the others.
    #[error("include and exclude: {0}")]
    Globs(String),
}

fn list<T: ToString>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

fn extensions() -> String {
    PAGE_EXTENSIONS.iter().map(|extension| format!(".{extension}")).collect::<Vec<_>>().join(" ")
}

fn say_unplaced(files: usize) -> String {
    match files {
        0 => String::new(),
        1 => "; one file says no locale: if it is the source, name its folder, such as --folder en-US=docs".to_owned(),
        more => format!(
            "; {more} files say no locale: if they are the source, name their folder, such as --folder en-US=docs"
        ),
    }
}

fn counted(found: &[(Locale, usize)]) -> String {
    let page = |pages: &usize| if *pages == 1 { "page" } else { "pages" };
    found.iter().map(|(locale, pages)| format!("{locale} ({pages} {})", page(pages))).collect::<Vec<_>>().join(", ")
}

fn meant(wanted: &Locale, found: &[(Locale, usize)]) -> String {
    let same_language = found.iter().find(|(locale, _)| locale.language() == wanted.language());
    let near = same_language.map(|(locale, _)| locale.as_str());
    let near = near.or_else(|| nearest(wanted.as_str(), found.iter().map(|(locale, _)| locale.as_str())));
    near.map(|tag| format!("; did you mean {tag}?")).unwrap_or_default()
}

/// Reads all pages below `paths` and joins them to topics.
///
/// A path is a folder that is walked or a single page. `progress` is called
/// from any thread with the number of files read since its last call.
///
/// # Errors
/// [`CorpusError`] where there is nothing to work on. Single files that cannot
/// be read are [`Corpus::problems`].
pub fn load(paths: &[Utf8PathBuf], config: &Config, progress: &(dyn Fn(u64) + Sync)) -> Result<Corpus, CorpusError> {
    let roots = walk::roots(paths)?;
    let files = walk::read_all(&roots, config, progress)?;
    if files.is_empty() {
        return Err(CorpusError::NoPage { paths: paths.to_vec() });
    }
    let placed = layout::place(files, &roots, config);
    let (pages, problems) = (placed.pages, placed.problems);
    let found = count(&pages);
    if found.is_empty() {
        return Err(CorpusError::NoUsablePage { problems });
    }
    let is_unplaced = |problem: &&FileProblem| matches!(problem.kind, ProblemKind::NoLocale | ProblemKind::NoPage);
    let unplaced = problems.iter().filter(is_unplaced).count();
    let source_locale = source_locale(&found, placed.unnamed.as_ref(), unplaced, config)?;
    let mut locales: Vec<Locale> = found.iter().map(|(locale, _)| locale.clone()).collect();
    if !config.locales.is_empty() {
        let wanted = |locale: &Locale| *locale == source_locale || config.locales.contains(locale);
        if !config.locales.iter().any(|locale| locales.contains(locale)) {
            return Err(CorpusError::LocalesWithoutPage { wanted: config.locales.clone(), found });
        }
        locales.extend(config.locales.iter().cloned());
        locales.retain(wanted);
    }
    locales.sort();
    locales.dedup();
    let pages: Vec<PageFile> = pages.into_iter().filter(|page| locales.binary_search(&page.locale).is_ok()).collect();
    Ok(Corpus { layouts: placed.layouts, ..assembled(pages, problems, source_locale, locales) })
}

/// Reads one page by itself: a corpus of one topic, whose source locale is the
/// page's own, which is `locale` or what its front matter or its place tells.
///
/// # Errors
/// What is wrong with the file.
pub fn load_page(path: &Utf8Path, locale: Option<&Locale>, config: &Config) -> Result<Corpus, CorpusError> {
    if !path.exists() {
        return Err(CorpusError::NoSuchPath { path: path.to_owned() });
    }
    let file = walk::Reader::new(config).read(path.to_owned(), config.max_file_size, &walk::Budget::default());
    let mut page = layout::place_one(file, config, locale).map_err(|problem| match problem.kind {
        ProblemKind::NoLocale | ProblemKind::NoPage => CorpusError::Page(FileProblem {
            message: "nothing says which locale it is in; say it with --locale".to_owned(),
            ..problem
        }),
        _ => CorpusError::Page(problem),
    })?;
    page.locale = locale.cloned().unwrap_or(page.locale);
    let source_locale = page.locale.clone();
    Ok(assembled(vec![page], Vec::new(), source_locale.clone(), vec![source_locale]))
}

fn assembled(pages: Vec<PageFile>, problems: Vec<FileProblem>, source_locale: Locale, locales: Vec<Locale>) -> Corpus {
    let bytes = pages.iter().map(|page| u64::from(page.size)).sum();
    let topics = topic::join(pages, &source_locale);
    let links = LinkIndex::new(&topics, &source_locale, &locales);
    Corpus { source_locale, locales, topics, problems, bytes, links, layouts: Vec::new() }
}

fn count(pages: &[PageFile]) -> Vec<(Locale, usize)> {
    let mut found: BTreeMap<&Locale, usize> = BTreeMap::new();
    for page in pages {
        *found.entry(&page.locale).or_default() += 1;
    }
    found.into_iter().map(|(locale, pages)| (locale.clone(), pages)).collect()
}

/// The configured locale, else that of pages outside of every locale's folder,
/// else en-US, else en, else the English with most pages.
fn source_locale(
    found: &[(Locale, usize)],
    unnamed: Option<&Locale>,
    unplaced: usize,
    config: &Config,
) -> Result<Locale, CorpusError> {
    if let Some(wanted) = &config.source_locale {
        return match found.iter().any(|(locale, _)| locale == wanted) {
            true => Ok(wanted.clone()),
            false => Err(CorpusError::SourceLocaleWithoutPage { wanted: wanted.clone(), found: found.to_vec() }),
        };
    }
    if let Some(unnamed) = unnamed {
        return Ok(unnamed.clone());
    }
    let rank = |locale: &Locale| match locale.as_str() {
        "en-US" => 2,
        "en" => 1,
        _ => 0,
    };
    let english = found.iter().filter(|(locale, _)| locale.language() == "en");
    // `rev`: of several that are alike `max_by_key` takes the last, and the first tag is wanted.
    match english.rev().max_by_key(|(locale, pages)| (rank(locale), *pages)) {
        Some((locale, _)) => Ok(locale.clone()),
        None => Err(CorpusError::NoSourceLocale { found: found.to_vec(), unplaced }),
    }
}

impl Corpus {
    /// A set of which only the locales are known.
    pub fn without_pages(source_locale: Locale, locales: Vec<Locale>) -> Corpus {
        assembled(Vec::new(), Vec::new(), source_locale, locales)
    }

    /// What was found, in a line: `12 locales found, layout docs/{locale}/{path}, source en`.
    pub fn overview(&self) -> String {
        let patterns: Vec<&str> =
            self.layouts.iter().map(|layout| layout.pattern.as_str()).take(MOST_LAYOUTS).collect();
        let more = match self.layouts.len().saturating_sub(MOST_LAYOUTS) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let locales = if self.locales.len() == 1 { "locale" } else { "locales" };
        let layouts = if patterns.len() > 1 { "layouts" } else { "layout" };
        format!(
            "{} {locales} found, {layouts} {}{more}, source {}",
            self.locales.len(),
            patterns.join(", "),
            self.source_locale
        )
    }

    /// All pages, by topic, locale and path.
    pub fn pages(&self) -> impl Iterator<Item = &PageFile> {
        self.topics.iter().flat_map(|topic| topic.pages.values().flatten())
    }

    /// Reads a page again whose file was saved; `false` if it cannot be read, or if it may
    /// belong to another topic or locale now, so that the set is to be loaded again.
    pub fn refresh(&mut self, topic: &str, path: &Utf8Path, config: &Config) -> bool {
        let Ok(index) = self.topics.binary_search_by(|known| known.id.as_str().cmp(topic)) else { return false };
        let mut pages = self.topics[index].pages.values_mut().flatten();
        let Some(page) = pages.find(|page| page.path == path) else { return false };
        let read = walk::Reader::new(config).read(path.to_owned(), config.max_file_size, &walk::Budget::default());
        let Ok(contents) = read.contents else { return false };
        let front_matter = |text: &Option<Box<str>>| Some(crate::parse::front_matter(text.as_deref()?).0.entries);
        let (before, now) = (front_matter(&page.text), front_matter(&contents.text));
        let said = |entries: &[crate::page::Entry]| -> Vec<(String, String)> {
            entries.iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect()
        };
        // Any key may say where a page belongs, and saves of front matter are rare.
        if before.is_none() || before.as_deref().map(said) != now.as_deref().map(said) {
            return false;
        }
        self.bytes = self.bytes + u64::from(contents.size) - u64::from(page.size);
        (page.size, page.digest) = (contents.size, contents.digest);
        page.has_anchored_links = contents.has_anchored_links;
        page.text = contents.text;
        true
    }

    /// The topic with this id.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        let index = self.topics.binary_search_by(|topic| topic.id.as_str().cmp(id)).ok()?;
        self.topics.get(index)
    }

    /// Whether files could not be read, so that nothing is known of them.
    pub fn is_incomplete(&self) -> bool {
        self.problems.iter().any(|problem| problem.kind.is_incomplete())
    }
}

impl Topic {
    /// A topic whose pages come with their texts, each with its locale, its path, and
    /// its path within the locale's folder if that is known. Without an `id` it has
    /// that of its pages' front matter, else the path of the first one.
    ///
    /// # Errors
    /// A page is larger than the configuration allows.
    pub fn of_texts(
        id: Option<String>,
        pages: impl IntoIterator<Item = (Locale, String, Option<String>, String)>,
        source_locale: &Locale,
        config: &Config,
    ) -> Result<Topic, FileProblem> {
        let mut topic = Topic { id: String::new(), pages: BTreeMap::new(), twins: Vec::new() };
        for (locale, path, relative, text) in pages {
            let relative = relative.unwrap_or_else(|| layout::behind_locale(&path, &locale).to_owned());
            let front_matter = crate::parse::front_matter(&text).0;
            let keys = topic::keys(&front_matter, &config.topic_keys);
            let (size, digest) = (text.len() as u32, Digest::of([&text]));
            let title = front_matter.value(&["title"]).map(Box::from);
            let page = PageFile {
                path: path.into(),
                locale: locale.clone(),
                relative,
                title,
                size,
                digest,
                keys,
                has_anchored_links: anchor::has_links(&text),
                text: Some(text.into()),
            };
            if u64::from(size) > config.max_file_size {
                return Err(page.problem(ProblemKind::TooLarge, walk::too_large(u64::from(size), config.max_file_size)));
            }
            topic.pages.entry(locale).or_insert_with(|| Vec::with_capacity(1)).push(page);
        }
        topic.pages.values_mut().for_each(|files| files.sort_by(|one, other| one.path.cmp(&other.path)));
        let first = topic.page(source_locale).or_else(|| topic.pages.values().flatten().next());
        let told = || first.map(|page| page.keys.asset_id.as_deref().unwrap_or(&page.relative).to_owned());
        topic.id = id.or_else(told).unwrap_or_default();
        Ok(topic)
    }

    /// The page of a locale that is compared: the first by path.
    pub fn page(&self, locale: &Locale) -> Option<&PageFile> {
        self.pages.get(locale)?.first()
    }
}

impl PageFile {
    /// The id that it has in the library it was published in, in lower case.
    pub fn library_id(&self) -> Option<&str> {
        self.keys.library_id.as_deref()
    }

    /// The whole text of the file, from memory or from the file.
    ///
    /// # Errors
    /// The file is gone, or was changed since it was read for the first time.
    pub fn read(&self) -> Result<Cow<'_, str>, FileProblem> {
        match &self.text {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => walk::read_again(&self.path, self.size, &self.digest)
                .map(Cow::Owned)
                .map_err(|(kind, message)| self.problem(kind, message)),
        }
    }

    fn problem(&self, kind: ProblemKind, message: String) -> FileProblem {
        FileProblem { path: self.path.clone(), locale: Some(self.locale.clone()), kind, message }
    }
}
