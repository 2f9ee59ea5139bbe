//! What the `git` command tells of a repository.
//!
//! Only plumbing that runs nothing of the repository's own: no hooks, no external
//! differs, no filters. References are resolved to hashes first, so that none can
//! be taken for an option. Paths come with NUL between them, so that every name
//! is read as it is.

use std::io::{Read, Seek, Write};
use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};

/// A git repository with a working tree.
#[derive(Debug, Clone)]
pub struct Repository {
    /// The folder of the working tree, as an absolute path without links.
    root: Utf8PathBuf,
}

/// Why git does not tell.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The machine's: there is no `git`.
    #[error("the git command cannot be run ({0}); install git, or leave out the options that need it")]
    NoGit(std::io::Error),
    /// The user's fault: the folder is in no repository.
    #[error("{0} is in no git repository; run this in a clone")]
    NoRepository(Utf8PathBuf),
    /// The user's to decide: there is nothing to compare with yet.
    #[error("the repository has no commits yet, so there is nothing to compare with; commit first")]
    NoCommits,
    /// The user's fault: a typo, or a shallow clone.
    #[error("there is no commit `{reference}`{}", if *.shallow { "; this clone is shallow: fetch more of its history, with `git fetch --unshallow` or `fetch-depth: 0` in the checkout step" } else { "; `git branch --all` and `git tag` list what there is" })]
    NoCommit {
        /// As given.
        reference: String,
        /// Whether the clone holds only a part of the history.
        shallow: bool,
    },
    /// Git's: it says what.
    #[error("git {command}: {message}")]
    Failed {
        /// The subcommand.
        command: String,
        /// What it wrote to standard error.
        message: String,
    },
}

/// A file of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// From the root of the working tree.
    pub path: Utf8PathBuf,
    /// Its bytes as they were committed.
    pub bytes: Vec<u8>,
}

/// A commit that changed a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The whole hash.
    pub hash: String,
    /// When it was made, as `2017-01-20`.
    pub date: String,
    /// When it was made, in seconds since 1970.
    pub time: i64,
    /// The first line of its message.
    pub subject: String,
    /// The files that it changed, from the root of the working tree.
    pub paths: Vec<Utf8PathBuf>,
}

impl Repository {
    /// The repository that a file or folder is in.
    ///
    /// # Errors
    /// [`GitError`]: no git, or no repository.
    pub fn of(path: &Utf8Path) -> Result<Repository, GitError> {
        let folder = if path.is_file() { path.parent().unwrap_or(path) } else { path };
        let folder = if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder };
        let here = Repository { root: folder.to_owned() };
        let found = here.text(&["rev-parse", "--show-toplevel"]).map_err(|error| match error {
            GitError::Failed { .. } => GitError::NoRepository(path.to_owned()),
            other => other,
        })?;
        let root = Utf8PathBuf::from(found.trim_end_matches('\n'));
        Ok(Repository { root: root.canonicalize_utf8().unwrap_or(root) })
    }

    /// The folder of the working tree.
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// The hash of the commit that a branch, a tag or an expression stands for.
    ///
    /// # Errors
    /// [`GitError`]: no such commit, with what to do.
    pub fn commit(&self, reference: &str) -> Result<String, GitError> {
        let wanted = format!("{reference}^{{commit}}");
        let found = self.text(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]);
        match found {
            Ok(hash) => Ok(hash.trim().to_owned()),
            Err(GitError::Failed { .. }) if !self.has_commits() => Err(GitError::NoCommits),
            Err(GitError::Failed { .. }) => {
                let shallow = self.text(&["rev-parse", "--is-shallow-repository"]);
                let shallow = shallow.is_ok_and(|answer| answer.trim() == "true");
                Err(GitError::NoCommit { reference: reference.to_owned(), shallow })
            }
            Err(error) => Err(error),
        }
    }

    fn has_commits(&self) -> bool {
        self.text(&["rev-parse", "--verify", "--quiet", "HEAD"]).is_ok()
    }

    /// Where the current commit left the line of `reference`: what a pull request
    /// against it changed, changed since there. `reference` itself where they share nothing.
    ///
    /// # Errors
    /// [`GitError`]: no such commit.
    pub fn base_of(&self, reference: &str) -> Result<String, GitError> {
        let commit = self.commit(reference)?;
        match self.text(&["merge-base", &commit, "HEAD"]) {
            Ok(base) => Ok(base.trim().to_owned()),
            Err(GitError::Failed { .. }) => Ok(commit),
            Err(error) => Err(error),
        }
    }

    /// Files that differ between a commit and the working tree, new and deleted
    /// ones included, as absolute paths.
    ///
    /// # Errors
    /// [`GitError`].
    pub fn changed_since(&self, commit: &str) -> Result<Vec<Utf8PathBuf>, GitError> {
        let mut paths =
            self.paths(&["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", commit, "--"])?;
        paths.extend(self.paths(&["ls-files", "-z", "--others", "--exclude-standard"])?);
        Ok(paths)
    }

    /// Files that are staged for the next commit, as absolute paths.
    ///
    /// # Errors
    /// [`GitError`].
    pub fn staged(&self) -> Result<Vec<Utf8PathBuf>, GitError> {
        // Before the first commit everything that is staged is new.
        if !self.has_commits() {
            return self.paths(&["ls-files", "-z", "--cached"]);
        }
        self.paths(&["diff", "--cached", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--"])
    }

    /// The files of a commit whose path is `wanted`, symbolic links and submodules left out.
    ///
    /// # Errors
    /// [`GitError`].
    pub fn files_at(&self, commit: &str, wanted: &dyn Fn(&Utf8Path) -> bool) -> Result<Vec<Blob>, GitError> {
        let listed = self.run(&["ls-tree", "-r", "-z", commit], None)?;
        let mut files: Vec<(Utf8PathBuf, &str)> = Vec::new();
        for line in listed.split(|byte| *byte == 0) {
            // `<mode> blob <hash>\t<path>`
            let Ok(line) = std::str::from_utf8(line) else { continue };
            let Some((head, path)) = line.split_once('\t') else { continue };
            let mut head = head.split(' ');
            let (mode, _, hash) = (head.next(), head.next(), head.next());
            if let (Some("100644" | "100755"), Some(hash)) = (mode, hash)
                && wanted(Utf8Path::new(path))
            {
                files.push((path.into(), hash));
            }
        }
        let asked = files.iter().fold(String::new(), |asked, (_, hash)| asked + hash + "\n");
        let answer = self.run(&["cat-file", "--batch"], Some(&asked))?;
        let mut rest = answer.as_slice();
        let mut blobs = Vec::with_capacity(files.len());
        for (path, _) in files {
            // `<hash> blob <size>\n<bytes>\n`
            let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { break };
            let head = String::from_utf8_lossy(&rest[..end]);
            let size: usize = head.rsplit(' ').next().and_then(|size| size.parse().ok()).unwrap_or(0);
            rest = &rest[end + 1..];
            blobs.push(Blob { path, bytes: rest.get(..size).unwrap_or_default().to_owned() });
            rest = rest.get(size + 1..).unwrap_or_default();
        }
        Ok(blobs)
    }

    /// The commits that the current one stands on, the newest first, each with the
    /// files that it changed; merges change nothing by themselves.
    ///
    /// # Errors
    /// [`GitError`].
    pub fn log(&self) -> Result<Vec<Commit>, GitError> {
        if !self.has_commits() {
            return Err(GitError::NoCommits);
        }
        let format = "--format=%x01%H%x00%ct%x00%cs%x00%s";
        let listed = self.run(
            &["log", format, "--name-only", "-z", "--no-renames", "--no-merges", "--no-ext-diff", "HEAD", "--"],
            None,
        )?;
        let listed = String::from_utf8_lossy(&listed);
        let commits = listed.split('\u{1}').filter(|part| !part.is_empty()).filter_map(|part| {
            let mut fields = part.split('\0');
            let (hash, time, date, subject) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
            let paths = fields.map(|path| path.trim_start_matches('\n')).filter(|path| !path.is_empty());
            Some(Commit {
                hash: hash.to_owned(),
                time: time.parse().ok()?,
                date: date.to_owned(),
                subject: subject.to_owned(),
                paths: paths.map(Utf8PathBuf::from).collect(),
            })
        });
        Ok(commits.collect())
    }

    /// The commits since `since` (not itself) up to the current one in which the number of
    /// times that a file says `text` changed, as hashes, the newest first.
    ///
    /// # Errors
    /// [`GitError`].
    pub fn commits_about(&self, path: &Utf8Path, text: &str, since: Option<&str>) -> Result<Vec<String>, GitError> {
        let range = since.map_or("HEAD".to_owned(), |since| format!("{since}..HEAD"));
        let wanted = format!("-S{text}");
        let listed = self.text(&[
            "log",
            "--format=%H",
            "--no-merges",
            "--no-ext-diff",
            "--no-textconv",
            &wanted,
            &range,
            "--",
            path.as_str(),
        ])?;
        Ok(listed.lines().map(str::to_owned).collect())
    }

    fn paths(&self, arguments: &[&str]) -> Result<Vec<Utf8PathBuf>, GitError> {
        let listed = self.run(arguments, None)?;
        let paths = listed.split(|byte| *byte == 0).filter_map(|path| std::str::from_utf8(path).ok());
        Ok(paths.filter(|path| !path.is_empty()).map(|path| self.root.join(path)).collect())
    }

    fn text(&self, arguments: &[&str]) -> Result<String, GitError> {
        self.run(arguments, None).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    fn run(&self, arguments: &[&str], input: Option<&str>) -> Result<Vec<u8>, GitError> {
        let mut command = Command::new("git");
        // `literal-pathspecs`: a path with a star in it is that path.
        command.args(["--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "core.quotepath=off"]);
        command.args(arguments).current_dir(&self.root).env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
        let stdin = match input {
            None => Stdio::null(),
            // A file and no pipe: nobody waits for anybody.
            Some(text) => {
                let mut file = tempfile::tempfile().map_err(GitError::NoGit)?;
                file.write_all(text.as_bytes()).and_then(|()| file.rewind()).map_err(GitError::NoGit)?;
                Stdio::from(file)
            }
        };
        let mut child =
            command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(GitError::NoGit)?;
        let mut errors = child.stderr.take();
        let messages = std::thread::spawn(move || {
            let mut text = Vec::new();
            if let Some(errors) = &mut errors {
                let _ = errors.read_to_end(&mut text);
            }
            String::from_utf8_lossy(&text).trim().to_owned()
        });
        let mut out = Vec::new();
        if let Some(stdout) = &mut child.stdout {
            stdout.read_to_end(&mut out).map_err(GitError::NoGit)?;
        }
        let status = child.wait().map_err(GitError::NoGit)?;
        let message = messages.join().unwrap_or_default();
        if status.success() {
            return Ok(out);
        }
        Err(GitError::Failed { command: arguments.first().copied().unwrap_or_default().to_owned(), message })
    }
}
