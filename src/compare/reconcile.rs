//! Leftovers of beads to differences.

mod change;
mod text;
mod value;

use std::cell::Cell;
use std::ops::Range;

use text::{holds, holds_in_other_order};
use value::{is_hour, is_one_number, is_plural_of, is_version_of_unknown, trimmed};

use super::{Difference, Leftover, PageView, Standing, counts, is_heading, key};
use crate::align::Bead;
use crate::claim::number::magnitude;
use crate::claim::variant;
use crate::claim::version::SERVICE_PACK_SUBJECT;
use crate::claim::{Claim, ClaimKind, Values, is_known_product};
use crate::finding::Change;
use crate::page::BlockKind;

/// Pairs of one bead that are held against each other at once; where there are
/// more, in runs of this many, in order, so that cost grows with the number only.
const MOST_PAIRS: usize = 10_000;
const RUN: usize = 100;

/// Places of one bead at which the same claim is told to be missing: who reads of so many knows.
const MOST_PLACES: usize = 100;

/// Both pages of a pair with what joins them.
pub(super) struct Sides<'p> {
    source: &'p PageView,
    target: &'p PageView,
    beads: &'p [Bead],
    values: &'p Values,
    /// Products of lengths of lines of code that may still be held against each other.
    effort: Cell<usize>,
}

impl<'p> Sides<'p> {
    pub(super) fn new(source: &'p PageView, target: &'p PageView, beads: &'p [Bead], values: &'p Values) -> Sides<'p> {
        Sides { source, target, beads, values, effort: Cell::new(change::EFFORT) }
    }
}

impl Sides<'_> {
    pub(super) fn reconcile(&self, missing: &mut [Leftover], extra: &mut [Leftover], out: &mut Vec<Difference>) {
        self.settle_within_beads(missing, extra, out);
        self.settle_moves(missing, extra);
        self.changed_case(extra, out);
        self.settle_by_text(missing, extra);
        self.pair(missing, extra, out);
        self.contradicting_words(extra, out);
        self.swapped_products(extra, out);
        self.single(missing, extra, out);
    }

    fn missing_claim(&self, leftover: &Leftover) -> &Claim {
        &self.source.claims[leftover.claim as usize]
    }

    fn extra_claim(&self, leftover: &Leftover) -> &Claim {
        &self.target.claims[leftover.claim as usize]
    }

    fn is_variant(&self, claim: &Claim) -> bool {
        claim.kind == ClaimKind::Version && variant::is_subject(self.values.text(claim.subject))
    }

    fn value(&self, claim: &Claim) -> &str {
        self.values.text(claim.value)
    }

    /// The same fact of another type.
    fn settle_within_beads(&self, missing: &mut [Leftover], extra: &mut [Leftover], out: &mut Vec<Difference>) {
        for_each_bead(missing, extra, |missing, extra| {
            for lost in missing.iter_mut() {
                let source = self.missing_claim(lost);
                for gained in extra.iter_mut().filter(|gained| !gained.settled) {
                    let target = self.extra_claim(gained);
                    if let Some(sameness) = self.sameness(source, target) {
                        lost.settled = true;
                        gained.settled = true;
                        if sameness == Sameness::InOtherForm {
                            out.push(Difference::changed(lost, source, gained));
                        }
                        break;
                    }
                }
            }
        });
        self.settle_in_context(missing, self.forth());
        self.settle_in_context(extra, self.back());
    }

    /// From the source to the target.
    fn forth(&self) -> Way<'_> {
        Way { own: self.source, other: self.target, own_blocks: Bead::source_range, other_blocks: Bead::target_range }
    }

    /// From the target to the source.
    fn back(&self) -> Way<'_> {
        Way { own: self.target, other: self.source, own_blocks: Bead::target_range, other_blocks: Bead::source_range }
    }

    /// What the other side says, too, as more than one claim shows.
    fn settle_in_context(&self, leftovers: &mut [Leftover], way: Way<'_>) {
        for leftover in leftovers.iter_mut().filter(|leftover| !leftover.settled) {
            let bead = &self.beads[leftover.bead as usize];
            let claim = &way.own.claims[leftover.claim as usize];
            leftover.settled = match claim.kind {
                ClaimKind::Version => {
                    self.names_service_pack_apart(claim, way.own_claims(bead), way.other_claims(bead))
                }
                ClaimKind::Number => self.is_hour_said_again(claim, way.other_claims(bead)),
                _ => false,
            };
        }
    }

    /// Whether a number of hours is a time of day that one side says twice: "from 9 to
    /// 17 heures, that is until 17:00".
    fn is_hour_said_again(&self, claim: &Claim, there: &[Claim]) -> bool {
        let is_same = |time: &Claim| time.kind == ClaimKind::Date && is_hour(self.value(claim), self.value(time));
        self.values.text(claim.subject) == "h" && there.iter().any(is_same)
    }

    /// Whether a service pack that one side names with its product stands on the other one
    /// apart from it. `here` are the claims of the bead beside `claim`, `there` the others.
    fn names_service_pack_apart(&self, claim: &Claim, here: &[Claim], there: &[Claim]) -> bool {
        let value = self.value(claim);
        let is_pack = |claim: &Claim| self.values.text(claim.subject) == SERVICE_PACK_SUBJECT;
        let says = |wanted: &dyn Fn(&str) -> bool| {
            there.iter().any(|claim| claim.kind == ClaimKind::Version && wanted(self.value(claim)))
        };
        if is_pack(claim) {
            return says(&|text| text.rsplit(' ').next() == Some(value));
        }
        let in_two = value.rsplit_once(' ').is_some_and(|(product, pack)| {
            pack.starts_with("SP") && says(&|text| text == product) && says(&|text| text == pack)
        });
        in_two
            || says(&|text| text.strip_prefix(value).is_some_and(|pack| pack.starts_with(" SP")))
                && here.iter().any(is_pack)
    }

    /// Whether two claims state one fact, although they differ in kind or value.
    fn sameness(&self, source: &Claim, target: &Claim) -> Option<Sameness> {
        use ClaimKind::{Command, Date, Image, Link, Literal, Number, Parameter, Url, Version};
        let (source_value, target_value) = (self.value(source), self.value(target));
        let same = match (source.kind, target.kind) {
            _ if source.agrees(target) => true,
            // A unit that one language's pack does not know is no difference.
            (Number, Number) => {
                let units = [source, target].map(|claim| self.values.text(claim.subject));
                magnitude(source_value) == magnitude(target_value) && (units[0] == units[1] || units.contains(&""))
                    || is_one_number(source_value, target_value)
                    || is_negative_of(source_value, target_value, self.target, target)
                    || is_negative_of(target_value, source_value, self.source, source)
            }
            (Number, Date) => source_value == target_value || is_hour(source_value, target_value),
            (Date, Number) => source_value == target_value || is_hour(target_value, source_value),
            // A product that no catalogue knows may well be translated; its number stays.
            (Version, Number) => is_version_of_unknown(source_value, target_value),
            (Number, Version) => is_version_of_unknown(target_value, source_value),
            // A hyphen that became a dash reads the same and does not run.
            (Parameter, Parameter)
                if source_value.trim_start_matches(['-', '–']) == target_value.trim_start_matches(['-', '–']) =>
            {
                return Some(if source_value.starts_with('-') { Sameness::InOtherForm } else { Sameness::Same });
            }
            // "**Set-CsUser**Lync": markup that does not close glues the next word to it.
            (Command, Command)
                if target_value.starts_with(source_value)
                    && self.target.page.slice(self.target.span_of(target)).contains('*') =>
            {
                true
            }
            // `ClusterRoles` is the English plural of a type's name.
            (Literal, Literal) if is_plural_of(source_value, target_value) => true,
            (Literal | Command | Parameter, Literal | Command | Parameter) => {
                // "-Identity" and "Identity", a code span and a word.
                let bare = |value| trimmed(value).trim_start_matches(['-', '–']);
                let same = source.kind != target.kind && bare(source_value).eq_ignore_ascii_case(bare(target_value));
                let before = &self.target.page.text[..target.text.start as usize];
                if same && source_value.starts_with('-') && before.ends_with(['–', '—']) {
                    return Some(Sameness::InOtherForm);
                }
                same
            }
            // A cmdlet's page stands in two libraries: the label tells that it is the same.
            (Url | Link, Url | Link) => {
                let label = self.source.text_of(source).trim();
                let in_two = source.kind != target.kind || is_library(source_value) != is_library(target_value);
                let named = |value: &str| value.ends_with(&label.to_lowercase());
                let same = in_two
                    && label.contains('-')
                    && label.eq_ignore_ascii_case(self.target.text_of(target).trim())
                    && (named(source_value) || named(target_value));
                return same.then_some(Sameness::InOtherForm);
            }
            // The same picture, published with another page.
            (Image, Image) => {
                let picture = |value: &str| value.split_once('.').map_or("", |(_, picture)| picture).to_owned();
                let same = !picture(source_value).is_empty() && picture(source_value) == picture(target_value);
                return same.then_some(Sameness::InOtherForm);
            }
            (Version, Version) if source.soft && target.soft => family(source_value) == family(target_value),
            // "CU1 updates for Lync Server 2013" and "Lync Server 2013 CU1".
            (Version, Version) if source.subject == target.subject && self.names_update_apart(source, target) => true,
            (Version, Version) => {
                let number = |value: &'_ str| value.rsplit(' ').next().unwrap_or("").to_owned();
                let unknown = is_version_of_unknown(source_value, &number(target_value));
                let unknown_there = is_version_of_unknown(target_value, &number(source_value));
                match (unknown, unknown_there) {
                    (true, false) => is_part_of_name((self.source, source), (self.target, target)),
                    (false, true) => is_part_of_name((self.target, target), (self.source, source)),
                    (both, _) => both,
                }
            }
            _ => false,
        };
        same.then_some(Sameness::Same)
    }

    /// Whether one of two versions is the other one with an update, which the text of the
    /// other names apart from it.
    fn names_update_apart(&self, source: &Claim, target: &Claim) -> bool {
        let apart = |short: &str, long: &str, view: &PageView, claim: &Claim| {
            let update = long.strip_prefix(short).map(str::trim).filter(|update| {
                update.starts_with(|c: char| c.is_ascii_uppercase()) && update.ends_with(|c: char| c.is_ascii_digit())
            });
            update.is_some_and(|update| holds(view.page.block_text(view.block_of(claim)), update, ClaimKind::Literal))
        };
        let (theirs, ours) = (self.value(source), self.value(target));
        apart(theirs, ours, self.source, source) || apart(ours, theirs, self.target, target)
    }

    /// A claim that stands in another bead of the page: the nearest one.
    fn settle_moves(&self, missing: &mut [Leftover], extra: &mut [Leftover]) {
        for lost in missing.iter_mut().filter(|lost| !lost.settled) {
            let claim = self.missing_claim(lost);
            // What a heading names, a sentence elsewhere does not name in its place.
            let heading = is_heading(self.source.block_of(claim));
            let candidates =
                extra.iter_mut().filter(|gained| !gained.settled && gained.key == lost.key).filter(|gained| {
                    let other = &self.target.claims[gained.claim as usize];
                    // A "one" somewhere on the page is not the 1 that is missing here.
                    let is_near = claim.soft == other.soft || gained.bead.abs_diff(lost.bead) <= 1;
                    is_near && is_heading(self.target.block_of(other)) == heading
                });
            if let Some(gained) = candidates.min_by_key(|gained| gained.bead.abs_diff(lost.bead)) {
                lost.settled = true;
                gained.settled = true;
            }
        }
    }

    /// A span of code that the source has in another letter case only.
    fn changed_case(&self, extra: &mut [Leftover], out: &mut Vec<Difference>) {
        for gained in extra.iter_mut().filter(|gained| !gained.settled) {
            let claim = self.extra_claim(gained);
            if claim.kind != ClaimKind::Literal || self.values.text(claim.subject) != "code" {
                continue;
            }
            let value = self.value(claim);
            let bead = &self.beads[gained.bead as usize];
            let mut there = self.source.claims_of(bead.source_range()).filter(|index| {
                let other = &self.source.claims[*index];
                other.kind == ClaimKind::Literal && self.value(other).eq_ignore_ascii_case(value)
            });
            if let Some(first) = there.next()
                && !self.source.page.text.contains(value)
            {
                gained.settled = true;
                let lost = Leftover { claim: first as u32, ..*gained };
                out.push(Difference::changed(&lost, &self.source.claims[first], gained));
            }
        }
    }

    /// The other side's text has the words, though no claim was read from them
    /// there: what was taken differs, not what is said.
    fn settle_by_text(&self, missing: &mut [Leftover], extra: &mut [Leftover]) {
        for (leftovers, way) in [(missing, self.forth()), (extra, self.back())] {
            for leftover in leftovers.iter_mut().filter(|leftover| !leftover.settled) {
                let claim = &way.own.claims[leftover.claim as usize];
                let by_text =
                    !matches!(claim.kind, ClaimKind::Link | ClaimKind::Url | ClaimKind::Image | ClaimKind::Polarity);
                let blocks = (way.other_blocks)(&self.beads[leftover.bead as usize]);
                if !by_text || blocks.is_empty() {
                    continue;
                }
                let (said, there) = (way.own.text_of(claim), way.other.text_of_blocks(blocks.clone()));
                leftover.settled = claim.kind == ClaimKind::CodeLine && has_line(there, said)
                    || holds(there, said, claim.kind) && !is_of_another(way.own, claim, way.other, blocks.clone())
                    || self.is_put_apart(claim, way.other, blocks);
            }
        }
    }

    /// Whether blocks name a product, and its version in another place: "Kit's default since
    /// v2.0" for "Kit 2.0", "Shell command line 3.0" for "Shell 3.0", "Web App 2013" for
    /// "2013 Web App".
    fn is_put_apart(&self, claim: &Claim, other: &PageView, blocks: Range<usize>) -> bool {
        if claim.kind != ClaimKind::Version || claim.soft {
            return false;
        }
        let text = other.text_of_blocks(blocks.clone());
        let Some((product, number)) = self.value(claim).rsplit_once(' ') else { return false };
        if !number.starts_with(|c: char| c.is_ascii_digit()) || !holds(text, number, ClaimKind::Number) {
            return false;
        }
        if !is_known_product(product) {
            return holds(text, product, ClaimKind::Literal);
        }
        let mut versions =
            other.claims[other.claims_of(blocks)].iter().filter(|known| known.kind == ClaimKind::Version);
        let named = versions.clone().any(|known| known.soft && known.subject == claim.subject)
            || holds(text, product, ClaimKind::Literal);
        let taken = versions.any(|known| holds(other.text_of(known), number, ClaimKind::Number));
        named && number.contains('.') && !taken
            || holds(text, self.value(claim), claim.kind)
            || holds_in_other_order(text, self.value(claim))
    }

    /// What has no counterpart: missing, or extra.
    fn single(&self, missing: &[Leftover], extra: &[Leftover], out: &mut Vec<Difference>) {
        let lost = missing.iter().filter(|lost| {
            !lost.settled
                && (!self.missing_claim(lost).soft || self.is_title(lost) || self.is_variant(self.missing_claim(lost)))
        });
        let gained = extra.iter().filter(|gained| !gained.settled && !self.extra_claim(gained).soft);
        let (mut said_by_target, mut said_by_source) = (None, None);
        for leftover in lost {
            let said = said_by_target.get_or_insert_with(|| counts(&self.target.claims));
            let standing = self.standing(leftover, said, self.target, Bead::target_range);
            let claim = self.missing_claim(leftover);
            let target = self.mention(self.target, self.beads[leftover.bead as usize].target_range(), claim);
            let target = target.filter(|index| self.target.claims[*index as usize].soft);
            let narrowed = target.is_some();
            out.push(Difference {
                kind: claim.kind,
                change: Change::Missing,
                source: Some(leftover.claim),
                target,
                bead: leftover.bead,
                standing,
                narrowed,
                sentences: None,
            });
            // What is said nowhere is missing at each place where the source says it.
            if claim.kind == ClaimKind::Version && standing == Standing::Nowhere {
                let claims = self.source.claims_of(self.beads[leftover.bead as usize].source_range());
                let is_again = |index: &usize| {
                    *index > leftover.claim as usize && key(&self.source.claims[*index]) == leftover.key
                };
                for again in claims.filter(is_again).take(MOST_PLACES) {
                    out.push(Difference {
                        kind: claim.kind,
                        change: Change::Missing,
                        source: Some(again as u32),
                        target: None,
                        bead: leftover.bead,
                        standing,
                        narrowed: false,
                        sentences: None,
                    });
                }
            }
        }
        for leftover in gained {
            let said = said_by_source.get_or_insert_with(|| counts(&self.source.claims));
            let standing = self.standing(leftover, said, self.source, Bead::source_range);
            let claim = self.extra_claim(leftover);
            let source = self.mention(self.source, self.beads[leftover.bead as usize].source_range(), claim);
            let source = source.filter(|index| self.source.claims[*index as usize].soft);
            let narrowed = source.is_some();
            out.push(Difference {
                kind: claim.kind,
                change: Change::Extra,
                source,
                target: Some(leftover.claim),
                bead: leftover.bead,
                standing,
                narrowed,
                sentences: None,
            });
        }
    }

    /// Whether the title of the page names a product without its version, and the
    /// target's title names none of its family.
    fn is_title(&self, lost: &Leftover) -> bool {
        let claim = self.missing_claim(lost);
        if claim.kind != ClaimKind::Version || self.source.block_of(claim).kind != BlockKind::Heading(1) {
            return false;
        }
        let named = family(self.values.text(claim.subject));
        let blocks = self.beads[lost.bead as usize].target_range();
        !blocks.is_empty()
            && !self.target.claims[self.target.claims_of(blocks)]
                .iter()
                .any(|other| other.kind == ClaimKind::Version && family(self.values.text(other.subject)) == named)
    }

    /// A version claim among `blocks` of `view` that has the subject of `claim`,
    /// a mention without a version if there is one.
    fn mention(&self, view: &PageView, blocks: Range<usize>, claim: &Claim) -> Option<u32> {
        if claim.kind != ClaimKind::Version {
            return None;
        }
        let same = |index: &usize| {
            let there = &view.claims[*index];
            there.kind == ClaimKind::Version && there.subject == claim.subject
        };
        let claims = view.claims_of(blocks).filter(same);
        claims.min_by_key(|index| !view.claims[*index].soft).map(|index| index as u32)
    }

    fn standing(
        &self,
        leftover: &Leftover,
        said: &rustc_hash::FxHashMap<u64, u32>,
        other: &PageView,
        range: fn(&Bead) -> Range<usize>,
    ) -> Standing {
        if !said.contains_key(&leftover.key) {
            return Standing::Nowhere;
        }
        // The section of the other page in which the claim should stand: that of
        // the bead itself, or of the nearest bead before it that has that side.
        let beads = self.beads[..=leftover.bead as usize].iter().rev();
        let Some(block) = beads.map(range).find(|blocks| !blocks.is_empty()).map(|blocks| blocks.end - 1) else {
            return Standing::OnPage;
        };
        let section = other.page.sections[other.page.blocks[block].section as usize];
        let claims = &other.claims[other.claims_of(section.blocks.0 as usize..section.blocks.1 as usize)];
        if claims.iter().any(|claim| key(claim) == leftover.key) { Standing::InSection } else { Standing::OnPage }
    }
}

/// Whether a version of a product that no catalogue knows is part of what the other side calls
/// by a known one's name: the "Extensibility 3.5" of ".NET Extensibility 3.5", for "Extensibilité
/// .NET 3.5".
fn is_part_of_name(unknown: (&PageView, &Claim), known: (&PageView, &Claim)) -> bool {
    let ((view, claim), (other, named)) = (unknown, known);
    let block = view.page.block_text(view.block_of(claim));
    other.text_of(named).split_whitespace().all(|word| holds(block, word, ClaimKind::Literal))
}

/// Whether a number is negative and another is the same behind a hyphen that was read as one:
/// in "小于-50" nothing tells a sign from a hyphen but the source.
fn is_negative_of(negative: &str, other: &str, view: &PageView, claim: &Claim) -> bool {
    let before = || view.page.text[..claim.text.start as usize].trim_end();
    negative.strip_prefix('-') == Some(other) && before().ends_with(['-', '–', '−'])
}

/// Whether a text has a line of code, whose style, with semicolons or without, is none of it.
fn has_line(text: &str, line: &str) -> bool {
    fn bare(line: &str) -> &str {
        line.trim().trim_end_matches(';')
    }
    text.contains(bare(line)) && text.lines().any(|there| bare(there) == bare(line))
}

/// The page that has a leftover, and the one that lacks it.
#[derive(Clone, Copy)]
struct Way<'p> {
    own: &'p PageView,
    other: &'p PageView,
    own_blocks: fn(&Bead) -> Range<usize>,
    other_blocks: fn(&Bead) -> Range<usize>,
}

impl<'p> Way<'p> {
    fn own_claims(&self, bead: &Bead) -> &'p [Claim] {
        &self.own.claims[self.own.claims_of((self.own_blocks)(bead))]
    }

    fn other_claims(&self, bead: &Bead) -> &'p [Claim] {
        &self.other.claims[self.other.claims_of((self.other_blocks)(bead))]
    }
}

/// How two claims that are not equal say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sameness {
    /// A legitimate variant: nothing to tell.
    Same,
    /// The same thing at another address or in a form that does not run: a change,
    /// though a small one.
    InOtherForm,
}

/// Whether the words of a version that leaves its product out are on the other side
/// those of another product: the "2013" of "Outlook 2010 and 2013" is not that of
/// "SharePoint Server 2013".
fn is_of_another(own: &PageView, claim: &Claim, other: &PageView, blocks: Range<usize>) -> bool {
    claim.kind == ClaimKind::Version
        && own.text_of(claim).starts_with(|character: char| character.is_ascii_digit())
        && other.claims[other.claims_of(blocks)].iter().any(|known| {
            known.kind == ClaimKind::Version
                && known.subject != claim.subject
                && holds(other.text_of(known), own.text_of(claim), claim.kind)
        })
}

/// Calls `settle` for each bead that has leftovers on both sides. Both lists are in order of beads.
fn for_each_bead(
    missing: &mut [Leftover],
    extra: &mut [Leftover],
    mut settle: impl FnMut(&mut [Leftover], &mut [Leftover]),
) {
    let mut extra_at = 0;
    for missing in missing.chunk_by_mut(|a, b| a.bead == b.bead) {
        let bead = missing[0].bead;
        extra_at += extra[extra_at..].partition_point(|gained| gained.bead < bead);
        let length = extra[extra_at..].partition_point(|gained| gained.bead == bead);
        let extra = &mut extra[extra_at..extra_at + length];
        if missing.len() * extra.len() <= MOST_PAIRS {
            if !extra.is_empty() {
                settle(missing, extra);
            }
            continue;
        }
        for (missing, extra) in missing.chunks_mut(RUN).zip(extra.chunks_mut(RUN)) {
            settle(missing, extra);
        }
    }
}

/// Whether an address is a page of a numbered library, which does not say what it is about.
fn is_library(value: &str) -> bool {
    value.contains("/library/")
}

/// The first word of a product's name: "Lync" of "Lync Server".
fn family(value: &str) -> &str {
    value.split(' ').next().unwrap_or(value)
}
