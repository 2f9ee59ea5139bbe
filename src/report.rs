//! Reports: what was found, in the form that a reader or a program takes.
//!
//! A report writes to any [`std::io::Write`] and knows nothing of files; it
//! takes findings in the order in which they come, and never looks into a page:
//! the lines that the terminal shows are handed to it ([`terminal::Pages`]).

pub mod align;
pub mod checkstyle;
pub mod claims;
pub mod compact;
mod context;
pub mod csv;
mod excerpt;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod json;
pub mod junit;
mod markdown;
pub mod matrix;
pub mod po;
pub mod rdjson;
pub mod sarif;
pub mod status;
mod summary;
pub mod terminal;
pub mod topics;
mod xml;

pub use context::{Context, Rule};
pub use excerpt::harmless;
