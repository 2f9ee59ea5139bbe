//! The report as pages for a browser: an overview, a page a topic with its
//! locales side by side, and the claim matrix.
//!
//! Pages are small files that need no server and fetch nothing. Text is escaped
//! by the templates; the policy of each page lets nothing run but the report's
//! own script, so that a page of the set cannot do anything even if it got out
//! of its place. Topics are rendered in parallel and handed over one by one, so
//! that memory does not grow with them.
//!
//! As a single file, styles and script stand in the page, named in the policy by
//! their hashes, the topics follow the overview, and the matrix of the whole set
//! is left out.

mod overview;
mod set_matrix;
mod topic;

use std::io;

use askama::Template;
use base64::Engine as _;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::excerpt::is_harmful;
use crate::corpus::Corpus;
use crate::finding::{Finding, Report, Severity};
use crate::pipeline::AlignedPair;

const STYLE: &str = include_str!("html/docparity.css");
const SCRIPT: &str = include_str!("html/docparity.js");

/// What the report is made from.
#[derive(Clone, Copy)]
pub struct Inputs<'i> {
    /// What was found.
    pub report: &'i Report,
    /// The pages.
    pub corpus: &'i Corpus,
    /// How the pages of each topic were aligned, in order of the topics.
    pub aligned: &'i [Vec<AlignedPair>],
}

/// Takes a file of the report: its path below the report's folder, and its bytes.
/// It is called from any thread.
pub type Sink<'s> = &'s (dyn Fn(&str, &[u8]) -> io::Result<()> + Sync);

/// What the frame of every page needs.
struct Frame {
    policy: String,
    /// The way to the report's folder.
    root: &'static str,
    /// Styles and script, where they stand in the page.
    inline: Option<Assets>,
    version: &'static str,
}

struct Assets {
    style: &'static str,
    script: &'static str,
}

impl Frame {
    fn of_file(root: &'static str) -> Frame {
        // For a browser that reads a file, the folder that it lies in is not its own place.
        let policy =
            "default-src 'none'; script-src 'self' file:; style-src 'self' file:; base-uri 'none'; form-action 'none'";
        Frame { policy: policy.to_owned(), root, inline: None, version: env!("CARGO_PKG_VERSION") }
    }

    fn of_single_file() -> Frame {
        let policy = format!(
            "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
            hash(SCRIPT),
            hash(STYLE)
        );
        let inline = Some(Assets { style: STYLE, script: SCRIPT });
        Frame { policy, root: "", inline, version: env!("CARGO_PKG_VERSION") }
    }
}

/// A text's hash as a policy names it.
fn hash(text: &str) -> String {
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text)))
}

#[derive(Template)]
#[template(path = "topic.html")]
struct TopicPage<'t> {
    frame: Frame,
    title: &'t str,
    topic: Neighbours,
    body: &'t str,
}

/// The topics before and behind one in the overview.
struct Neighbours {
    previous: Option<String>,
    next: Option<String>,
}

/// Writes all files of the report.
///
/// # Errors
/// Those of `sink`.
pub fn write(inputs: &Inputs<'_>, sink: Sink<'_>) -> io::Result<()> {
    let listed = overview::listed(inputs);
    let shared = topic::Shared::of(inputs);
    let topics: io::Result<Vec<topic::Written>> = listed
        .par_iter()
        .enumerate()
        .map(|(at, entry)| {
            let written = topic::render(inputs, entry.index, entry.findings, "", &shared)?;
            let address = |at: usize| listed.get(at).map(|entry| format!("{}.html", entry.name));
            let page = TopicPage {
                frame: Frame::of_file("../"),
                title: &entry.title,
                topic: Neighbours { previous: at.checked_sub(1).and_then(address), next: address(at + 1) },
                body: &written.body,
            };
            sink(&format!("topics/{}.html", entry.name), rendered(&page)?.as_bytes())?;
            Ok(topic::Written { body: String::new(), ..written })
        })
        .collect();
    let topics = topics?;
    let files = |name: &str, finding: Option<&Finding>| match finding {
        Some(finding) => format!("topics/{name}.html#{}", topic::anchor(finding)),
        None => format!("topics/{name}.html"),
    };
    let page = overview::page(inputs, &listed, Frame::of_file(""), true, &files, Vec::new());
    sink("index.html", rendered(&page)?.as_bytes())?;
    set_matrix::write(inputs, &listed, &topics, sink)?;
    sink("docparity.css", STYLE.as_bytes())?;
    sink("docparity.js", SCRIPT.as_bytes())
}

/// Makes the report as one page that needs nothing else.
///
/// # Errors
/// A template cannot be filled in.
pub fn single_file(inputs: &Inputs<'_>) -> io::Result<String> {
    let listed = overview::listed(inputs);
    let shared = topic::Shared::of(inputs);
    // Topics without a finding would only make the file long.
    let bodies: io::Result<Vec<String>> = listed
        .par_iter()
        .filter(|entry| !entry.findings.is_empty())
        .map(|entry| {
            let anchor = format!("t-{}", entry.name);
            Ok(topic::render(inputs, entry.index, entry.findings, &anchor, &shared)?.body)
        })
        .collect();
    let places = |name: &str, finding: Option<&Finding>| match finding {
        Some(finding) => format!("#{}", topic::anchor(finding)),
        None => format!("#t-{name}"),
    };
    rendered(&overview::page(inputs, &listed, Frame::of_single_file(), false, &places, bodies?))
}

fn rendered(template: &impl Template) -> io::Result<String> {
    template.render().map_err(io::Error::other)
}

/// The class of a severity in the styles.
fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "e",
        Severity::Warning => "w",
        Severity::Note => "n",
    }
}

/// The name of a finding's kind, as in the JSON contract.
fn kind(finding: &Finding) -> String {
    format!("{:?}", finding.kind).to_lowercase()
}

/// What a finding is filtered by: `fr-FR/version/error`.
fn facet(finding: &Finding) -> String {
    format!("{}/{}/{}", finding.locale, kind(finding), super::context::name(finding.severity))
}

/// A text with what cannot be seen, or turns the order of text around, made visible.
fn visible(text: &str) -> String {
    // Joiners and marks of direction belong to the writing of some languages.
    let is_writing = |character| matches!(character, '\n' | '\t' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}');
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            character if is_harmful(character) && !is_writing(character) => shown.extend(character.escape_unicode()),
            character => shown.push(character),
        }
    }
    shown
}
