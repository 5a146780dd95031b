//! 6.1.39: a public document is for everybody, if it names a group.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let Some(id) = facts::group(doc).and_then(|group| text(group, "id")) else { return };
    let draft = id == facts::NIL_UUID && doc.status() == "draft";
    if doc.label() == "CLEAR" && id != facts::MAX_UUID && !draft {
        found("/document/distribution/sharing_group/id".to_owned(), "the document is TLP:CLEAR".to_owned());
    }
}
