//! Files to topics: which pages there are, in which locale, and which of them
//! are one document.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use crate::locale::Locale;
use crate::page::FrontMatter;

/// A set of localized pages.
#[derive(Debug)]
pub struct Corpus {
    /// The locale that the others are held against.
    pub source_locale: Locale,
    /// Every locale that has a page, and every locale that was asked for.
    pub locales: Vec<Locale>,
    /// All topics, by id.
    pub topics: Vec<Topic>,
    /// Files that are no page of any topic, and why.
    pub problems: Vec<FileProblem>,
    /// Bytes of all pages.
    pub bytes: u64,
}

/// One document in all its locales.
#[derive(Debug)]
pub struct Topic {
    /// `ms:assetid`, another id, or the path within the locale's folder.
    pub id: String,
    /// The files by locale. More than one under a locale: the id was used twice.
    pub pages: BTreeMap<Locale, Vec<PageFile>>,
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
