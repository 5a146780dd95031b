//! 6.2.37: a namespace that is not registered is explained by a resource.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, list, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, object) in facts::ssvc::objects(doc) {
        let told = |namespace: &str| {
            list(object, "decision_point_resources")
                .any(|(_, resource)| text(resource, "summary").is_some_and(|summary| explains(summary, namespace)))
        };
        for (at, selection) in list(object, "selections") {
            let Some(namespace) = text(selection, "namespace") else { continue };
            if facts::ssvc::standing(namespace) == facts::ssvc::Standing::Unregistered && !told(namespace) {
                found(format!("{place}/selections/{at}/namespace"), format!("no resource explains `{namespace}`"));
            }
        }
    }
}

/// Whether a summary names the whole namespace, not only one that begins like it.
fn explains(summary: &str, namespace: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '#' | '$' | '_');
    summary.split(|c: char| !part(c)).any(|word| word.trim_end_matches('.') == namespace)
}
