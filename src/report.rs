//! Reports: what was found, in the form that a reader or a program takes.
//!
//! A report writes to any [`std::io::Write`] and knows nothing of files; it
//! takes findings in the order in which they come, and never looks into a page:
//! the lines that the terminal shows are handed to it ([`terminal::Pages`]).

pub mod align;
pub mod claims;
mod excerpt;
pub mod json;
pub mod matrix;
pub mod status;
mod summary;
pub mod terminal;
pub mod topics;

pub use excerpt::harmless;
