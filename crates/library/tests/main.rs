//! The library through its public face: stories, limits, crashes, and the corpus.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod crashes;
mod fixture;
mod inputs;
mod labels;
mod real;
mod stories;
