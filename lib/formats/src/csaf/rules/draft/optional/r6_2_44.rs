//! 6.2.44: no licence is deprecated.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for id in facts::licence::of(doc) {
        if facts::licence::known(id) == facts::licence::Known::Deprecated {
            found("/document/license_expression".to_owned(), format!("`{id}` is deprecated"));
        }
    }
}
