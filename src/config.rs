//! What a run is told to do: `docparity.toml` and the command line.
//!
//! [`Config`] is complete by itself: [`Config::default`] is what holds without a
//! file. [`read`] makes one from a file and says of everything that it does not
//! understand where it stands and which name is meant; the command line then
//! sets fields on top. Nothing here looks at pages.

mod file;
mod keys;
mod level;
mod pattern;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use camino::Utf8PathBuf;

use crate::finding::Severity;
use crate::locale::Locale;

pub use file::{CONFIGURATION_FILES, ConfigError, find, parse, read};
pub use keys::{KEYS, Key, schema};
pub use level::Levels;
pub use pattern::{Captures, Pattern};

/// Bytes that a page may have if nothing else is said: 16 MiB.
pub const DEFAULT_MAX_FILE_SIZE: u64 = 16 * 1024 * 1024;

/// Bytes that a page may have whatever is said: places are 32-bit numbers.
pub const LARGEST_MAX_FILE_SIZE: u64 = u32::MAX as u64 - 1;

/// What a run is told to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The file that it was read from.
    pub file: Option<Utf8PathBuf>,
    /// The line of each top-level key of that file, 1-based.
    pub lines: BTreeMap<String, u32>,
    /// The folders to read where none are given.
    pub roots: Vec<Utf8PathBuf>,
    /// The locale that the others are held against; found out if `None`.
    pub source_locale: Option<Locale>,
    /// The translations to read; empty for every locale that is found.
    pub locales: Vec<Locale>,
    /// Bytes that a page may have; a larger file is reported and not read.
    pub max_file_size: u64,
    /// Threads to work with; `None` for one per core.
    pub threads: Option<NonZeroUsize>,
    /// Folders whose locale is told, the longest path first.
    pub folders: Vec<Folder>,
    /// Where pages are, if that is told: tried in order, before anything is detected.
    pub layouts: Vec<Layout>,
    /// Keys of front matter whose value the pages of a topic share, before the known ones.
    pub topic_keys: Vec<String>,
    /// If any, only files that match one of these globs are pages.
    pub include: Vec<String>,
    /// Files and folders that are left alone: globs as in `.gitignore`.
    pub exclude: Vec<String>,
    /// The folder that `folders`, `include` and `exclude` count from; empty for the current one.
    pub base: Utf8PathBuf,
    /// What is said about single checks, by id.
    pub checks: BTreeMap<String, Level>,
    /// What is said about checks on certain paths or in certain locales; later ones are stronger.
    pub overrides: Vec<Override>,
    /// Products beside those of the catalogue.
    pub products: Vec<Product>,
    /// Words that stand in every translation as they are.
    pub terms: Vec<String>,
    /// The file of findings that are known and accepted, from [`Config::base`].
    pub baseline: Option<Utf8PathBuf>,
    /// If any, only these checks run: ids, or beginnings of ids that end before a hyphen.
    pub select: Vec<String>,
    /// These checks do not run: as in `select`, and stronger.
    pub ignore: Vec<String>,
}

/// A folder whose pages are all in one locale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// As written, relative to [`Config::base`].
    pub path: Utf8PathBuf,
    /// The locale of its pages.
    pub locale: Locale,
}

/// Where a set keeps its pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// From [`Config::base`]: `docs/{locale}/{path}`.
    pub pattern: Pattern,
    /// Where the source's pages are, if not at the same pattern: `docs/{path}`.
    pub source: Option<Pattern>,
}

/// What checks' findings count as on certain paths or in certain locales.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Override {
    /// Globs from [`Config::base`]; empty for every path.
    pub paths: Vec<String>,
    /// Locales of translations; empty for every locale.
    pub locales: Vec<Locale>,
    /// What it says, by check.
    pub checks: BTreeMap<String, Level>,
}

/// A product that the catalogue does not know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Product {
    /// The canonical name.
    pub name: String,
    /// Other spellings, in any locale.
    pub aliases: Vec<String>,
    /// How a version is written: `year`, `number`, or names of versions.
    pub versions: Vec<String>,
    /// For `number`: the numbers that may stand without a dot; empty for any.
    pub known: Vec<String>,
}

/// What a check's findings count as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The check does not run.
    Off,
    /// Its findings have this severity.
    At(Severity),
}

impl Default for Config {
    fn default() -> Config {
        Config {
            file: None,
            lines: BTreeMap::new(),
            roots: Vec::new(),
            source_locale: None,
            locales: Vec::new(),
            max_file_size: DEFAULT_MAX_FILE_SIZE,
            threads: None,
            folders: Vec::new(),
            layouts: Vec::new(),
            topic_keys: Vec::new(),
            include: Vec::new(),
            exclude: Vec::new(),
            base: Utf8PathBuf::new(),
            checks: BTreeMap::new(),
            overrides: Vec::new(),
            products: Vec::new(),
            terms: Vec::new(),
            baseline: None,
            select: Vec::new(),
            ignore: Vec::new(),
        }
    }
}

impl Config {
    /// Whether a check runs at all.
    pub fn is_enabled(&self, check: &str) -> bool {
        let is_asked_for = || self.select.iter().any(|name| name == check);
        let is_back_on = || self.overrides.iter().any(|levels| matches!(levels.checks.get(check), Some(Level::At(_))));
        if self.checks.get(check) == Some(&Level::Off) && !is_asked_for() && !is_back_on() {
            return false;
        }
        let named = |names: &[String]| names.iter().any(|name| is_or_begins(check, name));
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }

    /// The severity of a check's finding, where `judged` is what the check itself
    /// says; `None` if the check does not run.
    pub fn severity(&self, check: &str, judged: Severity) -> Option<Severity> {
        match self.checks.get(check) {
            Some(Level::At(severity)) => Some(*severity).filter(|_| self.is_enabled(check)),
            _ => Some(judged).filter(|_| self.is_enabled(check)),
        }
    }
}

/// Whether a name as given to `select` stands for the check: `version` for `version-missing`.
pub fn is_or_begins(check: &str, name: &str) -> bool {
    check.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

impl std::fmt::Display for Level {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Level::Off => "off",
            Level::At(Severity::Note) => "note",
            Level::At(Severity::Warning) => "warning",
            Level::At(Severity::Error) => "error",
        })
    }
}

impl std::str::FromStr for Level {
    type Err = String;

    fn from_str(written: &str) -> Result<Level, String> {
        match written {
            "off" => Ok(Level::Off),
            "note" => Ok(Level::At(Severity::Note)),
            "warning" => Ok(Level::At(Severity::Warning)),
            "error" => Ok(Level::At(Severity::Error)),
            _ => Err(format!("`{written}` is no level; write error, warning, note or off")),
        }
    }
}

/// Reads a size in bytes: `1048576`, `512 KiB`, `16MiB`, `2 MB`.
///
/// # Errors
/// Says for people what is wrong; the size must lie between 1 byte and
/// [`LARGEST_MAX_FILE_SIZE`].
pub fn file_size(written: &str) -> Result<u64, String> {
    let digits = written.trim().find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(written.trim().len());
    let (number, unit) = written.trim().split_at(digits);
    let wrong = || format!("`{written}` is no size; write bytes or a number with KiB, MiB or GiB, such as 16MiB");
    let number: u64 = number.replace('_', "").parse().map_err(|_| wrong())?;
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kib" | "k" => 1 << 10,
        "mib" | "m" => 1 << 20,
        "gib" | "g" => 1 << 30,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        _ => return Err(wrong()),
    };
    match number.checked_mul(factor) {
        Some(bytes @ 1..=LARGEST_MAX_FILE_SIZE) => Ok(bytes),
        _ => Err(format!("`{written}` is out of range; a page has at least 1 byte and less than 4 GiB")),
    }
}

/// The one of `names` that `written` most likely means, if any is near.
pub fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let folded = written.to_lowercase().replace('_', "-");
    let scored = names.into_iter().map(|name| (strsim::jaro_winkler(&folded, &name.to_lowercase()), name));
    let best = scored.fold(None, |best: Option<(f64, &str)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    });
    best.filter(|(score, _)| *score >= 0.8).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_bytes_or_have_a_unit() {
        let check = |written: &str, expected: Option<u64>| assert_eq!(file_size(written).ok(), expected, "{written}");
        check("1", Some(1));
        check("16 MiB", Some(DEFAULT_MAX_FILE_SIZE));
        check("16mib", Some(DEFAULT_MAX_FILE_SIZE));
        check("2_000 KB", Some(2_000_000));
        check("0", None);
        check("4GiB", None);
        check("99999999999999999999", None);
        check("9999999999 GiB", None);
        check("MiB", None);
        check("-1", None);
        check("", None);
        check("1 页", None);
    }

    #[test]
    fn a_check_is_wanted_by_the_strongest_word() {
        let check = |select: &[&str], ignore: &[&str], off: &[&str], id: &str, expected| {
            let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
            let checks = off.iter().map(|&name| (name.to_owned(), Level::Off)).collect();
            let config = Config { select: owned(select), ignore: owned(ignore), checks, ..Config::default() };
            assert_eq!(config.is_enabled(id), expected, "{select:?} {ignore:?} {off:?} {id}");
        };
        check(&[], &[], &[], "url-missing", true);
        check(&["url"], &[], &[], "url-missing", true);
        check(&["url"], &[], &[], "urls-missing", false);
        check(&["url-missing"], &[], &[], "url-extra", false);
        check(&["url"], &["url-extra"], &[], "url-extra", false);
        check(&[], &["url"], &[], "url-extra", false);
        check(&[], &[], &["url-extra"], "url-extra", false);
        check(&["url"], &[], &["url-extra"], "url-extra", false);
        check(&["url-extra"], &[], &["url-extra"], "url-extra", true);
    }
}
