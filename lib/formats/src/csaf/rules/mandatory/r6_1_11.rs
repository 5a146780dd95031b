//! 6.1.11: a weakness must exist in CWE and bear its name there.

use crate::csaf::cwe;
use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        let Some(weakness) = vulnerability.get("cwe") else { continue };
        let (Some(id), Some(name)) = (text(weakness, "id"), text(weakness, "name")) else { continue };
        match cwe::name(id) {
            None => found(format!("{pointer}/cwe/id"), format!("`{id}` is no weakness of the catalogue")),
            Some(known) if !cwe::is_named(id, name) => found(format!("{pointer}/cwe/name"), format!("`{id}` is named `{known}`")),
            Some(_) => {}
        }
    }
}
