//! 6.2.38: a document follows no profile that is deprecated.

use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    if doc.category().starts_with("csaf_deprecated_") {
        found("/document/category".to_owned(), "a deprecated profile".to_owned());
    }
}
