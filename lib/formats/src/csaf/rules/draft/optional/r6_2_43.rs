//! 6.2.43: a document has a licence.

use crate::csaf::rules::Found;
use crate::csaf::tree::Value;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    match doc.at("/document").get("license_expression").map(Value::as_str) {
        None => found("/document/license_expression".to_owned(), "missing".to_owned()),
        Some(Some("")) => found("/document/license_expression".to_owned(), "empty".to_owned()),
        Some(_) => {}
    }
}
