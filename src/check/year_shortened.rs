use super::{Draft, PairContext, Place, Scope};
use crate::claim::ClaimKind;
use crate::finding::{Change, Severity};

check! {
    /// ## What it does
    /// Reports a date whose year has four digits in the source and two in the translation.
    ///
    /// ## Why it matters
    /// "03.07.12" can be read in six ways, and where a date is typed it may not be taken.
    ///
    /// ## Example
    /// - en-US: "Type **7/3/2012**"
    /// - zh-TW: "輸入 **03.07.12**"
    ///
    /// ## Not reported
    /// Another order or another mark between the parts. Always a note.
    "year-shortened", Date, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    if pair.pair.unrelated {
        return;
    }
    for bead in pair.pair.beads.iter().filter(|bead| bead.is_pair()) {
        let theirs = pair.source.claims[pair.source.claims_of(bead.source_range())].iter();
        let ours = &pair.target.claims[pair.target.claims_of(bead.target_range())];
        if !ours.iter().any(|claim| claim.kind == ClaimKind::Date && is_short(pair.target.text_of(claim))) {
            continue;
        }
        for source in theirs.filter(|claim| claim.kind == ClaimKind::Date) {
            let there = pair.source.text_of(source);
            let same = ours.iter().find(|target| {
                target.kind == ClaimKind::Date && (target.value == source.value || source.agrees(target))
            });
            let Some(target) = same.filter(|target| has_year(there) && is_short(pair.target.text_of(target))) else {
                continue;
            };
            let here = pair.target.text_of(target);
            drafts.push(Draft {
                change: Change::Changed,
                severity: Severity::Note,
                confidence: 0.9,
                claim: None,
                source: Some(Place::of(pair.source.page.span(source.text))),
                target: Some(Place::of(pair.target.page.span(target.text))),
                message: format!("`{there}` became `{here}`, with a year of two digits"),
            });
        }
    }
}

/// Whether four digits stand together.
fn has_year(date: &str) -> bool {
    date.as_bytes().windows(4).any(|digits| digits.iter().all(u8::is_ascii_digit))
}

/// Whether a date is three short numbers with marks between them.
fn is_short(date: &str) -> bool {
    let parts = date.split(['/', '.', '-']);
    parts.clone().count() == 3
        && parts.into_iter().all(|part| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_dates_are_three_short_numbers() {
        assert!(is_short("03.07.12"));
        assert!(is_short("7/7/12"));
        assert!(!is_short("2012/7/3"));
        assert!(!is_short("5:30"));
        assert!(has_year("7/3/2012"));
        assert!(!has_year("7/3/12"));
    }
}
