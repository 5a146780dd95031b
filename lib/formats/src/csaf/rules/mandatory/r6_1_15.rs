//! 6.1.15: a translator names the language that was translated from.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let publisher = doc.at("/document/publisher");
    if text(publisher, "category") == Some("translator") && doc.at("/document").get("source_lang").is_none() {
        found("/document/source_lang".to_owned(), "missing".to_owned());
    }
}
