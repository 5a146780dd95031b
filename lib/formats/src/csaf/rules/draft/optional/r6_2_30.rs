//! 6.2.30: a public document names no group.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    if doc.label() == "CLEAR" && facts::group(doc).is_some() {
        found("/document/distribution/sharing_group".to_owned(), "the document is TLP:CLEAR".to_owned());
    }
}
