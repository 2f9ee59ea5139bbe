//! The command line of docparity.

mod cli;

use std::process::ExitCode;

/// Threads that parse allocate many small pieces at once, which the system's allocator serialises.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
