//! 6.2.37: a namespace that is not registered is explained by a resource.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, list, text};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, object) in facts::ssvc::objects(doc) {
        let summaries = list(object, "decision_point_resources").filter_map(|(_, resource)| text(resource, "summary"));
        let told: BTreeSet<&str> = summaries.flat_map(named).collect();
        for (at, selection) in list(object, "selections") {
            let Some(namespace) = text(selection, "namespace") else { continue };
            if facts::ssvc::standing(namespace) == facts::ssvc::Standing::Unregistered && !told.contains(namespace) {
                found(format!("{place}/selections/{at}/namespace"), format!("no resource explains `{namespace}`"));
            }
        }
    }
}

/// The words of a summary that may be namespaces, each whole, so that one does not stand for another that begins like it.
fn named(summary: &str) -> impl Iterator<Item = &str> {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '#' | '$' | '_');
    summary.split(move |c: char| !part(c)).map(|word| word.trim_end_matches('.'))
}
