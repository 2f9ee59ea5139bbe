use super::Scope;

check! {
    /// ## What it does
    /// Reports two pages of one locale with the same topic id.
    ///
    /// ## Why it matters
    /// One of them is never compared, shown or updated.
    ///
    /// ## Example
    /// - en-US: `set-up.md` with an `ms:assetid`
    /// - zh-CN: `set–up.md` and `set-up.md`, both with that `ms:assetid`
    ///
    /// ## Not reported
    /// The first of the pages, by path, which is the one that is compared.
    "duplicate-topic-id", Topic, Scope::Corpus
}
