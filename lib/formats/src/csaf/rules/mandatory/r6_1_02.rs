//! 6.1.2: no product id may be defined twice.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let mut seen = BTreeSet::new();
    for (pointer, id) in doc.product_ids() {
        if !seen.insert(id) {
            found(pointer.into(), format!("product `{id}` is defined more than once"));
        }
    }
}
