//! 6.1.2: no product id may be defined twice.

use super::super::view::Doc;
use super::Found;
use std::collections::BTreeSet;

pub(super) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let mut seen = BTreeSet::new();
    for (pointer, id) in doc.product_ids() {
        if !seen.insert(id) {
            found(pointer, format!("product `{id}` is defined more than once"));
        }
    }
}
