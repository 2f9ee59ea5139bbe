//! `docparity.toml` to [`Config`].
//!
//! The file is read as a tree of keys and values with their places, not through
//! a derived reader, so that every mistake can be named with its line and with
//! the key that is probably meant, and all of them at once.

use std::collections::BTreeMap;
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::KEYS;
use super::{Config, Folder, LARGEST_MAX_FILE_SIZE, Layout, Level, Override, Pattern, Product, file_size, nearest};
use crate::locale::Locale;
use crate::source::LineIndex;

/// The names that a configuration file may have, the stronger first.
pub const CONFIGURATION_FILES: &[&str] = &["docparity.toml", ".docparity.toml"];

/// Keys of `[[layout]]`.
const LAYOUT_KEYS: &[&str] = &["pattern", "source"];

/// Keys of `[[override]]`.
const OVERRIDE_KEYS: &[&str] = &["paths", "locales", "checks"];

/// Keys of `[[product]]`.
const PRODUCT_KEYS: &[&str] = &["name", "aliases", "versions", "known"];

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
        for name in CONFIGURATION_FILES {
            let file = folder.join(name);
            if file.is_file() {
                // Paths are shown as they were given wherever that is possible.
                return Some(match depth {
                    0 if start == "." => Utf8PathBuf::from(*name),
                    0 => start.join(name),
                    _ => file,
                });
            }
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
///
/// # Errors
/// [`ConfigError::Mistakes`], with every mistake of the text.
pub fn parse(path: &Utf8Path, text: &str, checks: &[&str]) -> Result<Config, ConfigError> {
    let mut reader = Reader { path, text, lines: LineIndex::new(text), mistakes: Vec::new() };
    let mut config = Config {
        file: Some(path.to_owned()),
        base: path.parent().unwrap_or(Utf8Path::new("")).to_owned(),
        ..Config::default()
    };
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
            let line = self.lines.line_column(self.text, key.span().start as u32).line;
            config.lines.insert(key.get_ref().to_string(), line);
            match &**key.get_ref() {
                "roots" => config.roots = self.list(value, Reader::path),
                "topic-keys" => config.topic_keys = self.list(value, Reader::word),
                "terms" => config.terms = self.list(value, Reader::word),
                "baseline" => config.baseline = self.path(value),
                "layout" => self.tables(value, Reader::layout, &mut config.layouts),
                "product" => self.tables(value, Reader::product, &mut config.products),
                "override" => self.overrides(value, config, checks),
                "source-locale" => config.source_locale = self.locale(value),
                "locales" => config.locales = self.list(value, Reader::locale),
                "max-file-size" => self.size(value, config),
                "threads" => config.threads = self.threads(value),
                "include" => config.include = self.list(value, Reader::glob),
                "exclude" => config.exclude = self.list(value, Reader::glob),
                "folders" => self.folders(value, config),
                "checks" => config.checks = self.checks(value, checks),
                other => {
                    let known: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
                    self.unknown("key", other, key.span(), &known);
                }
            }
        }
    }

    fn unknown(&mut self, what: &str, written: &str, span: Range<usize>, known: &[&str]) {
        let meant = match nearest(written, known.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None if what == "check" => "`docparity explain` lists them".to_owned(),
            None if known.len() > 6 => "`docparity config --keys` lists them".to_owned(),
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

    fn checks(&mut self, value: &Value<'_>, known: &[&str]) -> BTreeMap<String, Level> {
        let mut levels = BTreeMap::new();
        let Some(table) = self.table(value, "a table such as { version-extra = \"off\" }") else { return levels };
        for (id, level) in table {
            if !known.contains(&&**id.get_ref()) {
                self.unknown("check", id.get_ref(), id.span(), known);
                continue;
            }
            let Some(written) = self.string(level, "\"error\", \"warning\", \"note\" or \"off\"") else { continue };
            match written.parse() {
                Ok(level) => drop(levels.insert(id.get_ref().to_string(), level)),
                Err(message) => self.mistake(level.span(), message),
            }
        }
        levels
    }

    fn word(&mut self, value: &Value<'_>) -> Option<String> {
        let word = self.string(value, "a text")?;
        if word.trim().is_empty() {
            self.mistake(value.span(), "this is empty".to_owned());
            return None;
        }
        Some(word.to_owned())
    }

    fn path(&mut self, value: &Value<'_>) -> Option<Utf8PathBuf> {
        self.string(value, "a path such as \"docs\"").map(Utf8PathBuf::from)
    }

    fn pattern(&mut self, value: &Value<'_>) -> Option<Pattern> {
        let written = self.string(value, "a pattern such as \"docs/{locale}/{path}\"")?;
        Pattern::new(written).map_err(|message| self.mistake(value.span(), message)).ok()
    }

    /// Reads each table of `[[key]]`.
    fn tables<T>(
        &mut self,
        value: &Value<'_>,
        read: fn(&mut Self, &DeTable<'_>, Range<usize>) -> Option<T>,
        into: &mut Vec<T>,
    ) {
        let wanted = "a list of tables, each begun with [[…]]";
        let Some(items) = value.get_ref().as_array() else { return self.wrong_type(value, wanted) };
        for item in items {
            if let Some(table) = self.table(item, wanted) {
                into.extend(read(self, table, item.span()));
            }
        }
    }

    fn layout(&mut self, table: &DeTable<'_>, span: Range<usize>) -> Option<Layout> {
        let (mut pattern, mut source) = (None, None);
        for (key, value) in table {
            match &**key.get_ref() {
                "pattern" => pattern = self.pattern(value),
                "source" => source = self.pattern(value).map(|pattern| (pattern, value.span())),
                other => self.unknown("key", other, key.span(), LAYOUT_KEYS),
            }
        }
        let Some(pattern) = pattern else {
            if table.get("pattern").is_none() {
                self.mistake(span, "a layout needs a `pattern`, such as \"docs/{locale}/{path}\"".to_owned());
            }
            return None;
        };
        if let Some((source, span)) = &source
            && source.names() != pattern.names()
        {
            let named = pattern.names().iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", ");
            self.mistake(span.clone(), format!("`source` must have the placeholders of `pattern`: {named}"));
        }
        if source.is_none() && !pattern.has_locale() {
            self.mistake(span, format!("`{pattern}` says nowhere where the locale stands; write {{locale}}"));
        }
        Some(Layout { pattern, source: source.map(|(source, _)| source) })
    }

    fn product(&mut self, table: &DeTable<'_>, span: Range<usize>) -> Option<Product> {
        let mut product = Product::default();
        for (key, value) in table {
            match &**key.get_ref() {
                "name" => product.name = self.word(value)?,
                "aliases" => product.aliases = self.list(value, Reader::word),
                "versions" => product.versions = self.list(value, Reader::word),
                "known" => product.known = self.list(value, Reader::word),
                other => self.unknown("key", other, key.span(), PRODUCT_KEYS),
            }
        }
        if product.name.is_empty() {
            self.mistake(span, "a product needs a `name`".to_owned());
            return None;
        }
        Some(product)
    }

    fn overrides(&mut self, value: &Value<'_>, config: &mut Config, checks: &[&str]) {
        let wanted = "a list of tables, each begun with [[override]]";
        let Some(items) = value.get_ref().as_array() else { return self.wrong_type(value, wanted) };
        for item in items {
            let Some(table) = self.table(item, wanted) else { continue };
            let mut levels = Override::default();
            for (key, value) in table {
                match &**key.get_ref() {
                    "paths" => levels.paths = self.list(value, Reader::glob),
                    "locales" => levels.locales = self.list(value, Reader::locale),
                    "checks" => levels.checks = self.checks(value, checks),
                    other => self.unknown("key", other, key.span(), OVERRIDE_KEYS),
                }
            }
            if table.get("paths").is_none() && table.get("locales").is_none() {
                self.mistake(
                    item.span(),
                    "an override needs `paths` or `locales`; without, write it under [checks]".to_owned(),
                );
            } else if table.get("checks").is_none() {
                self.mistake(item.span(), "an override needs `checks`, such as { url-changed = \"off\" }".to_owned());
            }
            config.overrides.push(levels);
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
        let mut config = parse("site/docparity.toml".into(), text, CHECKS).unwrap();
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
            file: Some("site/docparity.toml".into()),
            checks: [("version-extra".to_owned(), Level::Off), ("url-changed".to_owned(), Level::At(Severity::Note))]
                .into(),
            ..Config::default()
        };
        assert_eq!(config.lines.get("threads"), Some(&5));
        config.lines.clear();
        assert_eq!(config, expected);
    }

    #[test]
    fn tables_are_read() {
        let text = r#"
roots = ["docs", "../docs-fr"]
topic-keys = ["guid"]
terms = ["VitePress"]
baseline = "known.json"
[[layout]]
pattern = "i18n/{locale}/{version}/{path}"
source = "docs/{version}/{path}"
[[product]]
name = "Widget Server"
aliases = ["Widget"]
versions = ["year", "number"]
[[override]]
paths = ["blog/**"]
checks = { url-changed = "off" }
[[override]]
locales = ["ja"]
checks = { version-extra = "error" }
"#;
        let mut config = parse("docparity.toml".into(), text, CHECKS).unwrap();
        config.lines.clear();
        let pattern = |written: &str| Pattern::new(written).unwrap();
        let levels = |id: &str, level| [(id.to_owned(), level)].into();
        let expected = Config {
            roots: vec!["docs".into(), "../docs-fr".into()],
            topic_keys: vec!["guid".into()],
            terms: vec!["VitePress".into()],
            baseline: Some("known.json".into()),
            layouts: vec![Layout {
                pattern: pattern("i18n/{locale}/{version}/{path}"),
                source: Some(pattern("docs/{version}/{path}")),
            }],
            products: vec![Product {
                name: "Widget Server".into(),
                aliases: vec!["Widget".into()],
                versions: vec!["year".into(), "number".into()],
                known: Vec::new(),
            }],
            overrides: vec![
                Override {
                    paths: vec!["blog/**".into()],
                    locales: Vec::new(),
                    checks: levels("url-changed", Level::Off),
                },
                Override {
                    paths: Vec::new(),
                    locales: vec![Locale::new("ja").unwrap()],
                    checks: levels("version-extra", Level::At(Severity::Error)),
                },
            ],
            file: Some("docparity.toml".into()),
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
        check("zzz = 1", "docparity.toml:1:1: unknown key `zzz`; `docparity config --keys` lists them");
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
        check(
            "[[layout]]\npatern = \"docs/{locale}/{path}\"",
            "docparity.toml:1:1: a layout needs a `pattern`, such as \"docs/{locale}/{path}\"\n\
             docparity.toml:2:1: unknown key `patern`; did you mean `pattern`?",
        );
        check(
            "[[layout]]\npattern = \"docs/{locale}\"",
            "docparity.toml:2:11: `docs/{locale}` names no page; end it with {path}, as in docs/{locale}/{path}",
        );
        check(
            "[[layout]]\npattern = \"docs/{locale}/{path}\"\nsource = \"docs/{file}\"",
            "docparity.toml:3:10: `source` must have the placeholders of `pattern`: {path}",
        );
        check(
            "[[override]]\nchecks = { url-change = \"off\" }",
            "docparity.toml:1:1: an override needs `paths` or `locales`; without, write it under [checks]\n\
             docparity.toml:2:12: unknown check `url-change`; did you mean `url-changed`?",
        );
        check("[[product]]\naliases = [\"W\"]", "docparity.toml:1:1: a product needs a `name`");
        check("terms = [\"\"]", "docparity.toml:1:10: this is empty");
        check("a = = 1", "docparity.toml:1:5: extra `=`, expected nothing");
    }
}
