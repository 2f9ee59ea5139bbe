#![cfg(test)]
//! What all checks tell of one text and its translation, for their tests.

use crate::config::Config;
use crate::{corpus, pipeline};

/// The findings of an English page and its translation, as `check severity: message`.
pub(crate) fn of(source: &str, locale: &str, target: &str) -> Vec<String> {
    let folder = tempfile::TempDir::new().unwrap();
    for (tag, text) in [("en-US", source), (locale, target)] {
        std::fs::create_dir(folder.path().join(tag)).unwrap();
        std::fs::write(folder.path().join(tag).join("a.md"), format!("{text}\n")).unwrap();
    }
    let root = camino::Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
    let corpus = corpus::load(&[root], &Config::default(), &|_| {}).unwrap();
    let report = pipeline::check(&corpus, &Config::default(), &|_| {});
    let shown = report.findings.iter().map(|it| format!("{} {:?}: {}", it.rule, it.severity, it.message));
    shown.collect()
}
