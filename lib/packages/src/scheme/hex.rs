//! Hex packages of Elixir and Erlang: semantic versions.
//!
//! Source: the documentation of Elixir's `Version`: SemVer 2.0.0; build metadata is ignored when versions are compared.

use super::key::Writer;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    super::semver::write(version, w)
}
