use super::{Draft, PairContext, Place, Scope, modified_date_changed};
use crate::claim::last_modified_date;
use crate::finding::{Change, Severity};
use crate::page::Entry;
use crate::source::Span;

check! {
    /// ## What it does
    /// Reports a translation whose topic was last modified before the source's.
    ///
    /// ## Why it matters
    /// It explains the findings below it: the source changed since.
    ///
    /// ## Example
    /// - en-US: "Topic Last Modified: 2015-03-09"
    /// - fr-FR: "Dernière rubrique modifiée : 2014-02-10"
    ///
    /// ## Not reported
    /// Pages without a date of their last change, in such a line or in their front matter
    /// (`ms.date`, `lastmod` and the like). Equal dates prove nothing; where there are such lines,
    /// the day on which a page was published (`ms.date`) says nothing.
    "stale-translation", Metadata, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    let lines = (last_modified_date(&pair.source.page), last_modified_date(&pair.target.page));
    let (source, source_date, target, target_date) = match lines {
        (Some((source, source_date)), Some((target, target_date))) => {
            if modified_date_changed::is_one_edition(pair) {
                return;
            }
            (pair.source.page.span(source), source_date, pair.target.page.span(target), target_date)
        }
        (None, None) => {
            let Some(((source, source_date), (target, target_date))) = in_front_matter(pair) else { return };
            (source, source_date, target, target_date)
        }
        _ => return,
    };
    if source_date <= target_date {
        return;
    }
    drafts.push(Draft {
        change: Change::Changed,
        severity: Severity::Note,
        confidence: 0.9,
        claim: None,
        source: Some(Place::of(source)),
        target: Some(Place::of(target)),
        message: format!("the source was last modified on {source_date}, the translation on {target_date}"),
    });
}

/// Keys of the day on which a page was changed last. Translations of Microsoft's pages take
/// `ms.date` over from the source that they were made from.
const CHANGED: &[&str] =
    &["ms.date", "lastmod", "last_modified_at", "last_update", "updated", "lastUpdated", "date_modified"];

/// The dates of the first key that both pages have, as year, month and day.
fn in_front_matter(pair: &PairContext<'_>) -> Option<((Span, String), (Span, String))> {
    let dated = |entry: &Entry| Some((entry.span, iso_date(&entry.value)?));
    let (source, target) = (&pair.source.page.front_matter, &pair.target.page.front_matter);
    CHANGED.iter().find_map(|key| Some((dated(source.get(key)?)?, dated(target.get(key)?)?)))
}

/// `2017-10-18` for `10/18/2017`, as `ms.date` has it, and for `2017-10-18T08:00:00Z`.
fn iso_date(text: &str) -> Option<String> {
    let day = text.trim().split(['T', ' ']).next()?;
    let separator = if day.contains('/') { '/' } else { '-' };
    let parts: Vec<u32> = day.split(separator).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (year, month, day) = match (separator, &parts[..]) {
        ('/', &[month, day, year]) | ('-', &[year, month, day]) => (year, month, day),
        _ => return None,
    };
    let is_date = (1900..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    is_date.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_front_matter_are_put_in_one_form() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(iso_date(text).as_deref(), expected, "{text}");
        check("10/18/2017", Some("2017-10-18"));
        check("2017-10-18T08:00:00Z", Some("2017-10-18"));
        check("2017-1-8", Some("2017-01-08"));
        check("18/10/2017", None);
        check("soon", None);
    }
}
