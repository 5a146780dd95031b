//! 6.2.50.2: versions that overlap have no contradicting states (constraints alone).

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    facts::range::judge(doc, Some(facts::range::Kind::Vls), true, found);
}
