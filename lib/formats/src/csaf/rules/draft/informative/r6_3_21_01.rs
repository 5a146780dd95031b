//! 6.3.21.1: an extension is not essential.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, extension) in facts::extensions(doc) {
        if text(extension, "category") == Some("essential") {
            found(format!("{place}/category"), "a reader may miss what matters".to_owned());
        }
    }
}
