//! What the history of a repository tells of its pages.

pub mod git;
pub mod status;
