//! Any text, ordered by the bytes of its UTF-8, without any normalization.
//!
//! Source: the type `lexicographic` of the VERS specification.

use super::key::Writer;

pub(super) fn write(version: &str, w: &mut Writer) -> Option<()> {
    w.text(0, version);
    Some(())
}
