use super::{Draft, PairContext, Scope, content};

check! {
    /// ## What it does
    /// Reports a sentence of the source that the translation lacks, in a paragraph that
    /// it has, and a sentence of which only a part arrived.
    ///
    /// ## Why it matters
    /// One sentence more or less does not show, and it may hold the condition, the
    /// exception or the warning.
    ///
    /// ## Example
    /// - en-US: "The command grants the permissions on the container. **It does not grant
    ///   them on containers below it.**"
    /// - fr-FR: "La commande accorde les autorisations sur le conteneur."
    ///
    /// ## Not reported
    /// Two sentences that became one, a sentence that the source itself says twice, and
    /// one of whose words too few have a usual translation to tell. Where the evidence
    /// is strong it is a warning, and otherwise a note.
    "sentence-missing", Content, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    content::sentences(pair, true, drafts);
}
