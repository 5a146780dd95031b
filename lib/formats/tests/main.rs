//! Conformance suites and written documents.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod corpus;
mod csaf;
