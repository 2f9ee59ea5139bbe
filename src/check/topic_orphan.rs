use super::Scope;

check! {
    /// ## What it does
    /// Reports a translation whose topic has no page in the source locale.
    ///
    /// ## Why it matters
    /// It cannot be kept up to date: its source was removed, or its id has a typo.
    ///
    /// ## Example
    /// - zh-TW: `setup.md` with an id
    /// - en-US: no page with that id
    ///
    /// ## Not reported
    /// Nothing; the page still gets the checks that need one page only.
    "topic-orphan", Topic, Scope::Corpus
}
