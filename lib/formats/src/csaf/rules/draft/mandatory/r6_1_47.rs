//! 6.1.47: an SSVC object speaks of its vulnerability.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let own = text(doc.at("/document/tracking"), "id");
    let several = doc.vulnerabilities().nth(1).is_some();
    for (place, vulnerability) in doc.vulnerabilities() {
        let names: BTreeSet<&str> =
            text(vulnerability, "cve").into_iter().chain(list(vulnerability, "ids").filter_map(|(_, id)| text(id, "text"))).collect();
        for (at, metric) in list(vulnerability, "metrics") {
            let Some(object) = metric.get("content").and_then(|content| content.get("ssvc_v2")) else { continue };
            for (of, target) in list(object, "target_ids").filter_map(|(of, target)| Some((of, target.as_str()?))) {
                let document = several && own == Some(target);
                if document || !names.contains(target) {
                    found(format!("{place}/metrics/{at}/content/ssvc_v2/target_ids/{of}"), format!("`{target}` is not this vulnerability"));
                }
            }
        }
    }
}
