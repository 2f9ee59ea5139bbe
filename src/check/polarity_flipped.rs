use super::{DifferenceContext, Draft, Place, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a sentence that says "supported", "required", "enabled" and the like
    /// where the source says the opposite, or the reverse; and a sentence that denies
    /// something while its counterpart denies nothing, or denies less.
    ///
    /// ## Why it matters
    /// A lost "not" is the worst thing that can happen to a sentence of documentation.
    ///
    /// ## Example
    /// - en-US: "Simultaneous ring is **not allowed**"
    /// - zh-CN: "**允许**同时拨打"
    ///
    /// ## Not reported
    /// A statement that one side leaves out, and sentences in which a word may stand
    /// for the "not" of the other side ("without", "only", "fails") or turns the
    /// sentence round ("not … until"). What the other translations deny as little, or
    /// what hangs on such a word, is a note.
    "polarity-flipped", Polarity, Scope::Difference { kinds: &[ClaimKind::Polarity], changes: &[Change::Changed], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    let sentences = difference.difference.sentences?;
    let (source, target) = (difference.source_text(), difference.target_text());
    // Other translations show how the source's words are put elsewhere.
    let alone = difference.vote().against_target();
    let opposites = difference.source_claim().is_some() && difference.target_claim().is_some();
    let sure = sentences.clear && (opposites || alone);
    let severity = match sure {
        true if opposites => Severity::Error,
        true => Severity::Warning,
        false => Severity::Note,
    };
    let message = match () {
        () if opposites => format!("`{source}` became `{target}`: the opposite"),
        () if difference.source_claim().is_some() => {
            format!("the source says `{source}`, and this sentence does not deny it")
        }
        () => format!("this sentence says `{target}`, and the source does not deny it"),
    };
    Some(Draft {
        source: Some(Place::of(difference.pair.source.page.span(sentences.source))),
        target: Some(Place::of(difference.pair.target.page.span(sentences.target))),
        ..difference.draft(severity, message)
    })
}

#[cfg(test)]
mod tests {
    use crate::check::told;

    /// What is told of the polarity of an English sentence and its translation.
    fn check(source: &str, locale: &str, target: &str, expected: &[&str]) {
        let told = told::of(source, locale, target);
        assert_eq!(told.iter().filter(|told| told.starts_with("polarity")).collect::<Vec<_>>(), expected, "{target}");
    }

    #[test]
    fn main_clauses_are_compared_before_a_word_that_turns_the_sentence_round() {
        let source = "Shared folders are not supported on this gateway, except where the site has one server.";
        check(
            source,
            "fr-FR",
            "Les dossiers partagés sont pris en charge sur cette passerelle, sauf si le site comporte un seul serveur.",
            &["polarity-flipped Error: `not supported` became `pris en charge`: the opposite"],
        );
        check(
            source,
            "fr-FR",
            "Les dossiers partagés ne sont pas pris en charge sur cette passerelle, sauf si le site comporte un serveur.",
            &[],
        );
        // The clause behind "until" has a "pas" in French, and "unless" may come first in Chinese.
        let source = "You cannot start the voice service until you have defined, tested and installed a profile for at \
                      least one pool.";
        let translated = |denial: [&str; 2]| {
            let [before, behind] = denial;
            format!(
                "Vous {before}pouvez {behind}démarrer le service voix tant que vous n’avez pas défini, testé et installé un \
                 profil pour au moins un pool."
            )
        };
        check(source, "fr-FR", &translated(["ne ", "pas "]), &[]);
        let told = "polarity-flipped Note: `cannot` became `pouvez`: the opposite";
        check(source, "fr-FR", &translated([""; 2]), &[told]);
        let source = "You can change the interval, but you should not do so unless the network is slow.";
        check(source, "zh-TW", "您可以變更間隔，但除非網路速度很慢，否則不應該這麼做。", &[]);
    }
}
