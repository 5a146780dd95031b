//! 6.3.21.3: no extension at the document.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::rules::draft::facts::Spot;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    facts::no_extensions(doc, Spot::Document, found);
}
