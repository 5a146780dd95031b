//! 6.1.57: a category stands once on the way to a product.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for leaf in doc.leaves() {
        let mut seen = BTreeSet::new();
        for (category, _) in leaf.path.iter().filter(|(category, _)| *category != "product_family") {
            if !seen.insert(category) {
                found(leaf.place.to_string(), format!("`{category}` stands above it twice"));
            }
        }
    }
}
