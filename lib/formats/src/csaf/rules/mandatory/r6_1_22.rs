//! 6.1.22: no version stands twice in the history.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let mut seen = BTreeSet::new();
    for item in doc.history() {
        if !seen.insert(item.number) {
            found(format!("{}/number", item.pointer), format!("`{}` stands more than once", item.number));
        }
    }
}
