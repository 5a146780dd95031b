//! 6.2.26: a weakness needs no review before it is used.

use crate::csaf::cwe;
use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    facts::weakness::each(doc, &mut |place, id, weakness, version| {
        if matches!(weakness.usage_in(version), Some(cwe::Usage::WithReview)) {
            found(place, format!("`{id}` should be reviewed: a more exact one may exist"));
        }
    });
}
