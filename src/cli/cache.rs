//! Where results are kept from run to run.
//!
//! One file a value, named by its key, in folders by the first two digits of it. A
//! file begins with a digest of its key and value, so that one which was damaged, or
//! put there under another name, is not believed; it is taken away. Files are made under another name
//! and renamed, so that runs at the same time never see half of one. What has not been
//! used for longest goes first when a folder has more than its share. What a set taught,
//! which is as large as a thousand results, has a folder of its own and does not compete
//! with them.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use docparity::digest::Digest;
use docparity::pipeline::Store;
use etcetera::BaseStrategy;

use super::options::GlobalOptions;
use super::{tell, warn};

/// The variable that names the folder of the cache.
const FOLDER_VARIABLE: &str = "DOCPARITY_CACHE_DIR";

/// Bytes that the cache may have, about: the newest value of each folder stays whatever its size.
const MOST_BYTES: u64 = 512 * 1024 * 1024;

/// Folders that values are spread over, by the first byte of their keys.
const FOLDERS: u64 = 256;

/// The folder of the large values, and its part of all bytes.
const LARGE: &str = "large";
const PART_OF_LARGE: u64 = 4;

/// A value is large from this part of a folder's share on.
const PART_OF_SHARE: u64 = 4;

/// The folder of the values; the number changes with their form.
const VALUES: &str = "values-1";

/// A used value is marked as used if it was not since then: marking costs a write.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

/// What says that a folder is a cache (bford.info/cachedir), and whose.
const TAG: &str =
    "Signature: 8a477f597d28d172789f06886806bc55\n# docparity keeps results here; `docparity clean` takes them away.\n";

/// A folder of values.
pub(super) struct Cache {
    folder: Utf8PathBuf,
    /// Which of the folders a value was put in, by the first byte.
    touched: Mutex<[bool; FOLDERS as usize]>,
    found: AtomicU64,
    put: AtomicU64,
    most_bytes: u64,
}

impl Cache {
    /// The cache that is to be used; `None` if there is to be none. One that cannot be
    /// written does not stop a run: results are only not kept.
    pub(super) fn open(global: &GlobalOptions) -> Option<Cache> {
        if global.no_cache {
            return None;
        }
        let (folder, is_asked_for) = folder(global)?;
        match Cache::at(&folder, MOST_BYTES) {
            Ok(cache) => Some(cache),
            Err(error) => {
                let message = format!("nothing is kept for the next run: cannot use the cache {folder}: {error}");
                if is_asked_for {
                    warn(global, &message)
                } else {
                    tell(global, &message)
                }
                None
            }
        }
    }

    fn at(folder: &Utf8Path, most_bytes: u64) -> io::Result<Cache> {
        let values = folder.join(VALUES);
        fs::create_dir_all(&values)?;
        let tag = folder.join("CACHEDIR.TAG");
        if !tag.exists() {
            fs::write(tag, TAG)?;
            // In a repository it is nobody's business.
            fs::write(folder.join(".gitignore"), "*\n")?;
        }
        Ok(Cache {
            folder: values,
            touched: Mutex::new([false; FOLDERS as usize]),
            found: AtomicU64::new(0),
            put: AtomicU64::new(0),
            most_bytes,
        })
    }

    fn path(&self, key: &Digest) -> Utf8PathBuf {
        let name = key.to_string();
        let (folder, rest) = name.split_at(2);
        self.folder.join(folder).join(rest)
    }

    /// Bytes that each of the folders may have.
    fn share(&self) -> u64 {
        (self.most_bytes - self.most_bytes / PART_OF_LARGE) / FOLDERS
    }

    fn path_of_large(&self, key: &Digest) -> Utf8PathBuf {
        self.folder.join(LARGE).join(key.to_string())
    }

    fn read(&self, key: &Digest) -> io::Result<Option<Vec<u8>>> {
        match self.read_at(self.path(key), key) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.read_at(self.path_of_large(key), key),
            read => read,
        }
    }

    fn read_at(&self, path: Utf8PathBuf, key: &Digest) -> io::Result<Option<Vec<u8>>> {
        let mut file = File::open(&path)?;
        let metadata = file.metadata()?;
        let mut bytes = Vec::with_capacity(metadata.len() as usize);
        file.read_to_end(&mut bytes)?;
        let head = Digest::of([key.as_ref(), bytes.get(32..).unwrap_or_default()]);
        if bytes.get(..32) != Some(head.as_ref()) {
            // Nobody can use it, so the next run need not try.
            fs::remove_file(&path)?;
            return Ok(None);
        }
        if metadata.modified()?.elapsed().is_ok_and(|age| age > STALE) {
            // Who may not write there still has the value.
            let _ = file.set_modified(SystemTime::now());
        }
        bytes.drain(..32);
        Ok(Some(bytes))
    }

    fn write(&self, key: &Digest, value: &[u8]) -> io::Result<()> {
        let is_large = value.len() as u64 > self.share() / PART_OF_SHARE;
        let path = if is_large { self.path_of_large(key) } else { self.path(key) };
        let folder = path.parent().unwrap_or(&self.folder);
        let new = || tempfile::Builder::new().prefix(".new-").tempfile_in(folder);
        // The folder is there nearly always, and asking costs as much as writing.
        let mut file = match new() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(folder)?;
                new()?
            }
            file => file?,
        };
        file.write_all(&[Digest::of([key.as_ref(), value]).as_ref(), value].concat())?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(())
    }

    /// Takes the values away that have not been used for longest, where there are too many; says what
    /// the cache was good for.
    pub(super) fn finish(&self, global: &GlobalOptions) {
        self.trim();
        let (found, put) = (self.found.load(Ordering::Relaxed), self.put.load(Ordering::Relaxed));
        tell(global, &format!("cache: {found} results known, {put} kept, in {}", self.folder));
    }

    /// Brings the folders that a value was put in back to their share.
    fn trim(&self) {
        let touched = *self.touched.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (first, _) in touched.iter().enumerate().filter(|(_, touched)| **touched) {
            // Another run may be doing the same.
            let _ = trim(&self.folder.join(format!("{first:02x}")), self.share());
        }
        // One is put there once a run at most.
        let _ = trim(&self.folder.join(LARGE), self.most_bytes / PART_OF_LARGE);
    }
}

/// Takes the values of a folder away that have not been used for longest, beyond so many bytes.
fn trim(folder: &Utf8Path, most_bytes: u64) -> io::Result<()> {
    let mut files = Vec::new();
    for entry in folder.read_dir_utf8()? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        files.push((metadata.modified()?, metadata.len(), entry.into_path()));
    }
    files.sort_unstable_by(|one, other| other.cmp(one));
    let mut bytes = 0;
    for (index, (modified, size, path)) in files.iter().enumerate() {
        bytes += size;
        // A half-written file that is this old is nobody's any more.
        let is_left = path.file_name().is_some_and(|name| name.starts_with(".new-"))
            && modified.elapsed().is_ok_and(|age| age > STALE);
        if is_left || index > 0 && bytes > most_bytes {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

impl Store for Cache {
    fn get(&self, key: &Digest) -> Option<Vec<u8>> {
        let value = self.read(key).ok().flatten();
        self.found.fetch_add(u64::from(value.is_some()), Ordering::Relaxed);
        value
    }

    fn put(&self, key: &Digest, value: &[u8]) {
        // A full disk, or a folder that may not be written: results are only not kept.
        if self.write(key, value).is_ok() {
            self.put.fetch_add(1, Ordering::Relaxed);
            let mut touched = self.touched.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            touched[usize::from(key.as_ref()[0])] = true;
        }
    }
}

/// The folder of the cache, and whether somebody asked for it: the option, the
/// variable, else where the system keeps such things. `None` where nothing says that.
pub(super) fn folder(global: &GlobalOptions) -> Option<(Utf8PathBuf, bool)> {
    let of_variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(folder) = global.cache_dir.clone().or_else(|| of_variable(FOLDER_VARIABLE).map(Utf8PathBuf::from)) {
        return Some((folder, true));
    }
    // Without a home of its own a process is to leave nothing behind.
    if cfg!(unix) && of_variable("HOME").is_none() && of_variable("XDG_CACHE_HOME").is_none() {
        return None;
    }
    let folder = etcetera::choose_base_strategy().ok()?.cache_dir();
    Some((Utf8PathBuf::from_path_buf(folder).ok()?.join("docparity"), false))
}

/// Takes everything away that docparity keeps in a folder; how many bytes that were.
///
/// # Errors
/// The folder is none of docparity's, or something in it cannot be taken away.
pub(super) fn clean(folder: &Utf8Path) -> anyhow::Result<u64> {
    if !folder.exists() {
        return Ok(0);
    }
    let tag = fs::read_to_string(folder.join("CACHEDIR.TAG")).unwrap_or_default();
    anyhow::ensure!(tag == TAG, "{folder} is no cache of docparity's, so nothing was taken away");
    let mut bytes = 0;
    for entry in folder.read_dir_utf8().with_context(|| format!("cannot read {folder}"))? {
        let path = entry?.into_path();
        if path.file_name().is_some_and(|name| name.starts_with("values-")) {
            bytes += size(&path);
            fs::remove_dir_all(&path).with_context(|| format!("cannot take away {path}"))?;
        }
    }
    for name in [".gitignore", "CACHEDIR.TAG"] {
        let _ = fs::remove_file(folder.join(name));
    }
    // Something else may stand there; that stays.
    let _ = fs::remove_dir(folder);
    Ok(bytes)
}

fn size(folder: &Utf8Path) -> u64 {
    let Ok(entries) = folder.read_dir_utf8() else { return 0 };
    let of_entry = |entry: camino::Utf8DirEntry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size(entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    };
    entries.flatten().map(of_entry).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(most_bytes: u64) -> (tempfile::TempDir, Cache) {
        let folder = tempfile::TempDir::new().unwrap();
        let cache = Cache::at(Utf8Path::from_path(folder.path()).unwrap(), most_bytes).unwrap();
        (folder, cache)
    }

    #[test]
    fn what_was_kept_is_found_until_it_is_damaged() {
        let (_folder, cache) = cache(MOST_BYTES);
        let (key, other) = (Digest::of(["a"]), Digest::of(["b"]));
        assert_eq!(cache.get(&key), None);
        cache.put(&key, b"value");
        assert_eq!(cache.get(&key).as_deref(), Some(&b"value"[..]));
        assert_eq!(cache.get(&other), None);
        // Under another key, cut off, changed by a bit, empty.
        let path = cache.path(&key);
        let bytes = fs::read(&path).unwrap();
        let mut flipped = bytes.clone();
        flipped[34] ^= 1;
        for damaged in [&bytes[..bytes.len() - 1], &flipped, &[]] {
            fs::write(&path, damaged).unwrap();
            assert_eq!(cache.get(&key), None, "{damaged:?}");
            assert!(!path.exists(), "what is damaged is taken away");
        }
        fs::create_dir_all(cache.path(&other).parent().unwrap()).unwrap();
        fs::write(cache.path(&other), &bytes).unwrap();
        assert_eq!(cache.get(&other), None, "a value under another key");
        cache.put(&key, b"again");
        assert_eq!(cache.get(&key).as_deref(), Some(&b"again"[..]));
    }

    #[test]
    fn a_folder_keeps_its_share_and_what_was_used_last() {
        let (_folder, cache) = cache(FOLDERS * 400);
        let old = Digest::of(["old"]);
        cache.put(&old, &[0; 50]);
        let folder = cache.path(&old).parent().unwrap().to_owned();
        let yesterday = SystemTime::now() - 2 * STALE;
        File::open(cache.path(&old)).unwrap().set_modified(yesterday).unwrap();
        fs::write(folder.join("newer"), [0; 60]).unwrap();
        let left = folder.join(".new-left");
        fs::write(&left, [0; 1]).unwrap();
        File::open(&left).unwrap().set_modified(yesterday).unwrap();
        trim(&folder, 100).unwrap();
        assert!(folder.join("newer").exists() && !cache.path(&old).exists() && !left.exists());
        fs::write(folder.join("newer"), [0; 1000]).unwrap();
        trim(&folder, 100).unwrap();
        assert!(folder.join("newer").exists(), "the newest stays whatever its size");
    }

    #[test]
    fn what_a_set_taught_stays_beside_results() {
        let (_folder, cache) = cache(FOLDERS * 400);
        let taught = Digest::of(["taught"]);
        cache.put(&taught, &[1; 500]);
        assert!(cache.path_of_large(&taught).exists());
        // Of the same folder, if that were theirs, and newer.
        let folder = cache.path(&taught).parent().unwrap().to_owned();
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("result"), [0; 250]).unwrap();
        cache.trim();
        assert_eq!(cache.get(&taught).as_deref(), Some(&[1; 500][..]));
        // Its own folder has a bound, too.
        for index in 0..100 {
            cache.put(&Digest::of([format!("{index}")]), &[0; 500]);
        }
        cache.trim();
        let kept = fs::read_dir(cache.folder.join(LARGE)).unwrap().count();
        assert_eq!(kept, FOLDERS as usize * 100 / 532);
    }

    #[test]
    fn only_a_cache_is_cleaned() {
        let (folder, cache) = cache(MOST_BYTES);
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        cache.put(&Digest::of(["a"]), &[0; 68]);
        fs::write(folder.join("mine"), "").unwrap();
        assert_eq!(clean(folder).unwrap(), 100);
        assert!(folder.join("mine").exists());
        assert!(clean(folder).is_err(), "the tag is gone, so it is nobody's cache");
        assert_eq!(clean(&folder.join("none")).unwrap(), 0);
    }
}
