//! 6.1.53: exploitation is known after it happened.

use crate::csaf::revision::instant;
use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, vulnerability) in doc.vulnerabilities() {
        for (at, item) in list(vulnerability, "first_known_exploitation_dates") {
            let date = |key| text(item, key).and_then(instant);
            if let (Some(known), Some(happened)) = (date("date"), date("exploitation_date"))
                && happened > known
            {
                found(format!("{place}/first_known_exploitation_dates/{at}/exploitation_date"), "newer than `date`".to_owned());
            }
        }
    }
}
