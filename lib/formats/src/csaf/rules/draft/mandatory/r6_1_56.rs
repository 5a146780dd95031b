//! 6.1.56: a product is not rated by CVSS and in words by the same source.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, ids, list, text};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, vulnerability) in doc.vulnerabilities() {
        let metrics = || list(vulnerability, "metrics").filter_map(|(at, metric)| Some((at, metric, metric.get("content")?)));
        let mut scored: BTreeSet<(&str, Option<&str>)> = BTreeSet::new();
        for (_, metric, _) in metrics().filter(|(_, _, content)| facts::has_cvss(content)) {
            scored.extend(ids(metric, "products").map(|id| (id, text(metric, "source"))));
        }
        for (at, metric, _) in metrics().filter(|(_, _, content)| content.get("qualitative_severity_rating").is_some()) {
            for id in ids(metric, "products").filter(|id| scored.contains(&(*id, text(metric, "source")))) {
                let place = format!("{place}/metrics/{at}/content/qualitative_severity_rating");
                found(place, format!("product `{id}` has a CVSS score from the same source"));
            }
        }
    }
}
