//! Holds the detection of layouts against small sets made here, one a layout, and
//! against real repositories where they stand beside the project.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use docparity::config::{Config, Layout, Pattern};
use docparity::corpus::{self, Corpus};
use docparity::locale::Locale;
use tempfile::TempDir;

const ENGLISH: &str = "# Records\n\nThe department keeps its records for seven years and then destroys all of them.\n";
const FRENCH: &str = "# Dossiers\n\nLe service conserve ses dossiers pendant sept ans, puis les détruit tous.\n";
const CHINESE: &str = "# 档案\n\n该部门将其档案保存七年，然后全部销毁，没有任何例外情况。\n";

/// A text in the language that the path is meant to be in.
fn text_of(path: &str) -> &'static str {
    match () {
        () if path.contains("fr") || path.contains("pt") => FRENCH,
        () if path.contains("zh") || path.contains("CN") || path.contains("cn") || path.contains("tw") => CHINESE,
        () => ENGLISH,
    }
}

struct Set {
    folder: TempDir,
}

impl Set {
    /// A set with these pages, each in the language of its path, or of `path=text`.
    fn new(paths: &[&str]) -> Set {
        let set = Set { folder: TempDir::new().unwrap() };
        for path in paths {
            let (path, text) = path.split_once('=').unwrap_or((path, text_of(path)));
            let file = set.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        set
    }

    fn path(&self) -> &Utf8Path {
        Utf8Path::from_path(self.folder.path()).unwrap()
    }

    fn load(&self, roots: &[&str], config: &Config) -> Corpus {
        let roots: Vec<Utf8PathBuf> = roots.iter().map(|root| self.path().join(root)).collect();
        corpus::load(&roots, config, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The overview, then every topic with its pages by locale, then what is no page.
    fn shown(&self, corpus: &Corpus) -> String {
        let within = |path: &Utf8Path| path.strip_prefix(self.path()).unwrap_or(path).to_string();
        let mut shown = format!("{}\n", corpus.overview());
        for topic in &corpus.topics {
            let pages = topic.pages.iter().flat_map(|(locale, pages)| pages.iter().map(move |page| (locale, page)));
            let pages: Vec<String> = pages.map(|(locale, page)| format!("{locale}={}", within(&page.path))).collect();
            shown.push_str(&format!("{}: {}\n", topic.id, pages.join(" ")));
        }
        for problem in &corpus.problems {
            shown.push_str(&format!("no page: {}\n", within(&problem.path)));
        }
        shown
    }
}

#[track_caller]
fn check(paths: &[&str], expected: &str) {
    let set = Set::new(paths);
    let shown = set.shown(&set.load(&[""], &Config::default()));
    let expected: String = expected.trim().lines().map(|line| format!("{}\n", line.trim())).collect();
    assert_eq!(shown, expected);
}

#[test]
fn language_folders_side_by_side() {
    check(
        &["content/en/a.md", "content/zh-cn/a.md", "content/pt-br/a.md", "content/zh_TW/b/c.md", "content/en/b/c.md"],
        "4 locales found, layout content/{locale}/{path}, source en
         content/a.md: en=content/en/a.md pt-BR=content/pt-br/a.md zh-CN=content/zh-cn/a.md
         content/b/c.md: en=content/en/b/c.md zh-TW=content/zh_TW/b/c.md",
    );
    check(
        &["src/content/docs/en/a.mdx", "src/content/docs/fr/a.mdx"],
        "2 locales found, layout src/content/docs/{locale}/{path}, source en
         src/content/docs/a.mdx: en=src/content/docs/en/a.mdx fr=src/content/docs/fr/a.mdx",
    );
    // The tags that people write for a language and that are a country's.
    check(
        &["docs/en/a.md", "docs/cn/a.md"],
        "2 locales found, layout docs/{locale}/{path}, source en
         docs/a.md: en=docs/en/a.md zh-CN=docs/cn/a.md",
    );
}

#[test]
fn default_language_at_the_root() {
    check(
        &["docs/a.md", "docs/g/b.md", "docs/g/c.md", "docs/fr/a.md", "docs/fr/g/b.md", "README.md"],
        "2 locales found, layouts docs/{path}, docs/{locale}/{path}, source en
         docs/a.md: en=docs/a.md fr=docs/fr/a.md
         docs/g/b.md: en=docs/g/b.md fr=docs/fr/g/b.md
         docs/g/c.md: en=docs/g/c.md
         no page: README.md",
    );
    let chinese = format!("docs/a.md={CHINESE}");
    let english = format!("docs/en/a.md={ENGLISH}");
    check(
        &[&chinese, &english],
        "2 locales found, layouts docs/{locale}/{path}, docs/{path}, source zh-CN
         docs/a.md: en=docs/en/a.md zh-CN=docs/a.md",
    );
}

#[test]
fn a_site_beside_its_documents() {
    check(
        &[
            "docs/a.md",
            "docs/g/b.md",
            "website/i18n/fr/docusaurus-plugin-content-docs/current/a.md",
            "website/i18n/fr/docusaurus-plugin-content-docs/current/g/b.md",
            "website/versioned_docs/version-1/a.md",
            "website/i18n/fr/docusaurus-plugin-content-docs/version-1/a.md",
        ],
        "2 locales found, layouts docs/{path}, website/i18n/{locale}/docusaurus-plugin-content-docs/current/{path}, website/i18n/{locale}/docusaurus-plugin-content-docs/{path}, website/versioned_docs/{path}, source en
         docs/a.md: en=docs/a.md fr=website/i18n/fr/docusaurus-plugin-content-docs/current/a.md
         docs/g/b.md: en=docs/g/b.md fr=website/i18n/fr/docusaurus-plugin-content-docs/current/g/b.md
         website/versioned_docs/version-1/a.md: en=website/versioned_docs/version-1/a.md fr=website/i18n/fr/docusaurus-plugin-content-docs/version-1/a.md",
    );
}

#[test]
fn a_folder_between() {
    check(
        &["docs/en/docs/a.md", "docs/fr/docs/a.md"],
        "2 locales found, layout docs/{locale}/{path}, source en
         docs/docs/a.md: en=docs/en/docs/a.md fr=docs/fr/docs/a.md",
    );
}

#[test]
fn docusaurus() {
    check(
        &[
            "docs/a.md",
            "versioned_docs/version-2.0/a.md",
            "api/x.md",
            "blog/p.md",
            "i18n/fr/docusaurus-plugin-content-docs/current/a.md",
            "i18n/fr/docusaurus-plugin-content-docs/current.json={}",
            "i18n/fr/docusaurus-plugin-content-docs/version-2.0/a.md",
            "i18n/fr/docusaurus-plugin-content-docs-api/current/x.md",
            "i18n/fr/docusaurus-plugin-content-blog/p.md",
            "i18n/fr/code.json={}",
        ],
        "2 locales found, layouts api/{path}, blog/{path}, docs/{path}, i18n/{locale}/docusaurus-plugin-content-blog/{path} and 4 more, source en
         api/x.md: en=api/x.md fr=i18n/fr/docusaurus-plugin-content-docs-api/current/x.md
         blog/p.md: en=blog/p.md fr=i18n/fr/docusaurus-plugin-content-blog/p.md
         docs/a.md: en=docs/a.md fr=i18n/fr/docusaurus-plugin-content-docs/current/a.md
         versioned_docs/version-2.0/a.md: en=versioned_docs/version-2.0/a.md fr=i18n/fr/docusaurus-plugin-content-docs/version-2.0/a.md",
    );
}

#[test]
fn a_locale_in_the_file_name() {
    check(
        &["components/b/index.en-US.md", "components/b/index.zh-CN.md"],
        "2 locales found, layout {path}.{locale}.md, source en-US
         components/b/index.md: en-US=components/b/index.en-US.md zh-CN=components/b/index.zh-CN.md",
    );
    check(
        &["content/index.md", "content/index.fr.md", "content/b/x.md"],
        "2 locales found, layouts content/{path}, {path}.{locale}.md, source en
         content/b/x.md: en=content/b/x.md
         content/index.md: en=content/index.md fr=content/index.fr.md",
    );
    check(
        &["README.md", "README-zh_CN.md", "README_fr.md", "what-is.md", "what-is-it.md"],
        "3 locales found, layouts {path}, {path}-{locale}.md, {path}_{locale}.md, source en
         README.md: en=README.md fr=README_fr.md zh-CN=README-zh_CN.md
         what-is-it.md: en=what-is-it.md
         what-is.md: en=what-is.md",
    );
}

#[test]
fn a_locale_on_a_folders_name() {
    check(
        &["pages/common/a.md", "pages/linux/b.md", "pages.zh/common/a.md", "pages.pt_BR/common/a.md"],
        "3 locales found, layouts pages.{locale}/{path}, pages/{path}, source en
         pages/common/a.md: en=pages/common/a.md pt-BR=pages.pt_BR/common/a.md zh=pages.zh/common/a.md
         pages/linux/b.md: en=pages/linux/b.md",
    );
}

#[test]
fn a_root_for_each_locale() {
    let check = |paths: &[&str], roots: &[&str], expected: &str| {
        let set = Set::new(paths);
        assert_eq!(set.shown(&set.load(roots, &Config::default())).trim(), expected);
    };
    check(
        &["docs/a.md", "docs.zh-CN/a.md"],
        &["docs", "docs.zh-CN"],
        "2 locales found, layouts docs.{locale}/{path}, {path}, source en\na.md: en=docs/a.md zh-CN=docs.zh-CN/a.md",
    );
    check(
        &["x/site/a.md", "x/site/b/c.md", "y/site-zh-cn/a.md", "z/site-fr/b/c.md"],
        &["x/site", "y/site-zh-cn", "z/site-fr"],
        "3 locales found, layouts site-{locale}/{path}, {path}, source en\n\
         a.md: en=x/site/a.md zh-CN=y/site-zh-cn/a.md\n\
         b/c.md: en=x/site/b/c.md fr=z/site-fr/b/c.md",
    );
}

#[test]
fn ids_in_front_matter() {
    let page = |key: &str, text: &str| format!("---\n{key}: Guide-1\n---\n{text}");
    let check = |key: &str, config: &Config| {
        let english = format!("en/set-up.md={}", page(key, ENGLISH));
        let french = format!("fr/installer.md={}", page(key, FRENCH));
        let set = Set::new(&[&english, &french]);
        let corpus = set.load(&[""], config);
        let ids: Vec<&str> = corpus.topics.iter().map(|topic| topic.id.as_str()).collect();
        assert_eq!(ids, ["guide-1"], "{key}");
    };
    for key in ["ms:assetid", "ms.assetid", "translationKey", "uid"] {
        check(key, &Config::default());
    }
    check("guid", &Config { topic_keys: vec!["guid".to_owned()], ..Config::default() });
}

#[test]
fn folders_named_for_a_product() {
    check(
        &["docs/a.md", "docs/fr/a.md", "docs/it/faq.md", "docs/no/index.md", "docs/id/index.md", "docs/index.md"],
        "2 locales found, layouts docs/{path}, docs/{locale}/{path}, source en
         docs/a.md: en=docs/a.md fr=docs/fr/a.md
         docs/id/index.md: en=docs/id/index.md
         docs/index.md: en=docs/index.md
         docs/it/faq.md: en=docs/it/faq.md
         docs/no/index.md: en=docs/no/index.md",
    );
    let set = Set::new(&["docs/it/a.md", "docs/no/b.md", "docs/id/c.md"]);
    let error = corpus::load(&[set.path().to_owned()], &Config::default(), &|_| {}).unwrap_err().to_string();
    assert!(error.contains("is in no locale's folder"), "{error}");
}

#[test]
fn two_layouts_in_one_tree() {
    check(
        &["docs/en/a.md", "docs/fr/a.md", "blog/p.md", "blog/p.fr.md", "docs/fr/b.md", "docs/en/b.md"],
        "2 locales found, layouts docs/{locale}/{path}, blog/{path}, {path}.{locale}.md, source en
         blog/p.md: en=blog/p.md fr=blog/p.fr.md
         docs/a.md: en=docs/en/a.md fr=docs/fr/a.md
         docs/b.md: en=docs/en/b.md fr=docs/fr/b.md",
    );
    // What has its page in the source's folder is no source beside it.
    check(
        &["docs/a.md", "docs/en/a.md", "docs/fr/a.md", "README.md"],
        "2 locales found, layout docs/{locale}/{path}, source en
         docs/a.md: en=docs/en/a.md fr=docs/fr/a.md
         no page: README.md
         no page: docs/a.md",
    );
}

#[cfg(unix)]
#[test]
fn links_in_a_circle() {
    let set = Set::new(&["docs/en/a.md", "docs/fr/a.md"]);
    std::os::unix::fs::symlink("..", set.path().join("docs/fr/loop")).unwrap();
    std::os::unix::fs::symlink("self.md", set.path().join("docs/fr/self.md")).unwrap();
    let corpus = set.load(&[""], &Config::default());
    let expected = "2 locales found, layout docs/{locale}/{path}, source en\n\
                    docs/a.md: en=docs/en/a.md fr=docs/fr/a.md\nno page: docs/fr/self.md\n";
    assert_eq!(set.shown(&corpus), expected);
}

#[test]
fn patterns_of_the_configuration() {
    let set = Set::new(&["guide/src/a.md", "guide/trans-fr/v1/a.md", "guide/trans-it/v1/a.md", "other/x.md"]);
    let layout = Layout {
        pattern: Pattern::new("guide/trans-{locale}/v1/{path}").unwrap(),
        source: Some(Pattern::new("guide/src/{path}").unwrap()),
    };
    let config = Config {
        layouts: vec![layout],
        base: set.path().to_owned(),
        source_locale: Some(Locale::new("en").unwrap()),
        ..Config::default()
    };
    let expected = "3 locales found, layouts guide/trans-{locale}/v1/{path}, guide/src/{path}, source en\n\
                    guide/src/a.md: en=guide/src/a.md fr=guide/trans-fr/v1/a.md it=guide/trans-it/v1/a.md\n\
                    no page: other/x.md\n";
    assert_eq!(set.shown(&set.load(&[""], &config)), expected);
}

/// A real repository: its name, what is said of it, and the source's path of a
/// translation's, by the rule that the project itself follows.
struct Rule {
    name: &'static str,
    overview: &'static str,
    /// The locale's tag and the path of its source page, for a path in the repository.
    source_of: fn(&str) -> Option<String>,
}

fn folder_rule(path: &str, above: &str, source: &str, tags: &[&str]) -> Option<String> {
    let (tag, rest) = path.strip_prefix(above)?.split_once('/')?;
    tags.contains(&tag).then(|| format!("{above}{source}{rest}"))
}

const RULES: &[Rule] = &[
    // Astro's documentation: `src/content/docs/<lang>/…`, beside `src/content/docs/en/…`.
    Rule {
        name: "astro-docs",
        overview: "6 locales found, layout src/content/docs/{locale}/{path}, source en",
        source_of: |path| folder_rule(path, "src/content/docs/", "en/", &["de", "fr", "ja", "zh-cn", "zh-tw"]),
    },
    // Helm's site, made with Docusaurus: the translations of `versioned_docs/version-3`.
    Rule {
        name: "helm-www",
        overview: "4 locales found, layouts i18n/{locale}/docusaurus-plugin-content-docs/{path}, versioned_docs/{path}, source en",
        source_of: |path| {
            let (tag, rest) = path.strip_prefix("i18n/")?.split_once("/docusaurus-plugin-content-docs/")?;
            ["fr", "ja", "zh"].contains(&tag).then(|| format!("versioned_docs/{rest}"))
        },
    },
    // VitePress: `docs/<lang>/…`, beside `docs/en/…`.
    Rule {
        name: "vitepress",
        overview: "8 locales found, layout docs/{locale}/{path}, source en",
        source_of: |path| folder_rule(path, "docs/", "en/", &["es", "fa", "ja", "ko", "pt", "ru", "zh"]),
    },
    // Ant Design: `index.zh-CN.md` beside `index.en-US.md`.
    Rule {
        name: "ant-design",
        overview: "2 locales found, layout {path}.{locale}.md, source en-US",
        source_of: |path| Some(format!("{}.en-US.md", path.strip_suffix(".zh-CN.md")?)),
    },
];

/// `../shared/corpus/layouts`, or beside the benchmarks that `DOCPARITY_BENCH` names.
fn repositories() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench");
    std::env::var_os("DOCPARITY_BENCH").map_or(beside, PathBuf::from).join("../corpus/layouts")
}

#[test]
fn real_repositories() {
    let repositories = repositories();
    if !repositories.is_dir() {
        eprintln!("skipped: there are no repositories in {}", repositories.display());
        return;
    }
    for rule in RULES {
        let root = Utf8PathBuf::from_path_buf(repositories.join(rule.name)).unwrap();
        let corpus = corpus::load(std::slice::from_ref(&root), &Config::default(), &|_| {}).unwrap();
        assert_eq!(corpus.overview(), rule.overview, "{}", rule.name);
        let within = |path: &Utf8Path| path.strip_prefix(&root).unwrap().to_string();
        let mut found = BTreeSet::new();
        for topic in &corpus.topics {
            let Some(source) = topic.page(&corpus.source_locale) else { continue };
            let translations = topic.pages.iter().filter(|(locale, _)| **locale != corpus.source_locale);
            found.extend(translations.map(|(_, pages)| (within(&source.path), within(&pages[0].path))));
        }
        let paths: BTreeSet<String> = ignore::WalkBuilder::new(&root)
            .build()
            .map(|entry| Utf8PathBuf::from_path_buf(entry.unwrap().into_path()).unwrap())
            .filter(|path| corpus::is_page(path))
            .map(|path| within(&path))
            .collect();
        let expected: BTreeSet<(String, String)> = paths
            .iter()
            .filter_map(|path| Some(((rule.source_of)(path)?, path.clone())))
            .filter(|(source, _)| paths.contains(source))
            .collect();
        assert!(expected.len() > 90, "{}: the rule gives {} pairs", rule.name, expected.len());
        let missed: Vec<_> = expected.difference(&found).collect();
        assert!(
            missed.len() * 100 <= expected.len(),
            "{}: {} of {} missed: {missed:?}",
            rule.name,
            missed.len(),
            expected.len()
        );
        // What the rule does not give is nearly nothing, too.
        let wrong: Vec<_> = found.difference(&expected).collect();
        assert!(wrong.len() * 100 <= expected.len(), "{}: {} wrong: {wrong:?}", rule.name, wrong.len());
    }
}
