//! 6.2.5: the initial release should not be older than the oldest item of the revision history.

use crate::csaf::revision::instant;
use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let Some(date) = text(doc.at("/document/tracking"), "initial_release_date").and_then(instant) else { return };
    if doc.history().first().is_some_and(|oldest| date < oldest.date) {
        found("/document/tracking/initial_release_date".to_owned(), "older than the oldest item of the revision history".to_owned());
    }
}
