//! What goes wrong around a run: signals, readers that leave, rights that are lost,
//! disks that are full. Each is really done to the program.

#![cfg(unix)]
#![allow(clippy::print_stdout, reason = "it says what it leaves out")]
#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::CommandCargoExt as _;
use tempfile::TempDir;

/// A topic in two locales that do not say the same.
const ENGLISH: &str =
    "# Set up\n\nIt runs on Windows Server 2012 and Windows Server 2016.\n\nRun `Get-State -Name x`.\n";
const FRENCH: &str = "# Installation\n\nFonctionne sous Windows Server 2012.\n\nExécutez `Get-Status -Nom x`.\n";

/// A set of topics, each page of which says this so many times.
fn set(topics: usize, times: usize) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (locale, text) in [("en-US", ENGLISH), ("fr-FR", FRENCH)] {
        let pages = folder.path().join("docs").join(locale);
        fs::create_dir_all(&pages).unwrap();
        for topic in 0..topics {
            fs::write(pages.join(format!("{topic}.md")), text.repeat(times)).unwrap();
        }
    }
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("docparity").unwrap();
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn signal(child: &Child, name: &str) {
    // It may have come to its end already.
    let _ = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).stderr(Stdio::null()).status();
}

/// Names in a folder, hidden ones too, in order.
fn names(folder: &Path) -> Vec<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(name).collect();
    names.sort();
    names
}

/// Starts a run that takes long, and sends it signals a while after it has read its pages.
fn signalled(folder: &Path, arguments: &[&str], signals: &[&str], after: Duration) -> Output {
    let mut child =
        command(folder, &[arguments, &["--verbose", "--threads", "1", "--no-cache"]].concat()).spawn().unwrap();
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut told = String::new();
    while !told.contains("read ") {
        assert!(errors.read_line(&mut told).unwrap() > 0, "{told}");
    }
    std::thread::sleep(after);
    signals.iter().for_each(|name| signal(&child, name));
    errors.read_to_string(&mut told).unwrap();
    let mut output = child.wait_with_output().unwrap();
    output.stderr = told.into_bytes();
    output
}

/// [`signalled`] at a time when some topics are done and others are not: how many, and what came of it.
fn interrupted(folder: &Path, arguments: &[&str], name: &str) -> (u64, Output) {
    // How fast the machine is shows only when it is tried.
    for milliseconds in [200, 400, 100, 700, 300, 1_000, 150, 1_500, 500, 2_500, 50, 4_000, 8_000, 600, 250, 16_000] {
        let output = signalled(folder, arguments, &[name], Duration::from_millis(milliseconds));
        let said = said(&output);
        let Some((_, rest)) = said.split_once("interrupted: ") else { continue };
        let done: u64 = rest.split(' ').next().unwrap().parse().unwrap();
        if done > 0 {
            return (done, output);
        }
    }
    panic!("no signal came between two topics");
}

#[test]
fn an_interrupted_run_gives_what_it_has_and_says_so() {
    let folder = set(300, 60);
    for (name, format) in [("INT", "json"), ("TERM", "partial")] {
        fs::write(folder.path().join("out"), "from before").unwrap();
        let (done, output) = interrupted(folder.path(), &["check", "docs", "--format", format, "-o", "out"], name);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(
            said(&output).contains(&format!("interrupted: {done} of 300 topics were checked")),
            "{}",
            said(&output)
        );
        let written = fs::read_to_string(folder.path().join("out")).unwrap();
        if format == "json" {
            let report: serde_json::Value = serde_json::from_str(&written).unwrap();
            assert_eq!((&report["incomplete"], &report["stats"]["topics"]), (&true.into(), &done.into()));
        } else {
            assert_eq!(written.lines().count() as u64, done + 1);
            let output = run(folder.path(), &["merge", "out", "--exit-zero"]);
            assert_eq!(output.status.code(), Some(2));
            assert!(
                String::from_utf8_lossy(&output.stdout).contains("Not everything was checked: the run was interrupted")
            );
        }
        assert_eq!(names(folder.path()), ["docs", "out"]);
    }
    // What is known and accepted is not made of a part.
    fs::write(folder.path().join("baseline"), "from before").unwrap();
    let arguments = ["check", "docs", "--baseline", "baseline", "--write-baseline"];
    let (_, output) = interrupted(folder.path(), &arguments, "INT");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("the baseline stays as it is"), "{}", said(&output));
    assert_eq!(fs::read_to_string(folder.path().join("baseline")).unwrap(), "from before");
}

#[test]
fn the_second_signal_ends_a_run_at_once() {
    // A topic that takes long by itself.
    let folder = set(2, 6_000);
    fs::write(folder.path().join("out"), "from before").unwrap();
    let started = Instant::now();
    let arguments = ["check", "docs", "--format", "json", "-o", "out"];
    let output = signalled(folder.path(), &arguments, &["INT", "TERM"], Duration::from_millis(50));
    assert_eq!(output.status.code(), Some(130), "{} after {:?}", said(&output), started.elapsed());
    assert_eq!(fs::read_to_string(folder.path().join("out")).unwrap(), "from before");
    assert_eq!(names(folder.path()), ["docs", "out"]);
}

#[test]
fn what_was_being_written_is_taken_away() {
    let folder = set(1, 1);
    assert_eq!(run(folder.path(), &["learn", "docs", "-o", "model"]).status.code(), Some(0));
    let arguments = ["check", "--stdin-topics", "--model", "model", "--format", "jsonl", "-o", "out"];
    let mut child = command(folder.path(), &arguments).stdin(Stdio::piped()).spawn().unwrap();
    // Waiting for the process would close it, and that is the end of a stream.
    let _input = child.stdin.take();
    let is_begun = || names(folder.path()).iter().any(|name| name.starts_with(".docparity-"));
    let started = Instant::now();
    while !is_begun() {
        assert!(started.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(10));
    }
    signal(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(names(folder.path()), ["docs", "model"]);
}

#[test]
fn a_reader_may_leave_at_any_time() {
    let folder = set(60, 20);
    let formats =
        ["terminal", "compact", "json", "jsonl", "csv", "sarif", "gitlab", "junit", "checkstyle", "rdjson", "partial"];
    let mut commands: Vec<Vec<&str>> = formats.iter().map(|format| vec!["check", "docs", "--format", format]).collect();
    for format in ["csv", "md", "html", "json"] {
        commands.push(vec!["matrix", "docs", "--format", format]);
    }
    for format in ["jsonl", "tmx", "xliff"] {
        commands.push(vec!["align", "docs", "--format", format]);
    }
    commands.push(vec!["topics", "docs", "--format", "jsonl"]);
    commands.push(vec!["claims", "docs/en-US/1.md", "--locale", "en-US"]);
    for arguments in commands {
        let mut child = command(folder.path(), &arguments).spawn().unwrap();
        let mut first = [0; 1];
        child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {:?}", output.status);
        assert_eq!(said(&output), "", "{arguments:?}");
    }
    // Who reads nothing at all, and nobody to complain to.
    let mut child = command(folder.path(), &["check", "docs"]).stderr(Stdio::null()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let quoted = Command::cargo_bin("docparity").unwrap();
    let script = format!("'{}' check docs >&- 2>&-", quoted.get_program().to_string_lossy());
    let status = Command::new("sh").args(["-c", &script]).current_dir(folder.path()).status().unwrap();
    assert!(matches!(status.code(), Some(1 | 2)), "{status:?}");
}

/// Whether this process may do what others may not.
fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

/// The command as somebody to whom something can be forbidden; `None` where nobody else can be had.
fn as_nobody(folder: &Path, arguments: &[&str]) -> Option<Output> {
    if !is_root() {
        return Some(run(folder, arguments));
    }
    let program = command(folder, &[]).get_program().to_owned();
    let mut other = Command::new("setpriv");
    other.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program).args(arguments);
    let output = other.current_dir(folder).stdin(Stdio::null()).output().ok()?;
    // Where the program itself is out of reach.
    (!said(&output).contains("setpriv:")).then_some(output)
}

#[test]
fn what_may_not_be_read_is_named_and_the_rest_is_checked() {
    let folder = set(3, 1);
    let path = |name: &str| folder.path().join(name);
    let mode = |name: &str, mode: u32| fs::set_permissions(path(name), fs::Permissions::from_mode(mode)).unwrap();
    fs::create_dir_all(path("docs/fr-FR/closed")).unwrap();
    fs::write(path("docs/fr-FR/closed/a.md"), FRENCH).unwrap();
    mode("", 0o755);
    mode("docs/fr-FR/1.md", 0);
    mode("docs/fr-FR/closed", 0);
    let checked = as_nobody(folder.path(), &["check", "docs", "--format", "jsonl", "--no-cache"]);
    let refused = as_nobody(folder.path(), &["check", "docs", "-o", "out", "--no-cache"]);
    let all_closed = {
        mode("docs", 0);
        let output = as_nobody(folder.path(), &["check", "docs", "--no-cache"]);
        mode("docs", 0o755);
        output
    };
    let cache = {
        fs::create_dir(path("cache")).unwrap();
        as_nobody(folder.path(), &["check", "docs/fr-FR/0.md", "docs/en-US/0.md", "--cache-dir", "cache"])
    };
    mode("docs/fr-FR/closed", 0o755);
    let (Some(checked), Some(refused), Some(all_closed), Some(cache)) = (checked, refused, all_closed, cache) else {
        println!("skipped: there is nobody here to whom anything is forbidden");
        return;
    };
    assert_eq!(checked.status.code(), Some(2), "{}", said(&checked));
    let findings = String::from_utf8(checked.stdout).unwrap();
    let of = |rule: &str| -> Vec<String> {
        let finding = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
        let of_rule = findings.lines().map(finding).filter(|finding| finding["rule"] == rule);
        of_rule.map(|finding| finding["target"]["path"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(of("unreadable-file"), ["docs/fr-FR/1.md", "docs/fr-FR/closed"]);
    assert_eq!(of("version-missing"), ["docs/fr-FR/0.md", "docs/fr-FR/2.md"]);
    assert!(findings.contains("cannot be read: permission denied"));
    if is_root() {
        // The folder is the administrator's, so nobody else writes there.
        assert_eq!(refused.status.code(), Some(2));
        assert!(said(&refused).to_lowercase().contains("permission denied"), "{}", said(&refused));
        assert!(said(&cache).contains("cannot use the cache cache"), "{}", said(&cache));
        assert_eq!(cache.status.code(), Some(1), "{}", said(&cache));
    }
    assert_eq!(all_closed.status.code(), Some(2));
    assert!(!path("out").exists() || !is_root());
}

/// Runs a script of the shell with `$DOCPARITY` in a folder.
fn script(folder: &Path, script: &str) -> Output {
    let program = command(folder, &[]).get_program().to_owned();
    Command::new("sh").args(["-c", script]).current_dir(folder).env("DOCPARITY", program).output().unwrap()
}

#[test]
fn a_full_disk_leaves_nothing_half_written() {
    let folder = set(20, 20);
    let whole = run(folder.path(), &["check", "docs", "--format", "json", "--no-cache"]);
    assert!(whole.stdout.len() > 64 * 1024);
    // Files may grow to 8 KiB here (in blocks of 512 bytes or 1024).
    let output = script(
        folder.path(),
        "trap '' XFSZ; ulimit -f 8; exec \"$DOCPARITY\" check docs --format json --no-cache -o out",
    );
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("nothing was written"), "{}", said(&output));
    assert_eq!(names(folder.path()), ["docs"]);
    let output = script(folder.path(), "trap '' XFSZ; ulimit -f 8; exec \"$DOCPARITY\" report docs --no-cache -o out");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(names(folder.path()), ["docs"]);
    // A cache in which nothing has room is as if there were none, and does no harm later.
    let cached = "exec \"$DOCPARITY\" check docs --format json --cache-dir cache";
    for limited in ["trap '' XFSZ; ulimit -f 0; ", "trap '' XFSZ; ulimit -f 2; ", "", ""] {
        let output = script(folder.path(), &format!("{limited}{cached}"));
        assert!(output.stdout == whole.stdout, "{limited}{}", said(&output));
        assert_eq!(output.status.code(), whole.status.code());
    }
}

#[test]
fn a_file_system_without_room_is_like_a_full_disk() {
    let folder = set(20, 20);
    let whole = run(folder.path(), &["check", "docs", "--format", "json", "--no-cache"]);
    let on_small_disk = |arguments: &str| {
        let mount = "mkdir -p disk && mount -t tmpfs -o size=64k none disk";
        let inner = format!(
            "{mount} && echo mounted >&2 && \"$DOCPARITY\" {arguments}; status=$?; ls -A disk >&2; exit $status"
        );
        let outer = format!("unshare --mount --user --map-root-user sh -c '{inner}'");
        let output = script(folder.path(), &outer);
        said(&output).contains("mounted").then_some(output)
    };
    let (Some(written), Some(cached)) = (
        on_small_disk("check docs --format json --no-cache -o disk/out"),
        on_small_disk("check docs --format json --cache-dir disk/cache"),
    ) else {
        println!("skipped: no file system can be mounted here");
        return;
    };
    assert_eq!(written.status.code(), Some(2), "{}", said(&written));
    assert!(said(&written).to_lowercase().contains("no space left on device"), "{}", said(&written));
    assert!(
        !said(&written).contains("at path")
            && !said(&written).contains("out\n")
            && !said(&written).contains(".docparity-"),
        "{}",
        said(&written)
    );
    assert_eq!(cached.status.code(), whole.status.code(), "{}", said(&cached));
    assert!(cached.stdout == whole.stdout);
}

#[test]
fn what_is_no_file_is_not_read() {
    let folder = set(1, 1);
    let pages = folder.path().join("docs/fr-FR");
    let _socket = UnixListener::bind(pages.join("socket.md")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", pages.join("zero.md")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", pages.join("0.html")).unwrap();
    assert!(Command::new("mkfifo").arg(pages.join("pipe.md")).status().unwrap().success());
    let started = Instant::now();
    let output = run(folder.path(), &["check", "docs", "--format", "json", "--no-cache"]);
    assert!(started.elapsed() < Duration::from_secs(60));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["stats"]["pages"], 2);
    assert!(!String::from_utf8_lossy(&output.stdout).contains("root:"));
    for special in ["docs/fr-FR/socket.md", "docs/fr-FR/pipe.md", "/dev/zero", "/dev/null"] {
        let output = run(folder.path(), &["check", special]);
        assert_eq!(output.status.code(), Some(2), "{special}");
        assert!(said(&output).contains("neither a file nor a folder"), "{special}: {}", said(&output));
    }
}

#[test]
fn topics_that_come_in_are_answered_before_the_stream_breaks() {
    let folder = set(1, 1);
    assert_eq!(run(folder.path(), &["learn", "docs", "-o", "model"]).status.code(), Some(0));
    let topics = run(folder.path(), &["topics", "docs", "--format", "jsonl"]).stdout;
    let arguments = ["check", "--stdin-topics", "--model", "model", "--format", "partial"];
    let mut child = command(folder.path(), &arguments).stdin(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(&topics).unwrap();
    // Half a topic, and then nothing any more.
    input.write_all(&topics[..topics.len() / 2]).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("line 2: is no topic"), "{}", said(&output));
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 2);
}
