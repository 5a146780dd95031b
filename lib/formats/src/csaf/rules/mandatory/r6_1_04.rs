//! 6.1.4: every group id that is used must be defined.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let defined: BTreeSet<&str> = list(doc.at("/product_tree"), "product_groups").filter_map(|(_, g)| text(g, "group_id")).collect();
    for (pointer, id) in doc.group_refs() {
        if !defined.contains(id) {
            found(pointer.into(), format!("group `{id}` is not defined"));
        }
    }
}
