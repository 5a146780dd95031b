//! Scores of thousands of vectors on which independent implementations agree, and the published decision table.
#![allow(clippy::unwrap_used, clippy::print_stdout)]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "suites are read from disk")]

mod cvss;
mod cvss_beside;
mod cvss_rules;
mod priority;
mod ssvc;
