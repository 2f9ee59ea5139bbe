//! Folders to files and their texts.
//!
//! The folders are walked by the `ignore` crate on several threads, and the
//! thread that finds a page reads it, checks that it is UTF-8 and takes the
//! front matter off, while its bytes are still in the cache. What comes out is
//! sorted by path, so that the number of threads changes nothing.
//!
//! The walk stays inside its roots: symbolic links are named and not followed,
//! and only regular files are opened, since opening a pipe would wait forever.
//! Hidden files and what `.gitignore` names are left out, as people expect of a
//! tool that runs in a repository; the user's own global list of ignored files
//! is not read, so that a run gives the same on every machine.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use camino::{Utf8Path, Utf8PathBuf};
use ignore::overrides::{Override, OverrideBuilder};
use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};

use super::layout::{Tags, Told};
use super::{CorpusError, Keys, ProblemKind, anchor, topic};
use crate::config::Config;
use crate::digest::Digest;
use crate::source::decode;

/// What the names of pages end in, in any letter case.
pub const PAGE_EXTENSIONS: &[&str] = &["md", "markdown", "mdx", "html", "htm"];

/// Bytes of text that are kept in memory; beyond it pages are read a second time.
const TEXT_BUDGET: u64 = 128 * 1024 * 1024;

/// Whether the name of a file is that of a page.
pub fn is_page(path: &Utf8Path) -> bool {
    path.extension().is_some_and(is_page_ending)
}

/// Whether the name of a page ends in this, in any letter case, behind the last point.
pub(super) fn is_page_ending(ending: &str) -> bool {
    PAGE_EXTENSIONS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// A path that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Root {
    /// As given, without a leading `./`; empty for the current folder.
    pub(super) path: Utf8PathBuf,
    /// Whether it is one page and not a folder.
    pub(super) is_file: bool,
}

impl Root {
    /// The root of a single page.
    pub(super) fn of_file(path: &Utf8Path) -> Root {
        Root { path: path.to_owned(), is_file: true }
    }

    /// The folder: itself, or that of the page.
    pub(super) fn folder(&self) -> &Utf8Path {
        if self.is_file { self.path.parent().unwrap_or(Utf8Path::new("")) } else { &self.path }
    }
}

/// A file with a page's name, read as far as that went.
#[derive(Debug)]
pub(super) struct ReadFile {
    /// As shown to people.
    pub(super) path: Utf8PathBuf,
    /// What is in it, or why that cannot be told.
    pub(super) contents: Result<Contents, (ProblemKind, String)>,
}

/// What is in a file.
#[derive(Debug)]
pub(super) struct Contents {
    /// Bytes of the file.
    pub(super) size: u32,
    /// A digest of its text.
    pub(super) digest: Digest,
    /// The whole text, while there is room.
    pub(super) text: Option<Box<str>>,
    /// What its front matter says that it is called.
    pub(super) title: Option<Box<str>>,
    /// Whether it has front matter that says anything.
    pub(super) has_front_matter: bool,
    /// Where the text behind the front matter begins, in bytes.
    pub(super) body: u32,
    /// What joins it to a topic.
    pub(super) keys: Keys,
    /// Whether it seems to link to a place in a page.
    pub(super) has_anchored_links: bool,
    /// The locales that its front matter names.
    pub(super) told: Told,
}

/// How much text is in memory already.
#[derive(Debug, Default)]
pub(super) struct Budget(AtomicU64);

impl Budget {
    /// Whether `bytes` more still fit; they count as used then.
    fn take(&self, bytes: u64) -> bool {
        self.0.fetch_add(bytes, Ordering::Relaxed) + bytes <= TEXT_BUDGET
    }
}

/// Checks what was given and leaves out what lies below another of the paths.
pub(super) fn roots(paths: &[Utf8PathBuf]) -> Result<Vec<Root>, CorpusError> {
    let mut roots: Vec<(Root, Utf8PathBuf)> = Vec::with_capacity(paths.len());
    for given in paths {
        let metadata = std::fs::metadata(given).map_err(|_| CorpusError::NoSuchPath { path: given.clone() })?;
        if !metadata.is_file() && !metadata.is_dir() {
            return Err(CorpusError::NotAFile { path: given.clone() });
        }
        let real = given.canonicalize_utf8().map_err(|_| CorpusError::NotUnicode { path: given.to_string() })?;
        roots.push((Root { path: without_dot(given), is_file: metadata.is_file() }, real));
    }
    let inside_another = |index: usize| {
        let real = &roots[index].1;
        roots
            .iter()
            .enumerate()
            .any(|(other, (_, above))| other != index && real.starts_with(above) && (real != above || other < index))
    };
    let kept: Vec<bool> = (0..roots.len()).map(|index| !inside_another(index)).collect();
    Ok(roots.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|((root, _), _)| root).collect())
}

/// `./docs/./a` is shown as `docs/a`.
fn without_dot(path: &Utf8Path) -> Utf8PathBuf {
    path.components().filter(|component| *component != camino::Utf8Component::CurDir).collect()
}

/// Walks the roots and reads every page, in order of the paths.
pub(super) fn read_all(
    roots: &[Root],
    config: &Config,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<ReadFile>, CorpusError> {
    let globs = Globs::new(config)?;
    let budget = Budget::default();
    let found = Mutex::new(Vec::new());
    let run = Run { globs: &globs, budget: &budget, found: &found, config, progress };
    for root in roots {
        if root.is_file {
            let file = Reader::new(config).read(root.path.clone(), config.max_file_size, &budget);
            progress(1);
            lock(&found).push(file);
        } else {
            let mut visitors = Visitors { run };
            walker(root, config).visit(&mut visitors);
        }
    }
    let mut files = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    files.sort_unstable_by(|one, other| one.path.as_str().cmp(other.path.as_str()));
    Ok(files)
}

fn walker(root: &Root, config: &Config) -> ignore::WalkParallel {
    let path = if root.path.as_str().is_empty() { Utf8Path::new(".") } else { &root.path };
    let threads = config.threads.map_or_else(rayon::current_num_threads, std::num::NonZeroUsize::get);
    WalkBuilder::new(path).follow_links(false).git_global(false).threads(threads).build_parallel()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// What the threads of a walk share.
#[derive(Clone, Copy)]
struct Run<'r> {
    globs: &'r Globs,
    budget: &'r Budget,
    found: &'r Mutex<Vec<ReadFile>>,
    config: &'r Config,
    progress: &'r (dyn Fn(u64) + Sync),
}

struct Visitors<'r> {
    run: Run<'r>,
}

impl<'r> ParallelVisitorBuilder<'r> for Visitors<'r> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 'r> {
        Box::new(Visitor { run: self.run, files: Vec::new(), unreported: 0, reader: Reader::new(self.run.config) })
    }
}

/// One thread of a walk.
struct Visitor<'r> {
    run: Run<'r>,
    files: Vec<ReadFile>,
    unreported: u64,
    reader: Reader,
}

impl Drop for Visitor<'_> {
    fn drop(&mut self) {
        (self.run.progress)(self.unreported);
        lock(self.run.found).append(&mut self.files);
    }
}

impl ParallelVisitor for Visitor<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        match entry {
            Ok(entry) => self.entry(&entry),
            Err(error) => {
                self.error(&error);
                WalkState::Continue
            }
        }
    }
}

impl Visitor<'_> {
    fn entry(&mut self, entry: &DirEntry) -> WalkState {
        let Some(kind) = entry.file_type() else { return WalkState::Continue };
        let Some(path) = Utf8Path::from_path(entry.path()) else {
            if kind.is_file() && is_page(Utf8Path::new(&entry.path().to_string_lossy())) {
                self.not_unicode(entry.path());
            }
            return WalkState::Continue;
        };
        let path = path.as_str().strip_prefix("./").map_or(path, Utf8Path::new);
        if kind.is_dir() {
            return if self.run.globs.leave_out(path, true) { WalkState::Skip } else { WalkState::Continue };
        }
        let linked = kind.is_symlink() && entry.depth() > 0;
        if !(kind.is_file() || linked) || !is_page(path) || self.run.globs.leave_out(path, false) {
            return WalkState::Continue;
        }
        if linked {
            let message = "is a symbolic link, and those are not followed; name the file itself to check it".to_owned();
            self.problem(path.to_owned(), ProblemKind::SymbolicLink, message);
            return WalkState::Continue;
        }
        let Run { config, budget, .. } = self.run;
        self.files.push(self.reader.read(path.to_owned(), config.max_file_size, budget));
        self.unreported += 1;
        if self.unreported == 64 {
            (self.run.progress)(std::mem::take(&mut self.unreported));
        }
        WalkState::Continue
    }

    fn error(&mut self, error: &ignore::Error) {
        let path = path_of(error).map_or(String::new(), |path| path.to_string_lossy().into_owned());
        let path = without_dot(Utf8Path::new(&path));
        // A line of a .gitignore that is no glob is not about a page.
        if let Some(io_error) = error.io_error() {
            self.problem(path, ProblemKind::Unreadable, format!("cannot be read: {}", plain(io_error)));
        }
    }

    fn not_unicode(&mut self, path: &Path) {
        let shown = Utf8PathBuf::from(path.to_string_lossy().into_owned());
        let message = "its name is not valid Unicode, so no report could name it; rename the file".to_owned();
        self.problem(shown, ProblemKind::Unreadable, message);
    }

    fn problem(&mut self, path: Utf8PathBuf, kind: ProblemKind, message: String) {
        self.files.push(ReadFile { path, contents: Err((kind, message)) });
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Partial(errors) => errors.iter().find_map(path_of),
        _ => None,
    }
}

/// What the system says, without its number.
fn plain(error: &std::io::Error) -> String {
    let message = error.to_string();
    let end = message.find(" (os error").unwrap_or(message.len());
    message[..end].to_lowercase()
}

/// What a thread reads files with.
#[derive(Default)]
pub(super) struct Reader {
    /// What files are read into; reused, so that it stays in the cache.
    buffer: Vec<u8>,
    tags: Tags,
    /// The configuration's keys of front matter that hold a topic's id.
    topic_keys: Vec<String>,
}

impl Reader {
    /// A reader for one thread.
    pub(super) fn new(config: &Config) -> Reader {
        Reader { topic_keys: config.topic_keys.clone(), ..Reader::default() }
    }

    /// Reads one file as a page.
    pub(super) fn read(&mut self, path: Utf8PathBuf, max_file_size: u64, budget: &Budget) -> ReadFile {
        let contents = read_text(&path, max_file_size, &mut self.buffer).map(|text| {
            let front_matter = crate::parse::front_matter(text).0;
            Contents {
                size: text.len() as u32,
                digest: Digest::of([text]),
                text: budget.take(text.len() as u64).then(|| text.into()),
                keys: topic::keys(&front_matter, &self.topic_keys),
                has_anchored_links: anchor::has_links(text),
                told: self.tags.told(&front_matter),
                title: front_matter.value(&["title"]).map(Box::from),
                has_front_matter: !front_matter.entries.is_empty(),
                body: front_matter.span.end,
            }
        });
        ReadFile { path, contents }
    }
}

/// Reads a file for the second time; it must still be what it was.
pub(super) fn read_again(path: &Utf8Path, size: u32, digest: &Digest) -> Result<String, (ProblemKind, String)> {
    let mut buffer = Vec::new();
    match read_text(path, u64::from(size), &mut buffer) {
        Ok(text) if text.len() == size as usize && Digest::of([text]) == *digest => Ok(text.to_owned()),
        Ok(_) | Err((ProblemKind::TooLarge, _)) => {
            Err((ProblemKind::Unreadable, "was changed while it was checked; run again".to_owned()))
        }
        Err(problem) => Err(problem),
    }
}

fn read_text<'b>(
    path: &Utf8Path,
    max_file_size: u64,
    buffer: &'b mut Vec<u8>,
) -> Result<&'b str, (ProblemKind, String)> {
    let unreadable = |error: std::io::Error| (ProblemKind::Unreadable, format!("cannot be read: {}", plain(&error)));
    let file = open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err((ProblemKind::Unreadable, "is not a regular file".to_owned()));
    }
    let size = metadata.len();
    if size > max_file_size {
        return Err((ProblemKind::TooLarge, too_large(size, max_file_size)));
    }
    buffer.clear();
    // No more than the size that was checked, even if the file grows meanwhile;
    // knowing the end also saves asking for it.
    file.take(size).read_to_end(buffer).map_err(unreadable)?;
    decode(buffer).map_err(|error| (ProblemKind::NotText, error.to_string()))
}

/// Opens a file to read it. What has become a pipe since its folder was read must not be waited for.
fn open(path: &Utf8Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    options.open(path)
}

/// What is said of a file with too many bytes.
pub(super) fn too_large(size: u64, limit: u64) -> String {
    format!("has {size} bytes, and the limit is {limit}; raise it with --max-file-size or exclude the file")
}

/// `include` and `exclude` of the configuration.
struct Globs {
    globs: Option<Override>,
    base: Utf8PathBuf,
    has_include: bool,
}

impl Globs {
    fn new(config: &Config) -> Result<Globs, CorpusError> {
        if config.include.is_empty() && config.exclude.is_empty() {
            return Ok(Globs { globs: None, base: Utf8PathBuf::new(), has_include: false });
        }
        let base = absolute(&config.base);
        let mut builder = OverrideBuilder::new(&base);
        let failed = |error: ignore::Error| CorpusError::Globs(error.to_string());
        for glob in &config.include {
            builder.add(glob).map_err(failed)?;
        }
        for glob in &config.exclude {
            builder.add(&format!("!{glob}")).map_err(failed)?;
        }
        Ok(Globs { globs: Some(builder.build().map_err(failed)?), base, has_include: !config.include.is_empty() })
    }

    /// Whether the configuration leaves out the file or folder at `path`, as shown.
    fn leave_out(&self, path: &Utf8Path, is_folder: bool) -> bool {
        let Some(globs) = &self.globs else { return false };
        match absolute(path).strip_prefix(&self.base) {
            Ok(relative) => globs.matched(relative, is_folder).is_ignore(),
            // Nothing is said about what stands elsewhere, and `include` asks for the named only.
            Err(_) => self.has_include && !is_folder,
        }
    }
}

/// The path from the root of the file system, `.` and `..` resolved by name.
pub(super) fn absolute(path: &Utf8Path) -> Utf8PathBuf {
    let here = std::env::current_dir().ok().and_then(|here| Utf8PathBuf::from_path_buf(here).ok()).unwrap_or_default();
    let mut absolute = Utf8PathBuf::new();
    for component in here.join(path).components() {
        match component {
            camino::Utf8Component::CurDir => {}
            camino::Utf8Component::ParentDir => drop(absolute.pop()),
            other => absolute.push(other),
        }
    }
    absolute
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::TempDir::new().unwrap();
        let path = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        for (name, bytes) in files {
            let file = path.join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, bytes).unwrap();
        }
        (folder, path)
    }

    #[test]
    fn a_file_is_text_within_the_limit_or_a_problem() {
        let (_folder, path) =
            folder(&[("a.md", "é".as_bytes()), ("empty.md", b""), ("b.md", b"a\xff"), ("c.md/x", b"")]);
        let check = |name: &str, limit: u64, expected: Result<&str, (ProblemKind, &str)>| {
            let mut buffer = b"what was read before".to_vec();
            let read = read_text(&path.join(name), limit, &mut buffer);
            assert_eq!(read.as_ref().map(|text| *text).map_err(|(kind, message)| (*kind, message.as_str())), expected);
        };
        check("a.md", 100, Ok("é"));
        check("a.md", 2, Ok("é"));
        check("empty.md", 1, Ok(""));
        let too_large = "has 2 bytes, and the limit is 1; raise it with --max-file-size or exclude the file";
        check("a.md", 1, Err((ProblemKind::TooLarge, too_large)));
        check("b.md", 100, Err((ProblemKind::NotText, "not valid UTF-8 at byte 1; save the file as UTF-8")));
        check("c.md", 100_000, Err((ProblemKind::Unreadable, "is not a regular file")));
        check("d.md", 100, Err((ProblemKind::Unreadable, "cannot be read: no such file or directory")));
    }

    #[test]
    fn what_does_not_fit_into_memory_is_read_again() {
        let (_folder, path) = folder(&[("a.md", b"one"), ("b.md", b"two")]);
        let nearly_full = Budget(AtomicU64::new(TEXT_BUDGET - 3));
        let mut reader = Reader::default();
        let mut texts = Vec::new();
        for name in ["a.md", "b.md"] {
            let read = reader.read(path.join(name), 100, &nearly_full).contents.unwrap();
            texts.push(read.text);
        }
        assert_eq!(texts, [Some("one".into()), None]);
        assert_eq!(read_again(&path.join("b.md"), 3, &Digest::of(["two"])).unwrap(), "two");
        let changed = "was changed while it was checked; run again".to_owned();
        assert_eq!(
            read_again(&path.join("b.md"), 2, &Digest::of(["two"])),
            Err((ProblemKind::Unreadable, changed.clone()))
        );
        assert_eq!(
            read_again(&path.join("b.md"), 3, &Digest::of(["owt"])),
            Err((ProblemKind::Unreadable, changed.clone()))
        );
        assert_eq!(read_again(&path.join("b.md"), 4, &Digest::of(["two"])), Err((ProblemKind::Unreadable, changed)));
    }

    #[cfg(unix)]
    #[test]
    fn what_became_a_pipe_is_not_waited_for() {
        let (_folder, path) = folder(&[("a.md", b"one")]);
        let page = path.join("a.md");
        std::fs::remove_file(&page).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&page).status().unwrap().success());
        let (done, waiting) = std::sync::mpsc::channel();
        std::thread::spawn(move || done.send(read_again(&page, 3, &Digest::of(["one"]))));
        let told = waiting.recv_timeout(std::time::Duration::from_secs(30)).unwrap();
        assert_eq!(told, Err((ProblemKind::Unreadable, "is not a regular file".to_owned())));
    }

    #[test]
    fn a_path_below_another_is_walked_once() {
        let (_folder, path) = folder(&[("docs/en/a.md", b""), ("other/b.md", b"")]);
        let check = |given: &[&str], expected: &[&str]| {
            let given: Vec<Utf8PathBuf> = given.iter().map(|name| path.join(name)).collect();
            let kept: Vec<String> = roots(&given).unwrap().iter().map(|root| root.path.to_string()).collect();
            let expected: Vec<String> = expected.iter().map(|name| path.join(name).to_string()).collect();
            assert_eq!(kept, expected);
        };
        check(&["docs/en", "docs"], &["docs"]);
        check(&["docs", "docs/en/a.md", "other"], &["docs", "other"]);
        check(&["docs", "docs"], &["docs"]);
        check(&["docs/en/../../docs/en", "docs/en/a.md"], &["docs/en/../../docs/en"]);
        assert_eq!(without_dot(Utf8Path::new("./docs/./a")), "docs/a");
        assert_eq!(without_dot(Utf8Path::new(".")), "");
    }
}
