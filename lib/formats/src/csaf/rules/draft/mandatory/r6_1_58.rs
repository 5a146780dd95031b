//! 6.1.58: one version or a range leads to a product, not both.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for leaf in doc.leaves() {
        let has = |wanted: &str| leaf.path.iter().any(|(category, _)| *category == wanted);
        if has("product_version") && has("product_version_range") {
            found(leaf.place.to_string(), "a version and a range stand above it".to_owned());
        }
    }
}
