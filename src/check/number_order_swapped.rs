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

#[cfg(test)]
mod tests {
    use crate::check::told;

    #[test]
    fn a_word_may_stand_before_both_ends_of_a_range() {
        let check = |target: &str, expected: &[&str]| {
            let source = "If the light stays red, repeat step 4 through step 9 for each cable.";
            assert_eq!(told::of(source, "fr-FR", target), expected, "{target}");
        };
        check("Si le voyant reste rouge, répétez les étapes 4 à 9 pour chaque câble.", &[]);
        let told = "number-order-swapped Note: `4` and `9` changed places";
        check("Si le voyant reste rouge, répétez les étapes 9 à 4 pour chaque câble.", &[told]);
    }
}
