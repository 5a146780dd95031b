//! 6.3.19.4: ranges in branches do not overlap.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    facts::range::judge_branches(doc, true, found);
}
