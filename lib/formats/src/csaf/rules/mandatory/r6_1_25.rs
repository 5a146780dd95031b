//! 6.1.25: a file has at most one hash of each algorithm.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
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
