//! What a component is called and how its versions are ordered.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod cpe;
pub mod purl;
pub mod range;
pub mod scheme;
