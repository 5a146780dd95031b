//! Nouns, states and every rule of the house: pure, no serde, SQL, async or clock.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod event;
pub mod id;
pub mod instant;
pub mod refusal;
pub mod viewer;
