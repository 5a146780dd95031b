//! 6.2.53: a number of a registered system looks like one.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, vulnerability) in doc.vulnerabilities() {
        for (at, id) in list(vulnerability, "ids") {
            let (Some(system), Some(number)) = (text(id, "system_name"), text(id, "text")) else { continue };
            if facts::system::fits(system, number) == Some(false) {
                found(format!("{place}/ids/{at}/text"), format!("`{number}` is no number of {system}"));
            }
        }
    }
}
