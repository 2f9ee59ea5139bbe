//! What a run is asked to do.

use std::collections::BTreeMap;

use crate::finding::Severity;
use crate::locale::Locale;

/// The configuration of a run, from the command line and `docparity.toml`.
#[derive(Debug, Clone)]
pub struct Config {
    /// The locale that the others are held against; found out where it is `None`.
    pub source_locale: Option<Locale>,
    /// The target locales to check; all where it is empty.
    pub locales: Vec<Locale>,
    /// Bytes above which a file is not read.
    pub max_file_size: u64,
    /// Severity of checks by id, in place of their own; `None` turns a check off.
    pub checks: BTreeMap<String, Option<Severity>>,
    /// The ids of the checks to run; all where it is empty.
    pub select: Vec<String>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            source_locale: None,
            locales: Vec::new(),
            max_file_size: 16 << 20,
            checks: BTreeMap::new(),
            select: Vec::new(),
        }
    }
}

impl Config {
    /// Whether a check runs at all.
    pub fn is_enabled(&self, check: &str) -> bool {
        let selected = self.select.is_empty() || self.select.iter().any(|id| id == check);
        selected && self.checks.get(check) != Some(&None)
    }

    /// The severity of a finding whose check gave it `severity`; `None` if it is off.
    pub fn severity(&self, check: &str, severity: Severity) -> Option<Severity> {
        self.checks.get(check).copied().unwrap_or(Some(severity))
    }
}
