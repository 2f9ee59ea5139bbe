//! Reports: what was found, in the form that a reader or a program takes.
//!
//! A report writes to any [`std::io::Write`] and knows nothing of files; it
//! takes findings in the order in which they come, and never looks into a page.

pub mod align;
pub mod json;
