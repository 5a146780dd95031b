//! 6.1.32: a flag names products or groups.

use super::r6_1_29::without_products;
use crate::csaf::rules::Found;
use crate::csaf::view::Doc;

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    without_products(doc, "flags", found);
}
