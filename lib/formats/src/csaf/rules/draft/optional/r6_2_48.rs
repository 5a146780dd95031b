//! 6.2.48: open source is no vendor.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, name) in doc.branches("vendor") {
        let letters: String = name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        if letters == "opensource" {
            found(place.into(), format!("`{name}` is no vendor"));
        }
    }
}
