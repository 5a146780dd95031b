//! 6.3.22: product paths are not nested.

use crate::csaf::rules::Found;
use crate::csaf::tree::Value;
use crate::csaf::view::{Doc, list, text};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let paths = || list(doc.at("/product_tree"), "product_paths");
    let own = |path: &'_ Value<'_>| path.get("full_product_name").and_then(|product| text(product, "product_id")).map(str::to_owned);
    let made: BTreeSet<String> = paths().filter_map(|(_, path)| own(path)).collect();
    for (at, path) in paths() {
        let next = list(path, "subpaths")
            .filter_map(|(of, subpath)| Some((format!("subpaths/{of}/next_product_reference"), text(subpath, "next_product_reference")?)));
        let begin = text(path, "beginning_product_reference").map(|id| ("beginning_product_reference".to_owned(), id));
        for (step, id) in begin.into_iter().chain(next).filter(|(_, id)| made.contains(*id)) {
            found(format!("/product_tree/product_paths/{at}/{step}"), format!("`{id}` is a product path itself"));
        }
    }
}
