//! 6.3.18: a vulnerability is rated by more than words.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, _) in facts::qualitative(doc) {
        found(place, "rated in words".to_owned());
    }
}
