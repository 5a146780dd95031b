//! 6.3.19.1: versions of one state do not overlap (VERS).

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    facts::range::judge(doc, Some(facts::range::Kind::Vers), false, found);
}
