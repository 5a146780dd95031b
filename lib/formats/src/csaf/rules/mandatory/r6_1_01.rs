//! 6.1.1: every product id that is used must be defined.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let defined: BTreeSet<&str> = doc.product_ids().map(|(_, id)| id).collect();
    for (pointer, id) in doc.product_refs() {
        if !defined.contains(*id) {
            found(pointer.clone().into(), format!("product `{id}` is not defined"));
        }
    }
}
