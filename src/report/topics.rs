//! The inventory of a set: which topics there are in which locales.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::excerpt::harmless;
use super::summary::Table;
use crate::corpus::{Corpus, Coverage, FileProblem, LayoutUse, Topic};
use crate::locale::Locale;

/// Writes coverage by locale, then the topics that are not as they should be.
/// `all` lists topics that a locale lacks one by one too.
///
/// # Errors
/// Those of `out`.
pub fn write_text(corpus: &Corpus, all: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}\n", harmless(&corpus.overview()))?;
    let coverage = Coverage::of(corpus);
    let mut table = Table::new(["locale", "pages", "topics", "missing", "orphans", "duplicates", "MB"].into_iter());
    for locale in &coverage.locales {
        let counts = [locale.pages, locale.topics, locale.missing, locale.orphans, locale.duplicates];
        let source = if locale.locale == coverage.source_locale { " (source)" } else { "" };
        let cells = std::iter::once(format!("{}{source}", locale.locale)).chain(counts.map(|count| count.to_string()));
        table.push(cells.chain([format!("{:.1}", locale.bytes as f64 / 1e6)]));
    }
    table.write(out)?;
    writeln!(out)?;
    let mut table = Table::new(["topics", "in exactly these locales"].into_iter());
    table.words = vec![1];
    for combination in &coverage.combinations {
        let locales: Vec<&str> = combination.locales.iter().map(Locale::as_str).collect();
        table.push([combination.topics.to_string(), locales.join(", ")].into_iter());
    }
    table.write(out)?;
    list(corpus, all, out)
}

fn list(corpus: &Corpus, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let of_kind = |heading: &str, lines: Vec<String>, out: &mut dyn Write| {
        if lines.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{heading}")?;
        lines.iter().try_for_each(|line| writeln!(out, "  {}", harmless(line)))
    };
    let (mut orphans, mut duplicates, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for topic in &corpus.topics {
        let has_source = topic.pages.contains_key(&corpus.source_locale);
        for (locale, pages) in &topic.pages {
            if !has_source {
                orphans
                    .extend(pages.first().map(|page| format!("{locale}  {}{}", page.path, suspicion(topic, locale))));
            }
            if pages.len() > 1 {
                let paths: Vec<&str> = pages.iter().map(|page| page.path.as_str()).collect();
                duplicates.push(format!("{locale}  {}: {}", topic.id, paths.join(", ")));
            }
        }
        for locale in corpus.locales.iter().filter(|locale| all && has_source && !topic.pages.contains_key(locale)) {
            let page = topic.page(&corpus.source_locale).map_or("", |page| page.path.as_str());
            missing.push(format!("{locale}  {page}{}", suspicion(topic, locale)));
        }
    }
    of_kind("Pages without a source page", orphans, out)?;
    of_kind("Ids that are used twice in a locale", duplicates, out)?;
    of_kind("Source pages without a translation", missing, out)?;
    let problems = corpus.problems.iter().map(|problem| format!("{}: {}", problem.path, problem.message));
    of_kind("Files that are no page of any topic", problems.collect(), out)
}

fn suspicion(topic: &Topic, locale: &Locale) -> String {
    let twin = topic.twins.iter().find(|twin| twin.locale == *locale);
    twin.map(|twin| format!(" (perhaps {} under another id)", twin.path)).unwrap_or_default()
}

#[derive(Serialize)]
struct Inventory<'c> {
    schema: &'static str,
    layouts: &'c [LayoutUse],
    coverage: Coverage,
    topics: Vec<TopicEntry<'c>>,
    problems: Vec<ProblemEntry<'c>>,
}

#[derive(Serialize)]
struct TopicEntry<'c> {
    id: &'c str,
    pages: BTreeMap<&'c Locale, Vec<&'c str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    twins: Vec<TwinEntry<'c>>,
}

#[derive(Serialize)]
struct TwinEntry<'c> {
    locale: &'c Locale,
    topic: &'c str,
    path: &'c str,
}

#[derive(Serialize)]
struct ProblemEntry<'c> {
    path: &'c str,
    locale: Option<&'c Locale>,
    message: &'c str,
}

/// Writes everything as one JSON object.
///
/// # Errors
/// Those of `out`.
pub fn write_json(corpus: &Corpus, out: &mut dyn Write) -> io::Result<()> {
    let inventory = Inventory {
        schema: "docparity-topics/1",
        layouts: &corpus.layouts,
        coverage: Coverage::of(corpus),
        topics: corpus.topics.iter().map(topic_entry).collect(),
        problems: corpus.problems.iter().map(problem_entry).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &inventory)?;
    out.write_all(b"\n")
}

fn topic_entry(topic: &Topic) -> TopicEntry<'_> {
    TopicEntry {
        id: &topic.id,
        pages: topic
            .pages
            .iter()
            .map(|(locale, pages)| (locale, pages.iter().map(|page| page.path.as_str()).collect()))
            .collect(),
        twins: topic
            .twins
            .iter()
            .map(|twin| TwinEntry { locale: &twin.locale, topic: &twin.topic, path: twin.path.as_str() })
            .collect(),
    }
}

fn problem_entry(problem: &FileProblem) -> ProblemEntry<'_> {
    ProblemEntry { path: problem.path.as_str(), locale: problem.locale.as_ref(), message: &problem.message }
}
