//! 6.2.39: what the profiles of CSAF 2.1 recommend.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::rules::draft::facts::Spot;
use crate::csaf::rules::draft::facts::Title;
use crate::csaf::view::{Doc, list, text};
use std::collections::BTreeSet;

/// 6.2.39.1: for what is affected the version that is fixed.
pub(in crate::csaf::rules) fn fixed(doc: &Doc<'_>, found: Found<'_>) {
    if !doc.is(&["csaf_security_advisory"]) {
        return;
    }
    let twins = facts::twin::Twins::of(doc);
    let open: BTreeSet<&str> = open(doc);
    for (place, vulnerability) in doc.vulnerabilities() {
        let in_status = |statuses| doc.in_status(&place, vulnerability, statuses);
        let fixed = twins.crowd(in_status(&["first_fixed", "fixed"]).into_iter().map(|(_, id)| id));
        let remedied = |categories: &[&str]| -> BTreeSet<&str> {
            let fitting =
                list(vulnerability, "remediations").filter(|(_, remedy)| text(remedy, "category").is_some_and(|c| categories.contains(&c)));
            fitting.flat_map(|(_, remedy)| doc.covered(remedy)).collect()
        };
        let (none, some) = (remedied(&["fix_planned", "no_fix_planned", "none_available"]), remedied(&["vendor_fix"]));
        for (at, id) in in_status(&["first_affected", "known_affected", "last_affected"]) {
            let excused = none.contains(id) && !some.contains(id) && !open.contains(id);
            if !excused && !twins.is_among(id, &fixed) {
                found(at.into(), format!("no version of product `{id}` is fixed"));
            }
        }
    }
}

/// Products whose range ends before a version, which therefore exists.
fn open<'a>(doc: &Doc<'a>) -> BTreeSet<&'a str> {
    let ends = |name: &str| facts::range::read(name).is_ok_and(|(_, range)| facts::range::ends_before(&range));
    let open =
        doc.leaves().iter().filter(|leaf| leaf.path.iter().any(|(category, name)| *category == "product_version_range" && ends(name)));
    open.filter_map(|leaf| text(leaf.product, "product_id")).collect()
}

/// 6.2.39.2: why it was withdrawn, in the language of the document.
pub(in crate::csaf::rules) fn withdrawal(doc: &Doc<'_>, found: Found<'_>) {
    if doc.is(&["csaf_withdrawn"]) && !facts::is_english(doc) {
        facts::one_note(doc, Title::Withdrawal, "description", found);
    }
}

/// 6.2.39.3: why another document took its place, in the language of the document.
pub(in crate::csaf::rules) fn supersession(doc: &Doc<'_>, found: Found<'_>) {
    if doc.is(&["csaf_superseded"]) && !facts::is_english(doc) {
        facts::one_note(doc, Title::Supersession, "description", found);
    }
}

/// 6.2.39.4: which document took its place, in the language of the document.
pub(in crate::csaf::rules) fn superseding(doc: &Doc<'_>, found: Found<'_>) {
    if doc.is(&["csaf_superseded"]) && !facts::is_english(doc) {
        facts::superseding(doc, found);
    }
}

/// 6.2.39.5: no extensions in a document that is gone.
pub(in crate::csaf::rules) fn no_extensions(doc: &Doc<'_>, found: Found<'_>) {
    if doc.is(&["csaf_withdrawn", "csaf_superseded"]) {
        facts::no_extensions(doc, Spot::Root, found);
        facts::no_extensions(doc, Spot::Document, found);
    }
}
