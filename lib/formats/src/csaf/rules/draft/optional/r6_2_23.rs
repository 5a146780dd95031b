//! 6.2.23: a weakness is not deprecated in its version of CWE.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    facts::weakness::each(doc, &mut |place, id, weakness, version| {
        if weakness.is_deprecated_in(version) {
            found(place, format!("`{id}` is deprecated"));
        }
    });
}
