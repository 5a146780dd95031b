//! 6.1.27: what each profile asks for.

use crate::csaf::rules::Found;
use crate::csaf::tree::Value;
use crate::csaf::view::{Doc, Edition, ids, list, text};
use std::collections::BTreeSet;

const INCIDENT: &str = "csaf_security_incident_response";
const INFORMATIONAL: &str = "csaf_informational_advisory";
const ADVISORY: &str = "csaf_security_advisory";
const VEX: &str = "csaf_vex";
// Profiles of CSAF 2.1; in CSAF 2.0 nobody may use these names (6.1.26).
const OLD_ADVISORY: &str = "csaf_deprecated_security_advisory";
const SUPERSEDED: &str = "csaf_superseded";
const WITHDRAWN: &str = "csaf_withdrawn";

/// 6.1.27.1: a note that says what it is about.
pub(in crate::csaf::rules) fn document_notes(doc: &Doc<'_>, found: Found<'_>) {
    let telling = ["description", "details", "general", "summary"];
    let told = list(doc.at("/document"), "notes").any(|(_, note)| text(note, "category").is_some_and(|c| telling.contains(&c)));
    if doc.is(&[INCIDENT, INFORMATIONAL]) && !told {
        found("/document/notes".to_owned(), format!("expected one of {}", telling.join(", ")));
    }
}

/// 6.1.27.2: an external reference.
pub(in crate::csaf::rules) fn document_references(doc: &Doc<'_>, found: Found<'_>) {
    let external = list(doc.at("/document"), "references").any(|(_, r)| text(r, "category").unwrap_or("external") == "external");
    if doc.is(&[INCIDENT, INFORMATIONAL]) && !external {
        found("/document/references".to_owned(), "expected an external reference".to_owned());
    }
}

/// 6.1.27.3: no vulnerabilities.
pub(in crate::csaf::rules) fn no_vulnerabilities(doc: &Doc<'_>, found: Found<'_>) {
    if doc.is(&[INFORMATIONAL, SUPERSEDED, WITHDRAWN]) && doc.root.get("vulnerabilities").is_some() {
        found("/vulnerabilities".to_owned(), format!("not in a document of category {}", doc.category()));
    }
}

/// 6.1.27.4: a product tree.
pub(in crate::csaf::rules) fn product_tree(doc: &Doc<'_>, found: Found<'_>) {
    if doc.is(&[ADVISORY, VEX, OLD_ADVISORY]) && doc.root.get("product_tree").is_none() {
        found("/product_tree".to_owned(), "missing".to_owned());
    }
}

/// 6.1.27.5: notes in every vulnerability.
pub(in crate::csaf::rules) fn vulnerability_notes(doc: &Doc<'_>, found: Found<'_>) {
    each_needs(doc, &[ADVISORY, VEX, OLD_ADVISORY], "notes", found);
}

/// 6.1.27.6: product states in every vulnerability.
pub(in crate::csaf::rules) fn product_status(doc: &Doc<'_>, found: Found<'_>) {
    each_needs(doc, &[ADVISORY, OLD_ADVISORY], "product_status", found);
}

/// 6.1.27.7: a state that VEX knows in every vulnerability.
pub(in crate::csaf::rules) fn vex_product_status(doc: &Doc<'_>, found: Found<'_>) {
    if !doc.is(&[VEX]) {
        return;
    }
    let known = ["fixed", "known_affected", "known_not_affected", "under_investigation"];
    for (pointer, vulnerability) in doc.vulnerabilities() {
        if !vulnerability.get("product_status").is_some_and(|status| known.iter().any(|key| status.get(key).is_some())) {
            found(format!("{pointer}/product_status"), format!("expected one of {}", known.join(", ")));
        }
    }
}

/// 6.1.27.8: a name for every vulnerability.
pub(in crate::csaf::rules) fn vulnerability_id(doc: &Doc<'_>, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities().filter(|(_, v)| doc.is(&[VEX]) && v.get("cve").is_none()) {
        if vulnerability.get("ids").is_none() {
            found(pointer, "has neither `cve` nor `ids`".to_owned());
            continue;
        }
        // CSAF 2.1: an id may be that of some products alone.
        let numbered: Vec<&Value<'_>> = list(vulnerability, "ids").map(|(_, id)| id).collect();
        let some = |id: &Value<'_>| id.get("product_ids").is_some() || id.get("group_ids").is_some();
        if doc.edition == Edition::V2_1 && numbered.iter().all(|id| some(id)) {
            let named: BTreeSet<&str> = numbered.into_iter().flat_map(|id| doc.covered(id)).collect();
            for (at, id) in doc.in_status(&pointer, vulnerability, doc.statuses()).into_iter().filter(|(_, id)| !named.contains(id)) {
                found(at.into(), format!("no id for product `{id}`"));
            }
        }
    }
}

/// 6.1.27.9: why a product is not affected.
pub(in crate::csaf::rules) fn impact_statement(doc: &Doc<'_>, found: Found<'_>) {
    explained(doc, "known_not_affected", &[("flags", None), ("threats", Some("impact"))], "no reason why it is not affected", found);
}

/// 6.1.27.10: what users of an affected product should do.
pub(in crate::csaf::rules) fn action_statement(doc: &Doc<'_>, found: Found<'_>) {
    explained(doc, "known_affected", &[("remediations", None)], "no remedy", found);
}

/// 6.1.27.11: vulnerabilities.
pub(in crate::csaf::rules) fn vulnerabilities(doc: &Doc<'_>, found: Found<'_>) {
    if doc.is(&[ADVISORY, VEX, OLD_ADVISORY]) && doc.root.get("vulnerabilities").is_none() {
        found("/vulnerabilities".to_owned(), "missing".to_owned());
    }
}

fn each_needs(doc: &Doc<'_>, profiles: &[&str], key: &str, found: Found<'_>) {
    for (pointer, vulnerability) in doc.vulnerabilities() {
        if doc.is(profiles) && vulnerability.get(key).is_none() {
            found(format!("{pointer}/{key}"), "missing".to_owned());
        }
    }
}

/// Reports products of a VEX state that no item of the lists speaks of.
fn explained(doc: &Doc<'_>, status: &str, lists: &[(&str, Option<&str>)], lacking: &str, found: Found<'_>) {
    if !doc.is(&[VEX]) {
        return;
    }
    for (pointer, vulnerability) in doc.vulnerabilities() {
        let mut spoken: BTreeSet<&str> = BTreeSet::new();
        for (key, category) in lists {
            for (_, item) in list(vulnerability, key) {
                if category.is_none_or(|wanted| text(item, "category") == Some(wanted)) {
                    spoken.extend(doc.covered(item));
                }
            }
        }
        let Some(states) = vulnerability.get("product_status") else { continue };
        for (at, id) in ids(states, status).enumerate().filter(|(_, id)| !spoken.contains(id)) {
            found(format!("{pointer}/product_status/{status}/{at}"), format!("product `{id}` has {lacking}"));
        }
    }
}
