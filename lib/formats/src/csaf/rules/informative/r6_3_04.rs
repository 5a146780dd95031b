//! 6.3.4: a vulnerability should have a CWE.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        if vulnerability.get("cwe").is_none() {
            found(format!("{pointer}/cwe"), "missing".to_owned());
        }
    }
}
