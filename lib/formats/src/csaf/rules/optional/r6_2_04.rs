//! 6.2.4: numbers of the revision history should have no build metadata.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (at, item) in list(doc.at("/document/tracking"), "revision_history") {
        if let Some(number) = text(item, "number").filter(|number| number.contains('+')) {
            found(format!("/document/tracking/revision_history/{at}/number"), format!("`{number}` has build metadata"));
        }
    }
}
