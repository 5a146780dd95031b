//! 6.3.12: what is affected is rated by CVSS 4.0.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, ids, list};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, _, content) in doc.metrics().filter(|(_, _, content)| facts::has_cvss(content) && content.get("cvss_v4").is_none()) {
        found(format!("{place}/content/cvss_v4"), "missing".to_owned());
        _ = content;
    }
    for (place, vulnerability) in doc.vulnerabilities() {
        let scored = list(vulnerability, "metrics").filter(|(_, metric)| metric.get("content").is_some_and(facts::has_cvss));
        let scored: BTreeSet<&str> = scored.flat_map(|(_, metric)| ids(metric, "products")).collect();
        for (at, id) in doc.in_status(&place, vulnerability, &["first_affected", "known_affected", "last_affected"]) {
            if !scored.contains(id) {
                found(at.into(), format!("product `{id}` has no CVSS score"));
            }
        }
    }
}
