//! npm: semantic versions, with the `v` or `=` that node-semver strips.

use super::key::Key;

pub(super) fn key(version: &str) -> Option<Key> {
    super::semver::key(version.strip_prefix('=').unwrap_or(version).trim_start())
}
