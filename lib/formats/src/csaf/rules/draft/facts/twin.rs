//! Which products are versions of the same thing.

use crate::csaf::view::{Doc, list, text};
use std::collections::BTreeMap;

/// The versions of the same product, by what they have in common.
pub(in crate::csaf::rules::draft) struct Twins<'a> {
    keys: BTreeMap<&'a str, String>,
    /// For a product that is installed with another one: what it is installed on or with.
    hosts: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Twins<'a> {
    pub(in crate::csaf::rules::draft) fn of(doc: &Doc<'a>) -> Self {
        let mut keys: BTreeMap<&str, String> = BTreeMap::new();
        for leaf in doc.leaves() {
            let Some(id) = text(leaf.product, "product_id") else { continue };
            let same = leaf.path.iter().filter(|(category, _)| !category.starts_with("product_version"));
            keys.insert(id, same.map(|(category, name)| format!("{category}\u{1f}{name}\u{1e}")).collect());
        }
        let mut hosts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (_, path) in list(doc.at("/product_tree"), "product_paths") {
            let id = path.get("full_product_name").and_then(|product| text(product, "product_id"));
            let Some((id, begin)) = id.zip(text(path, "beginning_product_reference")) else { continue };
            let mut key = keys.get(begin).cloned().unwrap_or_else(|| begin.to_owned());
            for (_, subpath) in list(path, "subpaths") {
                let (category, next) = (text(subpath, "category").unwrap_or(""), text(subpath, "next_product_reference").unwrap_or(""));
                if category == "installed_with" {
                    hosts.entry(next).or_default().push(begin);
                    hosts.entry(id).or_default().push(begin);
                }
                key.push_str(&format!("{category}\u{1f}{next}\u{1e}"));
            }
            keys.insert(id, key);
        }
        Self { keys, hosts }
    }

    /// Whether one is another version of the other. Of products without branches nothing is known, so that any will do.
    pub(in crate::csaf::rules::draft) fn are(&self, one: &str, other: &str) -> bool {
        match (self.keys.get(one), self.keys.get(other)) {
            (Some(a), Some(b)) => a == b || self.installed(one, other) || self.installed(other, one),
            _ => true,
        }
    }

    fn installed(&self, patch: &str, host: &str) -> bool {
        self.hosts.get(patch).is_some_and(|hosts| hosts.contains(&host))
    }
}
