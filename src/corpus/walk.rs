//! Which files there are, and their text.

use std::io::Read as _;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::layout::Layout;
use super::{CorpusError, FileProblem, PageFile};
use crate::config::Config;
use crate::parse::{self, Markup};
use crate::source;

/// Bytes of text that are kept in memory from reading the front matter to
/// parsing; what goes beyond is read twice.
const KEPT: u64 = 128 << 20;

/// A file that may be a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct File {
    /// As shown to people.
    pub(super) path: Utf8PathBuf,
    /// Bytes of the path that name the root that was asked for.
    pub(super) root: usize,
}

impl File {
    /// The path below the root.
    pub(super) fn below_root(&self) -> &str {
        self.path.as_str()[self.root..].trim_start_matches('/')
    }
}

/// All pages below the paths, in order of their paths. Links to other places
/// are not followed, and what is no regular file is left out.
pub(super) fn files(paths: &[Utf8PathBuf]) -> Result<Vec<File>, CorpusError> {
    let mut files = Vec::new();
    for path in paths {
        let metadata = std::fs::metadata(path).map_err(|_| CorpusError::NoPath(path.clone()))?;
        if metadata.is_file() {
            let root = path.parent().map_or(0, |parent| parent.as_str().len());
            files.push(File { path: path.clone(), root });
            continue;
        }
        let walk =
            ignore::WalkBuilder::new(path).hidden(true).parents(false).git_global(false).require_git(true).build();
        for entry in walk.flatten() {
            let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
            let Ok(found) = Utf8PathBuf::from_path_buf(entry.into_path()) else { continue };
            if is_file && Markup::of(&found).is_some() {
                files.push(File { root: path.as_str().len(), path: found });
            }
        }
    }
    files.sort_unstable();
    files.dedup_by(|a, b| a.path == b.path);
    Ok(files)
}

/// The text of a file.
pub(super) fn read(path: &Utf8Path, limit: u64) -> Result<String, FileProblem> {
    let problem = |message: String| FileProblem { path: path.to_owned(), locale: None, message };
    let mut file = std::fs::File::open(path).map_err(|error| problem(format!("cannot be read: {error}")))?;
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    if size > limit {
        return Err(problem(format!("{size} bytes are more than the limit of {limit}; raise it with --max-file-size")));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.read_to_end(&mut bytes).map_err(|error| problem(format!("cannot be read: {error}")))?;
    source::decode(bytes).map_err(|error| problem(error.to_string()))
}

/// Reads the files and their front matter, in parallel, results in order.
pub(super) fn read_all(
    files: &[File],
    layout: &Layout,
    config: &Config,
    progress: &(dyn Fn(u64) + Sync),
) -> (Vec<PageFile>, Vec<FileProblem>, u64) {
    let kept = std::sync::atomic::AtomicU64::new(0);
    let results: Vec<Result<(PageFile, u64), FileProblem>> = files
        .par_iter()
        .map(|file| {
            let page = read_page(file, layout, config).map(|mut page| {
                let size = page.text.as_ref().map_or(0, String::len) as u64;
                if kept.fetch_add(size, std::sync::atomic::Ordering::Relaxed) + size > KEPT {
                    page.text = None;
                }
                (page, size)
            });
            progress(1);
            page
        })
        .collect();
    let (mut pages, mut problems, mut bytes) = (Vec::with_capacity(files.len()), Vec::new(), 0);
    for result in results {
        match result {
            Ok((page, size)) => {
                bytes += size;
                pages.push(page);
            }
            Err(problem) => problems.push(problem),
        }
    }
    (pages, problems, bytes)
}

fn read_page(file: &File, layout: &Layout, config: &Config) -> Result<PageFile, FileProblem> {
    let placed = layout.place(file);
    let text = read(&file.path, config.max_file_size)
        .map_err(|problem| FileProblem { locale: placed.locale.clone(), ..problem })?;
    let front_matter = parse::front_matter(&text).0;
    let Some(locale) = layout.locale(&front_matter, &placed) else {
        return Err(FileProblem {
            path: file.path.clone(),
            locale: None,
            message: "nothing tells the locale of this page; put it below a folder with the locale's name, or give it `ms.contentlocale`".to_owned(),
        });
    };
    Ok(PageFile { path: file.path.clone(), locale, front_matter, relative: placed.relative, text: Some(text) })
}
