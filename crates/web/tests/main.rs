//! What the faces answer, asked through the router.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod advisory;
mod audit;
mod cases;
mod catalogue;
mod document;
mod feeds;
mod grid;
mod hostile;
mod intake;
mod people;
mod session;
mod spine;
mod today;
