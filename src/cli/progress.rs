//! Progress on standard error, for people who wait.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::options::GlobalOptions;

/// A run that is done by then shows no progress.
const PATIENCE: Duration = Duration::from_millis(600);

/// A bar that appears when it takes long, and only on a terminal.
pub(super) struct Progress {
    is_wanted: bool,
    started: Instant,
    done: AtomicU64,
    total: Option<u64>,
    what: &'static str,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// Progress of something that is counted, up to `total` if that is known.
    pub(super) fn new(global: &GlobalOptions, what: &'static str, total: Option<u64>) -> Progress {
        let is_wanted = !global.quiet && std::io::stderr().is_terminal();
        Progress { is_wanted, started: Instant::now(), done: AtomicU64::new(0), total, what, bar: OnceLock::new() }
    }

    /// Counts `more` as done; from any thread.
    pub(super) fn advance(&self, more: u64) {
        if !self.is_wanted {
            return;
        }
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        if self.started.elapsed() >= PATIENCE {
            self.bar.get_or_init(|| self.show()).set_position(done);
        }
    }

    fn show(&self) -> ProgressBar {
        let (bar, template) = match self.total {
            Some(total) => (ProgressBar::new(total), "{msg} {bar:30} {human_pos}/{human_len}, {eta} left"),
            None => (ProgressBar::new_spinner(), "{spinner} {msg}: {human_pos}"),
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.with_style(style).with_message(self.what)
    }

    /// Takes the bar away.
    pub(super) fn finish(self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
