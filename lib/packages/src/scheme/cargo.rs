//! Rust crates: semantic versions without any prefix.
//!
//! Source: The Cargo Book, "SemVer compatibility"; build metadata has no weight.

use super::key::Writer;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    if version.starts_with(|c: char| c.is_ascii_digit()) { super::semver::write(version, w) } else { None }
}
