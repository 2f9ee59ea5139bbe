//! Watching a folder: a save is told, and nothing else is.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use assert_cmd::cargo::CommandCargoExt as _;
use tempfile::TempDir;

/// Longer than any machine takes.
const LONG: Duration = Duration::from_secs(60);

/// Long enough for something that should not come.
const SHORT: Duration = Duration::from_millis(600);

/// A running program and its lines, those of standard output and of standard error.
struct Watch {
    child: Child,
    out: Receiver<String>,
    err: Receiver<String>,
    folder: TempDir,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(stream: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        BufReader::new(stream).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
    });
    receiver
}

impl Watch {
    fn new() -> Watch {
        let folder = TempDir::new().unwrap();
        for locale in ["en-US", "fr-FR"] {
            fs::create_dir_all(folder.path().join("docs").join(locale)).unwrap();
            for page in ["a", "b"] {
                let text = format!("# Setup {page}\n\nUse Windows Server 2012.\n");
                fs::write(folder.path().join("docs").join(locale).join(page).with_extension("md"), text).unwrap();
            }
        }
        let mut command = Command::cargo_bin("docparity").unwrap();
        command.args(["watch", "docs", "--format", "compact"]).current_dir(&folder).env_clear();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (out, err) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
        let watch = Watch { child, out, err, folder };
        let said = watch.said();
        assert!(said.starts_with("watching 2 topics, 4 pages"), "{said}");
        watch
    }

    fn said(&self) -> String {
        self.err.recv_timeout(LONG).unwrap()
    }

    fn page(&self, path: &str) -> PathBuf {
        self.folder.path().join("docs").join(path)
    }

    fn is_quiet(&self) -> bool {
        self.err.recv_timeout(SHORT).is_err() && self.out.try_recv().is_err()
    }
}

#[test]
fn a_save_is_checked_and_nothing_else() {
    let watch = Watch::new();
    assert!(watch.is_quiet());
    fs::write(watch.page("fr-FR/a.md"), "# Setup a\n\nUse Windows Server 2008.\n").unwrap();
    let finding = watch.out.recv_timeout(LONG).unwrap();
    assert!(finding.starts_with("docs/fr-FR/a.md:3:") && finding.contains("[version-changed]"), "{finding}");
    assert!(watch.said().starts_with("checked topic a.md in "));
    // As editors save: under another name, and renamed.
    fs::write(watch.page("fr-FR/.a.md.new"), "# Setup a\n\nUse Windows Server 2012.\n").unwrap();
    fs::rename(watch.page("fr-FR/.a.md.new"), watch.page("fr-FR/a.md")).unwrap();
    let said = watch.said();
    assert!(said.starts_with("checked topic a.md") && said.ends_with(": 0 findings"), "{said}");
    // What is no page is nobody's business.
    fs::write(watch.page("fr-FR/a.png"), "").unwrap();
    assert!(watch.is_quiet());
    // A page that comes is read; one that goes is missed where it was.
    fs::write(watch.page("en-US/c.md"), "# Setup c\n").unwrap();
    let said = watch.said();
    assert!(said.starts_with("checked topic c.md"), "{said}");
    assert!(watch.out.recv_timeout(LONG).unwrap().contains("[topic-missing-in-locale]"));
}
