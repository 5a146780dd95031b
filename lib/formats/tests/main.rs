//! Conformance suites and written documents.
#![allow(clippy::unwrap_used, clippy::print_stdout)]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "suites are read from disk")]

mod convert;
mod csaf;
mod cyclonedx;
mod provider;
mod random;
mod readers;
mod records;
mod roundtrips;
mod spdx;
mod vex;
