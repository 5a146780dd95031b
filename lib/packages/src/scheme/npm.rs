//! npm: semantic versions, with the `v` or `=` that node-semver strips.
//!
//! Source: the README of node-semver, "Versions".

use super::key::Writer;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    super::semver::write(version.strip_prefix('=').unwrap_or(version).trim_start(), w)
}
