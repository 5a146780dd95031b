//! 6.1.11: a weakness must exist in the given version of CWE and bear its name there.

use crate::csaf::cwe;
use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        for (at, weakness) in list(vulnerability, "cwes") {
            let (Some(id), Some(name), Some(written)) = (text(weakness, "id"), text(weakness, "name"), text(weakness, "version")) else {
                continue;
            };
            let Some(version) = cwe::version(written) else {
                found(format!("{pointer}/cwes/{at}/version"), format!("there is no CWE {written}"));
                continue;
            };
            match cwe::get(id).and_then(|weakness| weakness.name_in(version)) {
                None => found(format!("{pointer}/cwes/{at}/id"), format!("`{id}` is no weakness of CWE {written}")),
                Some(known) if known != name => {
                    found(format!("{pointer}/cwes/{at}/name"), format!("`{id}` is named `{known}` in CWE {written}"))
                }
                Some(_) => {}
            }
        }
    }
}
