//! How accurate a check was found to be.
//!
//! The figures are data (`measured.toml`): findings that a reader judged against
//! the pages, and injected errors that were found again.

use std::collections::BTreeMap;

use serde::Deserialize;

const FIGURES: &str = include_str!("measured.toml");

/// What was measured of one check. All figures count pages or findings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Measured {
    /// Warnings and errors that were read against the pages.
    pub read: u32,
    /// How many of these held.
    pub right: u32,
    /// The classes of injected errors that are the check's to find.
    pub errors: Vec<String>,
    /// Pages into which one of them was put.
    pub injected: u32,
    /// Pages of these on which it was told, by this check or a neighbour of it.
    pub found: u32,
}

impl Measured {
    /// The figures of the check with this id; all zero where nothing was measured.
    pub fn of(id: &str) -> Measured {
        // A test holds the file to be readable.
        let mut all: BTreeMap<String, Measured> = toml::from_str(FIGURES).unwrap_or_default();
        all.remove(id).unwrap_or_default()
    }

    /// The figures in Markdown, a line each.
    pub fn text(&self) -> String {
        let share = |part: u32, whole: u32| format!("{:.2} ({part} of {whole}", f64::from(part) / f64::from(whole));
        let precision = match self.read {
            0 => "Precision: none of its warnings and errors was in the sample that was read.\n".to_owned(),
            read => format!("Precision: {} warnings and errors that were read).\n", share(self.right, read)),
        };
        let recall = match self.injected {
            0 => "Recall: not measured by itself.\n".to_owned(),
            injected => format!(
                "Recall: {} injected errors: {}; found by this check or a neighbour of it).\n",
                share(self.found, injected),
                self.errors.join(", ")
            ),
        };
        precision + &recall
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::find;

    #[test]
    fn figures_belong_to_checks_and_add_up() {
        let all: BTreeMap<String, Measured> = toml::from_str(FIGURES).unwrap();
        for (id, measured) in &all {
            assert!(find(id).is_some(), "measured.toml: there is no check `{id}`");
            assert!(measured.right <= measured.read && measured.found <= measured.injected, "measured.toml: {id}");
            assert_eq!(measured.injected == 0, measured.errors.is_empty(), "measured.toml: {id}");
        }
    }

    #[test]
    fn figures_are_told_as_shares() {
        let measured = Measured { read: 4, right: 3, ..Measured::default() };
        let expected =
            "Precision: 0.75 (3 of 4 warnings and errors that were read).\nRecall: not measured by itself.\n";
        assert_eq!(measured.text(), expected);
    }
}
