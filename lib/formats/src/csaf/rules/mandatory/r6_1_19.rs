//! 6.1.19: the revision history has no pre-release versions.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for item in doc.history().iter().filter(|item| !item.version.pre.is_empty()) {
        found(format!("{}/number", item.pointer), format!("`{}` is a pre-release", item.number));
    }
}
