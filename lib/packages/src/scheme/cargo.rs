//! Rust crates: semantic versions without any prefix.

use super::key::Key;

pub(super) fn key(version: &str) -> Option<Key> {
    if version.starts_with(|c: char| c.is_ascii_digit()) { super::semver::key(version) } else { None }
}
