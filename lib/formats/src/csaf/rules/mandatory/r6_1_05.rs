//! 6.1.5: no group id may be defined twice.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let mut seen = BTreeSet::new();
    for (at, group) in list(doc.at("/product_tree"), "product_groups") {
        if let Some(id) = text(group, "group_id").filter(|id| !seen.insert(*id)) {
            found(format!("/product_tree/product_groups/{at}/group_id"), format!("group `{id}` is defined more than once"));
        }
    }
}
