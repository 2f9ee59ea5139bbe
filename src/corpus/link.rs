//! Where the links of a page lead: to a topic of the set, whatever the form.
//!
//! Translations link to the same topic in three forms: a path to the page's
//! file, an address in the library that the set was published in
//! (`technet.microsoft.com/<locale>/library/JJ205005(v=OCS.15)`, with the id
//! from the target's own `ms:mtpsurl`), and for a command its page in the
//! reference (`docs.microsoft.com/<locale>/powershell/module/skype/Get-CsUser`,
//! whose last part is the file's name).
//!
//! Paths are looked up in the folders *within* a locale, which are the same for
//! all of them: a link to a page that only the source has still leads to its
//! topic, and [`LinkIndex::stays_in_locale`] tells that the reader will not get there.
//! Cost of a look-up: two hashes and no allocation for a plain file name, and a
//! decoded copy of the path for anything else.

use std::borrow::Cow;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::topic::loose;
use super::{PageFile, Topic};
use crate::locale::Locale;

/// Hosts of the library that `ms:mtpsurl` names.
const LIBRARY_HOSTS: &[&str] = &["technet.microsoft.com", "msdn.microsoft.com"];

/// Hosts of the command reference.
const REFERENCE_HOSTS: &[&str] = &["docs.microsoft.com", "learn.microsoft.com"];

/// Bytes of a locale's name in an address.
const LONGEST_SPELLING: usize = 12;

/// Files that stand for their folder; each is its own loose name.
const FOLDER_PAGES: &[&str] = &["index", "readme", "_index"];

/// Topics by number, by the name of a file.
type ByName = FxHashMap<Box<str>, u32>;

/// Leads from the destination of a link to a topic.
#[derive(Debug, Serialize, Deserialize)]
pub struct LinkIndex {
    /// The ids of the topics by number.
    ids: Vec<Box<str>>,
    by_id: FxHashMap<Box<str>, u32>,
    by_library_id: FxHashMap<Box<str>, u32>,
    /// By folder within the locale (with `/` at its end), then by file name.
    by_folder: FxHashMap<Box<str>, ByName>,
    /// As `by_folder`, with loose names; made when it is first asked for.
    #[serde(skip)]
    loosely: OnceLock<FxHashMap<Box<str>, ByName>>,
    /// By loose file name, in any folder; `None` where several topics have it.
    #[serde(skip)]
    anywhere: OnceLock<FxHashMap<Box<str>, Option<u32>>>,
    /// Which topics have a page, by locale.
    pages: Vec<(Locale, Vec<bool>)>,
    /// How the locales of the set may be written in an address, in lower case.
    spellings: FxHashSet<Box<str>>,
}

impl LinkIndex {
    /// An index over all pages, O(pages). Pages of the source locale count before others.
    pub(super) fn new(topics: &[Topic], source_locale: &Locale, locales: &[Locale]) -> LinkIndex {
        let mut index = LinkIndex {
            ids: topics.iter().map(|topic| topic.id.as_str().into()).collect(),
            by_id: (0..).zip(topics).map(|(number, topic)| (topic.id.as_str().into(), number)).collect(),
            by_library_id: FxHashMap::default(),
            by_folder: FxHashMap::default(),
            loosely: OnceLock::new(),
            anywhere: OnceLock::new(),
            pages: locales.iter().map(|locale| (locale.clone(), Vec::with_capacity(topics.len()))).collect(),
            spellings: locales.iter().flat_map(super::layout::spellings).map(String::into_boxed_str).collect(),
        };
        for topic in topics {
            for (locale, has_page) in &mut index.pages {
                has_page.push(topic.pages.contains_key(locale));
            }
        }
        for of_source in [true, false] {
            for (number, topic) in (0..).zip(topics) {
                let pages = topic.pages.iter().filter(|(locale, _)| (*locale == source_locale) == of_source);
                pages.flat_map(|(_, pages)| pages).for_each(|page| index.add(number, page));
            }
        }
        index
    }

    fn add(&mut self, number: u32, page: &PageFile) {
        if let Some(id) = &page.keys.library_id {
            insert(&mut self.by_library_id, id, number);
        }
        let (folder, name) = folder_and_name(&page.relative);
        if !self.by_folder.contains_key(folder) {
            self.by_folder.insert(folder.into(), ByName::default());
        }
        if let Some(names) = self.by_folder.get_mut(folder) {
            insert(names, name, number);
        }
    }

    /// The id of the topic that `destination` leads to from the page `from`, if
    /// it is one of the set. `destination` is as Markdown or HTML mean it, with
    /// escapes and entities resolved; a fragment and a query do not matter. A
    /// fragment alone leads nowhere else and is `None`.
    pub fn resolve(&self, from: &PageFile, destination: &str) -> Option<&str> {
        self.resolve_from(&from.relative, destination)
    }

    /// [`LinkIndex::resolve`] from a path within a locale's folder ([`PageFile::relative`]).
    pub fn resolve_from(&self, relative: &str, destination: &str) -> Option<&str> {
        self.ids.get(self.number(relative, destination)? as usize).map(|id| &**id)
    }

    /// Whether the topic that `destination` leads to from the page `from` has a page in
    /// that page's own locale; `None` if it leads to no topic of the set.
    pub fn stays_in_locale(&self, from: &PageFile, destination: &str) -> Option<bool> {
        let number = self.number(&from.relative, destination)?;
        Some(self.has_page(number, &from.locale))
    }

    /// The number of the topic that `destination` leads to.
    fn number(&self, relative: &str, destination: &str) -> Option<u32> {
        let is_web = |scheme: &str| ["", "http:", "https:"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        match memchr::memmem::find(destination.as_bytes(), b"//") {
            Some(at) if is_web(&destination[..at]) => self.address(&destination[at + 2..]),
            _ => self.path(relative, destination),
        }
    }

    /// Whether a topic has a page in a locale.
    fn has_page(&self, number: u32, locale: &Locale) -> bool {
        let pages = self.pages.iter().find(|(known, _)| known == locale);
        pages.is_some_and(|(_, has_page)| has_page.get(number as usize) == Some(&true))
    }

    /// `host/path` of an address.
    fn address(&self, address: &str) -> Option<u32> {
        let (host, path) = address.split_once('/')?;
        let is = |hosts: &[&str]| hosts.iter().any(|known| host.eq_ignore_ascii_case(known));
        if is(LIBRARY_HOSTS) {
            let id = library_id_of(path)?;
            lowered(id, |id| self.by_library_id.get(id).or_else(|| self.by_id.get(id)).copied())?
        } else if is(REFERENCE_HOSTS) {
            let path = path.split(['?', '#']).next()?;
            let (before, name) = path.trim_end_matches('/').rsplit_once('/')?;
            before.contains("/module/").then_some(())?;
            lowered(name, |name| self.anywhere().get(name).copied().flatten())?
        } else {
            None
        }
    }

    fn path(&self, relative: &str, destination: &str) -> Option<u32> {
        let end = memchr::memchr2(b'#', b'?', destination.as_bytes()).unwrap_or(destination.len());
        let path = Some(&destination[..end]).filter(|path| !path.is_empty())?;
        let folder = folder_and_name(relative).0;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if path.bytes().all(plain)
            && let Some(&number) = self.by_folder.get(folder).and_then(|names| names.get(path))
        {
            return Some(number);
        }
        // `mailto:`, `C:\`
        if path.find(':').is_some_and(|colon| !path[..colon].contains('/')) {
            return None;
        }
        let (target_folder, name) = target(folder, path)?;
        if let Some(number) = self.at(&target_folder, &name) {
            return Some(number);
        }
        if path.starts_with('/')
            && let Some(number) = self.below_site_root(folder, &target_folder, &name)
        {
            return Some(number);
        }
        // `grid-cn/` is a folder, and its name the last part of the way there.
        if name.is_empty() {
            let (above, last) = folder_and_name(target_folder.strip_suffix('/')?);
            return self.at(above, &self.without_locale(last)?);
        }
        self.at(&target_folder, &self.without_locale(&name)?)
    }

    /// `/guide/a` from the root of the site, which may be any folder above the page:
    /// of `docs/guide/b.md` it is `docs/guide/a.md`. A locale that comes first is left out.
    fn below_site_root(&self, from: &str, folder: &str, name: &str) -> Option<u32> {
        // `/components/grid-cn/` ends in a folder, whose name is the last part of the way there.
        let (folder, name) = match folder.strip_suffix('/').filter(|_| name.is_empty()) {
            Some(path) => folder_and_name(path),
            None => (folder, name),
        };
        let (first, rest) = folder.split_once('/').unwrap_or((folder, ""));
        let within = if self.is_locale(first) { rest } else { folder };
        let roots = from.match_indices('/').rev().map(|(slash, _)| &from[..=slash]).chain([""]);
        let bare = self.without_locale(name);
        let names = || std::iter::once(name).chain(bare.as_deref());
        roots
            .flat_map(|root| [within, folder].map(|folder| [root, folder].concat()))
            .find_map(|folder| names().find_map(|name| self.at(&folder, name)))
    }

    /// `grid` of `grid-cn`, where there are pages in Chinese.
    fn without_locale(&self, name: &str) -> Option<String> {
        let stem = &name[..memchr::memchr(b'.', name.as_bytes()).unwrap_or(name.len())];
        let signs = memchr::memchr2_iter(b'-', b'_', stem.as_bytes());
        let mut cuts = signs.filter(|&at| at > 0 && self.is_locale(&stem[at + 1..]));
        cuts.next().map(|at| [&stem[..at], &name[stem.len()..]].concat())
    }

    /// Whether a name is that of a locale of the set.
    fn is_locale(&self, name: &str) -> bool {
        name.len() <= LONGEST_SPELLING && self.spellings.contains(&*name.to_ascii_lowercase().replace('_', "-"))
    }

    /// The topic of a page in a folder: by its very name, or `Setup.md`, `setup` and
    /// `setup/` for `setup.md` or `setup/index.md`.
    fn at(&self, folder: &str, name: &str) -> Option<u32> {
        if let Some(&number) = self.by_folder.get(folder).and_then(|names| names.get(name)) {
            return Some(number);
        }
        let loosely = self.loosely();
        let mut folder = folder.to_lowercase();
        if !name.is_empty() {
            if let Some(&number) = loosely.get(folder.as_str()).and_then(|names| names.get(&*loose(name))) {
                return Some(number);
            }
            folder = folder + &name.to_lowercase() + "/";
        }
        let names = loosely.get(folder.as_str())?;
        FOLDER_PAGES.iter().find_map(|page| names.get(*page).copied())
    }

    fn loosely(&self) -> &FxHashMap<Box<str>, ByName> {
        self.loosely.get_or_init(|| {
            let mut loosely: FxHashMap<Box<str>, ByName> = FxHashMap::default();
            for (folder, names) in in_order(&self.by_folder) {
                let loose_names = loosely.entry(folder.to_lowercase().into()).or_default();
                for (name, number) in in_order(names) {
                    insert(loose_names, &loose(name), *number);
                }
            }
            loosely
        })
    }

    fn anywhere(&self) -> &FxHashMap<Box<str>, Option<u32>> {
        self.anywhere.get_or_init(|| {
            let mut anywhere: FxHashMap<Box<str>, Option<u32>> = FxHashMap::default();
            for (name, number) in self.by_folder.values().flatten() {
                let known = anywhere.entry((&*loose(name)).into()).or_insert(Some(*number));
                if *known != Some(*number) {
                    *known = None;
                }
            }
            anywhere
        })
    }
}

/// Adds a name unless it is there.
fn insert(names: &mut ByName, name: &str, number: u32) {
    if !names.contains_key(name) {
        names.insert(name.into(), number);
    }
}

/// The entries of a map in the order of their names, so that which of two counts does not depend on the hash.
fn in_order<T>(names: &FxHashMap<Box<str>, T>) -> Vec<(&str, &T)> {
    let mut sorted: Vec<(&str, &T)> = names.iter().map(|(name, value)| (&**name, value)).collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    sorted
}

/// `guide/` and `setup.md` of `guide/setup.md`.
fn folder_and_name(relative: &str) -> (&str, &str) {
    relative.split_at(relative.rfind('/').map_or(0, |slash| slash + 1))
}

/// Follows `path` from `folder`: the folder it ends in and the name there, which
/// is empty for a folder. `None` where it leads out of the locale's folder.
fn target(folder: &str, path: &str) -> Option<(String, String)> {
    let path = decoded(path);
    let mut parts: Vec<&str> = match path.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    let (before, name) = folder_and_name(&path);
    let (before, name) = if matches!(name, "." | "..") { (&*path, "") } else { (before, name) };
    for part in before.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let folder = parts.iter().fold(String::new(), |folder, part| folder + part + "/");
    Some((folder, name.to_owned()))
}

/// Percent escapes resolved, and the backslashes that Markdown writers put before `&`, `_` and `(`.
pub(super) fn decoded(path: &str) -> Cow<'_, str> {
    if !path.contains(['%', '\\']) {
        return Cow::Borrowed(path);
    }
    let bytes = path.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |offset: usize| bytes.get(at + offset).and_then(|&byte| (byte as char).to_digit(16));
        match bytes[at] {
            b'%' => match (hex(1), hex(2)) {
                (Some(high), Some(low)) => {
                    decoded.push((high * 16 + low) as u8);
                    at += 2;
                }
                _ => decoded.push(b'%'),
            },
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => {}
            // A path as it is written on Windows.
            b'\\' => decoded.push(b'/'),
            byte => decoded.push(byte),
        }
        at += 1;
    }
    match String::from_utf8(decoded) {
        Ok(decoded) => Cow::Owned(decoded),
        Err(_) => Cow::Borrowed(path),
    }
}

/// The `JJ205005` of `…/library/JJ205005(v=OCS.15)` and of `…/library/jj205005.aspx`.
pub(super) fn library_id_of(address: &str) -> Option<&str> {
    let marker = "library/";
    let at = address.find(marker).or_else(|| address.to_ascii_lowercase().find(marker))?;
    let rest = &address[at + marker.len()..];
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
    Some(&rest[..end]).filter(|id| !id.is_empty())
}

/// Calls `find` with a lower-case copy of `name`, which is made on the stack.
/// `None` if the name is too long for an id or a command.
fn lowered<T>(name: &str, find: impl FnOnce(&str) -> T) -> Option<T> {
    let mut buffer = [0; 96];
    let buffer = buffer.get_mut(..name.len())?;
    buffer.copy_from_slice(name.as_bytes());
    buffer.make_ascii_lowercase();
    // Lower-casing ASCII letters leaves the text valid.
    std::str::from_utf8(buffer).ok().map(find)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Keys, topic};

    fn page(locale: &Locale, relative: &str, asset_id: &str, library_id: &str) -> PageFile {
        PageFile {
            path: format!("{locale}/{relative}").into(),
            locale: locale.clone(),
            relative: relative.to_owned(),
            title: None,
            size: 0,
            digest: Default::default(),
            keys: Keys { asset_id: Some(asset_id.into()), library_id: Some(library_id.into()) },
            has_anchored_links: false,
            text: None,
        }
    }

    #[test]
    fn every_form_of_a_link_leads_to_its_topic() {
        let (source, target) = (Locale::new("en-US").unwrap(), Locale::new("fr-FR").unwrap());
        let pages = vec![
            page(&source, "guide/setup.md", "setup", "jj100001"),
            page(&source, "guide/call-routing.md", "routing", "jj100002"),
            page(&source, "commands/get-user.md", "get-user", "jj100003"),
            page(&source, "guide/advanced/index.md", "advanced", "jj100004"),
            page(&source, "images (old).md", "images", "jj100005"),
            page(&target, "guide/setup.md", "setup", "jj100001"),
            page(&target, "guide/setup-fr.md", "extra", "jj100009"),
        ];
        let locales = [source.clone(), target.clone()];
        let topics = topic::join(pages, &source);
        let index = LinkIndex::new(&topics, &source, &locales);
        let check = |destination: &str, expected: Option<&str>| {
            assert_eq!(index.resolve_from("guide/setup.md", destination), expected, "{destination}");
        };
        // By file, as written, with what does not matter, and from elsewhere.
        check("call-routing.md", Some("routing"));
        check("./call-routing.md#steps", Some("routing"));
        check("call-routing.md?tabs=1", Some("routing"));
        check("../commands/get-user.md", Some("get-user"));
        check("/commands/get-user.md", Some("get-user"));
        check("../guide/../commands/./get-user.md", Some("get-user"));
        check("../images%20%28old%29.md", Some("images"));
        check("../images (old).md", Some("images"));
        check(r"..\commands\get-user.md", Some("get-user"));
        check(r"call\-routing.md", Some("routing"));
        check("call%2Drouting.md", Some("routing"));
        check("call–routing.md", Some("routing"));
        check("call%E2%80%93routing.md", Some("routing"));
        check("Call-Routing.md", Some("routing"));
        check("call-routing", Some("routing"));
        check("call-routing.html", Some("routing"));
        check("advanced/", Some("advanced"));
        check("advanced", Some("advanced"));
        check("advanced/index.md", Some("advanced"));
        check("setup-fr.md", Some("extra"));
        // From the root of the site, and with a locale.
        check("/call-routing", Some("routing"));
        check("/fr/guide/call-routing#steps", Some("routing"));
        check("/fr-fr/call-routing", Some("routing"));
        check("/commands/get-user-fr", Some("get-user"));
        check("call-routing-fr/", Some("routing"));
        check("call-routing-it", None);
        // By address.
        check("https://technet.microsoft.com/fr-fr/library/jj100002(v=ocs.15)", Some("routing"));
        check("http://technet.microsoft.com/library/JJ100002.aspx", Some("routing"));
        check("HTTPS://TechNet.Microsoft.com/en-us/Library/jj100002", Some("routing"));
        check("//msdn.microsoft.com/en-us/library/jj100002", Some("routing"));
        check("https://technet.microsoft.com/library/routing", Some("routing"));
        check("https://docs.microsoft.com/en-us/powershell/module/skype/Get-User", Some("get-user"));
        check("https://docs.microsoft.com/fr-fr/powershell/module/skype/get-user?view=x#y", Some("get-user"));
        // Nowhere in the set.
        check("", None);
        check("#steps", None);
        check("call.md", None);
        check("../../../call-routing.md", None);
        check("mailto:call-routing.md", None);
        check("C:\\guide\\setup.md", None);
        check("https://example.com/library/jj100002", None);
        check("https://technet.microsoft.com/library/jj999999", None);
        check("https://technet.microsoft.com", None);
        check("https://docs.microsoft.com/en-us/skype/setup", None);
        check("%", None);
        check("%ff%fe.md", None);
        check("é//é", None);

        let stays = |locale: &Locale, destination: &str| {
            index.stays_in_locale(&page(locale, "guide/setup.md", "setup", "jj100001"), destination)
        };
        assert_eq!((stays(&source, "setup.md"), stays(&target, "setup.md")), (Some(true), Some(true)));
        assert_eq!((stays(&source, "call-routing.md"), stays(&target, "call-routing.md")), (Some(true), Some(false)));
        assert_eq!(stays(&Locale::new("de").unwrap(), "setup.md"), Some(false));
        assert_eq!(stays(&source, "call.md"), None);
    }

    #[test]
    fn no_destination_makes_it_panic() {
        let index = LinkIndex::new(&[], &Locale::new("en").unwrap(), &[]);
        proptest::proptest!(|(relative in "\\PC{0,12}", destination in "[-a-z/.:%\\\\#?é–(]{0,24}")| {
            proptest::prop_assert_eq!(index.resolve_from(&relative, &destination), None);
        });
    }
}
