//! 6.3.17: licences are listed.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for id in facts::licence::of(doc) {
        if matches!(facts::licence::known(id), facts::licence::Known::Own | facts::licence::Known::Missing) {
            found("/document/license_expression".to_owned(), format!("`{id}` is in neither list"));
        }
    }
}
