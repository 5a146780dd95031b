//! 6.1.44: a serial number has at most one star.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    facts::one_star(doc, "serial_numbers", found);
}
