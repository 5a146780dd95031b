//! 6.1.59: a range is more than one version.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, name) in doc.branches("product_version_range") {
        if facts::range::read(name).is_ok_and(|(_, range)| facts::range::is_single(&range)) {
            found(place.into(), format!("`{name}` is one version"));
        }
    }
}
