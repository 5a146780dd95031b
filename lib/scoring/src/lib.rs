//! CVSS, SSVC, EPSS, KEV and the explained priority they give.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod cvss;
pub mod priority;
pub mod ssvc;
