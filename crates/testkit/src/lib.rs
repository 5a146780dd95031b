//! TestApp, fixed clock, fake outside: a house in a temporary directory, asked through its router.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "for tests only")]

mod browser;
mod house;
mod postgres;
mod schema;

pub use browser::{Browser, Reply};
pub use house::{NOW, TestApp};
pub use postgres::Database;
pub use schema::csaf_schema_errors;
/// What lies below the faces, for looking deeper than they show.
pub use {formats, outside, store};

use base64::Engine as _;

/// Reads Base64 that is UTF-8.
#[must_use]
pub fn from_base64(text: &str) -> Option<String> {
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(text).ok()?).ok()
}
