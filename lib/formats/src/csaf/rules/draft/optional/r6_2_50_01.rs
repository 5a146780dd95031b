//! 6.2.50.1: versions that overlap have no contradicting states (VERS).

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    facts::range::judge(doc, Some(facts::range::Kind::Vers), true, found);
}
