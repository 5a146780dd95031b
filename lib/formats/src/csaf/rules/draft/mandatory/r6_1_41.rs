//! 6.1.41: the reserved ids of groups bear their names.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let Some(group) = facts::group(doc) else { return };
    for (name, id) in [("Public", facts::MAX_UUID), ("No sharing allowed", facts::NIL_UUID)] {
        if text(group, "id") == Some(id) && text(group, "name") != Some(name) {
            found("/document/distribution/sharing_group/name".to_owned(), format!("expected `{name}`"));
        }
    }
}
