//! 6.1.52: known exploitation lies before the newest revision.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, vulnerability) in doc.vulnerabilities() {
        for (at, item) in list(vulnerability, "first_known_exploitation_dates") {
            for key in ["date", "exploitation_date"] {
                facts::not_after_release(doc, format!("{place}/first_known_exploitation_dates/{at}/{key}"), text(item, key), found);
            }
        }
    }
}
