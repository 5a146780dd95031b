//! 6.2.49: a range has an upper end.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, name) in doc.branches("product_version_range") {
        if facts::range::read(name).is_ok_and(|(_, range)| facts::range::is_open_ended(&range)) {
            found(place.into(), format!("`{name}` has no upper end"));
        }
    }
}
