//! 6.2.17: a CVE id should stand in `cve`, not among the other ids.

use crate::csaf::rules::Found;
use crate::csaf::shape::is_cve;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        for (at, id) in list(vulnerability, "ids") {
            if let Some(cve) = text(id, "text").filter(|text| is_cve(text)) {
                found(format!("{pointer}/ids/{at}/text"), format!("{cve} belongs into `cve`"));
            }
        }
    }
}
