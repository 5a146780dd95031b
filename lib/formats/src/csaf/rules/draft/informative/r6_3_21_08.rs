//! 6.3.21.8: no extension at vulnerabilities.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::rules::draft::facts::Spot;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    facts::no_extensions(doc, Spot::Vulnerability, found);
}
