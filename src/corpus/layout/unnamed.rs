//! Pages that stand in no locale's folder and are the source of those that do:
//! `docs/a.md` with `docs/fr/a.md`, `README.md` with `README-zh_CN.md`,
//! `docs/a.md` with `i18n/fr/docusaurus-plugin-content-docs/current/a.md`.
//!
//! That they are the source is borne out by translations at the same place. What
//! language they are in is told by the configuration, else by their text.

use std::collections::BTreeMap;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::folder::Place;
use super::{body_of, spoken};
use crate::config::Config;
use crate::corpus::topic::loose;
use crate::corpus::walk::ReadFile;
use crate::locale::Locale;

/// Pages that are read for their language.
const SAMPLE: usize = 40;

/// Gives the pages outside of locales' folders their locale, if they are the
/// source of others, and returns it.
pub(super) fn settle(places: &mut [Place], files: &[ReadFile], config: &Config) -> Option<Locale> {
    let is_free = |index: &usize| {
        let tells = files[*index].contents.as_ref().is_ok_and(|contents| contents.told.content.is_some());
        places[*index].locale.is_none() && !tells
    };
    let free: Vec<usize> = (0..places.len()).filter(is_free).collect();
    if free.is_empty() || free.len() == places.len() {
        return None;
    }
    let bases = bases(places, &free);
    if bases.is_empty() {
        return None;
    }
    let of_source = |index: &&usize| bases.keys().any(|base| places[**index].relative.starts_with(&**base));
    let sources: Vec<usize> = free.iter().filter(of_source).copied().collect();
    let taken: FxHashSet<&Locale> = places
        .iter()
        .zip(files)
        .filter_map(|(place, file)| {
            let told = file.contents.as_ref().ok().and_then(|contents| contents.told.content.as_ref());
            told.or(place.locale.as_ref())
        })
        .collect();
    let locale = match &config.source_locale {
        Some(locale) if !taken.contains(locale) => locale.clone(),
        _ => spoken(&sources, files)?,
    };
    // Chinese in two scripts is two languages; two kinds of English are one.
    let same = |other: &&Locale| {
        other.language() == locale.language() && (other.script() == locale.script() || **other == locale)
    };
    if config.source_locale.as_ref() != Some(&locale)
        && let Some(folder) = taken.iter().find(|other| same(other)).map(|other| (**other).clone())
    {
        // The source has folders of its own; what has translations beside it and no page
        // there is laid out in another way.
        let sources = alone(places, &sources, &folder);
        name(places, sources, &folder, &bases);
        return None;
    }
    name(places, sources, &locale, &bases);
    Some(locale)
}

/// Gives pages their locale.
fn name(places: &mut [Place], pages: Vec<usize>, locale: &Locale, bases: &BTreeMap<Rc<str>, usize>) {
    for index in pages {
        let place = &mut places[index];
        let base = bases.keys().rev().find(|base| place.relative.starts_with(&***base));
        place.layout = format!("{}{{path}}", base.map_or("", |base| base)).into();
        place.locale = Some(locale.clone());
    }
}

/// Those of the free pages that have a translation at their place and no page in `locale`.
fn alone(places: &[Place], free: &[usize], locale: &Locale) -> Vec<usize> {
    let mut there: FxHashMap<std::borrow::Cow<'_, str>, bool> = FxHashMap::default();
    for place in places {
        let Some(known) = &place.locale else { continue };
        *there.entry(loose(&place.relative)).or_default() |= known == locale;
    }
    free.iter().copied().filter(|&index| there.get(&loose(&places[index].relative)) == Some(&false)).collect()
}

/// The beginnings of paths below which free pages are the counterparts of
/// translations, with the number of counterparts.
fn bases(places: &[Place], free: &[usize]) -> BTreeMap<Rc<str>, usize> {
    // By path: which layouts have a translation there.
    let mut translated: FxHashMap<std::borrow::Cow<'_, str>, Vec<&Place>> = FxHashMap::default();
    let mut sizes: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
    for place in places.iter().filter(|place| place.locale.is_some() && !place.configured) {
        let at = translated.entry(loose(&place.relative)).or_default();
        if at.iter().all(|known| known.base != place.base) {
            at.push(place);
        }
        sizes.entry(&place.base).or_default().insert(&place.relative);
    }
    let mut found: FxHashMap<&Rc<str>, (usize, Option<String>)> = FxHashMap::default();
    for &index in free {
        let relative = places[index].relative.as_str();
        for place in translated.get(&loose(relative)).into_iter().flatten() {
            let (count, shared) = found.entry(&place.base).or_default();
            *count += 1;
            // Names that end in a language say of no folder that it is the set's.
            let in_name = place.layout.starts_with("{path}");
            let folder = &relative[..relative.rfind('/').filter(|_| in_name).map_or(0, |slash| slash + 1)];
            let narrowed = shared.take().map_or(folder.to_owned(), |shared| shared_folder(&shared, folder));
            *shared = Some(narrowed);
        }
    }
    let borne_out = |(base, (count, shared)): (&Rc<str>, (usize, Option<String>))| {
        let size = sizes.get(&**base).map_or(0, FxHashSet::len);
        // Without a folder that the layout names, it reaches as far as its pages do.
        let reach = if base.is_empty() { shared.unwrap_or_default().into() } else { Rc::clone(base) };
        (count >= 2 || count * 2 >= size).then_some((reach, count))
    };
    found.into_iter().filter_map(borne_out).collect()
}

/// The folder that two folders are in, with a `/` at its end unless it is empty.
fn shared_folder(one: &str, other: &str) -> String {
    let same = one.split_inclusive('/').zip(other.split_inclusive('/')).take_while(|(one, other)| one == other);
    same.map(|(part, _)| part).collect()
}

/// The language that most of the pages are in; English where their text does not tell.
fn spoken(sources: &[usize], files: &[ReadFile]) -> Option<Locale> {
    let mut counts: BTreeMap<Locale, usize> = BTreeMap::new();
    let bodies = sources.iter().filter_map(|&index| body_of(&files[index]));
    for language in bodies.filter_map(spoken::language).take(SAMPLE) {
        *counts.entry(language).or_default() += 1;
    }
    let most = counts.into_iter().max_by(|one, other| (one.1, &other.0).cmp(&(other.1, &one.0)));
    most.map(|(locale, _)| locale).or_else(|| Locale::new("en").ok())
}
