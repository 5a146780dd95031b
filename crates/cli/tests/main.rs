//! The house itself under test: its walls, the shape of its files, the words that it uses.
#![allow(clippy::unwrap_used, reason = "tests")]

mod repo;
mod terms;
mod verbs;
mod walls;
