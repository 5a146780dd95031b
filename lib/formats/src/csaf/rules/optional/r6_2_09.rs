//! 6.2.9: SHA-1 should not be the only hash of a file.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    super::r6_2_08::only(doc, &["sha1", "sha-1"], found);
}
