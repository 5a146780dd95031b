//! 6.1.10: metrics written out beside a vector must be those of the vector.

use super::cvss_names as names;
use super::r6_1_08::objects;
use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, text};
use scoring::cvss::Vector;

/// Metrics of the longest vector.
const METRICS_MAX: usize = 32;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, cvss) in objects(doc) {
        let Some(vector) = text(cvss, "vectorString").filter(|v| Vector::parse(v).is_ok()) else { continue };
        let mut parts = Vec::with_capacity(METRICS_MAX);
        parts.extend(vector.split('/').filter_map(|part| part.split_once(':')));
        for (property, written) in cvss.members().iter().filter_map(|(key, value)| Some((key, value.as_str()?))) {
            let Some(name) = names::of(&pointer).iter().find(|name| name.property == property) else { continue };
            // What the vector leaves out it does not contradict: the cases of 6.2.19 state such metrics beside it alone.
            let Some((_, short)) = parts.iter().find(|(metric, _)| *metric == name.metric) else { continue };
            if name.values.iter().find(|(_, word)| *word == written).is_some_and(|(own, _)| own != short) {
                found(format!("{pointer}/{property}"), format!("{written}, but the vector says {}:{short}", name.metric));
            }
        }
    }
}
