//! 6.3.20: numbers come from registered systems.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, vulnerability) in doc.vulnerabilities() {
        for (at, id) in list(vulnerability, "ids") {
            if let Some(system) = text(id, "system_name").filter(|system| facts::system::fits(system, "").is_none()) {
                found(format!("{place}/ids/{at}/system_name"), format!("`{system}` is not registered"));
            }
        }
    }
}
