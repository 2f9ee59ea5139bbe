//! Where results go: standard output, or a file that is written whole or not at all.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use tempfile::NamedTempFile;

use super::interrupt::Unfinished;

/// Bytes that are gathered before they are written.
const BUFFER: usize = 256 * 1024;

/// Where results go.
#[derive(Debug, Default, Args)]
pub(super) struct OutputOptions {
    /// Write into this file instead of standard output (`-`); it is written whole or not at all
    #[arg(short, long = "output-file", value_name = "FILE")]
    output_file: Option<Utf8PathBuf>,
}

impl OutputOptions {
    /// Whether results go to a terminal.
    pub(super) fn is_terminal(&self) -> bool {
        self.file().is_none() && io::stdout().is_terminal()
    }

    /// Columns to write for.
    pub(super) fn width(&self) -> usize {
        let of_terminal = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        of_terminal.filter(|_| self.is_terminal()).map_or(120, |width| width.clamp(40, 200))
    }

    /// The current folder, if results go to a terminal that takes hyperlinks.
    pub(super) fn links(&self) -> Option<String> {
        let takes = self.is_terminal() && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        takes.then(|| std::env::current_dir().ok()?.into_os_string().into_string().ok()).flatten()
    }

    fn file(&self) -> Option<&Utf8Path> {
        self.output_file.as_deref().filter(|path| *path != "-")
    }

    /// Calls `write` with where results go. A reader that leaves early is no error.
    ///
    /// # Errors
    /// The file cannot be written; then nothing of it is left.
    pub(super) fn write(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        match self.file() {
            Some(path) => to_file(path, write)
                .with_context(|| format!("cannot write {path}: nothing was written; choose another place with -o")),
            None => to_stdout(write),
        }
    }
}

/// Calls `write` with a file that is written whole or not at all.
///
/// # Errors
/// The file cannot be written; then nothing of it is left.
pub(super) fn write_file(path: &Utf8Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    to_file(path, write).with_context(|| format!("cannot write {path}: nothing was written"))
}

/// Calls `write` with standard output. A reader that leaves early is no error.
pub(super) fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out: BufWriter<StdoutLock<'_>> = BufWriter::with_capacity(BUFFER, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is still in the buffer would fail again when it is dropped.
            let (_, _) = out.into_parts();
            Ok(())
        }
        result => result.context("cannot write to standard output"),
    }
}

/// Writes a file whole or not at all; nothing of it is left if `write` fails.
pub(super) fn to_file(path: &Utf8Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if path.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    // A device or a pipe must not be replaced by a file.
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        let mut out = BufWriter::with_capacity(BUFFER, std::fs::OpenOptions::new().write(true).open(path)?);
        write(&mut out)?;
        return out.flush();
    }
    // The file that a link leads to is replaced, not the link.
    let target = path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|folder| !folder.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
    let file = temporary(folder)?;
    let unfinished = Utf8Path::from_path(file.path()).map(Unfinished::new);
    // The library's own errors would name the temporary file.
    let mut out = BufWriter::with_capacity(BUFFER, file.as_file());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    let persist = || file.persist(&target).map_err(|error| error.error);
    match unfinished {
        Some(unfinished) => unfinished.finish(persist)?,
        None => persist()?,
    };
    Ok(())
}

/// Calls `write` with an empty folder that takes the name `path` when all went well.
///
/// A folder that is there is replaced only if docparity wrote it, which a file
/// in it tells; an empty one is taken as it is.
///
/// # Errors
/// Something else stands there, or a file cannot be written; then everything is
/// as it was.
pub(super) fn to_folder(path: &Utf8Path, write: impl FnOnce(&Utf8Path) -> io::Result<()>) -> io::Result<()> {
    let is_there = path.symlink_metadata().is_ok();
    if is_there && !path.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotADirectory, "it is a file, and a folder is wanted"));
    }
    let is_empty = is_there && path.read_dir()?.next().is_none();
    if is_there && !is_empty && !path.join(MARK).is_file() {
        let message = "the folder holds something that docparity did not write";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
    }
    // The folder that a link leads to is replaced, not the link.
    let target = if is_there { path.canonicalize_utf8()? } else { path.to_owned() };
    let parent = target.parent().filter(|folder| !folder.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
    std::fs::create_dir_all(parent)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".docparity-");
    // The rights that a new folder has, and not those of a secret.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let temporary = builder.tempdir_in(parent).map_err(|error| io::Error::from(error.kind()))?;
    let folder = Utf8Path::from_path(temporary.path()).ok_or_else(|| io::Error::other("its name is not UTF-8"))?;
    let unfinished = Unfinished::new(folder);
    write(folder)?;
    std::fs::write(folder.join(MARK), "Made by docparity, which may replace this folder.\n")?;
    unfinished.finish(|| {
        if !is_there {
            return std::fs::rename(folder, &target);
        }
        // Two renames, so that at no time a half-written folder has the name.
        let old = tempfile::Builder::new().prefix(".docparity-").tempdir_in(parent)?;
        let aside = old.path().join("old");
        std::fs::rename(&target, &aside)?;
        if let Err(error) = std::fs::rename(folder, &target) {
            std::fs::rename(&aside, &target)?;
            return Err(error);
        }
        Ok(())
    })?;
    // It has another name now, and must not be taken away under that.
    let _ = temporary.keep();
    Ok(())
}

/// The file that tells that docparity wrote a folder.
const MARK: &str = ".docparity";

/// A new file beside the target with the rights that a new file has, and not
/// those of a secret.
fn temporary(folder: &Utf8Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".docparity-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // The library's own message would name the temporary file.
    folder.metadata()?;
    builder.tempfile_in(folder).map_err(|error| error.kind().into())
}
