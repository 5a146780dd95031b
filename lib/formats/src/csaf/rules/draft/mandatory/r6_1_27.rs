//! 6.1.27: what the profiles of CSAF 2.1 ask for beyond those of 2.0.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::rules::draft::facts::Title;
use crate::csaf::view::{Doc, list, text};

const ADVISORY: &str = "csaf_security_advisory";
const SUPERSEDED: &str = "csaf_superseded";
const WITHDRAWN: &str = "csaf_withdrawn";

/// 6.1.27.12: affected products in every vulnerability.
pub(in crate::csaf::rules) fn affected(doc: &Doc<'_>, found: Found<'_>) {
    for (place, vulnerability) in doc.vulnerabilities().filter(|_| doc.is(&[ADVISORY])) {
        if vulnerability.get("product_status").is_none_or(|status| status.get("known_affected").is_none()) {
            found(format!("{place}/product_status/known_affected"), "missing".to_owned());
        }
    }
}

/// 6.1.27.13: for what is fixed the versions that are affected.
pub(in crate::csaf::rules) fn affected_of_fixed(doc: &Doc<'_>, found: Found<'_>) {
    if !doc.is(&[ADVISORY]) {
        return;
    }
    let twins = facts::twin::Twins::of(doc);
    for (place, vulnerability) in doc.vulnerabilities() {
        let in_status = |statuses| doc.in_status(&place, vulnerability, statuses);
        let affected = in_status(&["first_affected", "known_affected", "last_affected"]).into_iter().map(|(_, id)| id);
        let affected = twins.crowd(affected);
        for (at, id) in in_status(&["first_fixed", "fixed"]) {
            if !twins.is_among(id, &affected) {
                found(at.into(), format!("no version of product `{id}` is affected"));
            }
        }
    }
}

/// 6.1.27.14: a note that describes.
pub(in crate::csaf::rules) fn description(doc: &Doc<'_>, found: Found<'_>) {
    let described = list(doc.at("/document"), "notes").any(|(_, note)| text(note, "category") == Some("description"));
    if doc.is(&[WITHDRAWN, SUPERSEDED]) && !described {
        found("/document/notes".to_owned(), "no note is of category description".to_owned());
    }
}

/// 6.1.27.15: no product tree.
pub(in crate::csaf::rules) fn no_product_tree(doc: &Doc<'_>, found: Found<'_>) {
    if doc.is(&[WITHDRAWN, SUPERSEDED]) && doc.root.get("product_tree").is_some() {
        found("/product_tree".to_owned(), format!("not in a document of category {}", doc.category()));
    }
}

/// 6.1.27.16: at least two revisions.
pub(in crate::csaf::rules) fn revisions(doc: &Doc<'_>, found: Found<'_>) {
    if doc.is(&[WITHDRAWN, SUPERSEDED]) && list(doc.at("/document/tracking"), "revision_history").nth(1).is_none() {
        found("/document/tracking/revision_history".to_owned(), "fewer than two revisions".to_owned());
    }
}

/// 6.1.27.17: why it was withdrawn.
pub(in crate::csaf::rules) fn withdrawal(doc: &Doc<'_>, found: Found<'_>) {
    if doc.is(&[WITHDRAWN]) && facts::is_english(doc) {
        facts::one_note(doc, Title::Withdrawal, "description", found);
    }
}

/// 6.1.27.18: why another document took its place.
pub(in crate::csaf::rules) fn supersession(doc: &Doc<'_>, found: Found<'_>) {
    if doc.is(&[SUPERSEDED]) && facts::is_english(doc) {
        facts::one_note(doc, Title::Supersession, "description", found);
    }
}

/// 6.1.27.19: which document took its place.
pub(in crate::csaf::rules) fn superseding(doc: &Doc<'_>, found: Found<'_>) {
    if doc.is(&[SUPERSEDED]) && facts::is_english(doc) {
        facts::superseding(doc, found);
    }
}
