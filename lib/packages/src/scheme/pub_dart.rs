//! Dart packages: semantic versions whose build metadata count.
//!
//! A version with build metadata stands after the one without; their identifiers compare as those of a prerelease do.
//! Source: dart.dev, "Package versioning", and the documentation of `pub_semver`, which keeps this rule of SemVer 2.0.0-rc.1.

use super::key::Writer;
use super::semver::{PLAIN, Rules, read};

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    read(version, w, Rules { build: true, ..PLAIN })
}

/// Reads what comparators are given though it is no version: more than three numbers.
pub(super) fn write_loose(version: &str, w: &mut Writer) -> Option<()> {
    read(version, w, Rules { build: true, numbers_max: usize::MAX, ..PLAIN })
}
