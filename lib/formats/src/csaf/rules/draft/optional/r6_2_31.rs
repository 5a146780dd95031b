//! 6.2.31: hardware is part of a product path.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let paths = list(doc.at("/product_tree"), "product_paths");
    let used: BTreeSet<&str> = paths
        .flat_map(|(_, path)| {
            let next = list(path, "subpaths").filter_map(|(_, subpath)| text(subpath, "next_product_reference"));
            text(path, "beginning_product_reference").into_iter().chain(next)
        })
        .collect();
    for (place, product) in doc.products() {
        let hardware = product
            .get("product_identification_helper")
            .is_some_and(|helper| ["serial_numbers", "model_numbers"].iter().any(|key| helper.get(key).is_some()));
        if let Some(id) = text(product, "product_id").filter(|id| hardware && !used.contains(id)) {
            found(place.to_string(), format!("no product path leads over `{id}`"));
        }
    }
}
