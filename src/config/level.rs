//! What findings count as, by check, path and locale.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{Config, Level};
use crate::finding::{Finding, Severity};
use camino::{Utf8Path, Utf8PathBuf};

/// The overrides of a configuration, ready to be asked.
#[derive(Debug)]
pub struct Levels<'c> {
    config: &'c Config,
    /// The paths of each override; `None` for every path.
    paths: Vec<Option<Gitignore>>,
    base: Utf8PathBuf,
}

impl<'c> Levels<'c> {
    /// Reads the globs. One that fails only together with others matches nothing.
    pub fn new(config: &'c Config) -> Levels<'c> {
        let base =
            camino::absolute_utf8(if config.base.as_str().is_empty() { Utf8Path::new(".") } else { &config.base });
        let base = base.unwrap_or_default();
        let compiled = |globs: &Vec<String>| {
            (!globs.is_empty()).then(|| {
                let mut builder = GitignoreBuilder::new(&base);
                for glob in globs {
                    // The configuration was read, so each of them is a glob.
                    let _ = builder.add_line(None, glob);
                }
                builder.build().unwrap_or_else(|_| Gitignore::empty())
            })
        };
        let paths = config.overrides.iter().map(|levels| compiled(&levels.paths)).collect();
        Levels { config, paths, base }
    }

    /// The findings with the severities that the overrides give them, and without those that they turn off.
    pub fn apply(&self, findings: &mut Vec<Finding>) {
        if self.config.overrides.is_empty() {
            return;
        }
        findings.retain_mut(|finding| match self.severity(finding) {
            Some(severity) => {
                finding.severity = severity;
                true
            }
            None => false,
        });
    }

    fn severity(&self, finding: &Finding) -> Option<Severity> {
        let is_asked_for = self.config.select.iter().any(|name| name == finding.rule);
        let mut level = match self.config.checks.get(finding.rule) {
            Some(Level::Off) if !is_asked_for => Level::Off,
            _ => Level::At(finding.severity),
        };
        for (levels, paths) in self.config.overrides.iter().zip(&self.paths) {
            let Some(said) = levels.checks.get(finding.rule) else { continue };
            let of_locale = levels.locales.is_empty() || levels.locales.contains(&finding.locale);
            let of_path = || paths.as_ref().is_none_or(|paths| self.is_on(paths, finding));
            if of_locale && of_path() {
                level = *said;
            }
        }
        match level {
            Level::Off => None,
            Level::At(severity) => Some(severity),
        }
    }

    /// Whether either side of the finding stands on one of the paths.
    fn is_on(&self, paths: &Gitignore, finding: &Finding) -> bool {
        [&finding.source, &finding.target].into_iter().flatten().any(|evidence| {
            let Ok(path) = camino::absolute_utf8(&evidence.path) else { return false };
            path.strip_prefix(&self.base).is_ok_and(|path| paths.matched_path_or_any_parents(path, false).is_ignore())
        })
    }
}
