//! `docparity.toml` to [`Config`].
//!
//! The file is read as a tree of keys and values with their places, not through
//! a derived reader, so that every mistake can be named with its line and with
//! the key that is probably meant, and all of them at once.

use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Config, Folder, LARGEST_MAX_FILE_SIZE, file_size, nearest};
use crate::locale::Locale;
use crate::source::LineIndex;

/// The name that a configuration file has.
pub const CONFIGURATION_FILE: &str = "docparity.toml";

/// Every key of the file's top level.
const KEYS: &[&str] =
    &["source-locale", "locales", "max-file-size", "threads", "include", "exclude", "folders", "checks"];

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The user's fault, or the file system's: the file that was asked for cannot be read.
    #[error("cannot read the configuration {path}: {error}")]
    Unreadable {
        /// As given.
        path: Utf8PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The user's fault: the file says something that is not understood.
    #[error("{}", .0.iter().map(Mistake::to_string).collect::<Vec<_>>().join("\n"))]
    Mistakes(Vec<Mistake>),
}

/// Something in the file that is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}:{column}: {message}")]
pub struct Mistake {
    /// The file.
    pub path: Utf8PathBuf,
    /// 1-based.
    pub line: u32,
    /// 1-based, in Unicode scalar values.
    pub column: u32,
    /// What is wrong, and what to write.
    pub message: String,
}

/// The configuration file that holds for `start`: in its folder or the nearest
/// one above that has one. The search ends at the root of a repository.
pub fn find(start: &Utf8Path) -> Option<Utf8PathBuf> {
    let start = if start.as_str().is_empty() { Utf8Path::new(".") } else { start };
    let absolute = start.canonicalize_utf8().ok()?;
    for (depth, folder) in absolute.ancestors().enumerate() {
        let file = folder.join(CONFIGURATION_FILE);
        if file.is_file() {
            // Paths are shown as they were given wherever that is possible.
            return Some(match depth {
                0 => start.join(CONFIGURATION_FILE),
                _ => file,
            });
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// Reads the configuration at `path`. `checks` are the ids that the file may name.
///
/// # Errors
/// [`ConfigError`], with every mistake of the file.
pub fn read(path: &Utf8Path, checks: &[&str]) -> Result<Config, ConfigError> {
    let text =
        std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error })?;
    parse(path, &text, checks)
}

/// [`read`] for a text that is there already.
pub(crate) fn parse(path: &Utf8Path, text: &str, checks: &[&str]) -> Result<Config, ConfigError> {
    let mut reader = Reader { path, text, lines: LineIndex::new(text), mistakes: Vec::new() };
    let mut config = Config { base: path.parent().unwrap_or(Utf8Path::new("")).to_owned(), ..Config::default() };
    match DeTable::parse(text) {
        Ok(table) => reader.top(table.get_ref(), &mut config, checks),
        Err(error) => reader.mistake(error.span().unwrap_or(0..0), error.message().replace('\n', ", ")),
    }
    if reader.mistakes.is_empty() {
        return Ok(config);
    }
    reader.mistakes.sort_by_key(|mistake| (mistake.line, mistake.column));
    Err(ConfigError::Mistakes(reader.mistakes))
}

struct Reader<'f> {
    path: &'f Utf8Path,
    text: &'f str,
    lines: LineIndex,
    mistakes: Vec<Mistake>,
}

type Value<'f> = Spanned<DeValue<'f>>;

impl Reader<'_> {
    fn mistake(&mut self, span: Range<usize>, message: String) {
        let place = self.lines.line_column(self.text, span.start as u32);
        self.mistakes.push(Mistake { path: self.path.to_owned(), line: place.line, column: place.column, message });
    }

    fn top(&mut self, table: &DeTable<'_>, config: &mut Config, checks: &[&str]) {
        for (key, value) in table {
            match &**key.get_ref() {
                "source-locale" => config.source_locale = self.locale(value),
                "locales" => config.locales = self.list(value, Reader::locale),
                "max-file-size" => self.size(value, config),
                "threads" => config.threads = self.threads(value),
                "include" => config.include = self.list(value, Reader::glob),
                "exclude" => config.exclude = self.list(value, Reader::glob),
                "folders" => self.folders(value, config),
                "checks" => self.checks(value, config, checks),
                other => self.unknown("key", other, key.span(), KEYS),
            }
        }
    }

    fn unknown(&mut self, what: &str, written: &str, span: Range<usize>, known: &[&str]) {
        let meant = match nearest(written, known.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None if known.len() > 12 => "`docparity explain` lists them".to_owned(),
            None => format!("known are {}", known.join(", ")),
        };
        self.mistake(span, format!("unknown {what} `{written}`; {meant}"));
    }

    fn wrong_type(&mut self, value: &Value<'_>, wanted: &str) {
        self.mistake(value.span(), format!("this is {}, and {wanted} is wanted", article(value.get_ref().type_str())));
    }

    fn string<'v>(&mut self, value: &'v Value<'_>, wanted: &str) -> Option<&'v str> {
        let string = value.get_ref().as_str();
        if string.is_none() {
            self.wrong_type(value, wanted);
        }
        string
    }

    fn locale(&mut self, value: &Value<'_>) -> Option<Locale> {
        let tag = self.string(value, "a language tag such as \"en-US\"")?;
        Locale::new(tag).map_err(|error| self.mistake(value.span(), error.to_string())).ok()
    }

    fn glob(&mut self, value: &Value<'_>) -> Option<String> {
        let glob = self.string(value, "a glob such as \"drafts/**\"")?;
        match ignore::overrides::OverrideBuilder::new("").add(glob) {
            Ok(_) => Some(glob.to_owned()),
            Err(error) => {
                self.mistake(value.span(), format!("`{glob}` is no glob: {error}"));
                None
            }
        }
    }

    fn list<T>(&mut self, value: &Value<'_>, read: fn(&mut Self, &Value<'_>) -> Option<T>) -> Vec<T> {
        match value.get_ref().as_array() {
            Some(items) => items.iter().filter_map(|item| read(self, item)).collect(),
            None => {
                self.wrong_type(value, "a list such as [\"…\", \"…\"]");
                Vec::new()
            }
        }
    }

    fn size(&mut self, value: &Value<'_>, config: &mut Config) {
        let size = match value.get_ref() {
            DeValue::Integer(number) => file_size(number.as_str()),
            DeValue::String(written) => file_size(written),
            _ => return self.wrong_type(value, "a size such as \"16 MiB\""),
        };
        match size {
            Ok(bytes) => config.max_file_size = bytes.min(LARGEST_MAX_FILE_SIZE),
            Err(message) => self.mistake(value.span(), message),
        }
    }

    fn threads(&mut self, value: &Value<'_>) -> Option<std::num::NonZeroUsize> {
        let threads = value.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
        if threads.is_none() {
            self.wrong_type(value, "a number of threads from 1 up");
        }
        threads
    }

    fn table<'v, 'f>(&mut self, value: &'v Value<'f>, wanted: &str) -> Option<&'v DeTable<'f>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(value, wanted);
        }
        table
    }

    fn folders(&mut self, value: &Value<'_>, config: &mut Config) {
        let Some(table) = self.table(value, "a table such as { \"docs/german\" = \"de-DE\" }") else { return };
        for (folder, locale) in table {
            if let Some(locale) = self.locale(locale) {
                config.folders.push(Folder { path: Utf8PathBuf::from(&**folder.get_ref()), locale });
            }
        }
    }

    fn checks(&mut self, value: &Value<'_>, config: &mut Config, known: &[&str]) {
        let Some(table) = self.table(value, "a table such as { version-extra = \"off\" }") else { return };
        for (id, level) in table {
            if !known.contains(&&**id.get_ref()) {
                self.unknown("check", id.get_ref(), id.span(), known);
                continue;
            }
            let Some(written) = self.string(level, "\"error\", \"warning\", \"note\" or \"off\"") else { continue };
            match written.parse() {
                Ok(level) => drop(config.checks.insert(id.get_ref().to_string(), level)),
                Err(message) => self.mistake(level.span(), message),
            }
        }
    }
}

fn article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Level;
    use crate::finding::Severity;

    const CHECKS: &[&str] = &["version-missing", "version-extra", "url-changed"];

    #[test]
    fn every_key_is_read() {
        let text = r#"
source-locale = "en_us"
locales = ["zh-cn", "fr"]
max-file-size = "1 KiB"
threads = 3
include = ["docs/**"]
exclude = ["drafts/"]
[folders]
"docs/german" = "de"
[checks]
version-extra = "off"
url-changed = "note"
"#;
        let config = parse("site/docparity.toml".into(), text, CHECKS).unwrap();
        let locale = |tag: &str| Locale::new(tag).unwrap();
        let expected = Config {
            source_locale: Some(locale("en-US")),
            locales: vec![locale("zh-CN"), locale("fr")],
            max_file_size: 1024,
            threads: std::num::NonZeroUsize::new(3),
            folders: vec![Folder { path: "docs/german".into(), locale: locale("de") }],
            include: vec!["docs/**".into()],
            exclude: vec!["drafts/".into()],
            base: "site".into(),
            checks: [("version-extra".to_owned(), Level::Off), ("url-changed".to_owned(), Level::At(Severity::Note))]
                .into(),
            ..Config::default()
        };
        assert_eq!(config, expected);
    }

    #[test]
    fn a_mistake_names_its_place_and_what_is_meant() {
        let check = |text: &str, expected: &str| {
            let error = parse("docparity.toml".into(), text, CHECKS).unwrap_err();
            assert_eq!(error.to_string(), expected, "{text}");
        };
        check("source-local = \"en\"", "docparity.toml:1:1: unknown key `source-local`; did you mean `source-locale`?");
        check(
            "\n  Source_Locale = 1",
            "docparity.toml:2:3: unknown key `Source_Locale`; did you mean `source-locale`?",
        );
        check(
            "zzz = 1",
            "docparity.toml:1:1: unknown key `zzz`; known are source-locale, locales, max-file-size, threads, \
             include, exclude, folders, checks",
        );
        check(
            "locales = [\"fr\", \"not a tag\"]",
            "docparity.toml:1:18: `not a tag` is not a language tag; write one like en-US, fr or zh-Hant-TW",
        );
        check("locales = \"fr\"", "docparity.toml:1:11: this is a string, and a list such as [\"…\", \"…\"] is wanted");
        check(
            "max-file-size = \"huge\"",
            "docparity.toml:1:17: `huge` is no size; write bytes or a number with KiB, MiB or GiB, such as 16MiB",
        );
        check(
            "max-file-size = true",
            "docparity.toml:1:17: this is a boolean, and a size such as \"16 MiB\" is wanted",
        );
        check("threads = 0", "docparity.toml:1:11: this is an integer, and a number of threads from 1 up is wanted");
        check(
            "[checks]\nversion-missin = \"off\"\nurl-changed = \"loud\"",
            "docparity.toml:2:1: unknown check `version-missin`; did you mean `version-missing`?\n\
             docparity.toml:3:15: `loud` is no level; write error, warning, note or off",
        );
        check(
            "exclude = [\"[\"]",
            "docparity.toml:1:12: `[` is no glob: error parsing glob '[': unclosed character class; missing ']'",
        );
        check("a = = 1", "docparity.toml:1:5: extra `=`, expected nothing");
    }
}
