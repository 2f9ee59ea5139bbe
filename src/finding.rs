//! Findings: what the checks say, in the form that every report reads.

use std::collections::BTreeMap;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use crate::claim::ClaimKind;
use crate::locale::Locale;

/// How bad it is for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know; nobody is misled.
    Note,
    /// Information is lost or doubtful.
    Warning,
    /// A reader would do the wrong thing.
    Error,
}

/// The family that a finding belongs to; the `kind` of the JSON contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Kind {
    Version,
    Command,
    Code,
    Url,
    Link,
    Image,
    Number,
    Date,
    Polarity,
    Content,
    Untranslated,
    Script,
    Metadata,
    Structure,
    Topic,
    File,
}

/// What happened to a claim or a block on its way into the translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Change {
    Missing,
    Extra,
    Changed,
}

/// How sure docparity is, 0.0 to 1.0.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Confidence(f32);

impl Confidence {
    /// Clamps to 0.0..=1.0 and rounds to two decimals, so that reports are stable.
    pub fn new(value: f32) -> Confidence {
        Confidence((value.clamp(0.0, 1.0) * 100.0).round() / 100.0)
    }

    /// As a number.
    pub fn get(self) -> f32 {
        self.0
    }
}

/// The claim that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRef {
    /// Its kind.
    pub kind: ClaimKind,
    /// Its canonical value.
    pub value: String,
}

/// One side of the evidence: a place in a page, and what stands there.
///
/// Lines and columns are 1-based, columns in Unicode scalar values, the end is
/// exclusive. `text` is exactly the file's slice; it is `None` where something
/// is missing, and the place is where it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Evidence {
    pub locale: Locale,
    pub path: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    pub text: Option<String>,
}

/// What each locale says of the claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Stance {
    Present,
    Missing,
    Changed,
    Extra,
    /// The topic has no page in that locale.
    #[serde(rename = "no page")]
    NoPage,
}

/// A difference judged by a check. Fields are in the order of the JSON contract.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The check's id.
    pub rule: &'static str,
    /// Its family.
    pub kind: Kind,
    /// What happened.
    pub change: Change,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// The topic's id.
    pub topic: String,
    /// The target locale, or the locale of the page that the finding is about.
    pub locale: Locale,
    /// The claim, where the finding is about one.
    pub claim: Option<ClaimRef>,
    /// The place in the source page.
    pub source: Option<Evidence>,
    /// The place in the target page.
    pub target: Option<Evidence>,
    /// What each locale of the topic says.
    pub locales: BTreeMap<Locale, Stance>,
    /// The one locale that differs from all others, if there is one.
    pub outlier: Option<Locale>,
    /// Shared by the same difference in several locales of a topic.
    pub group: String,
    /// Shared by the same difference over topics.
    pub pattern: Option<String>,
    /// One sentence, without line numbers.
    pub message: String,
    /// Stable when lines move: hex.
    pub fingerprint: String,
    /// The fingerprint of the finding of the same page that may be the reason of this one: its
    /// source changed after it was translated. Left out of JSON where there is none.
    pub explained_by: Option<String>,
}

impl Serialize for Finding {
    /// Field by field. In a form without names, as results are kept in from run to run,
    /// none can be left out.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_whole = self.explained_by.is_some() || !serializer.is_human_readable();
        let mut fields = serializer.serialize_struct("Finding", 16 + usize::from(is_whole))?;
        fields.serialize_field("rule", &self.rule)?;
        fields.serialize_field("kind", &self.kind)?;
        fields.serialize_field("change", &self.change)?;
        fields.serialize_field("severity", &self.severity)?;
        fields.serialize_field("confidence", &self.confidence)?;
        fields.serialize_field("topic", &self.topic)?;
        fields.serialize_field("locale", &self.locale)?;
        fields.serialize_field("claim", &self.claim)?;
        fields.serialize_field("source", &self.source)?;
        fields.serialize_field("target", &self.target)?;
        fields.serialize_field("locales", &self.locales)?;
        fields.serialize_field("outlier", &self.outlier)?;
        fields.serialize_field("group", &self.group)?;
        fields.serialize_field("pattern", &self.pattern)?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("fingerprint", &self.fingerprint)?;
        match is_whole {
            true => fields.serialize_field("explained_by", &self.explained_by)?,
            false => fields.skip_field("explained_by")?,
        }
        fields.end()
    }
}

/// Counts over a whole run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Stats {
    pub topics: u64,
    pub pages: u64,
    pub bytes: u64,
    pub claims: u64,
    pub segments: u64,
    pub findings: u64,
    pub suppressed: u64,
}

/// What a run found, in the order in which every format prints it: by topic,
/// locale, place and check.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The locale that the others are held against.
    pub source_locale: Locale,
    /// Counts.
    pub stats: Stats,
    /// All findings.
    pub findings: Vec<Finding>,
    /// Files that could not be read, so that the run is not complete.
    pub incomplete: bool,
}

/// A short id made of texts, in hex: FNV-1a, the same on every machine and in every
/// version, since baselines keep what it makes.
pub fn stable_id(parts: &[&str]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}
