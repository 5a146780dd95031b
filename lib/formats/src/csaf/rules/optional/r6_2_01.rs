//! 6.2.1: a product id that is defined should be used somewhere.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    // An informational advisory may list products only to say which ones it speaks of.
    if doc.is(&["csaf_informational_advisory"]) {
        return;
    }
    let used: BTreeSet<&str> = doc.product_refs().iter().map(|(_, id)| *id).collect();
    for (pointer, id) in doc.product_ids() {
        if !used.contains(id) {
            found(pointer.into(), format!("product `{id}` is not used"));
        }
    }
}
