//! 6.1.38: the group of everybody is for public documents.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let everybody = facts::group(doc).is_some_and(|group| text(group, "id") == Some(facts::MAX_UUID));
    if everybody && doc.label() != "CLEAR" {
        found("/document/distribution/sharing_group/id".to_owned(), format!("the document is TLP:{}", doc.label()));
    }
}
