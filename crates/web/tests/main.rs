//! What the faces answer, asked through the router.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod grid;
mod session;
