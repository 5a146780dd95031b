//! 6.1.50: a range is a canonical VERS, or its constraints alone.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, name) in doc.branches("product_version_range") {
        if let Err(fault) = facts::range::read(name) {
            found(place.into(), fault);
        }
    }
}
