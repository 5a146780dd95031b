//! NuGet: up to four numbers and a prerelease whose case does not count.
//!
//! Numbers left out are zero, leading zeros have no weight, nor have build metadata.
//! Source: Microsoft Learn, "NuGet package versioning", "Normalized version numbers" and "Pre-release versions".

use super::key::Writer;
use super::semver::{PLAIN, Rules, read};

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    read(version, w, Rules { numbers_max: 4, ignore_case: true, ..PLAIN })
}
