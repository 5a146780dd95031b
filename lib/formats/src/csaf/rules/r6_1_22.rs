//! 6.1.22: no version stands twice in the history.

use super::super::view::Doc;
use super::Found;
use std::collections::BTreeSet;

pub(super) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let mut seen = BTreeSet::new();
    for item in doc.history() {
        if !seen.insert(item.number) {
            found(format!("{}/number", item.pointer), format!("`{}` stands more than once", item.number));
        }
    }
}
