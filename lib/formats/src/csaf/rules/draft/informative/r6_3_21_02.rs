//! 6.3.21.2: a document that is not public had better use no experimental extension.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    if doc.label() != "CLEAR" {
        facts::each_extension(doc, "an experimental extension", found);
    }
}
