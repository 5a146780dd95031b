//! TestApp, fixed clock, fake outside: a house in a temporary directory, asked through its router.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "for tests only")]

mod browser;
mod house;
mod postgres;

pub use browser::{Browser, Reply};
pub use house::{NOW, TestApp};
pub use postgres::Database;
/// The ledger, for looking below what the faces show.
pub use store;
