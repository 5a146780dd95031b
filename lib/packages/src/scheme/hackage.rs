//! Haskell packages: numbers with dots, compared one by one.
//!
//! A longer version stands after its beginning, zeros included: `1.0` comes before `1.0.0`.
//! Source: Haskell Package Versioning Policy, "Version numbers", which takes the lexicographic order of the components.

use super::key::Writer;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    super::cran::write_numbers(version, &['.'], w)
}
