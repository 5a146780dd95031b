//! 6.2.20: a document should have no keys beyond the schema.

use crate::csaf::rules::Found;
use crate::csaf::shape;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    shape::strange(doc.root, doc.edition, found);
}
