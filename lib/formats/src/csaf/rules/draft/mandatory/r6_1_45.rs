//! 6.1.45: what a public document tells was disclosed before its newest revision.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, vulnerability) in doc.vulnerabilities().filter(|_| doc.label() == "CLEAR") {
        facts::not_after_release(doc, format!("{place}/disclosure_date"), text(vulnerability, "disclosure_date"), found);
    }
}
