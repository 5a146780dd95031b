//! 6.3.4: a vulnerability has a CWE.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, vulnerability) in doc.vulnerabilities() {
        if vulnerability.get("cwes").is_none() {
            found(format!("{place}/cwes"), "missing".to_owned());
        }
    }
}
