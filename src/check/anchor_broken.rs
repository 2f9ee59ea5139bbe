use super::Scope;

check! {
    /// ## What it does
    /// Reports a link to a place in a page, `setup.md#ports` or `#ports`, where the page
    /// in the reader's language has no such place and the source's page has it. So is a
    /// link to a place with a translated name that neither page has, where every link of the
    /// source's page leads to a place that is there. Where more than three links of one page
    /// are broken in the same page, they are told once.
    ///
    /// ## Why it matters
    /// The reader lands at the top of a long page, and does not know what to look for: a
    /// heading was translated, and with it its anchor, but not the links that lead there.
    ///
    /// ## Example
    /// - en-US: "[open ports](firewall.md#open-ports)", where the page has "## Open ports"
    /// - fr-FR: "[ports ouverts](firewall.md#open-ports)", where it has "## Ports ouverts"
    /// - ja-JP: "[ポート](firewall.md#open-ports)", where it has "## ポートを開く" without `{#open-ports}`
    ///
    /// ## Not reported
    /// What is an anchor in any flavour: the heading's words with any hyphens, accents and
    /// letter case, `{#id}`, `{/*id*/}`, `id` and `name` of elements, numbers behind
    /// repeated headings. Anchors that are broken in the source as well; pages outside of
    /// the set, or that the locale does not have. Where more than half of a locale's links to places
    /// seem broken, its site makes anchors in another way, and they are notes.
    "anchor-broken", Link, Scope::Corpus
}
