//! 6.3.19.5: versions in branches lie outside the ranges beside them.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    facts::range::judge_branches(doc, false, found);
}
