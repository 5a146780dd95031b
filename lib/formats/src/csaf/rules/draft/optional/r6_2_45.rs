//! 6.2.45: licences exist in the list that they are of.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for id in facts::licence::of(doc) {
        if facts::licence::known(id) == facts::licence::Known::Missing {
            found("/document/license_expression".to_owned(), format!("`{id}` is in neither list"));
        }
    }
}
