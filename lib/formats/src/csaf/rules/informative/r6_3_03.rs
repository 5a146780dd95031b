//! 6.3.3: a vulnerability should have a CVE.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        if vulnerability.get("cve").is_none() {
            found(format!("{pointer}/cve"), "missing".to_owned());
        }
    }
}
