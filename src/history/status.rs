//! How far each translation is in step with its source.
//!
//! A page that names the commit of the source that it was made from
//! (`ms.sourcegitcommit`, `l10n.sourceCommit`, `default_lang_commit`) is behind by the changes
//! of the source since that commit. Of other pages only the dates of both histories
//! are known: a page is behind by the changes of the source since its own last
//! one. Dates mislead, since a mended typo is a change too; so what a
//! check finds in the pages counts as well, and each answer says what it rests on.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::git::Commit;
use crate::corpus::{Corpus, PageFile};
use crate::finding::{Finding, Severity};
use crate::locale::Locale;

/// Keys of front matter that name the commit of the source; nested ones by their last part.
const COMMIT_KEYS: &[&str] =
    &["ms.sourcegitcommit", "default_lang_commit", "sourcecommit", "source_commit", "l10n.sourcecommit"];

/// How a translation stands to its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nothing of the source is known to be missing.
    InStep,
    /// The source changed since.
    Behind,
    /// The histories say in step, and the texts differ.
    Differs,
    /// There is no page in the locale.
    Missing,
    /// There is no page in the source locale.
    Orphan,
    /// Nothing of the page's history is known.
    Unknown,
}

/// What an answer rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The commit that the page names.
    NamedCommit,
    /// The dates of the last changes of both pages.
    Dates,
    /// What a check finds in the texts.
    Content,
    /// Which files there are.
    Files,
}

/// A commit, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommitRef {
    /// The first ten digits of its hash.
    pub hash: String,
    /// As `2017-01-20`.
    pub date: String,
    /// The first line of its message.
    pub subject: String,
}

/// How one translation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The topic's id.
    pub topic: String,
    /// The locale.
    pub locale: Locale,
    /// The source's page.
    pub source: Option<Utf8PathBuf>,
    /// The translation.
    pub page: Option<Utf8PathBuf>,
    /// How it stands.
    pub state: State,
    /// What that rests on.
    pub basis: Basis,
    /// The commit that the translation was last in step with, as far as that is known.
    pub in_step_with: Option<CommitRef>,
    /// The changes of the source since, the newest first.
    pub changes: Vec<CommitRef>,
    /// The last change of the translation.
    pub last_change: Option<CommitRef>,
    /// Warnings and errors that a check finds in it.
    pub findings: usize,
    /// Something to know, such as a commit that is not in this clone.
    pub note: Option<String>,
}

/// The commits of a history, by file.
#[derive(Debug, Default)]
pub struct History {
    commits: Vec<Commit>,
    /// Indices of commits, the newest first, by absolute path.
    by_path: FxHashMap<Utf8PathBuf, Vec<usize>>,
    /// Hashes with their indices, sorted.
    by_hash: Vec<(String, usize)>,
}

impl History {
    /// Takes up a log, the newest commit first, of the repository at `root`.
    pub fn add(&mut self, root: &Utf8Path, commits: Vec<Commit>) {
        for commit in commits {
            let index = self.commits.len();
            for path in &commit.paths {
                self.by_path.entry(root.join(path)).or_default().push(index);
            }
            self.by_hash.push((commit.hash.clone(), index));
            self.commits.push(commit);
        }
        self.by_hash.sort_unstable();
    }

    fn of(&self, path: &Utf8Path) -> &[usize] {
        self.by_path.get(path).map_or(&[], Vec::as_slice)
    }

    fn find(&self, hash: &str) -> Option<usize> {
        let at = self.by_hash.partition_point(|(known, _)| known.as_str() < hash);
        self.by_hash.get(at).filter(|(known, _)| known.starts_with(hash)).map(|(_, index)| *index)
    }

    fn shown(&self, index: usize) -> CommitRef {
        let Commit { hash, date, subject, .. } = &self.commits[index];
        CommitRef { hash: hash.chars().take(10).collect(), date: date.clone(), subject: subject.clone() }
    }
}

/// How every translation of a set stands, by topic and locale. `real` gives the absolute
/// path of a page without links; `findings` are those of a check of the set.
pub fn status(
    corpus: &Corpus,
    history: &History,
    findings: &[Finding],
    real: &dyn Fn(&Utf8Path) -> Utf8PathBuf,
) -> Vec<Standing> {
    let mut counts: BTreeMap<(&str, &Locale), usize> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.severity >= Severity::Warning) {
        *counts.entry((&finding.topic, &finding.locale)).or_default() += 1;
    }
    let mut standings = Vec::new();
    for topic in &corpus.topics {
        let source = topic.page(&corpus.source_locale);
        for locale in corpus.locales.iter().filter(|locale| **locale != corpus.source_locale) {
            let page = topic.page(locale);
            if source.is_none() && page.is_none() {
                continue;
            }
            let mut standing = Standing {
                topic: topic.id.clone(),
                locale: locale.clone(),
                source: source.map(|page| page.path.clone()),
                page: page.map(|page| page.path.clone()),
                state: if page.is_none() { State::Missing } else { State::Orphan },
                basis: Basis::Files,
                in_step_with: None,
                changes: Vec::new(),
                last_change: None,
                findings: counts.get(&(topic.id.as_str(), locale)).copied().unwrap_or(0),
                note: None,
            };
            if let (Some(source), Some(page)) = (source, page) {
                standing.judge(history, source, page, real);
            }
            standings.push(standing);
        }
    }
    standings
}

impl Standing {
    fn judge(
        &mut self,
        history: &History,
        source: &PageFile,
        page: &PageFile,
        real: &dyn Fn(&Utf8Path) -> Utf8PathBuf,
    ) {
        let source_changes = history.of(&real(&source.path));
        let last = history.of(&real(&page.path)).first().copied();
        self.last_change = last.map(|index| history.shown(index));
        let named = page.read().ok().and_then(|text| {
            let end = crate::parse::front_matter(&text).0.span.end;
            named_commit(text.get(..end as usize)?)
        });
        let found = named.as_deref().map(|hash| (hash, history.find(hash)));
        let reference = match found {
            Some((_, Some(index))) => {
                self.basis = Basis::NamedCommit;
                Some(index)
            }
            other => {
                self.basis = Basis::Dates;
                self.note =
                    other.map(|(hash, _)| format!("the page names the commit {hash}, which is not in this history"));
                last
            }
        };
        let Some(reference) = reference.filter(|_| !source_changes.is_empty()) else {
            (self.state, self.basis) = match self.findings {
                0 => (State::Unknown, Basis::Content),
                _ => (State::Differs, Basis::Content),
            };
            return;
        };
        // The newest have the smallest numbers.
        self.changes =
            source_changes.iter().filter(|&&index| index < reference).map(|&index| history.shown(index)).collect();
        let in_step_with = source_changes.iter().find(|&&index| index >= reference);
        self.in_step_with = in_step_with.map(|&index| history.shown(index));
        self.state = match (self.changes.is_empty(), self.findings) {
            (false, _) => State::Behind,
            (true, 0) => State::InStep,
            (true, _) => State::Differs,
        };
        if self.state == State::Differs {
            self.basis = Basis::Content;
        }
    }
}

/// The commit that front matter names, at least seven digits of its hash.
fn named_commit(front_matter: &str) -> Option<String> {
    front_matter.lines().find_map(|line| {
        let (key, value) = line.split_once([':', '='])?;
        let key = key.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
        // `ms.sourcegitcommit: 0123abc`, and `sourceCommit: …` below `l10n:`.
        let value = value.split('#').next()?.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
        let is_hash = (7..=40).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_hexdigit());
        (COMMIT_KEYS.contains(&key.as_str()) && is_hash).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_names_a_commit() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(named_commit(text).as_deref(), expected, "{text}");
        check("---\nms.sourcegitcommit: 0123ABCdef\n---", Some("0123abcdef"));
        check(
            "---\nl10n:\n  sourceCommit: 0123abcdef0123abcdef0123abcdef0123abcdef\n---",
            Some("0123abcdef0123abcdef0123abcdef0123abcdef"),
        );
        check("---\ndefault_lang_commit: \"0123abc\" # drifted\n---", Some("0123abc"));
        check("---\nms.sourcegitcommit: main\n---", None);
        check("---\ntitle: sourceCommit\n---", None);
    }
}
