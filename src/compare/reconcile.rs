//! Leftovers of beads to differences.

mod change;
mod text;
mod value;

use text::holds;
use value::{is_hour, is_one_number, is_version_of_unknown, trimmed};

use super::{Difference, Leftover, PageView, Standing, counts, is_heading, key};
use crate::align::Bead;
use crate::claim::number::magnitude;
use crate::claim::version::SERVICE_PACK_SUBJECT;
use crate::claim::{Claim, ClaimKind, Values, is_known_product};
use crate::finding::Change;
use crate::page::BlockKind;

/// Pairs of one bead that are held against each other at once; where there are
/// more, in runs of this many, in order, so that cost grows with the number only.
const MOST_PAIRS: usize = 10_000;
const RUN: usize = 100;

/// Both pages of a pair with what joins them.
pub(super) struct Sides<'p> {
    pub(super) source: &'p PageView,
    pub(super) target: &'p PageView,
    pub(super) beads: &'p [Bead],
    pub(super) values: &'p Values,
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
        self.settle_service_packs(missing, self.source, self.target, Bead::target_range);
        self.settle_service_packs(extra, self.target, self.source, Bead::source_range);
    }

    /// A service pack that one side names with its product and the other apart from it.
    fn settle_service_packs(
        &self,
        leftovers: &mut [Leftover],
        own: &PageView,
        other: &PageView,
        range: fn(&Bead) -> std::ops::Range<usize>,
    ) {
        for leftover in leftovers.iter_mut().filter(|leftover| !leftover.settled) {
            let claim = &own.claims[leftover.claim as usize];
            if claim.kind != ClaimKind::Version {
                continue;
            }
            let value = self.value(claim);
            let there = &other.claims[other.claims_of(range(&self.beads[leftover.bead as usize]))];
            let says = |wanted: &dyn Fn(&str) -> bool| {
                there.iter().any(|claim| claim.kind == ClaimKind::Version && wanted(self.value(claim)))
            };
            leftover.settled = if self.values.text(claim.subject) == SERVICE_PACK_SUBJECT {
                says(&|text| text.rsplit(' ').next() == Some(value))
            } else {
                value.rsplit_once(' ').is_some_and(|(product, pack)| {
                    pack.starts_with("SP") && says(&|text| text == product) && says(&|text| text == pack)
                }) || there
                    .iter()
                    .any(|claim| self.value(claim).strip_prefix(value).is_some_and(|pack| pack.starts_with(" SP")))
                    && own.claims[own.claims_of(if std::ptr::eq(own, self.source) {
                        self.beads[leftover.bead as usize].source_range()
                    } else {
                        self.beads[leftover.bead as usize].target_range()
                    })]
                    .iter()
                    .any(|claim| self.values.text(claim.subject) == SERVICE_PACK_SUBJECT)
            };
        }
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
            (Version, Number) => {
                is_version_of_unknown(source_value, target_value)
                    || is_apart_from(source_value, target_value, self.target, target)
            }
            (Number, Version) => {
                is_version_of_unknown(target_value, source_value)
                    || is_apart_from(target_value, source_value, self.source, source)
            }
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
                is_version_of_unknown(source_value, &number(target_value))
                    && is_version_of_unknown(target_value, &number(source_value))
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
        let settle = |leftovers: &mut [Leftover],
                      own: &PageView,
                      other: &PageView,
                      range: fn(&Bead) -> std::ops::Range<usize>| {
            for leftover in leftovers.iter_mut().filter(|leftover| !leftover.settled) {
                let claim = &own.claims[leftover.claim as usize];
                let by_text =
                    !matches!(claim.kind, ClaimKind::Link | ClaimKind::Url | ClaimKind::Image | ClaimKind::Polarity);
                let blocks = range(&self.beads[leftover.bead as usize]);
                let there = || other.text_of_blocks(blocks.clone());
                let is_there = || {
                    holds(there(), own.text_of(claim), claim.kind) && !is_of_another(own, claim, other, blocks.clone())
                        || self.is_put_apart(claim, there())
                };
                if by_text && !blocks.is_empty() && is_there() {
                    leftover.settled = true;
                }
            }
        };
        settle(missing, self.source, self.target, Bead::target_range);
        settle(extra, self.target, self.source, Bead::source_range);
    }

    /// Whether a text names a product that no catalogue knows, and its version in another
    /// place: "Kit's default since v2.0" for "Kit 2.0".
    fn is_put_apart(&self, claim: &Claim, text: &str) -> bool {
        claim.kind == ClaimKind::Version
            && !claim.soft
            && self.value(claim).rsplit_once(' ').is_some_and(|(product, number)| {
                number.starts_with(|c: char| c.is_ascii_digit())
                    && !is_known_product(product)
                    && holds(text, product, ClaimKind::Literal)
                    && holds(text, number, ClaimKind::Number)
            })
    }

    /// What has no counterpart: missing, or extra.
    fn single(&self, missing: &[Leftover], extra: &[Leftover], out: &mut Vec<Difference>) {
        let lost =
            missing.iter().filter(|lost| !lost.settled && (!self.missing_claim(lost).soft || self.is_title(lost)));
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
                for again in claims.filter(|index| {
                    *index > leftover.claim as usize && key(&self.source.claims[*index]) == leftover.key
                }) {
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
    fn mention(&self, view: &PageView, blocks: std::ops::Range<usize>, claim: &Claim) -> Option<u32> {
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
        range: fn(&Bead) -> std::ops::Range<usize>,
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

/// Whether a number is that of a version, and its block names the product in another place:
/// "the PowerShell command line 3.0".
fn is_apart_from(version: &str, number: &str, view: &PageView, claim: &Claim) -> bool {
    number.contains('.')
        && version.strip_suffix(number).is_some_and(|product| {
            let block = view.page.block_text(view.block_of(claim));
            product.ends_with(' ') && holds(block, product.trim_end(), ClaimKind::Literal)
        })
}

/// Whether a number is negative and another is the same behind a hyphen that was read as one:
/// in "小于-50" nothing tells a sign from a hyphen but the source.
fn is_negative_of(negative: &str, other: &str, view: &PageView, claim: &Claim) -> bool {
    let before = || view.page.text[..claim.text.start as usize].trim_end();
    negative.strip_prefix('-') == Some(other) && before().ends_with(['-', '–', '−'])
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
fn is_of_another(own: &PageView, claim: &Claim, other: &PageView, blocks: std::ops::Range<usize>) -> bool {
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
