//! 6.2.10: a document should have a TLP label.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    if doc.at("/document/distribution/tlp").get("label").is_none() {
        found("/document/distribution/tlp/label".to_owned(), "missing".to_owned());
    }
}
