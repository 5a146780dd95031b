//! 6.1.9: scores and severities of CVSS objects must be those of their vector.

use super::r6_1_08::objects;
use crate::csaf::rules::Found;
use crate::csaf::tree::Value;
use crate::csaf::view::{Doc, text};
use scoring::cvss::{Vector, Version};

const KEYS: [(&str, &str); 3] =
    [("baseScore", "baseSeverity"), ("temporalScore", "temporalSeverity"), ("environmentalScore", "environmentalSeverity")];

/// A score in tenths; none when it has finer digits or is out of range.
fn tenths(given: f64) -> Option<i64> {
    (0..=100i32).find(|tenths| (f64::from(*tenths) / 10.0 - given).abs() < 1e-9).map(i64::from)
}

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, cvss) in objects(doc) {
        let Some(Ok(vector)) = text(cvss, "vectorString").map(Vector::parse) else { continue };
        let expected = match &vector {
            Vector::V2(v) => [Some(v.base()), v.temporal(), v.environmental()],
            Vector::V3(v) => [Some(v.base()), Some(v.temporal()), Some(v.environmental())],
            Vector::V4(v) => [Some(v.score()), None, None],
        };
        for ((score_key, severity_key), score) in KEYS.into_iter().zip(expected) {
            let Some(score) = score else { continue };
            if let Some(given) = cvss.get(score_key).and_then(Value::as_f64)
                && tenths(given) != Some(score.tenths)
            {
                found(format!("{pointer}/{score_key}"), format!("{given}, but the vector gives {score}"));
            }
            if let Some(given) = text(cvss, severity_key)
                && vector.version() != Version::V2
                && !given.eq_ignore_ascii_case(score.severity.key())
            {
                found(
                    format!("{pointer}/{severity_key}"),
                    format!("{given}, but the vector gives {}", score.severity.key().to_uppercase()),
                );
            }
        }
    }
}
