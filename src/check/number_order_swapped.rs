use super::{Draft, PairContext, Scope, content};
use crate::claim::ClaimKind;
use crate::finding::Severity;

check! {
    /// ## What it does
    /// Reports a range of numbers that the translation has the other way round.
    ///
    /// ## Why it matters
    /// A reader has to guess which end is meant, and "steps 8 to 10" in reverse is
    /// another procedure.
    ///
    /// ## Example
    /// - en-US: "repeat steps **8 through 10**"
    /// - fr-FR: "répétez les étapes **10 à 8**"
    ///
    /// ## Not reported
    /// Numbers of a list, and two numbers that the other language puts in another
    /// order without a word or a dash that makes them a range.
    "number-order-swapped", Number, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    content::orders(pair, ClaimKind::Number, Severity::Note, drafts);
}
