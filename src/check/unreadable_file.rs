use super::Scope;

check! {
    /// ## What it does
    /// Reports a file that could not be read as a page: not UTF-8, too large, no permission.
    ///
    /// ## Why it matters
    /// It is not checked, so nothing is known of it.
    ///
    /// ## Example
    /// - en-US: `setup.md` in UTF-8
    /// - zh-CN: `setup.md` that was saved in GB 18030
    ///
    /// ## Not reported
    /// Files with other endings than pages have.
    "unreadable-file", File, Scope::Corpus
}
