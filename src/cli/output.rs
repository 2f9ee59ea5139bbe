//! Where results go: standard output, or a file that is written whole or not at all.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use tempfile::NamedTempFile;

/// Bytes that are gathered before they are written.
const BUFFER: usize = 256 * 1024;

/// Where results go.
#[derive(Debug, Args)]
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

fn to_file(path: &Utf8Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
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
    let mut out = BufWriter::with_capacity(BUFFER, temporary(folder)?);
    write(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

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
