//! What leaves the house, as committed text in both languages, and against the official schemas.
#![allow(clippy::unwrap_used, clippy::print_stdout)]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "tests read committed text and suites from disk")]

mod csaf;
mod digest;
mod example;
mod kept;
mod letter;
mod tree;
