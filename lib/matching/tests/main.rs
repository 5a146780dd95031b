//! The matcher over mini-fixtures, both directions, and alias clusters.
#![allow(clippy::unwrap_used, missing_docs)]

mod aliases;
mod directions;
mod fixture;
mod gold;
mod verdicts;
