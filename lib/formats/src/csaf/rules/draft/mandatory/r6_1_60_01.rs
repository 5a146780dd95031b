//! 6.1.60.1: extensions have what all extensions have.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::shape;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, extension) in facts::extensions(doc) {
        shape::check_extension(extension, &place, found);
    }
}
