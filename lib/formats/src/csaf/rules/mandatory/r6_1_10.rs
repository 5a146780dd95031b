//! 6.1.10: metrics written out beside a vector must be those of the vector.

use super::cvss_names as names;
use super::r6_1_08::objects;
use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, text};
use scoring::cvss::Vector;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, cvss) in objects(doc) {
        let Some(vector) = text(cvss, "vectorString").filter(|v| Vector::parse(v).is_ok()) else { continue };
        let v2 = pointer.ends_with("cvss_v2");
        for name in names::of(v2) {
            let Some(written) = text(cvss, name.property) else { continue };
            // What the vector leaves out it does not contradict: the cases of 6.2.19 state such metrics beside it alone.
            let short = vector.split('/').filter_map(|part| part.split_once(':')).find(|(metric, _)| *metric == name.metric);
            let Some((_, short)) = short else { continue };
            if name.values.iter().find(|(_, word)| *word == written).is_some_and(|(own, _)| *own != short) {
                found(format!("{pointer}/{}", name.property), format!("{written}, but the vector says {}:{short}", name.metric));
            }
        }
    }
}
