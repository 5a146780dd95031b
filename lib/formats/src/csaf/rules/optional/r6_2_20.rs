//! 6.2.20: a document should have no keys beyond the schema.

use crate::csaf::rules::Found;
use crate::csaf::rules::mandatory::cvss_names;
use crate::csaf::shape;
use crate::csaf::view::{Doc, Edition};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    shape::strange(doc.root, doc.edition, found);
    // CSAF 2.1 counts the schemas that its own one refers to. SSVC and extensions allow no more than they know (6.1.46, 6.1.60.1).
    let scored = |(pointer, vulnerability): (String, _)| doc.scored(&pointer, vulnerability);
    for (place, _, cvss) in doc.vulnerabilities().filter(|_| doc.edition == Edition::V2_1).flat_map(scored) {
        for (key, _) in cvss.members().iter().filter(|(key, _)| !cvss_names::is_known(&place, key)) {
            found(format!("{place}/{}", crate::json::scan::escape(key)), "not a key of the schema".to_owned());
        }
    }
}
