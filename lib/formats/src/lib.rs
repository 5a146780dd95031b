//! Bytes to and from the field's documents: no IO, no clock, no async.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod problem;
pub mod record;
