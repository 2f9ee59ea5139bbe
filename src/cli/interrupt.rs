//! What happens when a run is told to stop (SIGINT, SIGTERM, SIGHUP; Ctrl-C).
//!
//! While topics are checked, the first signal asks the run to come to its end: no topic
//! is begun any more, and what was found so far is written as what it is, a part.
//! At any other time, and from the second signal on, the process ends at once. What
//! it was about to write is then taken away: a file has its name only when it is whole.

use std::fs;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};

/// The status of a process that SIGINT ended, as shells count it.
const INTERRUPTED: i32 = 130;

/// Somebody looks at [`is_asked`].
static PATIENT: AtomicBool = AtomicBool::new(false);

/// There was a signal.
static ASKED: AtomicBool = AtomicBool::new(false);

/// Files and folders that are not yet what they are to be.
static UNFINISHED: Mutex<Vec<Utf8PathBuf>> = Mutex::new(Vec::new());

/// Begins to listen. Where that cannot be done, a signal ends the process as it always does.
pub(super) fn listen() {
    let _ = ctrlc::set_handler(|| {
        let is_first = !ASKED.swap(true, Ordering::SeqCst);
        if is_first && PATIENT.load(Ordering::SeqCst) {
            return;
        }
        // Nobody gives a name to anything from here on.
        let unfinished = unfinished();
        for path in unfinished.iter() {
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
        process::exit(INTERRUPTED);
    });
}

/// Whether the run is to come to its end.
pub(super) fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// Does work that looks at [`is_asked`] now and then.
pub(super) fn patiently<T>(work: impl FnOnce() -> T) -> T {
    PATIENT.store(true, Ordering::SeqCst);
    let done = work();
    PATIENT.store(false, Ordering::SeqCst);
    done
}

fn unfinished() -> MutexGuard<'static, Vec<Utf8PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file or a folder that is taken away when the process is ended, as long as this lives.
pub(super) struct Unfinished(Utf8PathBuf);

impl Unfinished {
    /// For what is about to be written under this name.
    pub(super) fn new(path: &Utf8Path) -> Unfinished {
        unfinished().push(path.to_owned());
        Unfinished(path.to_owned())
    }

    /// Does the step that makes it what it is to be, between signals: before or after one, never half.
    pub(super) fn finish<T>(self, step: impl FnOnce() -> T) -> T {
        let mut others = unfinished();
        let done = step();
        others.retain(|path| *path != self.0);
        drop(others);
        done
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        unfinished().retain(|path| *path != self.0);
    }
}
