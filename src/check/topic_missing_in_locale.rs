use super::Scope;

check! {
    /// ## What it does
    /// Reports a topic of the source locale that has no page in another locale of the set.
    ///
    /// ## Why it matters
    /// The reader of that locale finds nothing.
    ///
    /// ## Example
    /// - en-US: `setup.md` with an id
    /// - fr-FR: no page with that id
    ///
    /// ## Not reported
    /// Locales that have no page at all in the set.
    "topic-missing-in-locale", Topic, Scope::Corpus
}
