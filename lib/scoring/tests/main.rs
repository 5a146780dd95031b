//! Scores of thousands of vectors on which independent implementations agree, and the published decision table.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod corpus;
mod cvss;
mod ssvc;
