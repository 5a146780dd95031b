//! 6.1.6: no product may have contradicting states in one vulnerability.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list};
use std::collections::BTreeMap;

/// States that go together; "recommended" goes with all.
const KINDS: [&[&str]; 5] = [
    &["first_affected", "known_affected", "last_affected"],
    &["known_not_affected"],
    &["first_fixed", "fixed"],
    &["under_investigation"],
    &["unknown"],
];

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        let Some(status) = vulnerability.get("product_status") else { continue };
        let mut kind_of: BTreeMap<&str, usize> = BTreeMap::new();
        for (kind, keys) in KINDS.iter().enumerate() {
            for key in *keys {
                for (at, id) in list(status, key).filter_map(|(at, id)| Some((at, id.as_str()?))) {
                    if *kind_of.entry(id).or_insert(kind) != kind {
                        found(format!("{pointer}/product_status/{key}/{at}"), format!("product `{id}` has contradicting states"));
                    }
                }
            }
        }
    }
}
