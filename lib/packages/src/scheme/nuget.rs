//! NuGet: up to four numbers and a prerelease whose case does not count.

use super::key::Key;

pub(super) fn key(version: &str) -> Option<Key> {
    super::semver::read(version, 4, true)
}
