use super::{Draft, PairContext, Place, Scope};
use crate::finding::{Change, Severity};
use crate::page::NoteClass;

check! {
    /// ## What it does
    /// Reports a note that has another class in the translation.
    ///
    /// ## Why it matters
    /// Readers skip notes and stop at warnings. A warning that became a note is read too late.
    ///
    /// ## Example
    /// - en-US: "> [!**WARNING**] This deletes the mailbox."
    /// - fr-FR: "> [!**NOTE**] Cette opération supprime la boîte aux lettres."
    ///
    /// ## Not reported
    /// Other words for one class, and other markup; a caution that became a warning, which
    /// have one word in many languages. A note that became a tip or the reverse
    /// is a note; so is a note of a class that only one of the pages knows.
    "note-class-changed", Structure, Scope::Pair(run)
}

fn run(pair: &PairContext<'_>, drafts: &mut Vec<Draft>) {
    if pair.pair.unrelated {
        return;
    }
    // The classes of the pair before, which one note of several blocks repeats.
    let mut before = None;
    for bead in pair.pair.beads.iter().filter(|bead| bead.is_pair() && !bead.moved) {
        let (theirs, ours) =
            (&pair.source.page.blocks[bead.source.0 as usize], &pair.target.page.blocks[bead.target.0 as usize]);
        let classes = theirs.note.zip(ours.note);
        let again = std::mem::replace(&mut before, classes) == classes;
        let Some((source, target)) = classes.filter(|(source, target)| !is_one(*source, *target) && !again) else {
            continue;
        };
        let severity = if weight(source).abs_diff(weight(target)) > 1 { Severity::Warning } else { Severity::Note };
        drafts.push(Draft {
            change: Change::Changed,
            severity,
            confidence: bead.score.min(0.95),
            claim: None,
            source: Some(Place::of(pair.source.page.span(theirs.text))),
            target: Some(Place::of(pair.target.page.span(ours.text))),
            message: format!("this {} is a {} in the source", name(target), name(source)),
        });
    }
}

/// Whether two classes are one: many languages have one word for cautions and warnings.
fn is_one(source: NoteClass, target: NoteClass) -> bool {
    source == target || weight(source).min(weight(target)) == 2
}

/// How much a class asks for attention.
fn weight(class: NoteClass) -> u8 {
    match class {
        NoteClass::Tip | NoteClass::Note => 0,
        NoteClass::Other | NoteClass::Important => 1,
        NoteClass::Caution | NoteClass::Warning => 2,
    }
}

/// The class, as messages name it.
fn name(class: NoteClass) -> &'static str {
    match class {
        NoteClass::Note => "note",
        NoteClass::Tip => "tip",
        NoteClass::Important => "note marked important",
        NoteClass::Caution => "caution",
        NoteClass::Warning => "warning",
        NoteClass::Other => "note of another class",
    }
}
