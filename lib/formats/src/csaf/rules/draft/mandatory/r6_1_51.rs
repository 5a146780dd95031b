//! 6.1.51: what EPSS says was said before the newest revision.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, _, content) in doc.metrics() {
        let Some(epss) = content.get("epss") else { continue };
        facts::not_after_release(doc, format!("{place}/content/epss/timestamp"), text(epss, "timestamp"), found);
    }
}
