//! 6.2.33: what was disclosed by today was disclosed before the newest revision.

use crate::csaf::revision::instant;
use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let (Some(newest), Some(now)) = (doc.newest(), doc.now) else { return };
    for (place, vulnerability) in doc.vulnerabilities() {
        let date = text(vulnerability, "disclosure_date").and_then(instant);
        if date.is_some_and(|date| date <= (now, 0) && date > newest) {
            found(format!("{place}/disclosure_date"), "newer than the newest revision".to_owned());
        }
    }
}
