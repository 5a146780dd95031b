//! The suites of other projects, read from the corpus beside the checkout.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod purl_suite;
mod ranges_properties;
mod ranges_suite;
mod ranges_tables;
mod real_versions;
mod version_suites;
