//! 6.1.25: a file has at most one hash of each algorithm.

use super::super::view::{Doc, list, text};
use super::Found;
use std::collections::BTreeSet;

pub(super) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, product) in doc.products() {
        let Some(helper) = product.get("product_identification_helper") else { continue };
        for (at, file) in list(helper, "hashes") {
            let mut seen = BTreeSet::new();
            for (nth, hash) in list(file, "file_hashes") {
                if let Some(algorithm) = text(hash, "algorithm").filter(|a| !seen.insert(*a)) {
                    let place = format!("{pointer}/product_identification_helper/hashes/{at}/file_hashes/{nth}");
                    found(place, format!("a second `{algorithm}`"));
                }
            }
        }
    }
}
