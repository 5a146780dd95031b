//! Swift packages: semantic versions, as tags name them with or without `v`.
//!
//! Source: Swift Package Manager, "PackageDescription", `Version`: SemVer 2.0.0; build metadata has no weight.

use super::key::Writer;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    super::semver::write(version, w)
}
