//! 6.3.10: versions should be listed one by one instead of by a range.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, name) in doc.branches("product_version_range") {
        // The category stands beside the name.
        found(String::from(pointer).trim_end_matches("/name").to_owned() + "/category", format!("`{name}` is a range"));
    }
}
