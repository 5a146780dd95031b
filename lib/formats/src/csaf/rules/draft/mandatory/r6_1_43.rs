//! 6.1.43: a model number has at most one star.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    facts::one_star(doc, "model_numbers", found);
}
