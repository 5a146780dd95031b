//! Use cases and jobs: read, decide, write, tell.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod advisory;
pub mod assessment;
pub mod audit;
pub mod backup;
pub mod chrome;
pub mod clock;
pub mod config;
mod ctx;
pub mod deadline;
pub mod demo;
pub mod doctor;
pub mod document;
mod error;
pub mod feed;
pub mod finding;
mod house;
pub mod idempotency;
pub mod number;
pub mod outbox;
pub mod person;
pub mod post;
pub mod product;
pub mod psirt_case;
pub mod refusals;
pub mod remote;
pub mod report;
pub mod sbom;
pub mod scan;
pub mod search;
pub mod secret;
pub mod subscriber;
pub mod today;
mod unpack;
pub mod vulnerability;
pub mod work;
pub mod workbench;

pub use clock::Clock;
pub use config::Config;
pub use ctx::Ctx;
pub use error::{Error, Fault, Result};
pub use house::House;
