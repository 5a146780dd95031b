//! Which remedies fit which states, §3.2.4 of the draft.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};
use std::collections::BTreeSet;

/// How a remedy fits a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::csaf::rules::draft) enum Fit {
    Allowed,
    Discouraged,
    Prohibited,
}

fn fit(category: &str, state: &str) -> Fit {
    match (category, state) {
        ("optional_patch", "affected") => Fit::Prohibited,
        ("optional_patch", "fixed") => Fit::Discouraged,
        ("optional_patch", _) | (_, "affected") => Fit::Allowed,
        (_, "fixed") => Fit::Prohibited,
        ("fix_planned" | "no_fix_planned", "not affected") => Fit::Discouraged,
        (_, "not affected") => Fit::Prohibited,
        ("workaround" | "mitigation" | "vendor_fix" | "fix_planned", "under investigation" | "unknown") => Fit::Discouraged,
        _ => Fit::Allowed,
    }
}

/// Reports remedies of products whose state they fit so.
pub(in crate::csaf::rules::draft) fn judge(doc: &Doc<'_>, wanted: Fit, found: Found<'_>) {
    for (place, vulnerability) in doc.vulnerabilities() {
        let states = super::range::states(vulnerability);
        for (at, remedy) in list(vulnerability, "remediations") {
            let Some(category) = text(remedy, "category") else { continue };
            let products: BTreeSet<&str> = doc.covered(remedy).into_iter().collect();
            for (id, state) in products.into_iter().filter_map(|id| Some((id, *states.get(id)?))) {
                if fit(category, state) == wanted {
                    found(format!("{place}/remediations/{at}"), format!("`{category}` for product `{id}`, which is {state}"));
                }
            }
        }
    }
}
