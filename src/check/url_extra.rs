use super::{DifferenceContext, Draft, Scope};
use crate::claim::{Claim, ClaimKind};
use crate::compare::Standing;
use crate::finding::{Change, Severity};
check! {
    /// ## What it does
    /// Reports an address outside the set that the translation gives and the source does not. It is
    /// a warning where the text of the link is another address: it says one and leads to the other.
    ///
    /// ## Why it matters
    /// It is usually what an older source said; the target may be gone.
    ///
    /// ## Example
    /// - en-US: "see the article"
    /// - fr-FR: "voir [l'article](https://support.microsoft.com/kb/2756725)"
    ///
    /// ## Not reported
    /// A target that stands elsewhere on the source page.
    "url-extra", Url, Scope::Difference { kinds: &[ClaimKind::Url], changes: &[Change::Extra], judge }
}

fn judge(difference: &DifferenceContext<'_>) -> Option<Draft> {
    if difference.is_whole_block() || difference.difference.standing != Standing::Nowhere {
        return None;
    }
    let target = difference.target_text();
    Some(match label_of_another(difference) {
        Some(label) => difference.draft(Severity::Warning, format!("the link says `{label}` and leads to `{target}`")),
        None => difference.draft(Severity::Note, format!("the address to `{target}` is not in the source")),
    })
}

/// The address that the text of the link is, if that is not where it leads: not a part of it.
fn label_of_another<'t>(difference: &DifferenceContext<'t>) -> Option<&'t str> {
    let (claim, view) = (difference.target_claim()?, difference.pair.target);
    let value = |claim: &Claim| difference.pair.topic.values.text(claim.value);
    let block = claim.block as usize;
    let beside = &view.claims[view.claims_of(block..block + 1)];
    let is_another = |other: &&Claim| {
        other.kind == ClaimKind::Url
            && claim.text.contains(other.text)
            && !value(claim).starts_with(value(other).trim_end_matches('…'))
    };
    beside.iter().find(is_another).map(|other| view.text_of(other))
}

#[cfg(test)]
mod tests {
    use crate::check::told;

    #[test]
    fn a_link_that_says_one_address_and_leads_to_another_is_a_warning() {
        let check = |label: &str, address: &str, expected: &[&str]| {
            let source = "The list of ports is at [https://docs.contoso.net/ports](https://docs.contoso.net/ports).";
            let target = format!("La liste des ports se trouve sur [{label}]({address}).");
            assert_eq!(told::of(source, "fr-FR", &target), expected, "{target}");
        };
        let (ports, doors) = ("https://docs.contoso.net/ports", "https://docs.contoso.net/doors");
        check(ports, ports, &[]);
        let told = format!("url-extra Warning: the link says `{ports}` and leads to `{doors}`");
        check(ports, doors, &[&told]);
    }
}
