//! 6.1.46: SSVC objects follow their schema.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::shape;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, object) in facts::ssvc::objects(doc) {
        shape::check_ssvc(object, &place, found);
    }
}
