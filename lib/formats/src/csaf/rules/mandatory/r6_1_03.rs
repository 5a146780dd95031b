//! 6.1.3: a product that a relationship defines must not be made of itself.

use crate::csaf::rules::Found;
use crate::csaf::tree::Value;
use crate::csaf::view::{Doc, Edition, list, text};
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let relations = compositions(doc);
    let mut parts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (_, id, of) in &relations {
        parts.entry(id).or_default().extend(of);
    }
    let circular = circular(&parts);
    for (place, id, _) in relations.into_iter().filter(|(_, id, _)| circular.contains(id)) {
        found(format!("{place}/full_product_name/product_id"), format!("product `{id}` is made of itself"));
    }
}

/// What is composed of others: its place, its id and the ids of its parts.
fn compositions<'a>(doc: &Doc<'a>) -> Vec<(String, &'a str, Vec<&'a str>)> {
    let tree = doc.at("/product_tree");
    let own = |value: &'a Value<'a>| value.get("full_product_name").and_then(|product| text(product, "product_id"));
    let relations = list(tree, "relationships").filter_map(|(at, relation)| {
        let parts = ["product_reference", "relates_to_product_reference"].into_iter().filter_map(|key| text(relation, key));
        Some((format!("/product_tree/relationships/{at}"), own(relation)?, parts.collect()))
    });
    let paths = list(tree, "product_paths").filter_map(|(at, path)| {
        let next = list(path, "subpaths").filter_map(|(_, subpath)| text(subpath, "next_product_reference"));
        let parts = text(path, "beginning_product_reference").into_iter().chain(next);
        Some((format!("/product_tree/product_paths/{at}"), own(path)?, parts.collect()))
    });
    match doc.edition {
        Edition::V2_0 => relations.collect(),
        Edition::V2_1 => paths.collect(),
    }
}

/// One product of every circle: a walk in depth, each product once, meets a product that it is still inside of.
fn circular<'a>(parts: &BTreeMap<&'a str, Vec<&'a str>>) -> BTreeSet<&'a str> {
    let mut circular = BTreeSet::new();
    let mut inside = BTreeSet::new();
    let mut done = BTreeSet::new();
    for start in parts.keys() {
        let mut path: Vec<(&str, usize)> = vec![(start, 0)];
        while let Some((id, next)) = path.last_mut() {
            let id = *id;
            if *next == 0 && (done.contains(id) || !inside.insert(id)) {
                path.pop();
                continue;
            }
            let part = parts.get(id).and_then(|of| of.get(*next)).copied();
            *next += 1;
            match part {
                Some(part) if inside.contains(part) => _ = circular.insert(part),
                Some(part) => path.push((part, 0)),
                None => {
                    inside.remove(id);
                    done.insert(id);
                    path.pop();
                }
            }
        }
    }
    circular
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_however_long_and_shared_parts_are_none() {
        let diamond = BTreeMap::from([("a", vec!["b", "c"]), ("b", vec!["d"]), ("c", vec!["d"])]);
        assert_eq!(circular(&diamond), BTreeSet::new());
        let circle = BTreeMap::from([("a", vec!["x", "b"]), ("b", vec!["c"]), ("c", vec!["a"])]);
        assert_eq!(circular(&circle), BTreeSet::from(["a"]));
        assert_eq!(circular(&BTreeMap::from([("a", vec!["a"])])), BTreeSet::from(["a"]));
    }

    #[test]
    fn a_long_chain_is_walked_once() {
        let names: Vec<String> = (0..50_000).map(|n| format!("p{n}")).collect();
        let chain = names.windows(2).map(|pair| (pair[0].as_str(), vec![pair[1].as_str()])).collect();
        assert_eq!(circular(&chain), BTreeSet::new());
    }
}
