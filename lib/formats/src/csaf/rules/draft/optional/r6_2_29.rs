//! 6.2.29: a document names no group of nobody.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    if facts::group(doc).is_some_and(|group| text(group, "id") == Some(facts::NIL_UUID)) {
        found("/document/distribution/sharing_group/id".to_owned(), "the group of nobody".to_owned());
    }
}
