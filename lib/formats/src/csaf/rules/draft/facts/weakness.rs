//! The weaknesses of all vulnerabilities, each in the version of CWE that is given.

use crate::csaf::cwe::{self, Version, Weakness};
use crate::csaf::view::{Doc, list, text};

/// Hands on each weakness that its version has: place, id, what is known of it.
pub(in crate::csaf::rules::draft) fn each(doc: &Doc<'_>, take: &mut dyn FnMut(String, &str, &Weakness, Version)) {
    for (place, vulnerability) in doc.vulnerabilities() {
        for (at, item) in list(vulnerability, "cwes") {
            let Some((id, version)) = text(item, "id").zip(text(item, "version").and_then(cwe::version)) else { continue };
            if let Some(weakness) = cwe::get(id).filter(|weakness| weakness.name_in(version).is_some()) {
                take(format!("{place}/cwes/{at}/id"), id, weakness, version);
            }
        }
    }
}

/// Hands on each version of CWE that is given: place, what is known of it, as written.
pub(in crate::csaf::rules::draft) fn each_version(doc: &Doc<'_>, take: &mut dyn FnMut(String, Option<Version>, &str)) {
    for (place, vulnerability) in doc.vulnerabilities() {
        for (at, written) in list(vulnerability, "cwes").filter_map(|(at, item)| Some((at, text(item, "version")?))) {
            take(format!("{place}/cwes/{at}/version"), cwe::version(written), written);
        }
    }
}
