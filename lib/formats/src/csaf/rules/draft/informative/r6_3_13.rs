//! 6.3.13: decision points are the newest ones.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, selection, namespace) in facts::ssvc::selections(doc) {
        let (Some(key), Some(version)) = (text(selection, "key"), text(selection, "version")) else { continue };
        // The registry does not say when a version came out; the newest one that we know counts.
        if let Some(newest) = facts::ssvc::versions(namespace, key).last().filter(|point| point.version != version) {
            found(place, format!("{key} {version}; the newest is {}", newest.version));
        }
    }
}
