//! Two leftovers of one bead that are one claim which was changed.
//!
//! The surest pairs come first: nearly the same letters or the same subject, then
//! the same kind of thing, then what merely stands in the same place.

use super::{Sides, family, for_each_bead};
use crate::claim::{Claim, ClaimKind};
use crate::compare::{Difference, Leftover, PageView, Standing};
use crate::finding::Change;

/// How alike two literals must be to be one literal that was changed, by
/// Jaro-Winkler similarity: "Get-CsUsers" for "Get-CsUser".
const NEAR_MISS: f64 = 0.8;

/// How alike two lines of code must be to be one line that was changed, by
/// normalised Levenshtein distance.
const NEAR_LINE: f64 = 0.5;

/// Bytes of a literal or a line that likeness is measured over.
const LOOKED_AT: usize = 400;

/// What the lines of code of a page may cost that are held against each other: some thousands of
/// long ones. Pages of people come to a hundredth of it.
pub(super) const EFFORT: usize = 400_000_000;

/// How much two claims that are not equal look like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    /// The same subject, or nearly the same letters.
    Twin,
    /// The same kind of thing.
    Alike,
    /// Merely in the same place.
    Neighbour,
}

impl Sides<'_> {
    /// Leftovers of one bead that contradict each other.
    pub(super) fn pair(&self, missing: &mut [Leftover], extra: &mut [Leftover], out: &mut Vec<Difference>) {
        for_each_bead(missing, extra, |missing, extra| {
            let bead = missing.first().map(|lost| lost.bead);
            let even = bead.is_some_and(|bead| self.has_as_much_code(bead));
            // It is the same in each pass, and costs the product of both lengths.
            let width = extra.len();
            let mut known = vec![None; missing.len() * width];
            // The surest pairs first, so that a near miss is not taken by a mere neighbour.
            for pass in [Likeness::Twin, Likeness::Alike, Likeness::Neighbour] {
                for (row, lost) in missing.iter_mut().enumerate().filter(|(_, lost)| !lost.settled) {
                    let source = self.missing_claim(lost);
                    // Where one side names more than the other, only what both have of a name tells
                    // which neighbour stands for which.
                    let is_lone = pass == Likeness::Neighbour && source.kind == ClaimKind::Literal && !even;
                    let mut candidates = extra.iter_mut().enumerate().filter(|(_, gained)| !gained.settled);
                    let Some((_, gained)) = candidates.find(|(column, gained)| {
                        let target = self.extra_claim(gained);
                        let likeness =
                            known[row * width + column].get_or_insert_with(|| self.likeness(source, target, lost.bead));
                        *likeness == Some(pass) && (!is_lone || share_a_word(self.value(source), self.value(target)))
                    }) else {
                        continue;
                    };
                    let target = self.extra_claim(gained);
                    lost.settled = true;
                    gained.settled = true;
                    self.push_pair(lost, source, gained, target, out);
                }
            }
        });
    }

    /// Whether both sides of a bead have as many literals in code.
    fn has_as_much_code(&self, bead: u32) -> bool {
        let bead = &self.beads[bead as usize];
        let count = |view: &PageView, blocks: std::ops::Range<usize>| {
            let claims = &view.claims[view.claims_of(blocks)];
            let is_code =
                |claim: &&Claim| claim.kind == ClaimKind::Literal && self.values.text(claim.subject) == "code";
            claims.iter().filter(is_code).count()
        };
        count(self.source, bead.source_range()) == count(self.target, bead.target_range())
    }

    fn push_pair(&self, lost: &Leftover, source: &Claim, gained: &Leftover, target: &Claim, out: &mut Vec<Difference>) {
        // A mention without a version against one with: something was left out, or added.
        let change = match (source.soft, target.soft) {
            (true, true)
                if source.kind == ClaimKind::Version && family(self.value(source)) == family(self.value(target)) =>
            {
                return;
            }
            // "second" and "third" contradict each other; "one" and "two" may count other things.
            (true, true) if source.kind != ClaimKind::Version && self.values.text(source.subject) != "ordinal" => {
                return;
            }
            (true, false) if source.subject == target.subject => Change::Extra,
            (false, true) if source.subject == target.subject => Change::Missing,
            _ => Change::Changed,
        };
        out.push(Difference {
            kind: source.kind,
            change,
            source: Some(lost.claim),
            target: Some(gained.claim),
            bead: lost.bead,
            standing: Standing::Nowhere,
            narrowed: source.soft != target.soft,
            sentences: None,
        });
    }

    /// How alike two lines of code are, from 0.0 to 1.0; not at all where too many of a page were
    /// held against each other already.
    fn similarity(&self, one: &str, other: &str) -> f64 {
        let Some(left) = self.effort.get().checked_sub(one.len() * other.len()) else { return 0.0 };
        self.effort.set(left);
        strsim::normalized_levenshtein(one, other)
    }

    /// How much two leftovers look like one claim that was changed.
    fn likeness(&self, source: &Claim, target: &Claim, bead: u32) -> Option<Likeness> {
        if source.kind != target.kind {
            return None;
        }
        let same_subject = source.subject == target.subject;
        match source.kind {
            // One of them becomes another one, and no product.
            ClaimKind::Version if !same_subject && (self.is_variant(source) || self.is_variant(target)) => None,
            ClaimKind::Version => match (same_subject, source.soft || target.soft) {
                (true, _) => Some(Likeness::Twin),
                (false, soft) => {
                    // One product stands for another only where neither side names both.
                    let bead = &self.beads[bead as usize];
                    let both = self.mention(self.target, bead.target_range(), source).is_some()
                        || self.mention(self.source, bead.source_range(), target).is_some();
                    match () {
                        () if both || source.soft != target.soft => None,
                        () if soft => Some(Likeness::Neighbour),
                        () => Some(Likeness::Alike),
                    }
                }
            },
            ClaimKind::Command | ClaimKind::Parameter | ClaimKind::Literal => {
                let similarity = strsim::jaro_winkler(beginning(self.value(source)), beginning(self.value(target)));
                match () {
                    () if similarity >= NEAR_MISS => Some(Likeness::Twin),
                    () if same_subject && source.kind == ClaimKind::Command => Some(Likeness::Twin),
                    () if source.kind != ClaimKind::Literal
                        || self.values.text(source.subject) == "code"
                            && same_subject
                            && has_letters(self.value(source)) == has_letters(self.value(target)) =>
                    {
                        Some(Likeness::Neighbour)
                    }
                    () => None,
                }
            }
            ClaimKind::CodeLine => {
                let (source_line, target_line) = (self.value(source), self.value(target));
                if same_subject {
                    return Some(Likeness::Twin);
                }
                let similarity = self.similarity(beginning(source_line), beginning(target_line));
                match () {
                    () if similarity >= NEAR_MISS => Some(Likeness::Twin),
                    () if similarity >= NEAR_LINE => Some(Likeness::Alike),
                    () => None,
                }
            }
            // Compared sentence by sentence; never left over.
            ClaimKind::Polarity => None,
            ClaimKind::Number => {
                let (a, b) = (self.value(source).split(' ').next(), self.value(target).split(' ').next());
                if a == b {
                    Some(Likeness::Twin)
                } else if source.soft && target.soft && same_subject {
                    Some(Likeness::Neighbour)
                } else if source.soft || target.soft {
                    None
                } else {
                    same_subject.then_some(Likeness::Alike)
                }
            }
            ClaimKind::Date => (!source.soft && !target.soft).then_some(if same_subject {
                Likeness::Alike
            } else {
                Likeness::Neighbour
            }),
            ClaimKind::Url | ClaimKind::Link | ClaimKind::Image => {
                let same_label = self.source.text_of(source).trim() == self.target.text_of(target).trim();
                Some(if same_label || self.value(source).starts_with(self.value(target)) {
                    Likeness::Twin
                } else {
                    Likeness::Neighbour
                })
            }
        }
    }

    /// "midi (12:00 AM)" for "12:00 AM": a word of the target that says another
    /// time than the one time that the bead speaks of.
    pub(super) fn contradicting_words(&self, extra: &mut [Leftover], out: &mut Vec<Difference>) {
        let is_time = |claim: &Claim| claim.kind == ClaimKind::Date && self.values.text(claim.subject) == "time";
        for gained in extra.iter_mut().filter(|gained| !gained.settled) {
            let claim = self.extra_claim(gained);
            if !(claim.soft && is_time(claim)) {
                continue;
            }
            let mut times = self
                .source
                .claims_of(self.beads[gained.bead as usize].source_range())
                .filter(|index| is_time(&self.source.claims[*index]));
            if let (Some(time), None) = (times.next(), times.next()) {
                gained.settled = true;
                let lost = Leftover { claim: time as u32, ..*gained };
                out.push(Difference::changed(&lost, &self.source.claims[time], gained));
            }
        }
    }

    /// A product that the source names once more than the target, where the target
    /// has one instead that the source does not name in its place.
    pub(super) fn swapped_products(&self, extra: &mut [Leftover], out: &mut Vec<Difference>) {
        for gained in extra.iter_mut().filter(|gained| !gained.settled) {
            let claim = self.extra_claim(gained);
            if claim.kind != ClaimKind::Version || !claim.soft || self.is_variant(claim) {
                continue;
            }
            let bead = &self.beads[gained.bead as usize];
            let (theirs, ours) = (bead.source_range(), bead.target_range());
            let product = |claim: &Claim| family(self.values.text(claim.subject));
            let times = |view: &PageView, blocks: std::ops::Range<usize>, wanted: &str| {
                let claims = &view.claims[view.claims_of(blocks)];
                claims.iter().filter(|claim| claim.kind == ClaimKind::Version && product(claim) == wanted).count()
            };
            let named = product(claim);
            if times(self.source, theirs.clone(), named) > 0 {
                continue;
            }
            let lost = self.source.claims_of(theirs.clone()).find(|index| {
                let there = &self.source.claims[*index];
                there.kind == ClaimKind::Version
                    && there.soft
                    && times(self.source, theirs.clone(), product(there))
                        == times(self.target, ours.clone(), product(there)) + 1
            });
            if let Some(lost) = lost {
                gained.settled = true;
                let lost = Leftover { claim: lost as u32, ..*gained };
                out.push(Difference {
                    narrowed: true,
                    ..Difference::changed(&lost, &self.source.claims[lost.claim as usize], gained)
                });
            }
        }
    }
}

/// Whether two literals have a word or a number of theirs in common.
fn share_a_word(one: &str, other: &str) -> bool {
    let words = |text: &'_ str| {
        let words = beginning(text).split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1);
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let others = words(other);
    words(one).iter().any(|word| others.contains(word))
}

/// The part of a long value that is looked at: the cost of likeness is the product of both lengths.
fn beginning(value: &str) -> &str {
    &value[..value.floor_char_boundary(LOOKED_AT)]
}

/// Whether a literal names something: `{}` and `$` do not.
fn has_letters(value: &str) -> bool {
    value.contains(char::is_alphanumeric)
}
