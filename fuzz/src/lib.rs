//! The fuzz targets of docparity. What they do stands with its tests, which run it on
//! the inputs that are kept.

#[path = "../../tests/fuzzing/mod.rs"]
mod fuzzing;

pub use fuzzing::*;
