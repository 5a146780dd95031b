//! 6.2.12: a document should name its language.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    if doc.at("/document").get("lang").is_none() {
        found("/document/lang".to_owned(), "missing".to_owned());
    }
}
