//! Nouns, states and every rule of the house: pure, no serde, SQL, async or clock.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod access;
pub mod advisory;
pub mod assessment;
pub mod calendar;
pub mod catalogue;
pub mod cra;
pub mod deadline;
pub mod embargo;
pub mod event;
pub mod fact;
pub mod feed;
pub mod finding;
pub mod id;
pub mod instant;
pub mod keyed;
pub mod number;
pub mod person;
pub mod plan;
pub mod psirt_case;
pub mod refusal;
pub mod report;
pub mod stage;
pub mod text;
pub mod viewer;

#[cfg(test)]
mod testing;
