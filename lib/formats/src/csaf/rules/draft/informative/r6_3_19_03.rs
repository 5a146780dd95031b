//! 6.3.19.3: versions of one state do not overlap (single versions).

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    facts::range::judge(doc, None, false, found);
}
