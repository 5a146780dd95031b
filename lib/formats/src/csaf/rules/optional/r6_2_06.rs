//! 6.2.6: the current release should not be older than the newest item of the revision history.

use crate::csaf::revision::instant;
use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let Some(date) = text(doc.at("/document/tracking"), "current_release_date").and_then(instant) else { return };
    if doc.history().last().is_some_and(|newest| date < newest.date) {
        found("/document/tracking/current_release_date".to_owned(), "older than the newest item of the revision history".to_owned());
    }
}
