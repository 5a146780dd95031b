//! 6.2.47: who publishes a document rates by more than words.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, text};
use std::collections::BTreeSet;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let own: BTreeSet<&str> = doc.own_addresses().into_iter().map(|(_, url)| url).collect();
    for (place, metric) in facts::qualitative(doc) {
        if text(metric, "source").is_none_or(|source| own.contains(source)) {
            found(place, "rated in words by the publisher".to_owned());
        }
    }
}
