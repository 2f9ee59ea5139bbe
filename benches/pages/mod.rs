//! Which pages the benchmarks run on.

use camino::Utf8PathBuf;

/// A set of real pages that stands beside the project on the developers' machines.
const LARGE: &str = "../shared/corpus/technet";

/// The pages that every clone has.
const BUNDLED: &str = "corpus/technet";

/// The folder that `DOCPARITY_BENCH_CORPUS` names, else the large set, else the
/// bundled pages, which is said on standard error.
pub(crate) fn folder() -> Utf8PathBuf {
    let project = Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    if let Some(folder) = std::env::var_os("DOCPARITY_BENCH_CORPUS") {
        let folder = Utf8PathBuf::from(folder.to_string_lossy().into_owned());
        assert!(folder.is_dir(), "DOCPARITY_BENCH_CORPUS: {folder} is no folder");
        return folder;
    }
    let large = project.join(LARGE);
    if large.is_dir() {
        return large;
    }
    eprintln!(
        "there are no pages in {LARGE}, so the few of {BUNDLED} are measured; \
         set DOCPARITY_BENCH_CORPUS to a folder with some thousand pages for figures that mean something"
    );
    project.join(BUNDLED)
}
