//! 6.2.19: the score of a fixed product should be 0 in its environment.

use crate::csaf::rules::Found;
use crate::csaf::rules::mandatory::cvss_names;
use crate::csaf::tree::Value;
use crate::csaf::view::{Doc, ids, text};
use scoring::cvss::Vector;
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        let fixed: BTreeSet<&str> =
            doc.in_status(&pointer, vulnerability, &["first_fixed", "fixed"]).into_iter().map(|(_, id)| id).collect();
        for (place, score, cvss) in doc.scored(&pointer, vulnerability) {
            let Some(id) = ids(score, "products").find(|id| fixed.contains(id)) else { continue };
            if environmental(cvss, &place).is_some_and(|score| score > 0.0) {
                found(place, format!("product `{id}` is fixed, but its score is not 0"));
            }
        }
    }
}

/// The environmental score that is given, else the one of the vector and the metrics beside it.
fn environmental(cvss: &Value<'_>, place: &str) -> Option<f64> {
    if let Some(given) = cvss.get("environmentalScore").and_then(Value::as_f64) {
        return Some(given);
    }
    let mut vector = text(cvss, "vectorString")?.to_owned();
    for name in cvss_names::of(place) {
        let has = vector.split('/').any(|part| part.split_once(':').is_some_and(|(metric, _)| metric == name.metric));
        let word = text(cvss, name.property).filter(|_| !has);
        if let Some((value, _)) = word.and_then(|word| name.values.iter().find(|(_, own)| *own == word)) {
            vector.push_str(&format!("/{}:{value}", name.metric));
        }
    }
    let score = match Vector::parse(&vector).ok()? {
        Vector::V2(v) => v.environmental().unwrap_or_else(|| v.base()),
        Vector::V3(v) => v.environmental(),
        Vector::V4(v) => v.score(),
    };
    i32::try_from(score.tenths).ok().map(|tenths| f64::from(tenths) / 10.0)
}
