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
//!    has a region, at least three of them and half of all are languages, two of
//!    them hold files of the same names, or its files stand above it too. And its
//!    pages must not all be English, unless they are copies that wait for their
//!    translation: that is what a product's folder looks like.
//!
//! Of several in one path the file name's counts, then the outermost that
//! fulfils the second rule, then the outermost that fulfils the third.
//! All of this is worked out once per folder, not per page (`folder`).
//!
//! Pages that no locale is told of are the source where translations stand beside
//! them for which they are the counterpart (`unnamed`). Patterns of the
//! configuration ([`Pattern`](crate::config::Pattern)) come before all this.

mod folder;
mod spoken;
mod tag;
mod unnamed;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::walk::{Contents, ReadFile, Root};
use super::{FileProblem, LayoutUse, PageFile, ProblemKind};
use crate::config::Config;
use crate::locale::Locale;

use folder::{Place, Placer};
pub use spoken::language as spoken_language;
pub(super) use tag::{Tags, Told, spellings};

/// Pages with their locales, and the files that are none.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub(super) pages: Vec<PageFile>,
    pub(super) problems: Vec<FileProblem>,
    /// The locale of pages that stand in no locale's folder: the source.
    pub(super) unnamed: Option<Locale>,
    /// The layouts that pages were placed by, the most used first.
    pub(super) layouts: Vec<LayoutUse>,
}

/// Tells the locale and the place of every file.
pub(super) fn place(files: Vec<ReadFile>, roots: &[Root], config: &Config) -> Placed {
    let text_of = |index: usize| body_of(files.get(index)?);
    let placer = Placer::new(files.iter().map(|file| file.path.as_path()).collect(), &text_of, roots, config);
    let mut places: Vec<Place> = files.iter().map(|file| placer.of_path(&file.path)).collect();
    let unnamed = unnamed::settle(&mut places, &files, config);
    drop(placer);
    let mut placed = Placed { unnamed, ..Placed::default() };
    placed.pages.reserve(files.len());
    let mut layouts: BTreeMap<Rc<str>, usize> = BTreeMap::new();
    for (file, place) in files.into_iter().zip(places) {
        let layout = if place.locale.is_some() { Rc::clone(&place.layout) } else { "front matter".into() };
        match page(file, place, None) {
            Ok(page) => {
                *layouts.entry(layout).or_default() += 1;
                placed.pages.push(page);
            }
            Err(problem) => placed.problems.push(problem),
        }
    }
    placed.layouts =
        layouts.into_iter().map(|(pattern, pages)| LayoutUse { pattern: pattern.to_string(), pages }).collect();
    // Stable: those of equal number stay in the order of their patterns.
    placed.layouts.sort_by_key(|layout| std::cmp::Reverse(layout.pages));
    placed
}

/// What stands behind the folder of a locale in a path; the whole path where there is none.
pub(super) fn behind_locale<'p>(path: &'p str, locale: &Locale) -> &'p str {
    let spellings = spellings(locale);
    let folders = path.match_indices('/').map(|(slash, _)| {
        let start = path[..slash].rfind('/').map_or(0, |before| before + 1);
        (&path[start..slash], &path[slash + 1..])
    });
    let mut behind = folders.filter(|(folder, _)| spellings.contains(&folder.to_ascii_lowercase().replace('_', "-")));
    behind.next().map_or(path, |(_, rest)| rest)
}

/// The text of a page behind its front matter, if it is in memory.
fn body_of(file: &ReadFile) -> Option<&str> {
    let contents = file.contents.as_ref().ok()?;
    contents.text.as_deref()?.get(contents.body as usize..)
}

/// The page of a single file. `otherwise` is its locale if nothing tells another.
pub(super) fn place_one(file: ReadFile, config: &Config, otherwise: Option<&Locale>) -> Result<PageFile, FileProblem> {
    let root = Root::of_file(&file.path);
    let place = Placer::new(vec![&file.path], &|_| body_of(&file), &[root], config).of_path(&file.path);
    page(file, place, otherwise)
}

/// Makes a page of a file that stands at `place`. `otherwise` is its locale if nothing tells another.
fn page(file: ReadFile, place: Place, otherwise: Option<&Locale>) -> Result<PageFile, FileProblem> {
    let ReadFile { path, contents } = file;
    let Contents { size, digest, text, title, has_front_matter, keys, has_anchored_links, told, .. } = match contents {
        Ok(contents) => contents,
        Err((kind, message)) => return Err(FileProblem { path, locale: place.locale, kind, message }),
    };
    let locale = match place {
        Place { locale: Some(locale), configured: true, .. } => Some(locale),
        Place { locale, .. } => told.content.or(locale).or(told.otherwise),
    };
    match locale.or_else(|| otherwise.cloned()) {
        Some(locale) => {
            Ok(PageFile { path, locale, relative: place.relative, title, size, digest, keys, has_anchored_links, text })
        }
        // A README beside the locales' folders is no page of any of them.
        None if !has_front_matter => {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Folder;
    use camino::Utf8Path;

    use crate::page::{Entry, FrontMatter};
    use crate::source::Span;

    fn locale(tag: &str) -> Locale {
        Locale::new(tag).unwrap()
    }

    /// Each file as `locale relative`, with `-` for no locale.
    fn placed(roots: &[&str], config: &Config, files: &[&str]) -> Vec<String> {
        let roots: Vec<Root> = roots.iter().map(|root| Root { path: root.into(), is_file: false }).collect();
        let mut sorted: Vec<&Utf8Path> = files.iter().map(Utf8Path::new).collect();
        sorted.sort_by_key(|path| path.as_str());
        let placer = Placer::new(sorted, &|_| None, &roots, config);
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
            assert_eq!([tag(&told.content), tag(&told.otherwise)], expected.map(|tag| tag.map(str::to_owned)));
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
