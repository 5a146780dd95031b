//! 6.1.19: the revision history has no pre-release versions.

use super::super::view::Doc;
use super::Found;

pub(super) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for item in doc.history().iter().filter(|item| !item.version.pre.is_empty()) {
        found(format!("{}/number", item.pointer), format!("`{}` is a pre-release", item.number));
    }
}
