//! 6.1.49: what SSVC says was said before the newest revision.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, object) in facts::ssvc::objects(doc) {
        facts::not_after_release(doc, format!("{place}/timestamp"), text(object, "timestamp"), found);
    }
}
