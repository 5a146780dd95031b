//! 6.3.1: CVSS 2 is not the only rating of a product.

use crate::csaf::rules::Found;
use crate::csaf::tree::Value;
use crate::csaf::view::{Doc, ids, list};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, vulnerability) in doc.vulnerabilities() {
        let mut other: BTreeSet<&str> = BTreeSet::new();
        let contents = || list(vulnerability, "metrics").filter_map(|(at, metric)| Some((at, metric, metric.get("content")?)));
        let better = |content: &Value<'_>| {
            ["cvss_v3", "cvss_v4", "ssvc_v2", "epss", "qualitative_severity_rating"].iter().any(|key| content.get(key).is_some())
        };
        for (_, metric, _) in contents().filter(|(_, _, content)| better(content)) {
            other.extend(ids(metric, "products"));
        }
        for (at, metric, _) in contents().filter(|(_, _, content)| content.get("cvss_v2").is_some()) {
            if let Some(id) = ids(metric, "products").find(|id| !other.contains(id)) {
                found(format!("{place}/metrics/{at}"), format!("only CVSS 2 for product `{id}`"));
            }
        }
    }
}
