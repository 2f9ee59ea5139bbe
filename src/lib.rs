//! Reads the same documentation in several languages and shows, with evidence,
//! where a translation no longer makes the same claims as its source.

pub mod align;
pub mod baseline;
pub mod bitext;
pub mod check;
pub mod claim;
pub mod compare;
pub mod config;
pub mod corpus;
pub mod digest;
pub mod finding;
pub mod history;
pub mod locale;
pub mod matrix;
pub mod page;
pub mod parse;
pub mod pipeline;
pub mod report;
pub mod segment;
pub mod side_by_side;
pub mod source;
pub mod suppress;

pub use pipeline::{check, check_and_align, check_topics};
