//! 6.1.35: remedies of one product must not contradict each other.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list, text};
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, vulnerability) in doc.vulnerabilities() {
        let mut of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (at, remedy) in list(vulnerability, "remediations") {
            let Some(category) = text(remedy, "category") else { continue };
            let products: BTreeSet<&str> = doc.covered(remedy).into_iter().collect();
            for id in products {
                let before = of.entry(id).or_default();
                if let Some(other) = before.iter().find(|other| contradict(other, category)) {
                    found(
                        format!("{place}/remediations/{at}"),
                        format!("`{category}` and `{other}` contradict each other for product `{id}`"),
                    );
                }
                if !before.contains(&category) {
                    before.push(category);
                }
            }
        }
    }
}

/// Whether two categories exclude each other, §3.2.4 of the draft.
fn contradict(one: &str, other: &str) -> bool {
    // Categories that go with each other, by rising strength; a category always goes with itself.
    let helps = |category: &str| matches!(category, "workaround" | "mitigation");
    let fixes = |category: &str| matches!(category, "vendor_fix" | "fix_planned" | "no_fix_planned");
    let pair = helps(one) && (helps(other) || fixes(other)) || fixes(one) && helps(other);
    one != other && !pair
}
