//! 6.1.34: branches are at most 30 deep.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for leaf in doc.leaves() {
        if leaf.path.len() > DEPTH_MAX {
            found(leaf.place.to_string(), format!("{} branches deep, at most {DEPTH_MAX}", leaf.path.len()));
        }
    }
}

/// Branches above a product.
const DEPTH_MAX: usize = 30;
