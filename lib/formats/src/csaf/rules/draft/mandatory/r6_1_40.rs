//! 6.1.40: the reserved names of groups belong to their ids.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let Some(group) = facts::group(doc) else { return };
    for (name, id) in [("Public", facts::MAX_UUID), ("No sharing allowed", facts::NIL_UUID)] {
        if text(group, "name") == Some(name) && text(group, "id") != Some(id) {
            found("/document/distribution/sharing_group/name".to_owned(), format!("`{name}` is the name of {id}"));
        }
    }
}
