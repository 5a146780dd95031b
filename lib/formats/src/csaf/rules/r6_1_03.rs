//! 6.1.3: a product that a relationship defines must not be made of itself.

use super::super::view::{Doc, list, text};
use super::Found;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let mut edges: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (_, relation) in list(doc.at("/product_tree"), "relationships") {
        let defines = relation.get("full_product_name").and_then(|p| text(p, "product_id"));
        let parts = ["product_reference", "relates_to_product_reference"].into_iter().filter_map(|key| text(relation, key));
        if let Some(id) = defines {
            edges.entry(id).or_default().extend(parts);
        }
    }
    for (at, relation) in list(doc.at("/product_tree"), "relationships") {
        let defines = relation.get("full_product_name").and_then(|p| text(p, "product_id"));
        if let Some(id) = defines.filter(|id| reaches_itself(&edges, id)) {
            found(format!("/product_tree/relationships/{at}/full_product_name/product_id"), format!("product `{id}` is made of itself"));
        }
    }
}

fn reaches_itself(edges: &BTreeMap<&str, Vec<&str>>, start: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = edges.get(start).cloned().unwrap_or_default();
    while let Some(id) = open.pop() {
        if id == start {
            return true;
        }
        if seen.insert(id) {
            open.extend(edges.get(id).into_iter().flatten());
        }
    }
    false
}
