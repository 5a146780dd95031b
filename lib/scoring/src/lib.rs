//! CVSS, SSVC, EPSS, KEV and the explained priority they give: values in, values out, no clock, file or network.
//!
//! # What stands where
//!
//! | To … | use |
//! |---|---|
//! | read, score and write a CVSS vector of 2.0, 3.0, 3.1 or 4.0 | [`cvss::Vector`] |
//! | say in Japanese or English what a vector means | [`cvss::Vector::explain`] |
//! | draw a form with all metrics of a version | [`cvss::Version::metrics`] |
//! | see what would change a score, or how two vectors differ | [`cvss::what_if`], [`cvss::diff`] |
//! | answer the questions of an SSVC table | [`ssvc::table`], [`ssvc::Table::walk`] |
//! | exchange SSVC answers | [`ssvc::Vector`], [`ssvc::SelectionList`] |
//! | keep an EPSS score exactly | [`epss::Epss`] |
//! | keep a listing as exploited | [`kev::Kev`] |
//! | put findings into an order that explains itself | [`priority::Priority`] |
//!
//! # Three habits
//!
//! Scores are tenths in whole numbers, shares are decimal numbers: nothing is rounded on the way. A fault names the place and what
//! would have been right there. Nothing that was sent makes the code panic or take more memory than a small multiple of it.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod cvss;
mod day;
pub mod epss;
pub mod kev;
pub mod priority;
pub mod ssvc;

pub use day::{Day, DayFault};
