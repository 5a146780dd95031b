//! 6.1.18: the history of a released document has no versions 0 or 0.y.z.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    if matches!(doc.status(), "final" | "interim") {
        for item in doc.history().iter().filter(|item| item.version.initial()) {
            found(format!("{}/number", item.pointer), format!("`{}` in the history of a released document", item.number));
        }
    }
}
