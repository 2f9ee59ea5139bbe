use super::Scope;

check! {
    /// ## What it does
    /// Reports a comment that allows a finding which is not there, or a check that does not exist.
    ///
    /// ## Why it matters
    /// What was accepted is mended, and the comment would hide the next mistake.
    ///
    /// ## Example
    /// - en-US: a paragraph that names three versions
    /// - fr-FR: `<!-- docparity: allow version-missing -- older release -->` before a paragraph that
    ///   names all three
    ///
    /// ## Not reported
    /// Comments about checks that do not run.
    "unused-suppression", Metadata, Scope::Corpus
}
