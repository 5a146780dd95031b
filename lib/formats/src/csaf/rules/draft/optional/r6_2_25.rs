//! 6.2.25: a weakness may be used to name what a vulnerability is.

use crate::csaf::cwe;
use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    facts::weakness::each(doc, &mut |place, id, weakness, version| {
        if matches!(weakness.usage_in(version), Some(cwe::Usage::Discouraged | cwe::Usage::Prohibited)) {
            found(place, format!("`{id}` is not meant for naming a vulnerability"));
        }
    });
}
