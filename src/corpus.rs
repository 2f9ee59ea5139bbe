//! Files to topics: which pages there are, in which locale, and which of them
//! are one document.

mod layout;
mod link;
mod topic;
mod walk;

use std::borrow::Cow;
use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use crate::config::Config;
use crate::locale::Locale;
use crate::page::FrontMatter;

pub use link::LinkIndex;

/// A set of localized pages.
#[derive(Debug)]
pub struct Corpus {
    /// The locale that the others are held against.
    pub source_locale: Locale,
    /// Every locale that has a page, sorted.
    pub locales: Vec<Locale>,
    /// All topics, by id.
    pub topics: Vec<Topic>,
    /// Files that are no page of any topic, and why.
    pub problems: Vec<FileProblem>,
    /// Bytes of all pages.
    pub bytes: u64,
    /// Where links between pages lead.
    pub links: LinkIndex,
}

/// One document in all its locales.
#[derive(Debug)]
pub struct Topic {
    /// `ms:assetid`, another id, or the path within the locale's folder.
    pub id: String,
    /// The files by locale. More than one under a locale: the id was used twice.
    pub pages: BTreeMap<Locale, Vec<PageFile>>,
    /// For locales without a page: the file that may be it, under another id.
    pub suspects: BTreeMap<Locale, Utf8PathBuf>,
}

/// A page's file with what is known of it before it is parsed.
#[derive(Debug)]
pub struct PageFile {
    /// As shown to people.
    pub path: Utf8PathBuf,
    /// The locale that it was put under.
    pub locale: Locale,
    /// Its front matter.
    pub front_matter: FrontMatter,
    /// The path without the part that tells the locale, `/` between the parts.
    pub relative: String,
    /// Its text, if it is held in memory; otherwise it is read again.
    pub text: Option<String>,
}

/// A file that could not become a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// As shown to people.
    pub path: Utf8PathBuf,
    /// The locale that its place suggests.
    pub locale: Option<Locale>,
    /// What is wrong, with what to do, for people.
    pub message: String,
}

/// Why there is nothing to check.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorpusError {
    /// The user's: a typo, or the wrong working folder.
    #[error("`{0}` does not exist")]
    NoPath(Utf8PathBuf),
    /// The user's: the folder holds no pages.
    #[error("no page found under {0}; pages end in .md, .markdown, .mdx, .html or .htm")]
    NoPage(String),
    /// The user's: the set has no English page, and nothing says which locale is the source.
    #[error(
        "no source locale: the pages are in {0}; say which one the others were translated from with --source-locale"
    )]
    NoSourceLocale(String),
}

impl PageFile {
    /// The whole file; from memory if it was kept there, otherwise read again.
    ///
    /// # Errors
    /// The file vanished or changed into something that is no text.
    pub fn read(&self) -> Result<Cow<'_, str>, FileProblem> {
        match &self.text {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => walk::read(&self.path, u64::MAX).map(Cow::Owned),
        }
    }
}

/// Reads a set: every page below `paths`.
///
/// Pages are read in parallel; `progress` is told how many more are read.
///
/// # Errors
/// See [`CorpusError`]. A file that cannot be read is no error: it is among the
/// [`Corpus::problems`], and all others are there.
pub fn load(paths: &[Utf8PathBuf], config: &Config, progress: &(dyn Fn(u64) + Sync)) -> Result<Corpus, CorpusError> {
    let files = walk::files(paths)?;
    let names: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
    if files.is_empty() {
        return Err(CorpusError::NoPage(names.join(", ")));
    }
    let layout = layout::Layout::detect(&files);
    let (pages, problems, bytes) = walk::read_all(&files, &layout, config, progress);
    if pages.is_empty() && problems.is_empty() {
        return Err(CorpusError::NoPage(names.join(", ")));
    }
    topic::group(pages, problems, bytes, config)
}
