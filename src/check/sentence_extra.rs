use super::{Draft, PairContext, Scope, content};

check! {
    /// ## What it does
    /// Reports a sentence of the translation that the source lacks, in a paragraph that
    /// both have.
    ///
    /// ## Why it matters
    /// It is usually something that was since removed from the source because it no
    /// longer holds.
    ///
    /// ## Example
    /// - en-US: "The pool can be monitored."
    /// - zh-CN: "可以监控池。**监控需要单独的服务器。**"
    ///
    /// ## Not reported
    /// A sentence that was split in two, and one that the translation says twice.
    "sentence-extra", Content, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    content::sentences(pair, false, drafts);
}
