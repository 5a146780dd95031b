//! 6.2.27: a remedy should fit the state of its products.

use crate::csaf::rules::Found;
use crate::csaf::rules::draft::facts;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    facts::remedy::judge(doc, facts::remedy::Fit::Discouraged, found);
}
