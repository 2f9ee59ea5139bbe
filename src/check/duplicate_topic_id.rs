use super::Scope;

check! {
    /// ## What it does
    /// Reports two pages of one locale with the same topic id.
    ///
    /// ## Why it matters
    /// One of them is never compared, shown or updated.
    ///
    /// ## Example
    /// - `zh-CN/set–up.md` and `zh-CN/set-up.md` with one `ms:assetid`
    ///
    /// ## Not reported
    /// The first of the pages, by path, which is the one that is compared.
    "duplicate-topic-id", Topic, Scope::Corpus
}
