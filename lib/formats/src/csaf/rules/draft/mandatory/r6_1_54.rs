//! 6.1.54: a licence expression follows the grammar of SPDX.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::{Doc, text};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    let Some(expression) = text(doc.at("/document"), "license_expression") else { return };
    if let Err(fault) = facts::licence::identifiers(expression) {
        found("/document/license_expression".to_owned(), fault);
    }
}
