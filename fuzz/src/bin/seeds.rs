//! Writes the seeds of every target to `corpus/<target>`, beside what fuzzing has found.

use std::fs;
use std::path::Path;

fn main() -> std::io::Result<()> {
    for (target, _) in docparity_fuzz::TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
        fs::create_dir_all(&folder)?;
        for (number, seed) in docparity_fuzz::seeds::of(target).iter().enumerate() {
            fs::write(folder.join(format!("seed-{number:03}")), seed)?;
        }
    }
    Ok(())
}
